"""The command line: flags in, one call, one report out."""

from itsubsidy.cli.app import ExitCode, main, run

__all__ = ["ExitCode", "main", "run"]
