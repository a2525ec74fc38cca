"""A client folder to fill in: files that are valid as they stand, commented in Japanese.

What a key means and may hold is told by the table of spellings; here are only the samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from itsubsidy.files.keys import Key, Keys
from itsubsidy.inputs.item import EVERYONE
from itsubsidy.inputs.samples import SHOP, SOFTWARE, STREET, VENDOR
from itsubsidy.inputs.spelling import APPLICANT, LEDGER_ROW, QUOTE
from itsubsidy.inputs.values import (
    PROCESS_NAMES,
    parse_answer,
    parse_price,
    parse_signed_yen,
    parse_yen,
)

SCHEMAS: Final = ".itsubsidy"
"""The folder beside the files that holds the schemas for the editor."""

LEDGER: Final = "wages.csv"

_SINGLE: Final[dict[str, Any]] = {
    "name": SHOP,
    "entity": "company",
    "industry": "retail",
    "capital": 5_000_000,
    "employees": 4,
    "prefecture": "東京都",
}
_ANSWERS: Final[dict[str, Any]] = {
    "prerequisites": {"gbizid_prime": True, "security_action": 1, "pays_minimum_wage": True}
}
_MORE: Final[dict[str, Any]] = {
    "near_minimum_wage": {"months": 3, "employees": 2},
    "wage_plan": {
        "payroll_growth": "1.5%",
        "per_head_growth": "3.5%",
        "minimum_wage_margin": 30,
        "announced": True,
    },
    "wage_plan_exemption": "nursing_care",
    "payroll": 42_000_000,
    "lowest_wage": 1_250,
    "productivity": {
        "operating_profit": 3_000_000,
        "labour_cost": 45_000_000,
        "depreciation": 1_200_000,
        "hours": 58_000,
    },
    "large_company": {
        "largest_share": "0%",
        "total_share": "0%",
        "officer_share": "0%",
        "owned_by_deemed_large": False,
        "officers_all_from_large": False,
        "taxable_income": 0,
    },
    "history": [{"year": 2024, "frame": "normal", "decided_on": "2024-09-02"}],
}
_GROUP: Final[dict[str, Any]] = {
    "name": STREET,
    "entity": "group",
    "organiser": "commerce_association",
    "members": [
        {"name": f"サンプル構成員{number}", "industry": "retail", "employees": 3}
        for number in range(1, 11)
    ],
}
_ITEMS: Final[list[dict[str, Any]]] = [
    {
        "name": SOFTWARE,
        "category": "software",
        "price": 15_000,
        "quantity": 1,
        "per": "month",
        "months": 24,
        "processes": ["共P-02", "共P-04"],
        "functions": ["accounting", "ordering"],
    },
    {
        "name": "導入設定と操作研修",
        "category": "setup",
        "price": 100_000,
        "for": SOFTWARE,
    },
]
_SHARED: Final[list[dict[str, Any]]] = [
    {
        "name": "サンプル人流分析",
        "category": "analysis",
        "price": 50_000,
        "per": "month",
        "months": 12,
    },
    {"name": "取りまとめの事務費", "category": "administration", "price": 300_000},
    {"name": "専門家の謝金", "category": "expert", "price": 200_000},
]
"""What a group buys once, for all of its members."""

_OF_EACH: Final = (
    "# 単価も数量も構成員 1者分です。買う構成員の数だけ掛けるので、全体の数は書きません",
    "# （ソフトウェア・オプション・役務・PC・レジ。買う構成員は利用構成員に書きます）",
)
_OF_ALL: Final = ("# ここからの単価と数量は、グループ全体で一つの額です（分析・事務費・専門家費）",)

_QUOTE: Final[dict[str, Any]] = {
    "vendor": VENDOR,
    "title": "会計クラウドの導入",
    "tax": "excluded",
}
_TOTAL: Final = 15_000 * 24 + 100_000
_GROUP_TOTAL: Final = 10 * _TOTAL + 50_000 * 12 + 300_000 + 200_000
"""What the sample lines make, yen: for one business, and for a group of ten."""

_HOW: Final = "見本の値を書き直します。要らない行は消せます。書けたら itsubsidy check で確かめます"


def applicant_text(*, group: bool = False, wages: bool = False, english: bool = False) -> str:
    """The text of applicant.yaml: one business, with a wage ledger or without, or a group."""
    lines = ["# 申請者", f"# {_HOW}"]
    if group:
        lines += _written(
            _GROUP | {"prerequisites": {"gbizid_prime": True}}, APPLICANT, english, set()
        )
    else:
        near = {"near_minimum_wage": {"ledger": LEDGER}} if wages else {}
        more = {name: value for name, value in _MORE.items() if name not in near}
        lines += _written(_SINGLE | _ANSWERS | near, APPLICANT, english, set())
        lines += ["", "# 当てはまるときだけ、先頭の「# 」を外して書きます"]
        lines += (f"# {line}" for line in _written(more, APPLICANT, english, set()))
    return _file("applicant", lines)


def quote_text(*, group: bool = False, english: bool = False) -> str:
    """The text of quote.yaml: software and its setup, for one business or for each of a group."""
    lines = ["# 見積。二つ以上を比べるときは quote-a.yaml、quote-b.yaml のように並べます"]
    items, total = _ITEMS, _TOTAL
    if group:
        buyers = {"members": EVERYONE[0 if english else 1]}
        items, total = [*(item | buyers for item in _ITEMS), *_SHARED], _GROUP_TOTAL
    quote = _QUOTE | {"total": total, "items": items}
    lines += [f"# {_HOW}", *_written(quote, QUOTE, english, set())]
    return _file("quote", list(_with_whose(lines)) if group else lines)


def _with_whose(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a group's quote, with whose prices the following ones are."""
    said = {_ITEMS[0]["name"]: _OF_EACH, _SHARED[0]["name"]: _OF_ALL}
    for line in lines:
        for name, comment in said.items():
            if line.startswith("  - ") and name in line:
                yield from (f"  {part}" for part in comment)
        yield line


