"""Files in other encodings: read as what they are, or refused; output that never crashes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsubsidy import InputError, load_applicant
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.encoding import GUESSED, DecodingError, decode

TEXT = "名称: 株式会社みなと食堂\n業種: 小売業\n従業員数: 4人\n"
QUOTE = "件名: 会計①\n明細:\n  - {品名: ﾃﾚﾋﾞ会議, 区分: 対象外, 単価: 100円}\n"


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A client folder in CP932 with CRLF, as an old editor on Windows saves it."""
    (tmp_path / "applicant.yaml").write_bytes(TEXT.replace("\n", "\r\n").encode("cp932"))
    (tmp_path / "quote.yaml").write_bytes(QUOTE.replace("\n", "\r\n").encode("cp932"))
    return tmp_path


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("cp932"), GUESSED),
        ("名称: ～①Ⅲ㈱髙﨑\n".encode("cp932"), GUESSED),
        ("name: ﾐﾅﾄ商店\n".encode("cp932"), GUESSED),
        (b"name: plain\n", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_encoding_is_known_by_the_bytes(raw: bytes, encoding: str) -> None:
    text, found = decode(raw)
    assert found == encoding
    assert not text.startswith("\ufeff")


@given(
    st.text(st.characters(codec="cp932", min_codepoint=0x3041, max_codepoint=0x9FFF), min_size=1)
)
def test_cp932_is_read_back_as_it_was_or_refused(text: str) -> None:
    raw = f"名称: 株式会社テスト{text}商店\n業種: 小売業\n".encode("cp932")
    try:
        found, encoding = decode(raw)
    except DecodingError:
        return
    assert encoding in (GUESSED, "utf-8")
    assert found == raw.decode("cp932")


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), min_size=4), st.data())
def test_broken_utf_8_is_never_read_as_something_else(text: str, data: st.DataObject) -> None:
    """A byte lost from the middle of a character, wherever it is."""
    raw = text.encode()
    at = data.draw(st.integers(0, len(raw) - 1))
    with pytest.raises(DecodingError):
        decode(raw[:at] + raw[at + 1 :])


@pytest.mark.parametrize(
    ("encoding", "read"), [("cp932", "名"), ("euc_jp", "名"), ("utf-16-le", "名")]
)
def test_a_named_encoding_is_taken_at_its_word(encoding: str, read: str) -> None:
    assert decode("名".encode(encoding), encoding) == (read, encoding)


def test_a_named_encoding_that_is_wrong_is_refused_with_its_place() -> None:
    with pytest.raises(DecodingError) as caught:
        decode("name: 甲\nsize: 小\n".encode(), "ascii")
    assert (caught.value.line, caught.value.column) == (1, 7)
    assert caught.value.message == (
        "文字コードが ascii ではありません。正しい文字コードを指定してください"
    )


def test_the_place_of_a_bad_byte_counts_characters(tmp_path: Path) -> None:
    path = tmp_path / "applicant.yaml"
    path.write_bytes("名称: 甲\n業種: 小売".encode() + b"\xff\n")
    with pytest.raises(InputError) as caught:
        load_applicant(path)
    assert str(caught.value) == (
        f"{path}:2:7: UTF-8 として正しくないバイトがあります。保存し直してください"
    )


def test_what_was_guessed_is_told(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = [
        f"{client / name} を Shift_JIS（CP932）として読みました"
        for name in ("applicant.yaml", "quote.yaml")
    ]
    arguments = [str(client), "--format", "json"]
    assert main(["estimate", *arguments, "--date", "2025-08-20"]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.err == "".join(f"注: {note}\n" for note in notes)
    answer = json.loads(told.out)
    assert [note for note in answer["notes"] if "読みました" in note] == notes
    raw = (client / "quote.yaml").read_bytes()
    assert answer["quotes"][0]["sha256"] == hashlib.sha256(raw).hexdigest()
    assert answer["quotes"][0]["title"] == "会計①"
    assert main(["check", *arguments]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert json.loads(told.out)["notes"] == notes
    assert told.err.startswith(f"注: {notes[0]}\n")


@pytest.mark.parametrize(
    "command",
    [["estimate"], ["explain"], ["check"], ["whatif", "--set", "applicant.employees=5"]],
    ids=lambda command: command[0],
)
def test_a_named_encoding_needs_no_note(
    command: list[str], client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, str(client), "--encoding", "cp932"]) == ExitCode.ANSWERED
    assert "読みました" not in capsys.readouterr().err
    assert main([*command, str(client), "--encoding", "utf-8"]) == ExitCode.WRONG_INPUT
    assert "applicant.yaml:1:1: 文字コードが utf-8 ではありません" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["nonsense", "base64", ""])
def test_an_encoding_that_is_none(
    name: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(client), "--encoding", name]) == ExitCode.CANNOT_RUN
    assert "という文字コードはありません" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["cp932", "ascii", "latin-1", "euc_jp", "utf-16"])
@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown", "html"])
def test_output_in_any_encoding_never_crashes(encoding: str, form: str, tmp_path: Path) -> None:
    """A character that no console of Japan has is replaced; a file is in UTF-8 whatever."""
    (tmp_path / "applicant.yaml").write_text(TEXT.replace("みなと", "みな🍜"), encoding="utf-8")
    (tmp_path / "quote.yaml").write_text(QUOTE.replace("会計", "会計☕"), encoding="utf-8")
    arguments = ["-m", "itsubsidy", "estimate", str(tmp_path), "--format", form]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, check=False, env=environment
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (ExitCode.ANSWERED, False)
    assert done.stdout
    target = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, *arguments, "-o", str(target)],
        capture_output=True,
        check=False,
        env=environment,
    )
    assert done.returncode == ExitCode.ANSWERED
    assert "みな🍜" in target.read_text(encoding="utf-8-sig")
