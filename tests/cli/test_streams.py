"""Standard streams: input, pipes, consoles that cannot show Japanese, and disks that are full."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clients import QUOTE

from itsubsidy.cli import ExitCode, main


def run(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, as a script runs it."""
    more.setdefault("env", {**os.environ, "PYTHONUTF8": "1"})
    return subprocess.run(
        [sys.executable, "-m", "itsubsidy", *map(str, arguments)],
        capture_output=True,
        check=False,
        **more,
    )


def test_standard_input(client: Path) -> None:
    done = run("estimate", client / "applicant.yaml", "-", "--format", "json", input=QUOTE.encode())
    assert done.returncode == ExitCode.ANSWERED
    quote = json.loads(done.stdout)["quotes"][0]
    assert (quote["file"], quote["best"]) == ("-", "invoice")


def test_problems_of_standard_input_are_named(client: Path) -> None:
    done = run("estimate", client / "applicant.yaml", "-", input=b"items: []\n")
    assert done.returncode == ExitCode.WRONG_INPUT
    assert done.stderr.decode() == "-:1:8: items: 空です。一つ以上を書きます\n"


def test_a_pipe_closed_early_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "itsubsidy", "rules", "--format", "json", "--date", "2025-08-20"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == ExitCode.ANSWERED


def test_a_console_that_cannot_show_japanese_gets_replacements(client: Path) -> None:
    done = run(
        "estimate", client, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert done.returncode == ExitCode.ANSWERED
    assert b"80,000" in done.stdout
    assert b"Traceback" not in done.stderr


def test_json_on_a_console_that_cannot_show_japanese_is_escaped(client: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run("estimate", client, "--format", "json", env=environment)
    assert json.loads(done.stdout)["quotes"][0]["frames"][0]["name"] == "通常枠"


@pytest.mark.parametrize("arguments", [["--version"], ["rules"], ["--help"]])
def test_closed_streams_are_no_error(arguments: list[str]) -> None:
    command = " ".join([sys.executable, "-m", "itsubsidy", *arguments, ">&-", "2>&-"])
    assert subprocess.run(["sh", "-c", command], check=False).returncode == ExitCode.ANSWERED


def test_a_full_disk_under_standard_output_is_told() -> None:
    command = f"{sys.executable} -m itsubsidy rules > /dev/full"
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode == ExitCode.CANNOT_RUN
    assert "標準出力 に書けません（空き容量がありません）" in done.stderr.decode()


def test_no_color_in_a_pipe(client: Path) -> None:
    assert b"\x1b[" not in run("estimate", client).stdout


def test_stdout_that_is_no_stream_of_the_system(
    client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["estimate", str(client)]) == ExitCode.ANSWERED
    assert "80,000円" in out.getvalue()
