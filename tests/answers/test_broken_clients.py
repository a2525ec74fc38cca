"""Thousands of clients with one in a hundred broken in every way: none costs another."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from measured import measured

from itsubsidy.cli import ExitCode

APPLICANT: Final = "name: 甲\nindustry: retail\nemployees: 4\n"
QUOTE: Final = (
    "items:\n  - {name: 会計, category: software, price: 100000, functions: [accounting]}\n"
)
COUNT: Final = int(os.environ.get("ITSUBSIDY_BROKEN_CLIENTS", "5000"))
"""50,000 by hand."""


def sound(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    (folder / "quote.yaml").write_text(QUOTE, encoding="utf-8")


def with_text(name: str, text: str | bytes) -> Callable[[Path], None]:
    """A client with other bytes in one of its files."""

    def broken(folder: Path) -> None:
        sound(folder)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    return broken


def with_ledger(name: str) -> Callable[[Path], None]:
    """A client whose applicant names this ledger."""
    return with_text("applicant.yaml", f"{APPLICANT}near_minimum_wage: {{ledger: {name}}}\n")


def instead_of(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """A client with something else where one of its files should be."""

    def broken(folder: Path) -> None:
        sound(folder)
        (folder / name).unlink()
        make(folder / name)

    return broken


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(2**40)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


BROKEN: Final[tuple[Callable[[Path], None], ...]] = (
    with_text("applicant.yaml", ""),
    with_text("applicant.yaml", b"\xff\xfe\x00"),
    with_text("applicant.yaml", "".join(f"k{number}: 1\n" for number in range(6_000))),
    with_text("applicant.yaml", APPLICANT.replace("4", "4" + "\u0301\u0323" * 5_000)),
    with_text("applicant.yaml", "a: " * 50_000),
    with_text("quote.yaml", "items: [" + '"]",[' * 5_000),
    with_text("quote.yaml", "items:\n" + "- {name: 品, category: pc, price: x}\n" * 1_000),
    with_text("quote.yaml", QUOTE.replace("会計", "\x9b2J")),
    with_text("quote.yaml", b"PK\x03\x04"),
    with_text("applicant.yml", APPLICANT),
    with_ledger("/dev/zero"),
    with_ledger("../wages.csv"),
    with_ledger("nowhere.csv"),
    instead_of("quote.yaml", sparse),
    instead_of("quote.yaml", loop),
    instead_of("quote.yaml", os.mkfifo),
    instead_of("quote.yaml", Path.mkdir),
    instead_of("quote.yaml", lambda path: path.symlink_to("/dev/zero")),
    instead_of("applicant.yaml", lambda path: path.symlink_to("nowhere")),
    lambda folder: folder.symlink_to(folder.name),
    lambda folder: folder.symlink_to("/proc/self"),
)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_sound_client_is_answered_and_every_broken_one_told(
    jobs: str, tmp_path: Path
) -> None:
    """A sound one gets 4/5 of 100,000 yen."""
    broken = set()
    (tmp_path / "clients").mkdir()
    for number in range(COUNT):
        folder = tmp_path / "clients" / f"{number:06}"
        if number % 100 == 50:
            BROKEN[number // 100 % len(BROKEN)](folder)
            broken.add(folder.name)
        else:
            sound(folder)
    target = tmp_path / "report.csv"
    run = measured(
        *("batch", tmp_path / "clients", "--format", "csv", "-o", target, "--jobs", jobs),
        *("--date", "2025-08-20"),
        limit=600,
    )
    assert run.code == ExitCode.WRONG_INPUT
    text = target.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["顧客"] for row in rows] == [f"{number:06}" for number in range(COUNT)]
    assert {row["顧客"] for row in rows if row["判定"] == "誤り"} == broken
    assert {row["補助額"] for row in rows if row["判定"] != "誤り"} == {"80000"}
    assert all(row["問題"] for row in rows if row["判定"] == "誤り")
    counts = (
        f"{COUNT:,}件のうち、対象 {COUNT - len(broken):,}件、対象外 0件、誤り {len(broken):,}件"
    )
    assert run.err.splitlines()[-1] == counts
    assert run.mebibytes < 100
