"""How fast a batch is, as a ratio to bare parsing of the same files in the same run.

Run by hand: python tests/bench/bench_batch.py [ROUNDS]
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

import yaml
from random_clients import peak_memory, write_clients

import itsubsidy
from itsubsidy import Client, Estimate, estimate, find_clients, load_client
from itsubsidy.answers.workers import cores
from itsubsidy.reports.batch import Csv
from itsubsidy.reports.screen import FILE
from itsubsidy.rules.programme.rulefile import programme_for

T = TypeVar("T")

ON: Final = date(2025, 8, 20)
FEW, MANY, SAMPLE = 2_000, 20_000, 500
NIGHT, JAPAN = 100_000, 3_400_000
"""A large chamber's members, and all small and medium enterprises of Japan."""

BARE_PARSE: Final = """
import os, sys, yaml
for folder, _, files in os.walk(sys.argv[1]):
    for name in files:
        with open(os.path.join(folder, name), "rb") as file:
            yaml.load(file.read(), Loader=yaml.CSafeLoader)
"""


def run(*arguments: str) -> float:
    """Seconds that a Python process takes."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def batch(place: Path, *options: str) -> list[str]:
    """The arguments of a batch that is thrown away."""
    out = ["--format", "csv", "--output", os.devnull, "--date", ON.isoformat(), "--quiet"]
    return ["-m", "itsubsidy", "batch", str(place), *out, *options]


def each(work: Callable[[T], object], subjects: Sequence[T], rounds: int = 5) -> float:
    """Microseconds of CPU for one subject, at best; no result is kept."""
    found = []
    for _ in range(rounds):
        begin = time.process_time()
        for subject in subjects:
            work(subject)
        found.append((time.process_time() - begin) / len(subjects) * 1e6)
    return min(found)


def shares(place: Path) -> None:
    """What one process spends on a client, part by part."""
    files = [folder.files() for folder in find_clients(place)][:SAMPLE]
    texts = [[Path(path).read_bytes() for path in (one, *more)] for one, more in files]
    clients = [load_client(*one) for one in files]
    rules = programme_for(ON)

    def parse(files: list[bytes]) -> None:
        for text in files:
            yaml.load(text, Loader=yaml.CSafeLoader)  # safe, and C

    def work_out(client: Client) -> Estimate:
        return estimate(
            client.applicant,
            client.quotes,
            on=ON,
            programme=rules,
            advise=False,
            explained=False,
        )

    answers = list(map(work_out, clients))
    bare = each(parse, texts)
    took = {
        "finding": each(lambda place: list(find_clients(place)), [place]) / FEW,
        "reading": each(lambda one: load_client(*one), files),
        "five frames": each(work_out, clients),
        "row of CSV": each(lambda one: Csv(FILE).answered("甲", one, one.best_quote), answers),
    }
    took["all of it"] = sum(took.values())
    print(f"\n{'one client, one process':28}{'µs':>6}{'share':>8}{'× bare parse':>14}")
    for name, one in took.items():
        print(f"{name:28}{one:6.0f}{one / took['all of it']:8.0%}{one / bare:14.2f}")


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    compileall.compile_dir(Path(itsubsidy.__file__).parent, quiet=1)  # as installing does
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name) / "few", Path(name) / "many"
        write_clients(few, FEW)
        write_clients(many, MANY)
        floor, shared, alone = [], [], []
        for _ in range(rounds):
            floor.append(run("-c", BARE_PARSE, str(few)))
            shared.append(run(*batch(few)))
            alone.append(run(*batch(few, "--jobs", "1")))
        print(f"{FEW:,} clients, whole commands, {cores()} cores, median of {rounds}")
        for told, took in (
            ("bare parse, one process", floor),
            ("batch", shared),
            ("batch --jobs 1", alone),
        ):
            ratio = median(one / bare for one, bare in zip(took, floor, strict=True))
            print(f"{told:28}{median(took):6.2f} s{ratio:8.2f} × bare parse")

        shares(few)

        print(f"\n{MANY:,} clients")
        peak = peak_memory(sys.executable, *batch(many)) / 1024
        print(f"peak of the largest process {peak:.0f} MiB")
        print("\n| processes | clients a second | 100,000 clients | 3.4 million |")
        print("|---|---:|---:|---:|")
        for jobs in sorted({1, cores()}):
            seconds = median(run(*batch(many, "--jobs", str(jobs))) for _ in range(rounds))
            rate = MANY / seconds
            minutes = [f"{clients / rate / 60:.1f} min" for clients in (NIGHT, JAPAN)]
            print(f"| {jobs} | {rate:,.0f} | {' | '.join(minutes)} |")
        growth = seconds / MANY / (median(shared) / FEW)
        print(f"\ntime per client {growth:.2f} × that of {FEW:,}")


if __name__ == "__main__":
    main()
