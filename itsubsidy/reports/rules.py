"""The rules in force at a date: value, operator, unit, source, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from itsubsidy.figures import Compatible, Figure, PastProvision, Provision, Threshold
from itsubsidy.money import percent
from itsubsidy.reports.table import LINES, printed
from itsubsidy.rules.programme import Programme
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
            "closes": programme.closes.isoformat(),
            "verified_on": programme.verified_on.isoformat(),
        },
        "documents": {
            name: {"title": document.title, "edition": str(document.edition)}
            for name, document in programme.documents.items()
        },
        "rules": [_entry(entry) for entry in rules.entries(frame)],
        "not_modelled": [_entry(entry) for entry in rules.not_modelled],
        "assumed": [_entry(entry) for entry in rules.assumed],
    }


def _entry(entry: Provision) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": entry.id, "label": entry.label}
    if isinstance(entry, Figure):
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


def render(
    programme: Programme,
    on: date,
    frame: Frame | None = None,
    *,
    width: int | None = None,
    color: bool = False,
) -> str:
    """The rules as tables, one a section."""
    return printed(_page(programme, on, frame), width, color)


def _page(programme: Programme, on: date, frame: Frame | None) -> Iterator[RenderableType]:
    rules = programme.at(on)
    window = f"受付 {programme.opens} から {programme.closes}、{programme.verified_on} 確認"
    yield Text(f"{programme.name}  {on} に有効な規則（{window}）", style="bold")
    sections = [("規模の判定", rules.entries("size"))] if frame is None else []
    sections += [(name, rules.entries(one)) for one, name in FRAMES.items() if frame in (None, one)]
    for title, entries in sections:
        yield ""
        yield Text(title, style="bold")
        yield _table(entries)
    for title, provisions in (
        ("扱わないこと", rules.not_modelled),
        ("公募要領に定めがなく、こう扱うこと", rules.assumed),
    ):
        yield ""
        yield Text(title, style="bold")
        for provision in provisions:
            yield Text(f"  - {provision.label}（{provision.source}）")
    yield ""
    yield Text("根拠の文書", style="bold")
    for name, document in programme.documents.items():
        yield Text(f"  {name}  {document.title} {document.edition}")


def _value(entry: Provision) -> str:
    """What an entry says beside its label."""
    said = []
    if isinstance(entry, Figure):
        said.append(entry.text)
    if isinstance(entry, Compatible):
        said += [FRAMES[frame] for frame in entry.frames]
    if isinstance(entry, PastProvision):
        said += [past.text for past in entry.decisions]
    return "、".join(said)


def _table(entries: Iterable[Provision]) -> Table:
    table = Table(box=LINES, show_edge=False, collapse_padding=True, header_style="bold")
    for heading in ("項目", "値", "適用開始", "根拠"):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        since = str(entry.since) if isinstance(entry, Figure) else ""
        table.add_row(Text(entry.label), Text(_value(entry)), since, Text(entry.source))
    return table
