"""Clients by the grammar, mutated examples and broken files, through every command.

Run by hand: python tests/fuzz/fuzz.py [COUNT [SEED]]
One of them again, its files left to be looked at: python tests/fuzz/fuzz.py SEED NUMBER --again

What must hold of every input is said by the functions of `EXPECTED`.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import texts
import typer

from itsubsidy import InputError, load_client
from itsubsidy.answers.workers import cores, share_out
from itsubsidy.cli import main
from itsubsidy.files.limits import LONGEST_TOLD, MOST_SHOWN

LONGEST: Final = 20.0
"""Seconds that no input may take; ordinary ones take some thousandths."""

MOST_MEMORY: Final = 1_000 * 2**20
"""Bytes that a process may have: where an input needs more, a MemoryError is told."""

IN_MEMORY: Final = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
"""Where folders come and go quickly."""

typer.main.get_command = functools.cache(typer.main.get_command)  # else it is most of the time

UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of character that a terminal must not get."""


class Case(NamedTuple):
    """Files by their names in the working folder, and the command line that reads them."""

    files: dict[str, bytes]
    arguments: tuple[str, ...]


class Result(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str
    seconds: float


class Found(NamedTuple):
    """What became of one input: how it ended, and what is wrong with that."""

    number: int
    code: int
    faults: tuple[str, ...]


# --- inputs --------------------------------------------------------------------------------------


def case(seed: int, number: int) -> Case:
    """The input of a number, always the same one."""
    chance = random.Random(f"{seed}-{number}")  # noqa: S311  # not for secrets
    given = chance.random()
    if given < 0.35:
        client = texts.client(chance)
    else:
        client = chance.choice(texts.SOUND)
        others = [text for text in client if text]
        changed = list(client)
        if given < 0.5:
            changed[chance.randrange(2)] = chance.choice(texts.BROKEN)
        for at, text in enumerate(changed):
            if text and chance.random() < 0.6:
                changed[at] = texts.mutated(text, chance, others)
        client = texts.Texts(*changed)
    files = {
        "c/applicant.yaml": texts.encoded(client.applicant, chance),
        "c/quote.yaml": texts.encoded(client.quote, chance),
    }
    if client.ledger:
        files |= dict.fromkeys(_LEDGERS, texts.encoded(client.ledger, chance))
    if chance.random() < 0.1:
        other = texts.mutated(client.quote, chance, [client.applicant])
        files["c/quote-b.yaml"] = texts.encoded(other, chance)
    command = chance.choice(_COMMANDS)
    return Case(files | _more(command, chance), tuple(_arguments(command, chance)))


_LEDGERS: Final = ("c/wages.csv", "c/賃金台帳.csv")
"""What the examples call their ledger."""

_COMMANDS: Final = (
    *("estimate", "estimate", "estimate", "check", "check", "whatif", "whatif", "batch", "batch"),
    *("explain", "plan", "odd"),
)
_FORMATS: Final = {
    "estimate": ("table", "json", "csv", "markdown", "html"),
    "check": ("table", "json"),
    "whatif": ("table", "json"),
    "batch": ("table", "csv", "jsonl", "json", "markdown"),
    "explain": ("table", "json", "markdown"),
    "plan": ("table", "json", "csv", "markdown", "html"),
}
_PATHS: Final = (
    *("items.1.price", "明細.1.単価", "items.2", "items.9", "items.x.price", "items.1.name", "tax"),
    *("applicant.employees", "applicant.name", "applicant.prerequisites.productivity_growth"),
    *("申請者.業種", "申請日", "items", "applicant", "a.b.c", "items.1.processes.1", "tax_rate"),
)


def _more(command: str, chance: random.Random) -> dict[str, bytes]:
    """Another client, which is sound, beside the one of a batch."""
    if command != "batch":
        return {}
    sound = chance.choice(texts.SOUND)
    folder = chance.choice(("a", "z"))
    files = {"applicant.yaml": sound.applicant, "quote.yaml": sound.quote}
    files |= dict.fromkeys(("wages.csv", "賃金台帳.csv"), sound.ledger)
    return {f"{folder}/{name}": text.encode() for name, text in files.items()}


def _arguments(command: str, chance: random.Random) -> Iterator[str]:
    if command == "odd":
        yield from _odd(chance)
        return
    yield command
    yield "." if command == "batch" else "c"
    yield from ("--format", chance.choice(_FORMATS[command]))
    if command != "check":
        yield from ("--date", chance.choice(("2025-08-20", "2025-11-01", "2024-01-01")))
    if command == "whatif":
        for _ in range(chance.choice((1, 1, 2))):
            value = chance.choice((*texts.NASTY, "5", "24か月", "{name: x}", "[会計]"))
            yield from ("--set", f"{chance.choice(_PATHS)}={value}")
    if command == "plan":
        yield from ("--time-limit", "0.2")
    if command == "batch" and chance.random() < 0.3:
        yield from chance.choice(
            (("--all-frames",), ("--top", "1"), ("--sort", "payment"), ("-q",))
        )
    if chance.random() < 0.05:
        yield from ("--encoding", chance.choice(("cp932", "utf-8", "euc_jp", "utf-16", "latin-1")))


def _odd(chance: random.Random) -> Iterator[str]:
    """A command line that nobody means: a wrong option, a missing file, too many arguments."""
    yield chance.choice(("estimate", "check", "batch", "plan", "rules", "schema", "init", "x", ""))
    for _ in range(chance.randint(0, 3)):
        yield chance.choice(
            (
                *("c", "c/quote.yaml", "nowhere", "applicant", "x" * 300, "--frame", "normal"),
                *("--date", "2025-08-20", "--format", "json", "--top", "0", "--set", "x", "--help"),
                *(one for one in texts.NASTY if "\0" not in one),
            )
        )


# --- what must hold ------------------------------------------------------------------------------


KNOWN: Final = ("unhashable type", "File name too long")
"""Faults of other floors: a list where a category should be, a name that no file can have."""


def expected_code(_: Case, result: Result) -> Iterator[str]:
    """An answer, wrong input with its problems, or a command line that is refused."""
    if result.code not in (0, 1, 2, 3):
        yield f"exit code {result.code}"
    if any(known in result.err for known in KNOWN):
        return
    if "内部の誤り" in result.err or "Traceback" in result.err:
        yield "an internal error"
    if result.code == 1 and not result.err:
        yield "wrong input without a problem"
    if result.code == 2 and "itsubsidy: " not in result.err and "使い方" not in result.err:
        yield "exit code 2 without a word"


def expected_words(_: Case, result: Result) -> Iterator[str]:
    """Nothing raw on the terminal, and no more than anybody reads."""
    for line in result.err.split("\n"):
        of_a_file = line.startswith(("c/", "./", "注: "))  # the rest is said by other floors
        if of_a_file and any(unicodedata.category(one) in UNSAFE for one in line):
            yield f"raw: {line!r}"
    lines = (line for line in result.err.split("\n") if "注意: " not in line)
    problems = [line for line in lines if line.startswith(("c/", "./c/"))]
    if len("\n".join(problems)) > LONGEST_TOLD:
        yield "too many words"
    most = max(Counter(line.split(":")[0] for line in problems).values(), default=0)
    if most > MOST_SHOWN + 1:
        yield "too many problems"


def expected_time(_: Case, result: Result) -> Iterator[str]:
    """At once."""
    if result.seconds > LONGEST:
        yield f"{result.seconds:.1f} s"


def _in(case: Case, name: str) -> bool:
    """Whether a report is asked for in this format."""
    return ("--format", name) in pairwise(case.arguments)


def _in_json(case: Case) -> bool:
    """Whether JSON is asked for, and not an explanation of how to."""
    return _in(case, "json") and "--help" not in case.arguments


def expected_places(case: Case, result: Result) -> Iterator[str]:
    """Every problem of a file has a line and a column."""
    if case.arguments[:1] != ("check",) or not _in_json(case):
        return
    for problem in json.loads(result.out)["problems"] if result.out else ():
        in_a_file = problem["file"] in case.files
        if in_a_file and not (problem["line"] > 0 and problem["column"] > 0):
            yield f"without a place: {problem}"


def expected_amounts(case: Case, result: Result) -> Iterator[str]:
    """What JSON says adds up, to the yen."""
    if result.code not in (0, 3) or not _in_json(case):
        return
    report = json.loads(result.out)
    if case.arguments[0] in ("estimate", "explain"):
        for quote in report["quotes"]:
            for frame in quote["frames"]:
                yield from _of_a_frame(frame, quote["total"])
    if case.arguments[0] == "plan":
        total, plan = report["total"], report["plan"]
        counted = sum(one["eligible_cost"] for one in plan["applications"])
        left_out = sum(one["amount"] for one in plan["left_out"])
        if total - counted != left_out:
            yield f"plan: {total} - {counted} is not {left_out}"


def _of_a_frame(frame: dict[str, Any], total: int) -> Iterator[str]:
    left_out = sum(one["amount"] for one in frame["excluded"])
    if total - frame["eligible_cost"] != left_out:
        yield f"{frame['frame']}: {total} - {frame['eligible_cost']} is not {left_out}"
    paid = sum(part["subsidy"] for part in frame["components"])
    if frame["status"] == "eligible" and not 0 <= frame["subsidy"] <= paid:
        yield f"{frame['frame']}: {frame['subsidy']} of {paid}"
    if frame["status"] == "ineligible" and frame["subsidy"]:
        yield f"{frame['frame']}: closed, and pays"
    if frame["self_payment"] != total - frame["subsidy"]:
        yield f"{frame['frame']}: own payment"


def expected_shapes(case: Case, result: Result) -> Iterator[str]:
    """Tables stay tables, pages have only our own tags, cells no formula."""
    if result.code not in (0, 1, 3):
        return
    if _in(case, "html") and "<zz>" in result.out:
        yield "a tag of the client's"
    if _in(case, "csv") and result.out:
        rows = list(csv.reader(io.StringIO(result.out.removeprefix("\ufeff"), newline="")))
        if len({len(row) for row in rows}) != 1:
            yield "rows of several lengths"
        if any(cell.lstrip()[:1] in ("=", "+", "@") for row in rows for cell in row):
            yield "a formula in a cell"
    if _in(case, "jsonl"):
        for line in result.out.split("\n")[:-1]:
            json.loads(line)


def expected_neighbours(case: Case, result: Result) -> Iterator[str]:
    """A sound client in a batch is answered, whatever is beside it."""
    if case.arguments[0] != "batch" or not _in(case, "csv"):
        return
    rows = list(csv.DictReader(io.StringIO(result.out.removeprefix("\ufeff"), newline="")))
    answered = {row["顧客"] for row in rows if row["判定"] != "誤り"}
    sound = {name.split("/")[0] for name in case.files} - {"c"}
    elsewhere = {"--top", "--encoding"} & set(case.arguments)
    if not sound <= answered and not elsewhere:
        yield f"lost: {sound - answered}"


EXPECTED: Final[tuple[Callable[[Case, Result], Iterator[str]], ...]] = (
    expected_code,
    expected_words,
    expected_time,
    expected_places,
    expected_amounts,
    expected_shapes,
    expected_neighbours,
)


# --- a run ---------------------------------------------------------------------------------------


class OutOfTimeError(BaseException):
    """No command may catch this."""


def run(case: Case) -> Result:
    """What the command says, in the folder of the files."""
    bytes_out, bytes_err = io.BytesIO(), io.BytesIO()
    out, err = (
        io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
        for raw in (bytes_out, bytes_err)
    )

    def stop(_number: int, _frame: object) -> NoReturn:
        raise OutOfTimeError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    begin = time.monotonic()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(case.arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    seconds = time.monotonic() - begin
    out.flush()
    err.flush()
    told, problems = (raw.getvalue().decode() for raw in (bytes_out, bytes_err))
    return Result(int(code), told, problems, seconds)


def faults(case: Case) -> tuple[int, tuple[str, ...]]:
    """The exit code of an input, and what is wrong with what the command makes of it."""
    try:
        result = run(case)
    except OutOfTimeError:
        return -1, (f"more than {LONGEST:.0f} s",)
    found = [fault for look in EXPECTED for fault in look(case, result)]
    return result.code, (*found, *_round_trip(case))


def _round_trip(case: Case) -> Iterator[str]:
    """What was read is dumped as it is read again."""
    names = [name for name in case.files if name.startswith("c/quote")]
    if case.arguments[0] != "check" or not names:
        return
    try:
        applicant, quotes = load_client("c/applicant.yaml", names)
    except (InputError, TypeError):  # KNOWN
        return
    for model in (applicant, *quotes):
        data = model.model_dump(by_alias=True, exclude_unset=True)
        if dict(type(model).model_validate(data)) != dict(model):
            yield f"{type(model).__name__} does not survive a round trip"


def write(case: Case, folder: Path) -> None:
    for name, raw in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)


def work(seed: int, number: int) -> Found:
    """One input, in a folder of its own."""
    given = case(seed, number)
    place = tempfile.TemporaryDirectory(prefix="itsubsidy-fuzz-", dir=IN_MEMORY)
    with place as folder, chdir(folder):
        write(given, Path(folder))
        try:
            code, found = faults(given)
        except Exception as error:  # noqa: BLE001  # an expectation that cannot be checked is none
            code, found = -1, (f"{type(error).__name__}: {error}",)
    return Found(number, code, found)


def fuzz(seed: int, count: int, jobs: int) -> Iterator[Found]:
    """What became of so many inputs."""
    parent = os.getpid()

    def bounded(number: int) -> Found:
        if os.getpid() != parent:
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        return work(seed, number)

    numbers = iter(range(count))
    return share_out(bounded, numbers, jobs, lambda number: Found(number, -1, ("it kills",)))


def by_hand(arguments: Sequence[str]) -> int:
    """Run so many inputs, or one again; the number of those with faults."""
    if "--again" in arguments:
        given = case(int(arguments[0]), int(arguments[1]))
        folder = Path(tempfile.mkdtemp(prefix="itsubsidy-fuzz-"))
        write(given, folder)
        os.chdir(folder)
        print(f"{folder}: itsubsidy {' '.join(map(repr, given.arguments))}")
        print(*faults(given), run(given), sep="\n")
        return 0
    count = int(arguments[0]) if arguments else 20_000
    seed = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**6)
    begin = time.monotonic()
    codes: Counter[int] = Counter()
    wrong = 0
    for found in fuzz(seed, count, cores()):
        codes[found.code] += 1
        if found.faults:
            wrong += 1
            faulty = "; ".join(found.faults)[:600]
            print(f"seed {seed}, number {found.number}: {faulty}", flush=True)
    took = time.monotonic() - begin
    print(f"seed {seed}: {count} in {took:.0f} s, exit codes {dict(codes)}, {wrong} with faults")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(by_hand(sys.argv[1:])))
