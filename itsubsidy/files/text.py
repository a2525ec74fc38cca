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


_MARKS: Final = re.compile(r"[\s、，,。・/()「」『』“”〝〟【】\"\[\]]+")


def without_marks(text: str) -> str:
    """Text without what carries no meaning around a whole value: 「30人」, `30人。`, `“5%”`.

    That is a pair of quotation marks, and a mark that ends a sentence or a part of one, within
    them or behind. A comma or a point behind a digit is none: it may have lost what followed. Text
    that has more of them stays as it is.
    """
    inside = _END.sub("", text.strip()).strip()
    if len(inside) > 1 and _PAIRS.get(inside[0]) == inside[-1]:
        inside = _END.sub("", inside[1:-1].strip()).strip()
    more = not inside or _QUOTATION.search(inside) or _END.search(inside)
    return text if more or inside == text.strip() else inside


_PAIRS: Final = dict(zip("「｢『【“”〝‘’\"'＂＇", "」｣』】””〟’’\"'＂＇", strict=True))

_QUOTATION: Final = re.compile(r"[「」｢｣『』【】“”〝〟‘’\"'＂＇]")

_END: Final = re.compile(r"[。｡、､]\Z|(?<![0-9０-９])[.,．，]\Z")
