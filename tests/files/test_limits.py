"""Small files made to hang or to fill the memory are refused at once; sound ones are answered."""

from __future__ import annotations

import os
import socket
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from clients import lines_told
from measured import Measured, measured

from itsubsidy import InputError, load_applicant, load_client, load_quote
from itsubsidy.cli import ExitCode
from itsubsidy.files.encoding import DecodingError, decode
from itsubsidy.files.keys import NO_KEYS
from itsubsidy.files.limits import (
    LARGEST_FILE,
    LONGEST_MESSAGE,
    LONGEST_TOLD,
    MOST_ALIASED,
    MOST_DECISIONS,
    MOST_ITEMS,
    MOST_KEYS,
    MOST_MARKS,
    MOST_MEMBERS,
    MOST_MONTHS,
    MOST_QUOTES,
    MOST_ROWS,
    MOST_SHOWN,
)
from itsubsidy.files.problems import Problem, readable
from itsubsidy.files.yaml import parse

REFUSED: Final = 5 * 1.0
ANSWERED: Final = 5 * 5.0
"""Seconds: five times what is asked for, since machines are busy."""

MEBIBYTES: Final = 500

APPLICANT: Final = "name: 甲\nindustry: retail\nemployees: 3\n"
QUOTE: Final = (
    "items:\n  - {name: 会計, category: software, price: 1000000, functions: [accounting], "
    "processes: [P04]}\n"
)
GROUP: Final = "name: 組\nentity: group\norganiser: consortium\nmembers:\n"
LEDGER: Final = "employee,prefecture,2025-05\n"
MONTHS: Final = [f"{2020 + month // 12}-{month % 12 + 1:02}" for month in range(MOST_MONTHS)]
LONG: Final = "あ" * 100_000


def items(count: int, more: str = "") -> str:
    return "items:\n" + "".join(
        f"- {{name: 品{number}, category: pc, price: 1000{more}}}\n" for number in range(count)
    )


def members(count: int) -> str:
    return GROUP + "".join(f"- {{name: 員{number}, size: small}}\n" for number in range(count))


def unknown(count: int) -> str:
    return APPLICANT + "".join(f"k{number}: 1\n" for number in range(count))


def inline(rows: int, months: int, wage: str) -> str:
    wages = ", ".join(f"{month}: {wage}" for month in MONTHS[:months])
    written = (
        f"  - {{employee: 員{row}, prefecture: 東京都, wages: {{{wages}}}}}\n"
        for row in range(rows)
    )
    applicant = APPLICANT.replace("3", f"{rows}\ncapital: 10000000")
    return f"{applicant}near_minimum_wage:\n  ledger:\n" + "".join(written)


def check(file: Path, text: str) -> Measured:
    """`itsubsidy check` of a file with this text."""
    file.write_text(text, encoding="utf-8", newline="")
    assert file.stat().st_size <= LARGEST_FILE
    return measured("check", file)


def assert_refused(run: Measured, *lines: str) -> None:
    """With these lines and no others, within the time and the memory that there is."""
    assert run.code == ExitCode.WRONG_INPUT
    assert lines_told(run.err) == list(lines)
    assert run.seconds < REFUSED
    assert run.mebibytes < MEBIBYTES


# --- one problem over a limit --------------------------------------------------------------------

