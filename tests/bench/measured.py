"""Commands run in a process of their own: what they say, how long they take, how much memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

MEASURE: Final = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdin=0, capture_output=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
texts = [text.decode("utf-8", "replace") for text in (done.stdout, done.stderr)]
print(json.dumps([done.returncode, *texts, seconds, peak]))
"""
"""A small process starts the one that is measured: forked from a large one it counts as large."""


class Measured(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str
    seconds: float
    """That it worked, whatever else the machine was at."""
    mebibytes: float
    """Of the largest of its processes."""


def measured(
    *arguments: str | Path, stdin: Any = subprocess.DEVNULL, limit: float = 60
) -> Measured:
    """`itsubsidy` with these arguments; a run that takes more than `limit` seconds is an error."""
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "itsubsidy"]
    done = subprocess.run(
        [*command, *map(str, arguments)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=limit,
        check=True,
    )
    return Measured(*json.loads(done.stdout))
