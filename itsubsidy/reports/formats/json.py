"""Reports as one JSON object."""

from __future__ import annotations

import json
from typing import Any

from itsubsidy.files.echo import in_json
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.screen import Screen


def draw(report: Report, screen: Screen) -> str:
    """A report's data."""
    return written(report.data(), screen)


def written(data: dict[str, Any], screen: Screen) -> str:
    """Indented JSON with a newline at the end; Japanese as it is, or in escapes."""
    return in_json(json.dumps(data, ensure_ascii=screen.ascii, indent=2)) + "\n"


def line(data: dict[str, Any], screen: Screen) -> str:
    """JSON on one line."""
    # no record holds itself, and to look whether it does takes a tenth of the time
    return in_json(json.dumps(data, ensure_ascii=screen.ascii, check_circular=False)) + "\n"
