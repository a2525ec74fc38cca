"""Processes that share work: in order, none lost for another's sake, none left behind."""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from random_clients import write_clients

from itsubsidy import load_client
from itsubsidy.answers import batch
from itsubsidy.answers.workers import A_CORE, AHEAD, CHUNK, cores, share_out
from itsubsidy.cli import ExitCode, main

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="work is given by forking")

DATE = ("--date", "2025-08-20")


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """What a crew freezes for good, a test gives back."""
    yield
    gc.unfreeze()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred clients: five chunks."""
    place = tmp_path_factory.mktemp("many")
    write_clients(place, 300)
    return place


def lost(number: int) -> tuple[int, str]:
    return number, "lost"


def kill_at(*deadly: int, once: Path | None = None) -> Callable[[int], tuple[int, str]]:
    """Work that kills its process at some numbers; with `once` only until that file is there."""

    def work(number: int) -> tuple[int, str]:
        if number in deadly and not (once and once.exists()):
            if once:
                once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number, "done"

    return work


@pytest.mark.parametrize("jobs", [1, 2, 7])
@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1, 20 * CHUNK + 3])
def test_results_come_in_order(count: int, jobs: int) -> None:
    found = list(share_out(kill_at(), iter(range(count)), jobs, lost))
    assert found == [(number, "done") for number in range(count)]


@pytest.mark.parametrize(
    "deadly", [[0], [CHUNK - 1], [5 * CHUNK], [7 * CHUNK + 2], [3, 4, CHUNK, 6 * CHUNK, 7 * CHUNK]]
)
def test_only_what_kills_its_process_is_lost(deadly: list[int]) -> None:
    found = list(share_out(kill_at(*deadly), iter(range(8 * CHUNK)), 2, lost))
    assert found == [
        (number, "lost" if number in deadly else "done") for number in range(8 * CHUNK)
    ]


def test_a_process_that_is_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    work = kill_at(CHUNK + 5, once=tmp_path / "killed")
    found = list(share_out(work, iter(range(8 * CHUNK)), 2, lost))
    assert found == [(number, "done") for number in range(8 * CHUNK)]


def test_work_that_fails_in_a_process_is_lost_and_nothing_is_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def work(number: int) -> object:
        if number == 3:
            raise SystemExit("そんなはずは")
        return (lambda: None) if number == 5 else number  # which cannot travel

    found = list(share_out(work, iter(range(8)), 2, lambda number: -number))
    assert found == [0, 1, 2, -3, 4, -5, 6, 7]
    assert capfd.readouterr() == ("", "")


def test_there_are_no_more_processes_than_work() -> None:
    def who(_: int) -> int:
        time.sleep(0.001)
        return os.getpid()

    assert len(set(share_out(who, iter(range(2)), 5_000, lost))) == 1
    assert len(set(share_out(who, iter(range(3 * CHUNK)), 5_000, lost))) <= 3
    many = set(share_out(who, iter(range(100 * CHUNK)), 5_000, lost))
    assert len(many) <= A_CORE * cores()


def test_no_more_is_taken_than_keeps_the_processes_busy() -> None:
    taken = 0

    def numbers() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    found = share_out(kill_at(), numbers(), 2, lost)
    for _ in range(1_000):
        next(found)
    found.close()  # type: ignore[attr-defined]
    assert taken <= 1_000 + 2 * AHEAD * CHUNK + CHUNK


def test_where_the_system_gives_no_process_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    found = set(share_out(lambda _: os.getpid(), iter(range(3 * CHUNK)), 2, lost))
    assert found == {os.getpid()}


def test_few_open_files_are_enough(many: Path) -> None:
    done = run_batch(many, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)))
    assert (done.returncode, len(done.stdout.splitlines())) == (ExitCode.ANSWERED, 301)


def run_batch(many: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "itsubsidy", "batch", str(many), "--format", "csv"]
    return subprocess.run(
        [*command, "--jobs", "2", *DATE],
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
        **more,
    )


def test_a_client_that_kills_its_process_is_told_and_costs_no_other(
    many: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def deadly(applicant: str, quotes: tuple[str, ...], *how: Any, **also: Any) -> Any:
        if "顧客000150" in applicant:
            os.kill(os.getpid(), signal.SIGKILL)
        return load_client(applicant, quotes, *how, **also)

    monkeypatch.setattr(batch, "load_client", deadly)
    code = main(["batch", str(many), "--format", "csv", "--jobs", "2", *DATE])
    told = capsys.readouterr()
    assert code == ExitCode.CANNOT_RUN
    assert len(told.out.splitlines()) == 301
    assert told.out.count("誤り") == 1
    assert told.err.splitlines()[1] == (
        f"{many}/0000/顧客000150: "
        "この顧客を見積もる間にプロセスが止まりました（メモリの不足や、外からの終了です）"
    )
    assert told.err.endswith("誤り 0件、内部の誤り 1件\n")


def alive(group: int) -> bool:
    """Whether a process of a group is left, after a moment's patience."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_no_process_outlives_the_one_that_started_it(number: int, many: Path) -> None:
    """Busy or waiting for more to do: the reader of this pipe stops reading."""
    command = [sys.executable, "-m", "itsubsidy", "batch", *[str(many)] * 200, "--format", "jsonl"]
    process = subprocess.Popen(
        [*command, "--jobs", "3", *DATE], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout
    process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(number)
    process.wait()
    assert not alive(process.pid)
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_a_process_starts_is_not_lost(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What a handler raises while Python forks is only printed; so it waits until that is over."""
    caught = []
    forked: list[int] = []

    def stop(given: int, _: object) -> None:
        caught.append(given)
        raise KeyboardInterrupt

    fork = os.fork

    def interrupted() -> int:
        os.kill(os.getpid(), number)
        time.sleep(0.01)
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", interrupted)
    before = signal.signal(number, stop)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(share_out(kill_at(), iter(range(10 * CHUNK)), 2, lost))
    finally:
        assert signal.signal(number, before) is stop
    assert (caught, len(forked)) == ([number], 1)
    assert capfd.readouterr() == ("", "")


def test_a_crew_works_outside_the_main_thread() -> None:
    """Where no signal can be held, none comes."""
    found: list[tuple[int, str]] = []
    thread = threading.Thread(
        target=lambda: found.extend(share_out(kill_at(), iter(range(100)), 2, lost))
    )
    thread.start()
    thread.join()
    assert found == [(number, "done") for number in range(100)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_while_its_processes_start_a_batch_ends(number: int, many: Path) -> None:
    """At any time of the first third of a second, in which the processes start."""
    code = """
import sys
from itsubsidy.cli import main
print("begun", file=sys.stderr, flush=True)
sys.exit(main(sys.argv[1:]))
"""
    command = [sys.executable, "-c", code, "batch", *[str(many)] * 20, "--format", "csv"]
    for hundredths in range(1, 33, 2):
        process = subprocess.Popen(
            [*command, "--jobs", "3", "-o", os.devnull, *DATE],
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stderr
        process.stderr.readline()
        time.sleep(hundredths / 100)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, err = process.communicate(timeout=20)
        assert b"Exception ignored" not in err
        assert process.returncode != ExitCode.ANSWERED
        assert not alive(process.pid)