OVER: Final = {
    "unknown keys": (
        unknown(MOST_KEYS + 1),
        f"{MOST_KEYS + 4}:1: 知らないキーが多すぎます。5,000個までです",
    ),
    "unknown keys of items": (
        items(2_000, "".join(f", x{at}: 1" for at in range(30))),
        "168:193: items.167: 知らないキーが多すぎます。5,000個までです",
    ),
    "items": (items(MOST_ITEMS + 1), "2:1: items: 一覧が長すぎます（2,001件）。2,000件までです"),
    "members": (
        members(MOST_MEMBERS + 1),
        "5:1: members: 一覧が長すぎます（1,001件）。1,000件までです",
    ),
    "decisions": (
        APPLICANT + "history:\n" + "- {year: 2024, frame: normal}\n" * 27_000,
        "5:1: history: 一覧が長すぎます（27,000件）。200件までです",
    ),
    "processes": (
        items(1, ", processes: [" + "共P-01, " * 90_000 + "共P-01]"),
        "2:52: items.1.processes: 一覧が長すぎます（90,001件）。1,000件までです",
    ),
    "months inline": (
        inline(1, 60, "1200").replace("}}", ", 2030-01: 1200}}"),
        "7:44: near_minimum_wage.ledger.1.wages: 一覧が長すぎます（61件）。60件までです",
    ),
    "wages inline": (
        inline(1_001, 60, "x"),
        "1007:47: near_minimum_wage.ledger.1001.wages: "
        "値が多すぎます。一つのファイルに 60,000個までです",
    ),
    "double keys": (
        "{" + "k: 1, " * 60_000 + ", ".join(f"k{at}: 1" for at in range(50_000)) + "}",
        f"1:{6 * MOST_KEYS + 2}: 知らないキーが多すぎます。5,000個までです",
    ),
    "combining marks": (
        APPLICANT.replace("3", "x" + "\u0301\u0323" * 200_000),
        "3:21: 濁点などの結合文字が、8字より多く続いています。消してください",
    ),
    "directives": (
        "".join(f"%TAG !a{number}! x\n" for number in range(60_000)) + "---\nname: 甲\n",
        "1:1: YAML の指示（%）が多すぎます。消してください",
    ),
    "directives after bare returns": (
        "\r".join(f"%TAG !a{number}! x" for number in range(60_000)) + "\r---\rname: 甲\r",
        "1:1: YAML の指示（%）が多すぎます。消してください",
    ),
    "aliases of a long text": (
        f"name: &x {LONG}\nindustry: retail\nemployees: 3\nhistory: [" + "*x, " * 150 + "*x]\n",
        "1:7: history.8: エイリアス（*）の展開が大きすぎます",
    ),
    "aliases of a short text": (
        f"name: &x あ\nfoo: [{'*x, ' * MOST_ALIASED}*x]\n",
        f"1:7: foo.{MOST_ALIASED + 1}: エイリアス（*）の展開が大きすぎます",
    ),
    "colons in a line": (
        "a: " * 300_000,
        "1:5: ここに「: 」は書けません。字下げか、値を囲む引用符を確かめてください",
    ),
    "brackets in a line": (  # libyaml goes a thousand levels down
        "items: [" + '"]",[' * 180_000,
        "1:5003: 入れ子が深すぎます（50 段まで）",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OVER)
def test_over_a_limit_there_is_one_problem_at_once(name: str, tmp_path: Path) -> None:
    text, line = OVER[name]
    file = tmp_path / "file.yaml"
    assert_refused(check(file, text), f"{file}:{line}")


# --- within the limits ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        items(MOST_ITEMS),
        members(MOST_MEMBERS),
        APPLICANT + "history:\n" + "- {year: 2024, frame: normal}\n" * MOST_DECISIONS,
        inline(1_000, MOST_MONTHS, "1200"),
        APPLICANT.replace("甲", "甲" * 300_000),
    ],
    ids=["items", "members", "decisions", "wages inline", "a long name"],
)
def test_at_a_limit_a_sound_file_is_read(text: str, tmp_path: Path) -> None:
    run = check(tmp_path / "file.yaml", text)
    assert (run.code, run.err) == (ExitCode.ANSWERED, "")
    assert run.seconds < ANSWERED
    assert run.mebibytes < MEBIBYTES


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        unknown(MOST_KEYS),
        inline(1_000, MOST_MONTHS, "x"),
        "items:\n" + "- {name: 1, category: x, price: x, quantity: x, per: x, a: 1}\n" * 2_000,
        "items:\n- {name: 品, category: pc, price: 1" + ",200" * 4_990 + ", a: b}\n",
        "items:\n- {name: 品, category: pc, price: x" + ", k: 1,200" * 2_000 + "}\n",
        f"{{{', '.join(f'k{at}: 1' for at in (*range(2_400), *range(2_400)))}}}",
        APPLICANT + "x: [" + "1," * 500_000 + "]\n",
    ],
    ids=["unknown", "wages", "items", "a cut number", "cut numbers", "doubles", "long list"],
)
def test_many_problems_are_told_in_order_and_the_rest_is_counted(text: str, tmp_path: Path) -> None:
    run = check(tmp_path / "file.yaml", text)
    assert run.code == ExitCode.WRONG_INPUT
    assert run.seconds < ANSWERED
    assert run.mebibytes < MEBIBYTES
    assert 1 <= len(lines_told(run.err)) <= MOST_SHOWN + 1
    assert len("\n".join(lines_told(run.err))) <= LONGEST_TOLD


