"""How a command ends: its exit codes, and the errors that end it early."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script learns from `$?`."""

    ANSWERED = 0
    WRONG_INPUT = 1
    CANNOT_RUN = 2
    """Usage, rules or internal error."""
    NONE_ELIGIBLE = 3
    """Only with --fail-if-none."""
    INTERRUPTED = 130


class UsageError(Exception):
    """A command line that cannot be carried out; the message is for the user."""


class ReaderGoneError(Exception):
    """The reader of a pipe has closed it, having read enough."""
