"""Many clients at once: in order, the same whatever the processes, none lost for another's sake."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest
from random_clients import names, peak_memory, write_clients
from rich.cells import cell_len

from itsubsidy import find_clients, load_client
from itsubsidy.answers import batch
from itsubsidy.answers.batch import Task, work_out_all
from itsubsidy.answers.workers import AHEAD, CHUNK
from itsubsidy.cli import ExitCode, main
from itsubsidy.cli.output import Output
from itsubsidy.cli.progress import watched
from itsubsidy.files import reading as files
from itsubsidy.files.folders import Folder
from itsubsidy.reports import blocks
from itsubsidy.reports.batch import Csv
from itsubsidy.reports.formats.columns import Columns
from itsubsidy.reports.screen import FILE
from itsubsidy.terms import FRAMES

APPLICANT = "name: 甲\nindustry: retail\nemployees: 4\n"
"""A small business: 4/5 in インボイス対応類型 up to 50万円 of subsidy."""

DATE = ("--date", "2025-08-20")


def quote(price: int, category: str = "software") -> str:
    """One item: in インボイス対応類型 a small business gets 4/5 of its price."""
    functions = ", functions: [accounting]" if category == "software" else ""
    return f"items:\n  - {{name: 会計, category: {category}, price: {price}{functions}}}\n"


def write_client(folder: Path, price: int = 100_000, category: str = "software") -> Path:
    folder.mkdir(parents=True)
    (folder / "applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    (folder / "quote.yaml").write_text(quote(price, category), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred clients: enough for more than one process."""
    place = tmp_path_factory.mktemp("many")
    write_clients(place, 300)
    return place


def rows(out: str) -> list[dict[str, str]]:
    """CSV as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))


CLOSED: Final = (
    "注: IT導入補助金2025: 受付は 2026-01-07 に終了しています。終了した制度の規則による参考額です\n"
)
"""What a batch by the rules of 2025 says first on standard error, whatever is asked for."""


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a batch, behind the first line."""
    code = main(["batch", *map(str, arguments), *DATE])
    captured = capsys.readouterr()
    return code, captured.out, captured.err.removeprefix(CLOSED)


def start(*arguments: str | Path, **more: Any) -> subprocess.Popen[bytes]:
    """A batch in a process of its own."""
    command = [sys.executable, "-m", "itsubsidy", "batch", *map(str, arguments), *DATE]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
        **more,
    )


def is_gone(group: int) -> bool:
    """Whether no process of a group is left, after a moment's patience."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


# which folders are clients


def test_of_quotes_that_pay_the_same_the_cheapest_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One function is held at 500,000: 700,000 leaves 200,000 to pay, 800,000 leaves 300,000."""
    folder = write_client(tmp_path / "a", 800_000)
    (folder / "quote2.yaml").write_text(quote(700_000), encoding="utf-8")
    (folder / "quote3.yaml").write_text(quote(900_000), encoding="utf-8")
    assert main(["batch", str(tmp_path), *DATE, "--format", "csv"]) == ExitCode.ANSWERED
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff")))
    assert (row["補助額"], row["自己負担額"]) == ("500000", "200000")


def test_clients_are_found_at_any_depth_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("乙", "甲", "甲/東/店", "a b", "a", ".hidden", "甲/.git"):
        write_client(tmp_path / name)
    (tmp_path / "empty" / "deep").mkdir(parents=True)
    assert [found.name for found in find_clients(tmp_path)] == ["a", "a b", "乙", "甲", "甲/東/店"]


def test_a_client_folder_itself_goes_by_its_own_name(tmp_path: Path) -> None:
    folder = write_client(tmp_path / "みなと食堂")
    assert [found.name for found in find_clients(folder)] == ["みなと食堂"]


def test_links_are_followed_and_do_not_loop(tmp_path: Path) -> None:
    place = tmp_path / "clients"
    write_client(place / "a")
    write_client(place / "b")
    (place / "a" / "up").symlink_to(place, target_is_directory=True)
    (place / "a" / "self").symlink_to(".", target_is_directory=True)
    (place / "a" / "other").symlink_to(place / "b", target_is_directory=True)
    (place / "b" / "other").symlink_to(place / "a", target_is_directory=True)
    (place / "d").symlink_to(place / "nowhere")
    found = [found.name for found in find_clients(place)]
    assert found == ["a", "a/other", "a/other/other", "b"]