SOFTWARE: Final = "".join(
    f"- {{name: 品{number}, category: software, price: 1000}}\n" for number in range(1_000)
)


@pytest.mark.slow
def test_names_that_do_not_exist_are_told_at_once(tmp_path: Path) -> None:
    options = "".join(
        f"- {{name: 別{number}, category: setup, price: 1000, for: 無{number}}}\n"
        for number in range(1_000)
    )
    run = check(tmp_path / "quote.yaml", f"items:\n{SOFTWARE}{options}")
    (tmp_path / "applicant.yaml").write_text(members(MOST_MEMBERS), encoding="utf-8")
    names = ", ".join(f"無{number}" for number in range(1_000))
    quote = items(2, f", members: [{names}]")
    (tmp_path / "quote.yaml").write_text(quote, encoding="utf-8")
    for told in (run, measured("check", tmp_path)):
        *shown, rest = lines_told(told.err)
        assert len(shown) == MOST_SHOWN
        assert "。ある名前: " in shown[0]
        assert "、ほか 980件" in shown[0]
        assert rest.endswith(("ほか 950件の誤りがあります", "ほか 1,950件の誤りがあります"))
        assert told.seconds < REFUSED


def problems(file: Path, text: str) -> tuple[Problem, ...]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        (load_quote if text.startswith("items") else load_applicant)(file)
    return caught.value.problems


def test_fifty_problems_are_shown_and_the_others_counted_where_they_begin(tmp_path: Path) -> None:
    *shown, rest = problems(tmp_path / "a.yaml", unknown(MOST_SHOWN + 2))
    assert [problem.path for problem in shown] == [f"k{at}" for at in range(MOST_SHOWN)]
    assert rest == (str(tmp_path / "a.yaml"), 4 + MOST_SHOWN, 1, "", "ほか 2件の誤りがあります")


def test_fifty_problems_are_all_shown(tmp_path: Path) -> None:
    shown = problems(tmp_path / "a.yaml", unknown(MOST_SHOWN))
    assert [problem.path for problem in shown] == [f"k{at}" for at in range(MOST_SHOWN)]


def test_so_are_keys_that_stand_twice() -> None:
    text = "{" + ", ".join(f"k{at}: 1" for at in (*range(52), *range(52))) + "}"
    with pytest.raises(InputError) as caught:
        parse(text.encode(), "f", NO_KEYS)
    *shown, rest = caught.value.problems
    assert [problem.path for problem in shown] == [f"k{at}" for at in range(MOST_SHOWN)]
    assert rest.message == "ほか 2件の誤りがあります"


# --- what a message repeats ----------------------------------------------------------------------


def test_a_long_value_is_quoted_by_its_beginning(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "a.yaml", APPLICANT.replace("retail", "x" * 81))
    assert problem.message.startswith(f"「{'x' * 79}…」は使えません。使える値: manufacturing、")
    (problem,) = problems(tmp_path / "a.yaml", APPLICANT.replace("retail", "x" * 80))
    assert problem.message.startswith(f"「{'x' * 80}」は使えません。")


