"""The recipes of the commands' README, run as they stand."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from itsubsidy.cli import main
from itsubsidy.terms import FRAMES

needs_jq = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

BEST = {
    "buyer": ("インボイス枠（電子取引類型）", 1_920_000),
    "clinic": ("セキュリティ対策推進枠", 264_000),
    # its plan names the growth of the total, which opens nothing over 1,500,000 of 通常枠 in 2026:
    # the ceiling of 対応類型 for two functions
    "manufacturer": ("インボイス枠（インボイス対応類型）", 3_500_000),
    "shop": ("インボイス枠（インボイス対応類型）", 775_333),
    "shopping-street": ("複数者連携デジタル化・AI導入枠", 4_993_280),
}
"""What tests/test_examples.py works out by hand, under the programme that is open today."""


@pytest.fixture
def readme(pages: dict[str, str]) -> str:
    """The page that has the recipes."""
    return pages["itsubsidy/cli/README.md"]


@pytest.fixture
def home(in_folder: Path, examples: Path) -> Path:
    """A folder with some of the examples in `clients`."""
    for name in BEST:
        shutil.copytree(examples / name, in_folder / "clients" / name)
    return in_folder


def recipe(readme: str, name: str) -> str:
    found = re.search(rf"<!-- recipe: {name} -->\n```\w+\n(.*?)```", readme, re.DOTALL)
    assert found, name
    return found[1]


def run(*command: str, home: Path) -> str:
    """What a command prints that must end well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "HOME": str(home), "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=home, env=env, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def sheet(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))


def test_every_recipe_is_tried_here(readme: str) -> None:
    names = re.findall(r"<!-- recipe: (\w+) -->", readme)
    assert names == ["cron", "jq", "spreadsheet", "report", "make", "dask"]


def test_cron(readme: str, home: Path) -> None:
    *when, command = recipe(readme, "cron").split(maxsplit=5)
    assert when == ["0", "2", "*", "*", "*"]
    assert "%" not in command  # which cron takes for the end of a line
    run("sh", "-c", command, home=home)
    found = {
        row["顧客"]: (row["申請枠"], int(row["補助額"])) for row in sheet(home / "clients.csv")
    }
    assert found == BEST
    assert (
        (home / "clients.log")
        .read_text(encoding="utf-8")
        .endswith("5件のうち、対象 5件、対象外 0件、誤り 0件\n")
    )


@needs_jq
def test_jq(readme: str, home: Path) -> None:
    out = run("sh", "-c", recipe(readme, "jq"), home=home)
    assert out.splitlines() == [
        f"{client}\t{frame}\t{subsidy}" for client, (frame, subsidy) in BEST.items()
    ]


def test_spreadsheet(readme: str, home: Path) -> None:
    run("sh", "-c", recipe(readme, "spreadsheet"), home=home)
    rows = sheet(home / "frames.csv")
    assert len(rows) == 5 * 5
    found = {
        r["顧客"]: (r["申請枠"], int(r["補助額"])) for r in rows if r["補助額最大"] == "補助額最大"
    }
    assert found == BEST


def test_report(readme: str, home: Path) -> None:
    run("sh", "-c", recipe(readme, "report"), home=home)
    lines = (home / "report.md").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["# 今月の候補", ""]
    assert [line.split(" | ")[0] for line in lines[4:-1]] == [
        f"| {client}" for client, _ in sorted(BEST.items(), key=lambda one: -one[1][1])
    ]


@needs_make
def test_make(readme: str, home: Path) -> None:
    """Folders with spaces, and a second quote, are clients like the others."""
    spaced = home / "clients" / "魚政 本店"
    shutil.copytree(home / "clients" / "shop", spaced)
    shutil.copy(spaced / "quote.yaml", spaced / "quote-b.yaml")
    (home / "Makefile").write_text(recipe(readme, "make"), encoding="utf-8")

    run("make", "pages", home=home)
    pages = {page: page.stat().st_mtime_ns for page in home.glob("clients/*/report.html")}
    assert {page.parent.name for page in pages} == {*BEST, "魚政 本店"}

    run("make", "pages", home=home)
    assert {page: page.stat().st_mtime_ns for page in pages} == pages

    later = pages[spaced / "report.html"] + 1_000_000_000
    os.utime(spaced / "quote-b.yaml", ns=(later, later))
    run("make", "pages", home=home)
    assert [page for page in pages if page.stat().st_mtime_ns != pages[page]] == [
        spaced / "report.html"
    ]


def test_dask_gives_the_rows_of_batch(
    readme: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "rows.py").write_text(recipe(readme, "dask"), encoding="utf-8")
    out = run(sys.executable, "rows.py", home=home)
    main(["batch", "clients", "--date", "2025-08-20", "--format", "markdown", "-q"])
    batch = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[2:-1]]
    ids = {name: frame for frame, name in FRAMES.items()}
    assert [line.split() for line in out.splitlines()] == [
        [client, ids[frame], subsidy.replace(",", "")] for client, frame, _, _, subsidy, *_ in batch
    ]
    assert len(batch) == 5