def test_a_batch_stays_in_its_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "clients"
    write_client(place / "a")
    write_client(place / "c")
    outside = write_client(tmp_path / "elsewhere")
    (place / "b").symlink_to(outside, target_is_directory=True)
    (place / "d").symlink_to("/proc/self", target_is_directory=True)
    (place / "e").symlink_to("..", target_is_directory=True)
    code, out, err = told(capsys, place, "--format", "csv")
    assert code == ExitCode.WRONG_INPUT
    verdicts = ["対象", "誤り", "対象", "誤り", "誤り"]
    assert [row["判定"] for row in rows(out)] == verdicts
    leads_out = (
        "リンクの先が、batch に渡したフォルダの外です。中に移すか、リンクの先を batch に渡します"
    )
    assert err == (
        "".join(f"{place}/{name}: {leads_out}\n" for name in "bde")
        + "5件のうち、対象 2件、対象外 0件、誤り 3件\n"
    )
    assert told(capsys, place, outside, "--format", "csv")[1].count("対象") > 2


def test_a_link_loop_is_told_and_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "clients"
    for name in ("a", "c", "d"):
        write_client(place / name)
    (place / "b").symlink_to("b")
    (place / "d" / "quote-b.yaml").symlink_to("quote-b.yaml")
    (place / "d" / "applicant.yml").symlink_to("applicant.yml")
    code, out, err = told(capsys, place, "--format", "csv")
    assert code == ExitCode.WRONG_INPUT
    assert [row["判定"] for row in rows(out)] == ["対象", "誤り", "対象", "誤り"]
    assert err == (
        f"{place}/b: 読めません（リンクが輪になっています）\n"
        f"{place}/d: applicant.yaml と applicant.yml の両方があります。一つにしてください\n"
        "4件のうち、対象 2件、対象外 0件、誤り 2件\n"
    )
    (place / "d" / "applicant.yml").unlink()
    assert (
        f"{place}/d/quote-b.yaml: 読めません（リンクが輪になっています）\n"
        in (told(capsys, place, "--format", "csv")[2])
    )


def test_a_place_that_is_a_link_loop_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    code, _, err = told(capsys, tmp_path / "one", "--format", "csv")
    assert code == ExitCode.WRONG_INPUT
    assert err.startswith(f"{tmp_path}/one: フォルダが読めません（リンクが輪になっています）\n")