def test_a_long_key_is_quoted_by_its_beginning(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "a.yaml", f"{APPLICANT}? {'k' * 900_000}\n: 1\n")
    assert problem.path == f"{'k' * 79}…"
    assert problem.message.startswith(f"「{'k' * 79}…」というキーはありません。")


@pytest.mark.parametrize("brackets", ["「", "」", "「」", "」「"])
def test_brackets_in_a_value_do_not_make_a_message_long(brackets: str, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "a.yaml", APPLICANT.replace("retail", brackets * 50_000))
    assert len(problem.message) <= LONGEST_MESSAGE


def test_a_number_of_thousands_of_digits_is_told_as_what_it_is(tmp_path: Path) -> None:
    for number in ("0." + "1" * 5_000, "1" * 5_000, "1" * 5_000 + "%", "-" + "9" * 5_000):
        text = f"{APPLICANT}wage_plan: {{payroll_growth: {number}}}\n"
        (problem,) = problems(tmp_path / "a.yaml", text)
        assert problem.message == (
            f"「{number[:79]}…」は割合として読めません。「1.5%」か「0.015」のように書きます"
        )


def test_all_problems_together_are_no_more_than_anybody_reads() -> None:
    told = list(readable(Problem("f", at, 1, "", "誤" * 100) for at in range(1_000)))
    assert told[-1].message == "ほかにも誤りがあります。先の誤りから直します"
    assert sum(len(f"{problem}\n") for problem in told[:-1]) <= LONGEST_TOLD
    assert len(told) > 500


