"""What is said of files in JSON; people read it line by line on standard error."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from itsubsidy.inputs.reading import Checked
from itsubsidy.inputs.yamltext import Problem
from itsubsidy.reports.blocks import Report

CHECK_SCHEMA: Final = "itsubsidy.check/1"


def problems_report(schema: str, problems: Sequence[Problem]) -> Report:
    """What is wrong with files, instead of the answer of this schema."""
    return Report(data=lambda: {"schema": schema, "problems": _plain(problems)})


def check_report(checked: Checked, warnings: Sequence[Problem]) -> Report:
    """The files without a problem, and all that is wrong or odd."""
    return Report(data=partial(_checked, checked, warnings))


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
