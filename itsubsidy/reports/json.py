"""The estimate as one JSON object."""

from __future__ import annotations

import json
from typing import Any


def render(data: dict[str, Any]) -> str:
    """Indented JSON with Japanese as it is, and a newline at the end."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
