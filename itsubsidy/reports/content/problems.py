"""What is said of files in JSON; people read it line by line on standard error."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from itsubsidy.files.problems import Problem
from itsubsidy.inputs.reading import Checked
from itsubsidy.reports.blocks import Report

CHECK_SCHEMA: Final = "itsubsidy.check/1"


def problems_report(schema: str, problems: Sequence[Problem]) -> Report:
    """What is wrong with files, instead of the answer of this schema."""
    return Report(data=lambda: {"schema": schema, "problems": _plain(problems)})


def check_report(checked: Checked, warnings: Sequence[Problem]) -> Report:
    """The files without a problem, and all that is wrong or odd."""
    return Report(data=partial(_checked, checked, warnings))


def annotations_of(problems: Sequence[Problem], warnings: Sequence[Problem]) -> str:
    """The same as GitHub reads it from the log of a workflow, to show it in a pull request."""
    lines = [_annotation("error", problem) for problem in problems]
    lines += [_annotation("warning", warning) for warning in warnings]
    return "".join(f"{line}\n" for line in lines)


def _annotation(level: str, problem: Problem) -> str:
    place = {"file": problem.file, "line": problem.line, "col": problem.column}
    properties = ",".join(
        f"{key}={_escaped(str(value), ':,')}" for key, value in place.items() if value
    )
    message = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return f"::{level} {properties}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """Text in a command of a workflow; a property has two more characters that end it."""
    for char in f"%\r\n{also}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def _checked(checked: Checked, warnings: Sequence[Problem]) -> dict[str, Any]:
    return {
        "schema": CHECK_SCHEMA,
        "files": checked.sound,
        "problems": _plain(checked.problems),
        "warnings": _plain(warnings),
        "notes": checked.notes,
    }


def _plain(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    return [problem._asdict() for problem in problems]
