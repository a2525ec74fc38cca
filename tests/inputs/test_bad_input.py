"""Broken files and the exact message each must get, with its line and column."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from itsubsidy import InputError, load_applicant, load_quote
from itsubsidy.cli import ExitCode, main
from itsubsidy.files import reading as files
from itsubsidy.files.limits import LARGEST_FILE
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.reading import check_files, load_client

BAD = Path(__file__).parent.parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))
MESSAGES = (BAD / "messages.txt").read_text(encoding="utf-8").splitlines()
APPLICANT = "name: 甲\nindustry: retail\nemployees: 4\n"
QUOTE = "items:\n  - {name: 会計, category: software, price: 100_000, functions: [accounting]}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    expected = [line for line in MESSAGES if line.startswith(f"{path.name}:")]
    assert expected

    checked = check_files([path.name])

    assert checked.sound == []
    assert [str(problem) for problem in checked.problems] == expected


def test_every_message_belongs_to_a_file() -> None:
    assert {line.split(":")[0] for line in MESSAGES} == {path.name for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_traceback_ever(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path)]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{path}:" in told.err
    assert "Traceback" not in told.err


def test_the_pure_python_parser_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libyaml is missing, files are read and refused in the same places."""
    import yaml

    from itsubsidy.files import yaml as own

    pure = type("Pure", (own.Unguessed, yaml.SafeLoader), {})
    monkeypatch.setattr(own, "_Composer", pure)
    monkeypatch.chdir(BAD)
    places = {":".join(line.split(":")[:2]) for line in MESSAGES}
    found = {
        f"{problem.file}:{problem.line}"
        for path in FILES
        for problem in check_files([path.name]).problems
    }
    # the two parsers notice an unclosed bracket at other ends of the same line break
    loose = {"quote-unclosed-brace.yaml:3", "quote-unclosed-brace.yaml:2"}
    assert found - loose == places - loose


@pytest.mark.usefixtures("in_folder")
def test_problems_of_every_file_are_told_at_once() -> None:
    Path("applicant.yaml").write_text(
        "name: 甲\nindustry: retial\nemployees: x\n", encoding="utf-8"
    )
    Path("quote1.yaml").write_text("items: []\n", encoding="utf-8")
    Path("quote2.yaml").write_text(QUOTE, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_client("applicant.yaml", ["quote1.yaml", "quote2.yaml", "quote3.yaml"])
    assert [(p.file, p.line, p.path) for p in caught.value.problems] == [
        ("applicant.yaml", 2, "industry"),
        ("applicant.yaml", 3, "employees"),
        ("quote1.yaml", 1, "items"),
        ("quote3.yaml", 0, ""),
    ]


@pytest.mark.usefixtures("in_folder")
def test_members_that_the_group_does_not_have() -> None:
    Path("applicant.yaml").write_text(
        "name: 組\nentity: group\norganiser: consortium\n"
        "members:\n  - {name: 魚政, size: small}\n  - {name: 八百一, size: small}\n",
        encoding="utf-8",
    )
    Path("quote.yaml").write_text(
        "items:\n  - name: 会計\n    category: software\n    price: 100\n"
        "    members: [魚政, 八百二]\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_client("applicant.yaml", ["quote.yaml"])
    assert [str(problem) for problem in caught.value.problems] == [
        "quote.yaml:5:19: items.1.members.2: 「八百二」という名前がありません。"
        "ある名前: 魚政、八百一。もしかして: 八百一"
    ]


@pytest.mark.usefixtures("in_folder")
def test_members_of_a_single_applicant() -> None:
    Path("applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    Path("quote.yaml").write_text(
        "items:\n  - {name: 会計, category: software, price: 100, members: [魚政]}\n",
        encoding="utf-8",
    )
    problems = check_files(["applicant.yaml", "quote.yaml"]).problems
    assert [str(problem) for problem in problems] == [
        "quote.yaml:2:58: items.1.members.1: "
        "構成員を書けるのは、entity: group の申請者の見積だけです"
    ]


@pytest.mark.usefixtures("in_folder")
def test_a_discount_in_a_group_says_what_it_is_for() -> None:
    """Who bears a discount off the whole quote decides what each member gets."""
    Path("applicant.yaml").write_text(
        "name: 組\nentity: group\norganiser: consortium\nmembers:\n  - {name: 魚政, size: small}\n",
        encoding="utf-8",
    )
    Path("quote.yaml").write_text(
        QUOTE + "  - {name: 会計値引き, category: discount, price: 100, for: 会計}\n"
        "  - {name: 値引き, category: discount, price: 100}\n",
        encoding="utf-8",
    )
    problems = check_files(["applicant.yaml", "quote.yaml"]).problems
    assert [str(problem) for problem in problems] == [
        "quote.yaml:4:5: items.3.for: グループの見積では、値引きを引く品名を for に書きます"
    ]


@pytest.mark.usefixtures("in_folder")
def test_what_is_allowed_and_unused_is_no_problem() -> None:
    Path("applicant.yaml").write_text(
        "name: 甲\nentity: sole_proprietor\nindustry: retail\n"
        "capital: 1\nemployees: 4\nsize: null\n",
        encoding="utf-8",
    )
    Path("quote.yaml").write_text(
        "items:\n"
        "  - name: 会計\n    category: software\n    price: 100\n    members: all\n"
        "    accounts: {suppliers: 1, sme_suppliers: 1}\n"
        "  - {name: PC, category: pc, price: 100, processes: [共P-01], functions: [ordering]}\n",
        encoding="utf-8",
    )
    checked = check_files(["applicant.yaml", "quote.yaml"])
    assert (checked.sound, checked.problems) == (["applicant.yaml", "quote.yaml"], [])


def test_too_large_a_file(tmp_path: Path) -> None:
    path = tmp_path / "quote.yaml"
    path.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(InputError, match="ファイルが大きすぎます"):
        load_quote(path)


def test_a_file_of_exactly_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "applicant.yaml"
    path.write_bytes(APPLICANT.encode() + b"#" * (LARGEST_FILE - len(APPLICANT.encode())))
    assert load_applicant(path).name == "甲"


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "applicant.yaml"
    path.write_text(APPLICANT.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    assert load_applicant(path).employees == 4


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: str, _most: int) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "_regular_file", refuse)
    with pytest.raises(InputError, match=r"applicant\.yaml: 読めません（権限がありません）"):
        load_applicant(tmp_path / "applicant.yaml")


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="フォルダです"):
        load_applicant(tmp_path)


