"""The rules in force at a date: value, operator, unit, source, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from itsubsidy.figures import Compatible, Figure, PastProvision, Provision, Threshold
from itsubsidy.money import percent
from itsubsidy.reports.page import Block, Bullets, Grid, Heading, Paragraph
from itsubsidy.rules.programme import OtherReading, Programme, Requirement
from itsubsidy.terms import FRAMES, Frame


def to_dict(programme: Programme, on: date, frame: Frame | None = None) -> dict[str, Any]:
    """The JSON object of `itsubsidy rules --format json`."""
    rules = programme.at(on)
    return {
        "schema": "itsubsidy.rules/1",
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
        "rules": [_entry(entry) for entry in rules.entries(frame)],
        "together": [_entry(entry) for entry in rules.together],
        "not_modelled": [_entry(entry) for entry in rules.not_modelled],
        "assumed": [_entry(entry) for entry in rules.assumed],
    }


def _entry(entry: Provision) -> dict[str, Any]:
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


def blocks(programme: Programme, on: date, frame: Frame | None = None) -> Iterator[Block]:
    """The rules as tables, one a section; what changes in time; what is not modelled."""
    rules = programme.at(on)
    until = f" {programme.closes}" if programme.closes else "（終わりは分かっていません）"
    window = f"受付 {programme.opens} から{until}、{programme.verified_on} 確認"
    yield Heading(f"{programme.name}  {on} に有効な規則（{window}）", 1)
    sections = [("規模の判定", rules.entries("size"))] if frame is None else []
    sections += [(name, rules.entries(one)) for one, name in FRAMES.items() if frame in (None, one)]
    for title, entries in sections:
        yield Heading(title)
        yield _grid(entries)
    yield from _changes(programme, frame)
    for title, provisions in (
        ("併せて申請するときの注意", rules.together),
        ("扱わないこと", rules.not_modelled),
        ("公募要領の定めが足りないところの扱い", rules.assumed),
    ):
        yield Heading(title)
        yield Bullets(tuple(_said(provisions)))
    yield Heading("根拠の文書")
    rows = tuple(
        (name, document.title, str(document.edition))
        for name, document in programme.documents.items()
    )
    yield Grid(("文書", "名称", "版"), rows)
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
                (new.get(name) or old[name]).label,
                _value(old[name]) if name in old else "",
                _value(new[name]) if name in new else "",
                (new.get(name) or old[name]).source,
            )
            for name in dict.fromkeys((*old, *new))
            if name not in old
            or name not in new
            or (_value(old[name]), old[name].source) != (_value(new[name]), new[name].source)
        )
        if rows:
            yield Heading(f"{after.since} からの変更")
            yield Grid(("項目", f"{before.until} まで", f"{after.since} から", "根拠"), rows)


def _said(provisions: Iterable[Provision]) -> Iterator[str]:
    """Each rule in a line, one that is said in several places with all its sources."""
    sources: dict[str, dict[str, None]] = {}
    for one in provisions:
        sources.setdefault(one.label, {}).update(dict.fromkeys(one.source.split(", ")))
    for label, places in sources.items():
        yield f"{label}（{', '.join(places)}）"


def _value(entry: Provision) -> str:
    """What an entry says beside its label."""
    said = []
    if isinstance(entry, Figure) and entry.value is not True:
        said.append(entry.text)
    if isinstance(entry, Compatible):
        said += [FRAMES[frame] for frame in entry.frames]
    if isinstance(entry, PastProvision | Requirement):
        said += [past.text for past in entry.decisions]
    if isinstance(entry, OtherReading):
        said.append("この読みによらない")
    return "、".join(said)


def _grid(entries: Iterable[Provision]) -> Grid:
    rows = tuple(
        (
            entry.label,
            _value(entry),
            str(entry.since) if isinstance(entry, Figure) and entry.value is not True else "",
            entry.source,
        )
        for entry in entries
    )
    return Grid(("項目", "値", "適用開始", "根拠"), rows)
