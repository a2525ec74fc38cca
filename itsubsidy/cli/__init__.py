"""The command line: one file a command, flags in, one call, one report out."""

from itsubsidy.cli.app import main, run
from itsubsidy.cli.exits import ExitCode

__all__ = ["ExitCode", "main", "run"]
