"""Client folders by the thousand, for benchmarks and tests: no two alike, always the same ones."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

INDUSTRIES = ("manufacturing", "construction", "wholesale", "service", "retail", "lodging", "other")
PREFECTURES = ("北海道", "東京都", "愛知県", "大阪府", "福岡県", "沖縄県")


def write_clients(place: Path, count: int, seed: int = 2025) -> None:
    """So many client folders with an applicant and a quote of three to ten items each."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    for number in range(count):
        folder = place / f"{number // 1000:04}" / f"顧客{number:06}"
        folder.mkdir(parents=True)
        (folder / "applicant.yaml").write_text(applicant(chance, number), encoding="utf-8")
        (folder / "quote.yaml").write_text(quote(chance, number), encoding="utf-8")


def applicant(chance: random.Random, number: int) -> str:
    """A company of any size."""
    return f"""\
# 申請者 {number}
name: 株式会社テスト{number}
entity: company
industry: {chance.choice(INDUSTRIES)}
capital: {chance.randint(1, 400) * 1_000_000}
employees: {chance.randint(1, 400)}
prefecture: {chance.choice(PREFECTURES)}
wage_plan: {{payroll_growth: 1.5%, minimum_wage_margin: 30, announced: true}}
prerequisites:
  gbizid_prime: true
  security_action: 1
  productivity_growth: 3%
history:
  - {{year: 2023, frame: invoice, decided_on: 2023-09-02}}
"""


def quote(chance: random.Random, number: int) -> str:
    """A vendor's quote, software first."""
    items = [software(chance, at) for at in range(chance.randint(1, 2))]
    items += [other(chance, at) for at in range(chance.randint(2, 8))]
    return f"vendor: ベンダー{number % 97}\ntitle: 一式{number}\nitems:\n" + "".join(items)


def software(chance: random.Random, at: int) -> str:
    processes = "[共P-01, 共P-04]" if chance.random() < 0.7 else "[共P-01, 共P-02, 共P-03, 汎P-07]"
    functions = chance.choice(("[accounting]", "[accounting, ordering]", "[settlement, ordering]"))
    return f"""\
  - name: ソフト{at}                # クラウド
    category: software
    price: {chance.randint(50, 900) * 100}
    per: month
    months: {chance.choice((12, 24, 36))}
    processes: {processes}
    functions: {functions}
"""


def other(chance: random.Random, at: int) -> str:
    category, name = chance.choice(
        (
            ("extension", "機能拡張"),
            ("security", "セキュリティ"),
            ("consulting", "導入コンサルティング"),
            ("setup", "導入研修"),
            ("pc", "タブレット"),
            ("register", "レジ"),
            ("otasuketai", "お助け隊サービス"),
            ("other", "旅費"),
        )
    )
    return f"""\
  - name: {name}{at}
    category: {category}
    price: {chance.randint(5, 600) * 1_000}
    quantity: {chance.randint(1, 3)}
"""


PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def peak_memory(*command: str) -> int:
    """KiB of the largest process of a command.

    A small process starts it: one that is forked from a large one counts as large for ever.
    """
    started = [sys.executable, "-c", PEAK, *command]
    return int(subprocess.run(started, check=True, stdout=subprocess.PIPE).stdout)


def names(place: Path) -> Sequence[str]:
    """The names that a batch gives these clients, in its order."""
    return sorted(str(path.parent.relative_to(place)) for path in place.rglob("applicant.yaml"))
