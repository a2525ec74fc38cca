"""What is said of the rules in force at a date: value, operator, unit, source, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any, Final

from itsubsidy.figures import Compatible, Figure, PastProvision, Provision, Threshold
from itsubsidy.money import percent
from itsubsidy.reports.blocks import Block, Bullets, Grid, Heading, Paragraph, Report, section, text
from itsubsidy.rules.programme import OtherReading, Programme, Requirement, Rules
from itsubsidy.terms import Frame

SCHEMA: Final = "itsubsidy.rules/1"


def rules_report(programme: Programme, on: date, frame: Frame | None = None) -> Report:
    """The rules of one frame, or of all, at a day in the programme's window."""
    return Report(
        data=partial(_data, programme, on, frame), blocks=partial(_blocks, programme, on, frame)
    )


def _data(programme: Programme, on: date, frame: Frame | None) -> dict[str, Any]:
    rules = programme.at(on)
    return {
        "schema": SCHEMA,
        "programme": {
            "id": programme.id,
            "name": programme.name,
            "date": on.isoformat(),
            "opens": programme.opens.isoformat(),
            "closes": programme.closes and programme.closes.isoformat(),
            "verified_on": programme.verified_on.isoformat(),
        },
        "documents": {
            name: {"title": document.title, "edition": str(document.edition)}
            for name, document in programme.documents.items()
        },
        "not_held": [
            {"edition": str(one.edition), "applies_from": one.applies_from.isoformat()}
            for one in programme.not_held
        ],
        "rules": [_entry_dict(entry) for entry in rules.entries(frame)],
        "together": [_entry_dict(entry) for entry in rules.together],
        "not_modelled": [_entry_dict(entry) for entry in rules.not_modelled],
        "assumed": [_entry_dict(entry) for entry in rules.assumed],
    }


def _entry_dict(entry: Provision) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": entry.id, "label": entry.label}
    if isinstance(entry, Figure) and entry.value is not True:
        plain |= {
            "value": _plain(entry),
            "op": entry.op if isinstance(entry, Threshold) else None,
            "unit": entry.unit,
            "since": entry.since.isoformat(),
        }
    return {**plain, "source": entry.source}


def _plain(figure: Figure[Any]) -> int | str:
    value = figure.value
    if isinstance(value, Fraction):
        return percent(value) if figure.unit == "percent" else str(value)
    return value.isoformat() if isinstance(value, date) else int(value)


def _blocks(programme: Programme, on: date, frame: Frame | None) -> Iterator[Block]:
    """The rules as tables, one a section; what changes in time; what is not modelled."""
    rules = programme.at(on)
    until = f" {programme.closes}" if programme.closes else "（終わりは分かっていません）"
    window = f"受付 {programme.opens} から{until}、{programme.verified_on} 確認"
    yield Heading(f"{programme.name}  {on} に有効な規則（{window}）", 1)
    if frame is None:
        yield Heading("規模の判定")
        yield _grid(rules, rules.entries("size"))
    for shown in rules.frames if frame is None else (frame,):
        yield Heading(rules.names[shown])
        yield _grid(rules, rules.entries(shown))
    yield from _changes(programme, frame)
    for title, provisions in (
        ("併せて申請するときの注意", rules.together),
        ("扱わないこと", rules.not_modelled),
        ("公募要領の定めが足りないところの扱い", rules.assumed),
    ):
        yield Heading(title)
        yield Bullets(tuple(_lines(provisions)))
    yield Heading("根拠の文書")
    documents = tuple(
        (name, document.title, str(document.edition))
        for name, document in programme.documents.items()
    )
    yield Grid((text("文書"), text("名称"), text("版")), documents)
    for later in programme.not_held:
        yield Paragraph(
            f"{later.applies_from} からの申請に当たる {later.edition} の改訂版は手元になく、"
            "突き合わせていません"
        )


def _changes(programme: Programme, frame: Frame | None) -> Iterator[Block]:
    """What changes from one period of the programme to the next."""
    for before, after in pairwise(programme.periods):
        old = {entry.id: entry for entry in before.rules.entries(frame)}
        new = {entry.id: entry for entry in after.rules.entries(frame)}
        rows = tuple(
            (
                entry.label,
                _value(old.get(name), before.rules),
                _value(new.get(name), after.rules),
                entry.source,
            )
            for name, entry in (old | new).items()
            if _said(old.get(name), before.rules) != _said(new.get(name), after.rules)
        )
        columns = ("項目", f"{before.until} まで", f"{after.since} から", "根拠")
        grid = Grid(tuple(map(text, columns)), rows)
        yield from section(f"{after.since} からの変更", grid, level=2)


def _said(entry: Provision | None, rules: Rules) -> tuple[str, str] | None:
    return (_value(entry, rules), entry.source) if entry else None


def _lines(provisions: Iterable[Provision]) -> Iterator[str]:
    """Each rule in a line, one that stands in several places with all its sources."""
    sources: dict[str, dict[str, None]] = {}
    for provision in provisions:
        sources.setdefault(provision.label, {}).update(dict.fromkeys(provision.source.split(", ")))
    for label, places in sources.items():
        yield f"{label}（{', '.join(places)}）"


def _value(entry: Provision | None, rules: Rules) -> str:
    """What an entry says beside its label; nothing of one that is not there."""
    words = []
    if isinstance(entry, Figure) and entry.value is not True:
        words.append(entry.text)
    if isinstance(entry, Compatible):
        words += map(rules.name_of, entry.frames)
    if isinstance(entry, PastProvision | Requirement):
        words += [past.text for past in entry.decisions]
    if isinstance(entry, OtherReading):
        words.append("この読みによらない")
    return "、".join(words)


def _grid(rules: Rules, entries: Iterable[Provision]) -> Grid:
    rows = tuple(
        (
            entry.label,
            _value(entry, rules),
            str(entry.since) if isinstance(entry, Figure) and entry.value is not True else "",
            entry.source,
        )
        for entry in entries
    )
    return Grid((text("項目"), text("値"), text("適用開始"), text("根拠")), rows)
