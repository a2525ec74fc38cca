"""--output: a file whole or not at all, links, pipes, and what is never written over."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from pathlib import Path

import pytest
from clients import QUOTE

from itsubsidy.cli import ExitCode, main


def test_output_file(client: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "見積 報告.json"
    arguments = ["estimate", str(client), "--format", "json", "-o", str(target)]
    assert main(arguments) == ExitCode.ANSWERED
    assert capsys.readouterr().out == ""
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "itsubsidy.estimate/1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client", "見積 報告.json"]


def test_output_file_is_whole_or_not_there(
    client: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "out.txt"
    target.write_text("before", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["estimate", str(client), "-o", str(target)]) == ExitCode.CANNOT_RUN
    assert "に書けません（空き容量がありません）" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client", "out.txt"]


def test_output_through_a_link_writes_what_it_points_to(client: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("before", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    assert main(["estimate", str(client), "-o", str(link)]) == ExitCode.ANSWERED
    assert link.is_symlink()
    assert "80,000" in real.read_text(encoding="utf-8")
    assert real.stat().st_mode & 0o777 == 0o600


def test_output_never_replaces_an_input(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quote = client / "quote.yaml"
    assert main(["estimate", str(client), "-o", str(quote)]) == ExitCode.CANNOT_RUN
    assert "入力のファイルです" in capsys.readouterr().err
    assert quote.read_text(encoding="utf-8") == QUOTE


def test_output_into_a_named_pipe_is_written_into_it(client: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert main(["estimate", str(client), "-o", str(pipe)]) == ExitCode.ANSWERED
        assert reader.stdout is not None
        assert b"80,000" in reader.stdout.read()
    assert pipe.is_fifo()


def test_a_dash_for_output_is_standard_output(
    in_folder: Path, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["estimate", str(client), "-o", "-"]) == ExitCode.ANSWERED
    assert "80,000" in capsys.readouterr().out
    assert [path.name for path in in_folder.iterdir()] == ["client"]


def test_output_into_a_missing_folder(
    client: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "none" / "out.txt"
    assert main(["estimate", str(client), "-o", str(target)]) == ExitCode.CANNOT_RUN
    assert "に書けません" in capsys.readouterr().err
