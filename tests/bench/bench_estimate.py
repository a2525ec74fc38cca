"""How long one estimate takes, as a ratio to floors measured in the same run.

Run by hand: python tests/bench/bench_estimate.py
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import yaml

import itsubsidy
from itsubsidy import estimate
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import load_client

SHOP = Path(__file__).parent.parent.parent / "examples" / "shop"
ON = date(2025, 8, 20)
BARE_IMPORT = "import typer, pydantic, yaml, rich.table"
LIBRARIES = """
import pydantic, typer, yaml

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

class Item(pydantic.BaseModel):
    price: int

@app.command()
def main(text: str, width: int = 80) -> None:
    from rich.console import Console
    from rich.table import Table

    item = Item.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
    table = Table()
    table.add_column("price")
    table.add_row(str(item.price))
    Console(width=width).print(table)

app(["price: 1"])
"""
"""Each library used once: most of typer and of pydantic is imported when it is first used."""


def seconds(work: Callable[[], object], times: int, rounds: int = 9) -> float:
    """The median over some rounds of the time for one call."""
    found = []
    for _ in range(rounds):
        begin = time.perf_counter()
        for _ in range(times):
            work()
        found.append((time.perf_counter() - begin) / times)
    return median(found)


def process(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def main() -> None:
    applicant_file, quote_files = find_client(SHOP)
    raw = [Path(path).read_bytes() for path in (applicant_file, *quote_files)]
    client = load_client(applicant_file, quote_files)
    applicant, quotes = client.applicant, client.quotes
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    parse = seconds(lambda: [yaml.load(text, Loader=loader) for text in raw], 50)  # noqa: S506
    read = seconds(lambda: load_client(applicant_file, quote_files), 50)
    frames = seconds(lambda: estimate(applicant, quotes, on=ON, advise=False), 200)
    record = seconds(lambda: estimate(applicant, quotes, on=ON, advise=False).to_dict(), 200)
    advice = seconds(lambda: estimate(applicant, quotes, on=ON), 10)
    compileall.compile_dir(Path(itsubsidy.__file__).parent, quiet=1)  # as installing does
    bare = seconds(process("-c", BARE_IMPORT), 1)
    libraries = seconds(process("-c", LIBRARIES), 1)
    command = seconds(process("-m", "itsubsidy", "estimate", str(SHOP)), 1)

    for name, took in (
        ("bare parse of a client's two files", parse),
        ("reading and validating them", read),
        ("five frames", frames),
        ("five frames and the JSON record", record),
        ("five frames and the next steps", advice),
    ):
        print(f"{name:36}{took * 1e6:8.0f} µs {took / parse:6.2f} × bare parse")
    for name, took in (
        ("importing the libraries", bare),
        ("starting the libraries", libraries),
        ("itsubsidy estimate, one client", command),
    ):
        print(f"{name:36}{took * 1e3:8.0f} ms {took / libraries:6.2f} × libraries")


if __name__ == "__main__":
    main()
