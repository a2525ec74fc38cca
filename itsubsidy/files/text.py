"""Text in one width."""

from __future__ import annotations

import re
import unicodedata
from typing import Final


def normal(text: str) -> str:
    """Text in the usual width (NFKC), without the space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def squeezed(text: str) -> str:
    """Text in the usual width, without the marks that part its words: `POS レジ` is `POSレジ`."""
    return _MARKS.sub("", normal(text))


_MARKS: Final = re.compile(r"[\s、，,・/()「」【】\[\]]+")
