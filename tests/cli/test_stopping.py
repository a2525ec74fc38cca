"""Ctrl-C, SIGTERM and SIGHUP at any moment, and standard streams that take nothing more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import pytest
from random_clients import write_clients

from itsubsidy.cli import ExitCode

STEP: Final = int(os.environ.get("ITSUBSIDY_SIGNAL_STEP_MS", "125"))
"""Milliseconds between two moments that are tried; `.ci/run` tries every tenth."""

DATE: Final = ("--date", "2025-08-20")

BEGUN: Final = """
import os
from itsubsidy.stopping import listen
listen()
os.write(2, b"!")
from itsubsidy.__main__ import run
run()
"""
"""The command, which says on standard error that it can be told to stop from now on."""


def started(*arguments: str | Path, **how: Any) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", BEGUN, *map(str, arguments)]
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        **how,
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred clients, enough for processes of their own."""
    place = tmp_path_factory.mktemp("many")
    write_clients(place, 300)
    return place


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("estimate", "examples/inn"), ("batch", "MANY", "--jobs", "2", "--format", "csv")]
)
def test_interrupted_at_any_moment_a_command_ends_with_130(
    command: tuple[str, ...], many: Path
) -> None:
    """Over the first second: either it was done, or it ends with 130 and says nothing."""
    arguments = [str(many) if argument == "MANY" else argument for argument in command]
    root = Path(__file__).parent.parent.parent
    codes = set()
    for milliseconds in range(0, 1_000, STEP):
        process = started(*arguments, *DATE, cwd=root)
        assert process.stderr
        process.stderr.read(1)
        time.sleep(milliseconds / 1_000)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
        codes.add(process.returncode)
        assert b"Traceback" not in err, (milliseconds, err)
        assert b"Exception ignored" not in err, (milliseconds, err)
        assert process.returncode in (ExitCode.ANSWERED, ExitCode.INTERRUPTED), milliseconds
    assert ExitCode.INTERRUPTED in codes


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_told_to_stop_a_batch_leaves_nothing_behind(
    number: int, code: int, many: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report.csv"
    places = [str(many)] * 50
    process = started("batch", *places, "--jobs", "2", "--format", "csv", "-o", target, *DATE)
    deadline = time.monotonic() + 60
    while not any(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert [path.suffix for path in tmp_path.iterdir()] == [".tmp"]
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == code
    assert list(tmp_path.iterdir()) == []


def test_who_ignores_a_signal_goes_on_ignoring_it() -> None:
    code = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
        "from itsubsidy.stopping import listen; listen();"
        "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


# --- streams -------------------------------------------------------------------------------------


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command line of the shell in which `itsubsidy` is this one."""
    text = f'itsubsidy() {{ "{sys.executable}" -m itsubsidy "$@"; }}; set -o pipefail; {command}'
    return subprocess.run(
        ["bash", "-c", text], cwd=folder, capture_output=True, text=True, check=False
    )


CLIENT: Final = {
    "applicant.yaml": "name: 甲\nindustry: retail\nemployees: 4\n",
    "quote.yaml": (
        "items:\n- {name: 会計, category: software, price: 500000, functions: [accounting]}\n"
    ),
}


@pytest.fixture
def client(tmp_path: Path) -> Path:
    for name, text in CLIENT.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("estimate . --date 2025-08-20", 0),
        ("batch . --date 2025-08-20", 0),
        ("rules", 0),
        ("check missing.yaml", 1),
        ("estimate . --format x", 2),
        ("x", 2),
    ],
)
def test_where_nothing_can_be_told_the_code_is_the_same(
    command: str, code: int, where: str, client: Path
) -> None:
    assert shell(f"itsubsidy {command} {where}", client).returncode == code


@pytest.mark.parametrize("command", ["--help", "estimate --help", "--version", "rules"])
def test_a_full_standard_output_is_told(command: str, client: Path) -> None:
    done = shell(f"itsubsidy {command} >/dev/full", client)
    assert done.returncode == ExitCode.CANNOT_RUN
    assert done.stderr == "itsubsidy: 標準出力 に書けません（空き容量がありません）\n"


@pytest.mark.parametrize("command", ["--help", "estimate --help", "--version"])
def test_who_reads_no_help_is_no_fault(command: str, client: Path) -> None:
    done = shell(f"itsubsidy {command} | true", client)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_client_folder_that_was_made_is_made_where_nothing_can_be_told(tmp_path: Path) -> None:
    done = shell("itsubsidy init new >/dev/full", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {".itsubsidy", "applicant.yaml", "quote.yaml"}


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_told_to_stop_a_command_that_waits_ends_at_once(number: int, code: int) -> None:
    process = started("check", "-", stdin=subprocess.PIPE)
    assert process.stderr
    process.stderr.read(1)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"Traceback" not in err
