"""The client that most tests of commands start from, and the day on which most of them apply."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

from itsubsidy import Applicant, FrameResult, Quote, estimate
from itsubsidy.terms import Frame

ON: Final = date(2025, 8, 20)
"""The last day of the 4th round of 2025."""

ROOT: Final = Path(__file__).parent.parent

APPLICANT: Final = "name: 甲\nindustry: retail\nemployees: 4\n"
QUOTE: Final = """\
vendor: 丁
items:
  - {name: 会計, category: software, price: 100_000, functions: [accounting], processes: [共P-04]}
"""


def write_client(folder: Path, applicant: str = APPLICANT, quote: str = QUOTE) -> Path:
    """A client's folder; by default 100,000 × 4/5 = 80,000 in インボイス対応類型, and
    × 1/2 = 50,000 in 通常枠.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "applicant.yaml").write_text(applicant, encoding="utf-8")
    (folder / "quote.yaml").write_text(quote, encoding="utf-8")
    return folder


def frame_result(
    frame: Frame, applicant: dict[str, Any], *items: dict[str, Any], on: date = ON
) -> FrameResult:
    """What a frame says, obligations too, of a client and one quote written as plain data."""
    answer = estimate(
        Applicant.model_validate({"name": "甲", **applicant}),
        [Quote.model_validate({"items": list(items)})],
        on=on,
        advise=False,
        obligations=True,
    )
    return answer.quotes[0].frames[frame]


def lines_told(err: str) -> list[str]:
    """The lines of standard error without the lines of files that `check` shows, and its count."""
    marked = r" *[0-9]* \| .*|(誤り|注意) [0-9,]+件.*"
    return [line for line in err.splitlines() if not re.fullmatch(marked, line)]
