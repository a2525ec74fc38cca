"""What is sound and as large as it may be is answered by every command in time and in bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from measured import Measured, measured

from itsubsidy.cli import ExitCode
from itsubsidy.files.limits import (
    LARGEST_FILE,
    MOST_ITEMS,
    MOST_MEMBERS,
    MOST_QUOTES_PLANNED,
    MOST_ROWS,
)

ANSWERED: Final = 5 * 5.0
"""Seconds: five times what is asked for, since machines are busy."""

MEBIBYTES: Final = 500

APPLICANT: Final = "name: 甲\nindustry: retail\nemployees: 3\n"
SOFTWARE: Final = "category: software, functions: [accounting], processes: [P04]"


def software(count: int, more: str = "") -> str:
    """A quote of so many items of 1,000 yen and one, two, three … yen more."""
    return "items:\n" + "".join(
        f"- {{name: 品{number}, {SOFTWARE}, price: {1_000 + number}{more}}}\n"
        for number in range(count)
    )


SETUP: Final = f"items:\n- {{name: 会計, {SOFTWARE}, price: 1000000}}\n" + "".join(
    f"- {{name: 設定{number}, category: setup, price: 1000, for: 会計}}\n"
    for number in range(MOST_ITEMS - 1)
)
"""Everything that can be is for one item."""

DISCOUNTS: Final = software(MOST_ITEMS // 2) + "".join(
    f"- {{name: 値引{number}, category: discount, price: 1, for: 品{number}}}\n"
    for number in range(MOST_ITEMS // 2)
)

GROUP: Final = "name: 組\nentity: group\norganiser: consortium\nmembers:\n" + "".join(
    f"- {{name: 員{number}, size: small}}\n" for number in range(MOST_MEMBERS)
)
FIFTY: Final = ", ".join(f"員{number}" for number in range(50))


def client(folder: Path, applicant: str, quote: str) -> Path:
    for name, text in (("applicant.yaml", applicant), ("quote.yaml", quote)):
        (folder / name).write_text(text, encoding="utf-8")
        assert (folder / name).stat().st_size <= LARGEST_FILE
    return folder


def assert_answered(run: Measured) -> None:
    assert (run.code, run.err) == (ExitCode.ANSWERED, "")
    assert run.seconds < ANSWERED
    assert run.mebibytes < MEBIBYTES


BY_MONTH: Final = software(MOST_ITEMS, ", per: month, months: 12")
MEMBERS: Final = software(MOST_ITEMS, f", members: [{FIFTY}]")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "applicant", "quote"),
    [
        ("estimate", APPLICANT, BY_MONTH),
        ("plan", APPLICANT, BY_MONTH),
        ("explain", APPLICANT, BY_MONTH),
        ("plan", APPLICANT, SETUP),
        ("estimate", APPLICANT, DISCOUNTS),
        ("explain", GROUP, MEMBERS),
    ],
    ids=[
        "estimate by the month",
        "plan by the month",
        "explain by the month",
        "plan all for one",
        "estimate discounts",
        "explain a group",
    ],
)
def test_the_longest_quote_is_answered(
    command: str, applicant: str, quote: str, tmp_path: Path
) -> None:
    assert_answered(measured(command, client(tmp_path, applicant, quote), "--date", "2025-08-20"))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["estimate", "explain"])
def test_the_longest_ledger_is_answered(command: str, tmp_path: Path) -> None:
    applicant = (
        f"name: 甲\nindustry: retail\nemployees: {MOST_ROWS}\ncapital: 10000000\n"
        "near_minimum_wage: {ledger: wages.csv}\n"
    )
    rows = "".join(f"員{number},東京都,1200\n" for number in range(MOST_ROWS))
    (tmp_path / "wages.csv").write_text(f"employee,prefecture,2025-05\n{rows}", encoding="utf-8")
    folder = client(tmp_path, applicant, software(1))
    assert_answered(measured(command, folder, "--date", "2025-08-20"))


@pytest.mark.slow
def test_as_many_quotes_as_may_be_are_planned(tmp_path: Path) -> None:
    folder = client(tmp_path, APPLICANT, software(4))
    for number in range(1, MOST_QUOTES_PLANNED):
        quote = software(4).replace("1000", f"{2_000 + number}")
        (folder / f"quote{number}.yaml").write_text(quote, encoding="utf-8")
    assert_answered(measured("plan", folder, "--date", "2025-08-20"))


def test_more_processes_than_there_is_work_are_never_started(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        client(tmp_path / name, APPLICANT, software(1))
    run = measured("batch", tmp_path, "--jobs", "5000", "--date", "2025-08-20")
    assert (run.code, run.err.splitlines()[-1]) == (
        ExitCode.ANSWERED,
        "2件のうち、対象 2件、対象外 0件、誤り 0件",
    )
    assert run.seconds < ANSWERED
    assert run.mebibytes < 100
