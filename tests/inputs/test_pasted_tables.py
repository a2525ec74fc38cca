"""A table that somebody pasted into quote.yaml: told as one, with the command that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from itsubsidy.cli import ExitCode, main
from itsubsidy.files.slips import TABLE, is_table_row
from itsubsidy.inputs.reading import check_files

HEAD = ("品名", "数量", "単価", "金額")
ROWS = (("会計ソフト", "1", "120,000", "120,000"), ("初期設定", "1", "50,000", "50,000"))
LINE = "明細:\n  - {品名: 会計, 区分: ソフトウェア, 単価: 5万円}\n"


def tabs(*rows: tuple[str, ...]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)


def commas(*rows: tuple[str, ...]) -> str:
    return "".join(",".join(f'"{c}"' if "," in c else c for c in row) + "\n" for row in rows)


def bars(*rows: tuple[str, ...]) -> str:
    lines = [f"| {' | '.join(row)} |\n" for row in rows]
    return "".join([lines[0], "|---|---|---|---|\n", *lines[1:]])


TABLES = [tabs(HEAD, *ROWS), commas(HEAD, *ROWS), bars(HEAD, *ROWS)]


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("table", TABLES, ids=["tabs", "commas", "bars"])
@pytest.mark.parametrize(
    ("before", "line"),
    [("", 1), ("明細:\n", 2), ("見積元: 甲\n", 2), (LINE, 3)],
    ids=["alone", "under items", "after a key", "after a line"],
)
def test_a_pasted_table_is_told_as_one(
    table: str, before: str, line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is told is done: the table goes to a file of its own, which `import quote` reads."""
    Path("quote.yaml").write_text(before + table, encoding="utf-8")
    (problem,) = check_files(["quote.yaml"]).problems
    assert (problem.line, problem.message) == (line, TABLE)
    Path("見積.txt").write_text(table, encoding="utf-8")
    assert main(["import", "quote", "見積.txt"]) == ExitCode.ANSWERED
    out = capsys.readouterr().out
    assert "品名: 会計ソフト" in out
    assert "品名: 初期設定" in out


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize(
    "rows",
    [
        "  - 会計,ソフトウェア,500000\n",
        "  - 会計\tソフトウェア\t500,000\n",
        "  会計\t1\t120,000\n  設定\t1\t50,000\n",
    ],
)
def test_rows_in_the_place_of_lines(rows: str) -> None:
    Path("quote.yaml").write_text("明細:\n" + rows, encoding="utf-8")
    (problem,) = check_files(["quote.yaml"]).problems
    assert (problem.line, problem.message) == (2, TABLE)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1,200,000円",
            "1,200,000",
            "品名:\t会計\t1",
            "\t- 品名: 会計",
            "{品名: 会計, 数量: 1, a}",
        ),
        *(
            "[会計, 受発注, 1]",
            "会計、受発注、決済",
            "会計ソフト, 保守, 研修",
            "- 品名: 会計, 設定, 1",
        ),
        *("品名      数量  単価", "| 会計 |", "# 会計\t1\t2"),
    ],
)
def test_what_is_no_row_of_a_table(text: str) -> None:
    assert not is_table_row(text)
