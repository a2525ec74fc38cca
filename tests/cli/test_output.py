"""Where a report may be written, and what is left as it was."""

from __future__ import annotations

import errno
import io
from pathlib import Path
from typing import Any, Final

import pytest

from itsubsidy.cli import ExitCode, main, output

RULES: Final = ("rules", "--date", "2025-08-20")


@pytest.fixture
def client(tmp_path: Path) -> Path:
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "applicant.yaml").write_text("name: 甲\nsize: small\n", encoding="utf-8")
    (folder / "quote.yaml").write_text(
        "items:\n- {name: 会計, category: software, price: 500000, functions: [accounting]}\n",
        encoding="utf-8",
    )
    return folder


def written(client: Path, target: str | Path) -> int:
    return main(
        ["estimate", str(client), "--date", "2025-08-20", "--format", "csv", "-o", str(target)]
    )


def test_a_name_may_be_as_long_as_a_name_can_be(client: Path, tmp_path: Path) -> None:
    target = tmp_path / ("報" * 83 + ".csv")
    assert len(target.name.encode()) == 253
    assert written(client, target) == ExitCode.ANSWERED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client", target.name]


def test_a_file_of_two_names_stays_one(client: Path, tmp_path: Path) -> None:
    target, other = tmp_path / "a.csv", tmp_path / "b.csv"
    target.write_text("昨日", encoding="utf-8")
    other.hardlink_to(target)
    assert written(client, target) == ExitCode.ANSWERED
    assert target.samefile(other)
    assert other.read_text(encoding="utf-8-sig").startswith("申請者,")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv", "client"]


def test_where_nothing_new_may_be_made_a_file_is_written_over(
    client: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.csv"
    target.write_text("昨日", encoding="utf-8")
    before = target.stat().st_ino
    made = output._File._made  # noqa: SLF001  # a disk that refuses

    def refused(file: output._File) -> object:  # a disk that refuses
        if file.beside.parent == tmp_path:
            raise PermissionError(errno.EACCES, "")
        return made(file)

    monkeypatch.setattr(output._File, "_made", refused)  # noqa: SLF001  # a disk that refuses
    assert written(client, target) == ExitCode.ANSWERED
    assert target.read_text(encoding="utf-8-sig").startswith("申請者,")
    assert target.stat().st_ino == before
    assert written(client, tmp_path / "new.csv") == ExitCode.CANNOT_RUN


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("", "itsubsidy: --output のファイルの名前が空です\n"),
        ("loop", "itsubsidy: loop に書けません（リンクが輪になっています）\n"),
        ("x" * 300, f"itsubsidy: {'x' * 300} に書けません（名前が長すぎます）\n"),
    ],
    ids=["empty", "loop", "too long"],
)
def test_what_cannot_be_written_is_told(
    target: str,
    message: str,
    client: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    capsys.readouterr()
    assert written(client, target) == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err.splitlines(keepends=True)[-1] == message
    assert Path("loop").readlink() == Path("loop")


@pytest.mark.parametrize("folder", ["", "x" * 300], ids=["empty", "too long"])
def test_a_folder_that_no_client_can_be_in_is_told(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", folder]) == ExitCode.CANNOT_RUN
    assert "内部の誤り" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["estimate", "check", "batch", "explain", "plan"])
@pytest.mark.parametrize("name", ["x" * 300, "\udcff"])
def test_a_name_that_no_file_has_is_wrong_input(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = [name] if command in ("estimate", "explain", "plan") else []
    assert main([command, name, *more]) == ExitCode.WRONG_INPUT
    assert "内部の誤り" not in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["undefined", "idna", "punycode", "base64", "x", "a\0b"])
def test_an_encoding_in_which_no_file_is_written_is_told(
    encoding: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(client), "--encoding", encoding]) == ExitCode.CANNOT_RUN
    assert "という文字コードはありません" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["unicode_escape", "raw_unicode_escape", "utf-7"])
def test_half_a_character_in_a_file_is_told(
    encoding: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = b"+2AA-" if encoding == "utf-7" else b"\\ud800"
    (client / "applicant.yaml").write_bytes(b"name: " + half + b"\nsize: small\n")
    assert main(["check", str(client), "--encoding", encoding]) == ExitCode.WRONG_INPUT
    assert "内部の誤り" not in capsys.readouterr().err


def test_given_up_in_the_middle_of_a_write_nothing_is_left(tmp_path: Path) -> None:
    """Where a signal comes while the buffer goes to the disk, the file cannot be closed."""
    sink = output._File(tmp_path / "report.csv", "utf-8")  # noqa: SLF001  # given up from within
    sink.begin()
    assert sink.file
    sink.file.close()
    assert len(list(tmp_path.iterdir())) == 1

    class Disk(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: Any, /) -> int:
            sink.discard()
            return len(data)

    sink.file = io.TextIOWrapper(io.BufferedWriter(Disk()), encoding="utf-8")
    sink.write("甲" * 100_000)
    sink.file.flush()
    assert not list(tmp_path.iterdir())