def test_they_are_bounded_over_all_files(tmp_path: Path) -> None:
    wrong = "items:\n" + "- {name: 1, category: x, price: x, quantity: x, per: x}\n" * 20
    quotes = []
    for number in range(40):
        quotes.append(tmp_path / f"quote{number}.yaml")
        quotes[-1].write_text(wrong, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(APPLICANT, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_client(tmp_path / "a.yaml", quotes)
    assert len(str(caught.value)) < LONGEST_TOLD
    assert caught.value.problems[-1].message.startswith("ほかにも誤りがあります")


@pytest.mark.parametrize("category", ["[software]", "{software: 1}", "[[a]]"])
def test_a_category_that_is_a_list_or_a_mapping_is_told(category: str, tmp_path: Path) -> None:
    text = (
        f"items:\n- {{name: 品, category: {category}, price: 1}}\n"
        "- {name: 別, category: setup, price: 1, for: 品}\n"
    )
    (problem,) = problems(tmp_path / "quote.yaml", text)
    assert (problem.line, problem.path) == (2, "items.1.category")
    assert "は使えません。使える値: software、" in problem.message


# --- combining marks -----------------------------------------------------------------------------


def test_as_many_combining_marks_as_there_may_be_are_read(tmp_path: Path) -> None:
    name = "が" + "\u3099" * MOST_MARKS + "か\u3099" + "a" + "\u0301" * MOST_MARKS
    file = tmp_path / "a.yaml"
    file.write_text(APPLICANT.replace("甲", name), encoding="utf-8")
    assert load_applicant(file).name == name


@pytest.mark.parametrize("mark", ["\u0301", "\u3099", "\u05b0", "\U0001d165", "\u302a", "\ua66f"])
def test_one_more_is_refused_where_it_stands(mark: str, tmp_path: Path) -> None:
    name = "甲" + mark * (MOST_MARKS + 1)
    (problem,) = problems(tmp_path / "a.yaml", APPLICANT.replace("甲", name))
    assert (problem.line, problem.column) == (1, 7 + 1 + MOST_MARKS)
    assert problem.message == "濁点などの結合文字が、8字より多く続いています。消してください"


def test_every_combining_mark_of_unicode_is_counted() -> None:
    for mark in filter(unicodedata.combining, map(chr, range(sys.maxunicode + 1))):
        with pytest.raises(DecodingError):
            decode(("甲" + mark * (MOST_MARKS + 1)).encode())


def test_emoji_in_a_row_are_no_marks(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(APPLICANT.replace("甲", "🍜" * 50), encoding="utf-8")
    assert load_applicant(file).name == "🍜" * 50


# --- the wage ledger -----------------------------------------------------------------------------


def ledger(folder: Path, text: str, people: int = 1) -> Measured:
    """`itsubsidy check` of an applicant with so many employees and this ledger."""
    applicant = (
        APPLICANT.replace("3", f"{people}\ncapital: 10000000")
        + "near_minimum_wage: {ledger: wages.csv}\n"
    )
    (folder / "applicant.yaml").write_text(applicant, encoding="utf-8")
    (folder / "wages.csv").write_text(text, encoding="utf-8", newline="")
    assert (folder / "wages.csv").stat().st_size <= LARGEST_FILE
    return measured("check", folder / "applicant.yaml")


def rows(count: int, cells: str = "1200") -> str:
    return "".join(f"員{number},東京都,{cells}\n" for number in range(count))


SIXTY: Final = f"employee,prefecture,{','.join(MONTHS)}\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LEDGER + rows(MOST_ROWS + 1), "20002:1: 行が多すぎます（20,001行）。20,000行までです"),
        (
            SIXTY.replace("\n", ",2030-01\n") + rows(1, ",".join(["1200"] * 61)),
            "1:1: 月が多すぎます（61か月）。60か月までです",
        ),
        (LEDGER + f"員,東京都,1200{',x' * 450_000}\n", "2:1: 列が多すぎます。200列までです"),
        (f"employee{',x' * 450_000}\n員", "1:1: 列が多すぎます。200列までです"),
    ],
    ids=["rows", "months", "cells", "columns"],
)
def test_over_a_limit_a_ledger_has_one_problem(text: str, line: str, tmp_path: Path) -> None:
    assert_refused(ledger(tmp_path, text), f"{tmp_path / 'wages.csv'}:{line}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "people"),
    [
        (LEDGER + rows(MOST_ROWS), MOST_ROWS),
        (SIXTY + rows(3_000, ",".join(["1200"] * 60)), 3_000),
        (f"{LEDGER.strip()}{',' * 500_000}\n員,東京都,1200{',' * 500_000}\n", 1),
    ],
    ids=["rows", "months", "empty cells"],
)
def test_at_a_limit_a_ledger_is_read(text: str, people: int, tmp_path: Path) -> None:
    run = ledger(tmp_path, text, people)
    assert (run.code, run.err) == (ExitCode.ANSWERED, "")
    assert run.seconds < ANSWERED
    assert run.mebibytes < MEBIBYTES


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        LEDGER + rows(MOST_ROWS, "x"),
        LEDGER + "員,東京都,1200\n" * MOST_ROWS,
        SIXTY + rows(6_000, ",".join(["x"] * 60)),
        LEDGER + "員,東京都,1200,x\n" * MOST_ROWS,
        LEDGER + '"' * 900_000,
        LEDGER + '"a"' * 300_000,
        LEDGER + '"a' * 400_000,
        LEDGER + "\n" * 900_000,
    ],
    ids=["wages", "doubles", "months", "cells", "quotes", "quoted", "open", "blank"],
)
def test_many_problems_of_a_ledger_are_told_in_time(text: str, tmp_path: Path) -> None:
    run = ledger(tmp_path, text)
    assert run.code == ExitCode.WRONG_INPUT
    assert run.seconds < ANSWERED
    assert run.mebibytes < MEBIBYTES
    assert 1 <= len(lines_told(run.err)) <= MOST_SHOWN + 1


