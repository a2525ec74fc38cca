"""What the name of a file in a client folder says: what is read, and what only looks like it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from itsubsidy.files.text import normal

Kind = Literal["applicant", "quote", "like an applicant", "like a quote", "paper"]
"""A file that is read, one that is not and looks as if it were to be, or a quote in other form."""

_READ: Final = re.compile(r"(?:(applicant|申請者)|(?:quote|見積).*)\.ya?ml")
_LIKE: Final = re.compile(r"(?:(applicant|申請者)|quote|見積).*\.ya?ml.*")
_PAPER: Final = re.compile(
    r"(?:quote|見積).*\.(?:csv|tsv|xls[xmb]?|ods|pdf|docx?|jpe?g|png|heic|tiff?)"
)
_SHEET: Final = re.compile(r".*\.(?:csv|tsv|xls[xmb]?|ods)")
_COPY: Final = re.compile(r"コピー|copy|複製", re.IGNORECASE)

APPLICANT_FILE: Final = "applicant.yaml"
QUOTE_FILE: Final = "quote.yaml"


@lru_cache(maxsize=1024)  # most clients' files have the same names
def kind_of(name: str) -> Kind | None:
    """What a file of this name is, in any width and case; None where it is none of a client's."""
    if name.startswith("."):
        return None
    plain = name.lower() if name.isascii() else normal(name).lower()
    found = _READ.fullmatch(plain)
    if found:
        return "applicant" if found[1] else "quote"
    found = _LIKE.fullmatch(plain)
    if found:
        return "like an applicant" if found[1] else "like a quote"
    return "paper" if _PAPER.fullmatch(plain) else None


def is_input(name: str) -> bool:
    """Whether a file of this name is read from a client folder."""
    return kind_of(name) in ("applicant", "quote")


def is_quote(name: str) -> bool:
    """Whether a file of this name is a quote."""
    return kind_of(name) == "quote"


def is_sheet(name: str) -> bool:
    """Whether a file of this name is a quote as a table, which can be read without writing it."""
    return kind_of(name) == "paper" and bool(_SHEET.fullmatch(normal(name).lower()))


def is_copy(name: str) -> bool:
    """Whether a file's name says that it is a copy: `quote のコピー.yaml`."""
    return _COPY.search(name if name.isascii() else normal(name)) is not None


def right_name(name: str) -> str:
    """The name under which a file that only looks like one would be read."""
    if kind_of(name) == "like an applicant":
        return APPLICANT_FILE
    found = re.match(r"(.*?\.ya?ml)", normal(name), re.IGNORECASE)
    return found[1] if found else QUOTE_FILE