def test_aliases_within_reason_are_read() -> None:
    text = "names: &n [魚政, 八百一]\nagain: *n\nonce: &o 1\nmore: *o\n"
    assert parse(text.encode(), "f").data == {
        "names": ["魚政", "八百一"],
        "again": ["魚政", "八百一"],
        "once": 1,
        "more": 1,
    }


def test_deep_nesting_does_not_crash_the_process(tmp_path: Path) -> None:
    """libyaml's composer recurses in C: without a guard, this ends in a segmentation fault."""
    path = tmp_path / "quote.yaml"
    for text in ("[" * 200_000, "{a: " * 100_000, "- " * 200_000, "? " * 200_000):
        path.write_text(f"items:\n{text}", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "itsubsidy", "check", str(path)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )
        assert done.returncode == ExitCode.WRONG_INPUT
        assert "入れ子が深すぎます" in done.stderr


C0: Final = (*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)
C1: Final = (*range(0x80, 0x85), *range(0x86, 0xA0))


@pytest.mark.parametrize(
    "character", [*map(chr, (*C0, *C1, 0xFFFE, 0xFFFF))], ids=lambda one: f"U+{ord(one):04X}"
)
def test_a_character_that_yaml_does_not_allow_is_told_where_it_stands(
    character: str, tmp_path: Path
) -> None:
    path = tmp_path / "applicant.yaml"
    path.write_text(f"# 一行目\nname: あ{character}い\n", encoding="utf-8", newline="")
    with pytest.raises(InputError) as caught:
        load_applicant(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 8)
    assert problem.message in (
        "制御文字が入っています。消してください",
        "文字コードが JIS（ISO-2022-JP） のようです。"
        "UTF-8 で保存し直すか、--encoding iso2022_jp を指定してください",
    )


@pytest.mark.parametrize("character", ["\x85", "\xa0", "\u2028", "\ufdd0", "\U0001ffff", "\ue000"])
def test_a_character_that_yaml_allows_is_read(character: str, tmp_path: Path) -> None:
    path = tmp_path / "applicant.yaml"
    path.write_text(f"name: 'あ{character}い'\nsize: small\n", encoding="utf-8", newline="")
    assert load_applicant(path).name.startswith("あ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_problem_has_a_place(path: Path) -> None:
    for problem in check_files([str(path)]).problems:
        assert problem.line >= 1
        assert problem.column >= 1


@pytest.mark.parametrize("encoding", ["undefined", "idna", "punycode", "nonsense", "a\0b", "hex"])
def test_an_encoding_that_no_file_is_in_is_refused(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "applicant.yaml"
    path.write_bytes(b"name: a\nsize: small\n" + b"#-\n" * 300_000)
    with pytest.raises(InputError, match="という文字コードのファイルは読めません"):
        load_applicant(path, encoding)


@pytest.mark.parametrize(
    ("encoding", "raw"), [("unicode_escape", b"\\ud800"), ("utf-7", b"+2AA-"), ("utf-7", b"+3/8-")]
)
def test_half_a_character_is_told_where_it_stands(
    encoding: str, raw: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "applicant.yaml"
    path.write_bytes(b"size: small\nname: a" + raw + b"\n")
    with pytest.raises(InputError) as caught:
        load_applicant(path, encoding)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 8)
    assert problem.message == "文字になっていない符号（サロゲート）が入っています。消してください"


def test_a_pause_of_the_writer_is_not_the_end_of_standard_input() -> None:
    """A pipe that some other program has set not to wait would else be read up to the pause."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = subprocess.Popen(
        [sys.executable, "-m", "itsubsidy", "check", "-"],
        stdin=reading,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    os.close(reading)
    for part in (b"name: a\n", b"size: small\n"):
        time.sleep(0.7)
        os.write(writing, part)
    os.close(writing)
    out, _ = process.communicate()
    assert (process.returncode, out.decode()) == (0, "-: 問題ありません\n")


def test_nothing_of_a_file_is_told_raw(tmp_path: Path) -> None:
    """Neither what is in it nor its name."""
    path = tmp_path / "appli\x1b[2Jcant.yaml"
    value = "x\u202e\u2028\u200b\ufeff"
    path.write_text(f'name: "\\e]0;\\x07"\nsize: "{value}"\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_applicant(path)
    assert str(caught.value) == str(caught.value.problems[0])
    assert str(caught.value).isprintable()
    assert "appli\ufffd[2Jcant.yaml:2:7: size: 「x\ufffd \ufffd\ufffd」は使えません" in str(
        caught.value
    )
