"""Short ways to write clients, and where the test data is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import Applicant, Estimate, Quote, estimate
from itsubsidy.rules.programme import Programme
from itsubsidy.rules.rulefile import programme_for

ON = date(2025, 8, 20)
ROOT = Path(__file__).parent.parent


def lines_told(err: str) -> list[str]:
    """The lines of standard error without the lines of files that `check` shows, and its count."""
    marked = r" *[0-9]* \| .*|(誤り|注意) [0-9,]+件.*"
    return [line for line in err.splitlines() if not re.fullmatch(marked, line)]


@pytest.fixture(scope="session")
def programme() -> Programme:
    """The rules of IT導入補助金2025."""
    return programme_for(ON)


@pytest.fixture(scope="session")
def answer() -> Callable[..., Estimate]:
    """Estimate for an applicant and items written as plain data."""

    def answer(
        applicant: dict[str, Any], *items: dict[str, Any], on: date = ON, **quote: Any
    ) -> Estimate:
        return estimate(
            Applicant.model_validate({"name": "甲", **applicant}),
            [Quote.model_validate({"items": list(items), **quote})],
            on=on,
        )

    return answer


@pytest.fixture
def examples() -> Path:
    """The folder of example clients."""
    return ROOT / "examples"


@pytest.fixture
def readme() -> str:
    """The text of README.md."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def pages() -> dict[str, str]:
    """The text of every README, by its path."""
    folders = (".", "examples", "itsubsidy/cli", "itsubsidy/rules", "tests")
    paths = [ROOT / folder / "README.md" for folder in folders]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
