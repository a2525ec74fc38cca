"""The estimate as one JSON object."""

from __future__ import annotations

import json
from typing import Any


def render(data: dict[str, Any], *, ascii: bool = False) -> str:
    """Indented JSON with a newline at the end; Japanese as it is, or as escapes."""
    return json.dumps(data, ensure_ascii=ascii, indent=2) + "\n"