def test_an_entry_that_cannot_be_looked_at_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        write_client(tmp_path / name)

    class Refusing:
        """An entry whose kind the system does not say."""

        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name, self.path = entry.name, entry.path

        def is_dir(self) -> bool:
            raise OSError(errno.EIO, "")

        is_file = is_dir

    @contextmanager
    def scandir(path: str) -> Iterator[Iterator[Any]]:
        with real(path) as entries:
            yield (Refusing(one) if "b" in (one.name, Path(path).name) else one for one in entries)

    real = os.scandir
    monkeypatch.setattr(os, "scandir", scandir)
    found = list(find_clients(tmp_path))
    assert [(folder.name, folder.fault) for folder in found] == [
        ("a", ""),
        ("b", "読めません（装置の誤りです）"),
        ("c", ""),
    ]
    (only,) = find_clients(tmp_path / "b")  # its files may be there, and will say so when read
    assert only.files() == (f"{tmp_path}/b/applicant.yaml", (f"{tmp_path}/b/quote.yaml",))


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (Path.mkdir, "フォルダ"),
        (os.mkfifo, "名前付きパイプ"),
        (lambda path: path.symlink_to("nowhere"), "先のないリンク"),
    ],
)
def test_what_has_a_file_s_name_and_is_none_is_told_as_what_it_is(
    make: Callable[[Path], object],
    what: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    client = write_client(tmp_path / "a")
    (client / "quote.yaml").unlink()
    make(client / "quote.yaml")
    _, _, err = told(capsys, tmp_path, "--format", "csv")
    assert err.startswith(
        f"{client}: quote で始まる見積（quote.yaml など）がありません。「quote.yaml」は{what}です\n"
    )


def test_half_a_client_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_client(tmp_path / "whole")
    write_client(tmp_path / "no-applicant").joinpath("applicant.yaml").unlink()
    write_client(tmp_path / "no-quote").joinpath("quote.yaml").unlink()
    twice = write_client(tmp_path / "two-applicants")
    (twice / "applicant.yml").write_text(APPLICANT, encoding="utf-8")
    code, out, err = told(capsys, tmp_path, "--format", "csv")
    assert code == ExitCode.WRONG_INPUT
    assert [(row["顧客"], row["判定"]) for row in rows(out)] == [
        ("no-applicant", "誤り"),
        ("no-quote", "誤り"),
        ("two-applicants", "誤り"),
        ("whole", "対象"),
    ]
    assert err == (
        f"{tmp_path}/no-applicant: applicant.yaml がありません\n"
        f"{tmp_path}/no-quote: quote で始まる見積（quote.yaml など）がありません\n"
        f"{tmp_path}/two-applicants: applicant.yaml と applicant.yml の両方があります。"
        "一つにしてください\n"
        "4件のうち、対象 1件、対象外 0件、誤り 3件\n"
    )


def test_a_place_without_clients_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    write_client(tmp_path / "clients" / "a")
    code, out, err = told(
        capsys, tmp_path / "empty", tmp_path / "nowhere", tmp_path / "clients", "--format", "csv"
    )
    assert code == ExitCode.WRONG_INPUT
    assert [(row["顧客"], row["判定"]) for row in rows(out)] == [
        ("empty", "誤り"),
        ("nowhere", "誤り"),
        ("a", "対象"),
    ]
    assert err == (
        f"{tmp_path}/empty: applicant.yaml のある顧客のフォルダがありません\n"
        f"{tmp_path}/nowhere: フォルダが読めません（ファイルかフォルダがありません）\n"
        "3件のうち、対象 1件、対象外 0件、誤り 2件\n"
    )


def test_odd_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "clients"
    for name in (b"a\nb", "全角　空白".encode(), b"--help", b"=1+1", b"\xff\xfe", b"x\x1b[31m"):
        write_client(place / os.fsdecode(name))
    assert told(capsys, place, "--format", "csv", "--jobs", "2")[0] == ExitCode.ANSWERED
    code, out, _ = told(capsys, place, "--format", "csv")
    assert [row["顧客"] for row in rows(out)] == [
        "'--help",
        "'=1+1",
        "a b",
        "x\ufffd[31m",
        "全角　空白",
        "\ufffd\ufffd",
    ]
    _, out, _ = told(capsys, place, "--format", "table")
    assert len(out.splitlines()) == 3 + 6 + 1
    assert "\x1b" not in out
    process = start(place, "--format", "jsonl")
    out_bytes, _ = process.communicate()
    clients = [json.loads(line)["client"] for line in out_bytes.decode().splitlines()]
    assert clients == ["--help", "=1+1", "a\nb", "x\x1b[31m", "全角　空白", "\ufffd\ufffd"]
    target = tmp_path / "out.csv"
    code, _, _ = told(capsys, place, "--format", "csv", "-o", target)
    assert code == ExitCode.ANSWERED
    assert len(rows(target.read_text(encoding="utf-8-sig"))) == 6


# one client's trouble is its own


def test_one_broken_client_among_many_costs_only_itself(
    many: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_client(tmp_path / "0000" / "顧客000150a").joinpath("quote.yaml").write_text(
        "items:\n  - {name: 会計, category: sofware, price: 100_000}\n", encoding="utf-8"
    )
    for jobs in ("1", "2"):
        code, out, err = told(capsys, many, tmp_path, "--format", "csv", "--jobs", jobs)
        assert code == ExitCode.WRONG_INPUT
        found = rows(out)
        assert len(found) == 301
        (wrong,) = (row for row in found if row["判定"] == "誤り")
        assert wrong["顧客"] == "0000/顧客000150a"
        place = f"{tmp_path}/0000/顧客000150a/quote.yaml:2:26: items.1.category: 「sofware」は"
        assert wrong["問題"].startswith(place)
        assert err.startswith(place)
        assert err.endswith("、誤り 1件\n")


def test_files_and_folders_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b", "c"):
        write_client(tmp_path / name)
    scandir = os.scandir

    def refused_file(file: str, most: int) -> bytes:  # noqa: ARG001  # as what it replaces
        if Path(file).parent.name == "a":
            raise PermissionError(13, "")
        return Path(file).read_bytes()

    def refused_folder(path: str) -> Any:
        if Path(path).name == "b":
            raise PermissionError(13, "")
        return scandir(path)

    monkeypatch.setattr(files, "_regular_file", refused_file)
    monkeypatch.setattr(os, "scandir", refused_folder)
    code, out, err = told(capsys, tmp_path, "--format", "csv", "--jobs", "1")
    assert code == ExitCode.WRONG_INPUT
    assert [row["判定"] for row in rows(out)] == ["誤り", "誤り", "対象"]
    assert err.splitlines()[:3] == [
        f"{tmp_path}/a/applicant.yaml: 読めません（権限がありません）",
        f"{tmp_path}/a/quote.yaml: 読めません（権限がありません）",
        f"{tmp_path}/b: フォルダが読めません（権限がありません）",
    ]


def test_a_fault_of_the_tool_costs_one_client_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        write_client(tmp_path / name)

    def faulty(applicant: str, quotes: tuple[str, ...], encoding: str | None, **more: Any) -> Any:
        if "/a/" in applicant:
            raise RuntimeError("そんなはずは")
        return load_client(applicant, quotes, encoding, **more)

    monkeypatch.setattr(batch, "load_client", faulty)
    code, out, err = told(capsys, tmp_path, "--format", "csv", "--jobs", "1")
    assert code == ExitCode.CANNOT_RUN
    assert [row["判定"] for row in rows(out)] == ["誤り", "対象"]
    assert err == (
        f"{tmp_path}/a: 内部の誤りで止まりました（RuntimeError: そんなはずは）\n"
        "2件のうち、対象 1件、対象外 0件、誤り 0件、内部の誤り 1件\n"
    )


# the same answer whatever the processes


@pytest.mark.parametrize("format", ["table", "csv", "json", "jsonl", "markdown"])
def test_the_same_bytes_whatever_the_number_of_processes(
    format: str, many: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written: list[bytes] = []
    for jobs in ((), ("--jobs", "1"), ("--jobs", "2"), ("--jobs", "3")):
        target = tmp_path / f"out{len(written)}"
        assert told(capsys, many, "--format", format, "-o", target, *jobs)[0] == ExitCode.ANSWERED
        written.append(target.read_bytes())
    assert len(set(written)) == 1


def test_clients_come_in_order(many: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = told(capsys, many, "--format", "csv", "--jobs", "3")
    found = rows(out)
    assert [row["顧客"] for row in found] == names(many)
    counted = [sum(row["判定"] == verdict for row in found) for verdict in ("対象", "対象外")]
    assert err == f"300件のうち、対象 {counted[0]}件、対象外 {counted[1]}件、誤り 0件\n"


def test_each_line_of_jsonl_is_what_estimate_says(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = told(capsys, many / "0000" / "顧客000007", "--format", "jsonl")
    assert main(["estimate", str(many / "0000" / "顧客000007"), "--format", "json", *DATE]) == 0
    alone = json.loads(capsys.readouterr().out)
    line = json.loads(out)
    assert line.pop("client") == "顧客000007"
    for frame in alone["quotes"][0]["frames"]:
        for key in ("next", "obligations", "score", "papers"):
            frame[key] = []  # they are not looked for in a batch
    assert line == alone


def test_no_more_is_held_than_keeps_the_processes_busy(many: Path) -> None:
    seen = 0

    def endless() -> Iterator[Folder]:
        nonlocal seen
        clients = list(find_clients(many))
        while True:
            for folder in clients:
                seen += 1
                yield folder

    task = Task(date(2025, 8, 20), "it2025", tuple(FRAMES), Csv(FILE))
    answers = work_out_all(endless(), task, 2)
    for _ in range(1_000):
        next(answers)
    answers.close()  # type: ignore[attr-defined]  # it is a generator
    assert seen <= 1_000 + 2 * AHEAD * CHUNK + CHUNK


def test_ten_thousand_clients_take_no_more_memory_than_a_thousand(tmp_path: Path) -> None:
    peaks = []
    for count in (1_000, 10_000):
        place = tmp_path / str(count)
        for number in range(count):
            write_client(place / f"{number:05}", price=100_000 + number)
        target = tmp_path / f"{count}.csv"
        out = ["--format", "csv", "--output", str(target), "--quiet", *DATE]
        peaks.append(peak_memory(sys.executable, "-m", "itsubsidy", "batch", str(place), *out))
        assert len(rows(target.read_text(encoding="utf-8-sig"))) == count
    mebibyte = 1024
    assert peaks[1] - peaks[0] < 4 * mebibyte


# interrupted, cut off, full


def test_a_pipe_may_close_early(many: Path) -> None:
    process = start(many, "--format", "jsonl", "--jobs", "2")
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline().startswith(b'{"schema"')
    process.stdout.close()
    assert process.stderr.read().decode() == CLOSED
    process.stderr.close()
    assert process.wait() == ExitCode.ANSWERED


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, ExitCode.INTERRUPTED), (signal.SIGTERM, 128 + 15)]
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_nothing_is_half_written(
    jobs: str, number: int, code: int, many: Path, tmp_path: Path
) -> None:
    """The first client's problem is told on stderr, and by then the work has begun."""
    broken = write_client(tmp_path / "clients" / "broken")
    (broken / "quote.yaml").unlink()
    target = tmp_path / "out" / "report.csv"
    target.parent.mkdir()
    target.write_text("昨日の報告", encoding="utf-8")
    places = [tmp_path / "clients", *[many] * 50]
    process = start(
        *places, "--format", "csv", "--jobs", jobs, "-o", target, start_new_session=True
    )
    assert process.stderr
    assert process.stderr.readline().decode() == CLOSED
    assert b"broken" in process.stderr.readline()
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (code, b"")
    assert [path.name for path in target.parent.iterdir()] == ["report.csv"]
    assert target.read_text(encoding="utf-8") == "昨日の報告"
    assert is_gone(process.pid)


def test_a_full_disk_leaves_what_was_there(many: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    target.write_text("昨日の報告", encoding="utf-8")
    process = start(
        many,
        "--format",
        "csv",
        "-o",
        target,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    _, err = process.communicate()
    assert process.returncode == ExitCode.CANNOT_RUN
    assert f"itsubsidy: {target} に書けません（" in err.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]
    assert target.read_text(encoding="utf-8") == "昨日の報告"


def test_a_full_device(many: Path) -> None:
    process = start(many, "--format", "csv", "-o", "/dev/full")
    _, err = process.communicate()
    assert process.returncode == ExitCode.CANNOT_RUN
    full = "itsubsidy: /dev/full に書けません（空き容量がありません）\n"
    assert err.decode() == CLOSED + full


def test_a_client_s_file_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_client(tmp_path / "a")
    for name in ("applicant.yaml", "quote-b.yml"):
        code, _, err = told(capsys, tmp_path, "-o", folder / name)
        assert code == ExitCode.CANNOT_RUN
        assert "顧客のファイルの名前です" in err
    assert (folder / "applicant.yaml").read_text(encoding="utf-8") == APPLICANT


# what people ask for


@pytest.fixture
def five(tmp_path: Path) -> Path:
    """Subsidies by hand, 4/5 of the price for a small business; at least 50,000 yen is paid.

    a: 200,000 → 160,000, b: 625,000 → 500,000, c: closed, d: 75,000 → 60,000, e: wrong.
    """
    place = tmp_path / "five"
    write_client(place / "a", 200_000)
    write_client(place / "b", 625_000)
    write_client(place / "c", 500_000, category="other")
    write_client(place / "d", 75_000)
    write_client(place / "e").joinpath("quote.yaml").unlink()
    return place


@pytest.mark.parametrize(
    ("options", "clients"),
    [
        ((), "abcde"),
        (("--min-subsidy", "160_000"), "abe"),
        (("--min-subsidy", "160_001"), "be"),
        (("--min-subsidy", "1"), "abde"),
        (("--sort", "subsidy"), "badce"),
        (("--sort", "payment"), "dabce"),  # 15,000, 40,000, 125,000
        (("--sort", "name"), "abdce"),
        (("--top", "2"), "bae"),
        (("--top", "1", "--sort", "payment"), "de"),
        (("--top", "9", "--min-subsidy", "100000"), "bae"),
    ],
)
def test_who_is_shown_and_in_which_order(
    options: tuple[str, ...], clients: str, five: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, five, "--format", "csv", *options)
    assert code == ExitCode.WRONG_INPUT
    assert [row["顧客"] for row in rows(out)] == list(clients)
    hidden = "" if len(clients) == 5 else f"（{5 - len(clients)}件は表示していません）"
    assert err.endswith(f"5件のうち、対象 3件、対象外 1件、誤り 1件{hidden}\n")


def test_only_some_frames(five: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """通常枠 asks for a process, which these have not."""
    _, out, _ = told(capsys, five, "--format", "csv", "--frame", "normal", "--all-frames")
    assert [(row["顧客"], row["申請枠"], row["判定"]) for row in rows(out)] == [
        ("a", "通常枠", "対象外"),
        ("b", "通常枠", "対象外"),
        ("c", "通常枠", "対象外"),
        ("d", "通常枠", "対象外"),
        ("e", "", "誤り"),
    ]


def test_every_quote_and_frame(five: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (five / "a" / "quote-b.yaml").write_text(quote(100_000), encoding="utf-8")
    _, out, _ = told(capsys, five / "a", "--format", "csv", "--all-frames")
    found = [(row["見積のファイル"][-12:], row["申請枠"], row["補助額"]) for row in rows(out)]
    assert len(found) == 2 * 5
    assert found[1] == ("quote-b.yaml", "インボイス枠（インボイス対応類型）", "80000")
    assert found[6] == ("a/quote.yaml", "インボイス枠（インボイス対応類型）", "160000")
    _, out, _ = told(capsys, five / "a", "--format", "csv")
    assert [(row["見積のファイル"][-12:], row["補助額"]) for row in rows(out)] == [
        ("a/quote.yaml", "160000")
    ]


def test_csv_is_made_for_a_spreadsheet(five: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    main(["batch", str(five), "--format", "csv", "-o", str(target), "-q", *DATE])
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf\xe9")  # one mark
    assert raw.count(b"\xef\xbb\xbf") == 1
    assert raw.count(b"\r\n") == raw.count(b"\n") == 1 + 5
    first, _, closed, *_ = rows(raw.decode("utf-8-sig"))
    amounts = ("見積額", "補助対象経費", "補助率", "補助額", "自己負担額")
    assert [first[name] for name in amounts] == ["200000", "200000", "4/5以内", "160000", "40000"]
    assert [closed[name] for name in ("申請枠", "判定", "補助額", "自己負担額")] == [
        "",
        "対象外",
        "0",
        "500000",
    ]
    assert "インボイス枠（インボイス対応類型）: " in closed["対象外の理由"]


def test_the_table(five: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Totals: 200,000 + 625,000 + 75,000; 160,000 + 500,000 + 60,000; 40,000 + 125,000 + 15,000."""
    _, out, _ = told(capsys, five)
    assert (
        out
        == """\
 顧客      申請枠                              補助対象経費  補助率   補助額  自己負担額  判定
---------------------------------------------------------------------------------------------------
 a         インボイス枠（インボイス対応類型）       200,000  4/5     160,000      40,000  対象
 b         インボイス枠（インボイス対応類型）       625,000  4/5     500,000     125,000  対象
 c         -                                              -  -             0     500,000  対象外
 d         インボイス枠（インボイス対応類型）        75,000  4/5      60,000      15,000  対象
 e         -                                              -  -             -           -  誤り 1件
---------------------------------------------------------------------------------------------------
 合計 3件                                           900,000          720,000     180,000
"""
    )


def test_markdown(five: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, five, "--format", "markdown", "--min-subsidy", "200000")
    assert (
        out
        == """\
| 顧客 | 申請枠 | 補助対象経費 | 補助率 | 補助額 | 自己負担額 | 判定 |
| --- | --- | ---: | --- | ---: | ---: | --- |
| b | インボイス枠（インボイス対応類型） | 625,000 | 4/5 | 500,000 | 125,000 | 対象 |
| e | \\- | \\- | \\- | \\- | \\- | 誤り 1件 |
| **合計 1件** |  | **625,000** |  | **500,000** | **125,000** |  |
"""
    )


def test_json_has_the_clients_and_the_totals(
    five: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = told(capsys, five, "--format", "json")
    report = json.loads(out)
    assert report["schema"] == "itsubsidy.batch/1"
    assert [client["client"] for client in report["clients"]] == list("abcde")
    assert report["clients"][4] == {
        "schema": "itsubsidy.estimate/1",
        "client": "e",
        "problems": [
            {
                "file": f"{five}/e",
                "line": 0,
                "column": 0,
                "path": "",
                "message": "quote で始まる見積（quote.yaml など）がありません",
            }
        ],
    }
    assert report["totals"] == {
        "answered": 3,
        "none": 1,
        "wrong": 1,
        "broken": 0,
        "sample": 0,
        "shown": 5,
        "summed": 3,
        "eligible_cost": 900_000,
        "subsidy": 720_000,
        "self_payment": 180_000,
    }
    _, out, _ = told(capsys, five, "--format", "json", "--min-subsidy", "900000")
    assert [client["client"] for client in json.loads(out)["clients"]] == ["e"]


@pytest.mark.parametrize(
    ("client", "options", "code"),
    [
        ("a", ("--fail-if-none",), ExitCode.ANSWERED),
        ("c", ("--fail-if-none",), ExitCode.NONE_ELIGIBLE),
        ("c", (), ExitCode.ANSWERED),
        ("e", ("--fail-if-none",), ExitCode.WRONG_INPUT),
        ("", ("--fail-if-none", "-q"), ExitCode.WRONG_INPUT),
        ("a", ("--all-frames",), ExitCode.CANNOT_RUN),
        ("a", ("--sort", "size"), ExitCode.CANNOT_RUN),
        ("a", ("--jobs", "0"), ExitCode.CANNOT_RUN),
        ("a", ("--format", "html"), ExitCode.CANNOT_RUN),
    ],
)
def test_exit_codes(
    client: str,
    options: tuple[str, ...],
    code: ExitCode,
    five: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert told(capsys, five / client, *options)[0] == code


def test_quiet_tells_problems_alone(five: Path, capsys: pytest.CaptureFixture[str]) -> None:
    problem = f"{five}/e: quote で始まる見積（quote.yaml など）がありません\n"
    arguments = ["batch", str(five), "--programme", "it2025", "--date", "1999-01-01"]
    assert main(arguments) == ExitCode.WRONG_INPUT
    assert capsys.readouterr().err == (
        "注: 1999-01-01 は受付の期間の外です。2025-03-31 の規則で計算します\n"
        f"{CLOSED}{problem}"
        "5件のうち、対象 3件、対象外 1件、誤り 1件\n"
    )
    assert main([*arguments, "--quiet"]) == ExitCode.WRONG_INPUT
    assert capsys.readouterr().err == CLOSED + problem


@pytest.mark.parametrize(("clients", "told_singly"), [(10, True), (11, False)])
def test_many_notes_are_counted(
    clients: int, told_singly: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A note a client up to ten; one line for more, whose command shows each."""
    for number in range(clients):
        folder = write_client(tmp_path / f"{number:02}")
        (folder / "applicant.yaml").write_text(APPLICANT + "# 申請者\n", encoding="cp932")
    code, _, err = told(capsys, tmp_path, "--format", "csv")
    assert code == ExitCode.ANSWERED
    notes = [line for line in err.splitlines() if line.startswith("注: ")]
    singly = [
        f"注: {tmp_path}/{number:02}/applicant.yaml を Shift_JIS（CP932）として読みました"
        for number in range(clients)
    ]
    counted = (
        f"注: ファイルの読み方や読まないファイルについての注が {clients}件あります。"
        "itsubsidy check に顧客のフォルダを渡すと、一つずつ表示します"
    )
    assert notes == (singly if told_singly else [counted])
    main(["check", *(str(tmp_path / f"{number:02}") for number in range(clients))])
    shown = capsys.readouterr().err.splitlines()
    assert [line for line in shown if line.startswith("注: ")] == singly


def test_encodings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, encoding in (("a", "cp932"), ("b", "utf-8"), ("c", "euc_jp")):
        folder = write_client(tmp_path / name)
        (folder / "applicant.yaml").write_text(APPLICANT + "# 申請者\n", encoding=encoding)
    code, out, err = told(capsys, tmp_path, "--format", "csv")
    assert code == ExitCode.WRONG_INPUT
    assert [row["判定"] for row in rows(out)] == ["対象", "対象", "誤り"]
    assert err.startswith(f"{tmp_path}/c/applicant.yaml:")
    assert err.splitlines()[-2:] == [
        f"注: {tmp_path}/a/applicant.yaml を Shift_JIS（CP932）として読みました",
        "3件のうち、対象 2件、対象外 0件、誤り 1件",
    ]
    _, _, err = told(capsys, tmp_path / "a", "--format", "csv", "--quiet")
    assert err == ""
    code, out, _ = told(capsys, tmp_path / "c", "--format", "csv", "--encoding", "euc_jp")
    assert code == ExitCode.WRONG_INPUT  # the quote is in UTF-8
    (tmp_path / "c" / "quote.yaml").write_text(quote(100_000), encoding="euc_jp")
    code, out, _ = told(capsys, tmp_path / "c", "--format", "csv", "--encoding", "euc_jp")
    assert (code, rows(out)[0]["申請者"]) == (ExitCode.ANSWERED, "甲")
    assert told(capsys, tmp_path, "--encoding", "nonsense")[0] == ExitCode.CANNOT_RUN


# on the screen


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_a_table_fits_the_terminal(
    width: int, many: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Output, "width", width)
    code, out, _ = told(capsys, many / "0000", Path(__file__).parents[2] / "examples")
    assert code == ExitCode.ANSWERED
    assert max(map(cell_len, out.splitlines())) <= width
    assert "4,993,280" in out
    _, out, _ = told(capsys, Path(__file__).parents[2] / "examples", "--plan")
    assert max(map(cell_len, out.splitlines())) <= width
    assert "485,000" in out


def test_columns_fold_text_and_never_amounts() -> None:
    rows = [("顧客の長い名前です", "1,000", "4/5・2/3・1/2")]
    heads = (blocks.text("顧客"), blocks.number("自己負担額"), blocks.text("率"))
    columns = Columns(heads, rows, 31, least={0: 12, 2: 7})
    assert columns.widths == {0: 12, 1: 6, 2: 7}
    assert columns.heading() == " 顧客          自己負  率\n                 担額\n"
    assert columns.line(("顧客の長い名前です", "1,000,000", "4/5・2/3・1/2")) == (
        " 顧客の長い名  1,000,000  4/5・\n"
        " 前です                2/3・\n"
        "                       1/2\n"
    )


def test_columns_that_do_not_fit_are_left_out() -> None:
    rows = [("顧客の長い名前です", "1,000", "4/5・2/3・1/2")]
    heads = (blocks.text("顧客"), blocks.number("額"), blocks.text("率"))
    columns = Columns(heads, rows, 25, least={0: 12, 2: 7}, spare=(2,))
    assert columns.line(rows[0]) == " 顧客の長い名  1,000\n 前です\n"
    assert columns.rule == "-" * 21 + "\n"


def test_rows_past_those_measured_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("itsubsidy.reports.batch.MEASURED", 2)
    for at in range(3):
        write_client(tmp_path / f"{'長' * 5 * at}a", 100_000 * 10**at)
    _, out, _ = told(capsys, tmp_path)
    paid = [line.split()[-3] for line in out.splitlines() if line.endswith("対象")]
    assert paid == ["80,000", "500,000", "500,000"]
    assert out.splitlines()[-1].split() == ["合計", "3件", "11,100,000", "1,080,000", "10,020,000"]


def test_the_bar_passes_everything_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[int] = []

    def count() -> int:
        asked.append(5)
        return 5

    assert list(watched(iter(range(5)), count)) == list(range(5))
    assert asked == []  # nothing is shown of a short run
    monkeypatch.setattr("itsubsidy.cli.progress.PATIENCE", -1)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert list(watched(iter(range(5)), count)) == list(range(5))
    assert asked == [5]
    assert "5/5" in capsys.readouterr().err


def test_no_bar_where_nobody_watches(five: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr("itsubsidy.cli.batch.watched", never)
    assert main(["batch", str(five), *DATE]) == ExitCode.WRONG_INPUT