def ledger_text(months: Sequence[date], *, english: bool = False) -> str:
    """The text of the wage ledger: a row for each employee, for spreadsheets."""
    keys = [LEDGER_ROW[name] for name in ("employee", "prefecture")]
    head = [key.name if english else key.spellings[0] for key in keys]
    head += [f"{month:%Y-%m}" if english else f"{month.year}年{month.month}月" for month in months]
    cells = [_SINGLE["prefecture"], *["1500"] * len(months)]
    people = [f"サンプル従業員{number}" for number in range(1, _SINGLE["employees"] + 1)]
    rows = [head, *([person, *cells] for person in people)]
    return "\ufeff" + "".join(",".join(row) + "\r\n" for row in rows)


def _file(kind: str, lines: list[str]) -> str:
    editor = f"# yaml-language-server: $schema={SCHEMAS}/{kind}.schema.json"
    return "\n".join([editor, *lines, ""])


def _entry(entry: Mapping[str, Any], key: Key, english: bool, told: set[str]) -> Iterator[str]:
    """An entry of a list: an item a line for each of its keys, anything else in one line."""
    if key.name != "items":
        yield f"  - {_flow(entry, key.below, english)}"
        return
    first, *others = _written(entry, key.below, english, told)
    yield f"  - {first}"
    yield from (f"    {line}" for line in others)


def _written(data: Mapping[str, Any], keys: Keys, english: bool, told: set[str]) -> Iterator[str]:
    """Lines of YAML with what each key means; what was told once is not told again."""
    for name, value in data.items():
        key = keys[name]
        head = f"{name if english else key.spellings[0]}:"
        about = "" if name in told else f"  # {key.about}"
        if isinstance(value, dict):
            yield head + about
            yield from (f"  {line}" for line in _written(value, key.below, english, told))
        elif isinstance(value, list) and isinstance(value[0], dict):
            yield head + about
            for entry in value:
                yield from _entry(entry, key, english, told)
        else:
            yield f"{head} {_shown(value, key, english)}{about}"
            if about:
                yield from (f"#   {line}" for line in _choices(key, english))
        told.add(name)


def _flow(entry: Mapping[str, Any], keys: Keys, english: bool) -> str:
    pairs = (
        f"{name if english else keys[name].spellings[0]}: {_shown(value, keys[name], english)}"
        for name, value in entry.items()
    )
    return f"{{{', '.join(pairs)}}}"


def _shown(value: Any, key: Key, english: bool) -> str:
    """A value as it is written in this language."""
    if isinstance(value, list):
        return f"[{', '.join(_shown(one, key, english) for one in value)}]"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if english:
        return f"{value:_}" if key.read in _YEN else text
    if key.read in _YEN:
        return f"{value:,}円"
    if key.units:
        return f"{value}{key.units[0]}"
    return key.values.get(text, text).split("・")[0]


_YEN: Final = (parse_yen, parse_price, parse_signed_yen)
"""How amounts of money are read."""


def _choices(key: Key, english: bool) -> Iterator[str]:
    """The values that may be written, where they are not any."""
    if key.name == "processes":
        yield from (f"{code} {name}" for name, code in PROCESS_NAMES.items())
    elif key.values and key.read is not parse_answer and not key.units:
        yield "、".join(key.values if english else key.values.values())