def test_what_is_wrong_with_a_ledger_is_counted_up_to_a_point(tmp_path: Path) -> None:
    run = ledger(tmp_path, LEDGER + rows(100, "x"))
    assert lines_told(run.err)[-1] == (f"{tmp_path / 'wages.csv'}:52:9: ほか 50件の誤りがあります")
    run = ledger(tmp_path, LEDGER + rows(2_000, "x"))
    assert lines_told(run.err)[-1] == (
        f"{tmp_path / 'wages.csv'}:52:9: ほか 951件以上の誤りがあります"
    )


# --- quotes of a folder --------------------------------------------------------------------------


@pytest.fixture
def many_quotes(tmp_path: Path) -> Path:
    """A client with one quote more than there may be."""
    (tmp_path / "applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    for number in range(MOST_QUOTES + 1):
        (tmp_path / f"quote{number:04}.yaml").write_text(QUOTE, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_more_quotes_than_are_compared_are_one_problem(many_quotes: Path) -> None:
    last = many_quotes / "quote0500.yaml"
    assert_refused(
        measured("estimate", many_quotes), f"{last}: 見積が多すぎます（501件）。500件までです"
    )
    last.unlink()
    run = measured("estimate", many_quotes, "--format", "csv", "--date", "2025-08-20")
    assert (run.code, len(run.out.splitlines())) == (0, 1 + 5 * MOST_QUOTES)
    assert run.err.endswith("、ほか 480件」は同じ内容です\n")
    assert run.seconds < ANSWERED


def test_a_plan_may_ask_for_fewer_quotes(many_quotes: Path) -> None:
    quotes = sorted(many_quotes.glob("quote*.yaml"))
    with pytest.raises(
        InputError, match=r"quote0003\.yaml: 見積が多すぎます（501件）。3件までです"
    ):
        load_client(many_quotes / "applicant.yaml", quotes, most_quotes=3)


# --- files that are no files ---------------------------------------------------------------------


def test_a_file_without_an_end_takes_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "quote.yaml"
    for size in (LARGEST_FILE + 1, 600 * 2**20, 20 * 2**30):
        with file.open("wb") as stream:
            stream.truncate(size)  # it is sparse: there is nothing of it on the disk
        run = measured("check", file)
        assert_refused(run, f"{file}: ファイルが大きすぎます。1,048,576 バイトまでです")
        assert run.mebibytes < 100


def test_standard_input_without_an_end_takes_no_memory() -> None:
    with Path("/dev/zero").open("rb") as zero:
        run = measured("check", "-", stdin=zero, limit=20)
    assert_refused(run, "-: ファイルが大きすぎます。1,048,576 バイトまでです")
    assert run.mebibytes < 100


@pytest.fixture
def special(tmp_path: Path) -> Iterator[dict[str, Path]]:
    """What may stand where a file should be, by what it is."""
    pipe, loop, bound = tmp_path / "pipe.yaml", tmp_path / "loop.yaml", tmp_path / "socket.yaml"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(bound))
        yield {
            "pipe": pipe,
            "loop": loop,
            "socket": bound,
            "folder": tmp_path,
            "zero": Path("/dev/zero"),
        }


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("pipe", "名前付きパイプです。ファイルを指定してください"),
        ("loop", "読めません（リンクが輪になっています）"),
        ("socket", "読めません（読めるファイルではありません）"),
        ("folder", "フォルダです。ファイルを指定してください"),
        ("zero", "デバイスです。ファイルを指定してください"),
    ],
)
def test_what_is_no_file_is_told_without_waiting(
    kind: str, message: str, special: dict[str, Path]
) -> None:
    for path in (special[kind], special["pipe"].parent / "link.yaml"):
        if path != special[kind]:
            path.symlink_to(special[kind])
        with pytest.raises(InputError) as caught:
            load_quote(path)
        assert caught.value.problems == (Problem(str(path), 0, 0, "", message),)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "\ud800", "a/" * 3_000])
def test_a_name_that_no_file_can_have_is_told(name: str) -> None:
    with pytest.raises(InputError, match=r"読めません（名前が(長すぎます|正しくありません)）"):
        load_quote(name)
