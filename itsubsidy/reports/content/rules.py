"""What is said of the rules in force at a date: value, operator, unit, source, since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeVar

from itsubsidy.money import percent
from itsubsidy.reports.blocks import Block, Bullets, Grid, Heading, Paragraph, Report, section, text
from itsubsidy.reports.content.citations import blocks_in_words
from itsubsidy.rules.programme.figures import (
    Compatible,
    Figure,
    PastProvision,
    Provision,
    Threshold,
)
from itsubsidy.rules.programme.rules import OtherReading, Programme, Requirement, Rules
from itsubsidy.terms import GRADES, Frame

SCHEMA: Final = "itsubsidy.rules/1"

P = TypeVar("P", bound=Provision)


class Selection(NamedTuple):
    """The rules to show: of which programme, day, frame (None is all) and grades (none is all)."""

    programme: Programme
    on: date
    frame: Frame | None
    grades: Collection[str]

    @property
    def rules(self) -> Rules:
        """Those in force on the day."""
        return self.programme.at(self.on)

    def of(self, provisions: Iterable[P]) -> list[P]:
        """Those of these that are known as well as is asked for."""
        return [one for one in provisions if self.has(one)]

    def has(self, provision: Provision) -> bool:
        """Whether one is known as well as is asked for."""
        return not self.grades or self.programme.grade_of(provision.source) in self.grades


def rules_report(
    programme: Programme,
    on: date,
    frame: Frame | None = None,
    grades: Collection[str] = (),
) -> Report:
    """The rules of one frame, or of all, at a day in the programme's window; of these grades."""
    selection = Selection(programme, on, frame, grades)
    blocks = blocks_in_words(partial(_blocks, selection), programme.cited_words)
    return Report(data=partial(_data, selection), blocks=blocks)


def _data(selection: Selection) -> dict[str, Any]:
    programme, rules = selection.programme, selection.rules

    def entries(provisions: Iterable[Provision]) -> list[dict[str, Any]]:
        return [_entry_dict(entry, programme) for entry in selection.of(provisions)]

    return {
        "schema": SCHEMA,
        "programme": {
            "id": programme.id,
            "name": programme.name,
            "date": selection.on.isoformat(),
            "opens": programme.opens.isoformat(),
            "closes": programme.closes and programme.closes.isoformat(),
            "verified_on": programme.verified_on.isoformat(),
        },
        "documents": {
            name: {
                "title": document.title,
                "edition": str(document.edition),
                "grade": document.grade,
                "address": document.address,
            }
            for name, document in programme.documents.items()
        },
        "not_held": [
            {"edition": str(one.edition), "applies_from": one.applies_from.isoformat()}
            for one in programme.not_held
        ],
        "grades": list(selection.grades),
        "rules": entries(rules.entries(selection.frame)),
        "together": entries(rules.together),
        "not_modelled": entries(rules.not_modelled),
        "assumed": entries(rules.assumed),
    }


def _entry_dict(entry: Provision, programme: Programme) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": entry.id, "label": entry.label}
    if isinstance(entry, Figure) and entry.value is not True:
        plain |= {
            "value": _plain(entry),
            "op": entry.op if isinstance(entry, Threshold) else None,
            "unit": entry.unit,
            "since": entry.since.isoformat(),
        }
    grade = programme.grade_of(entry.source)
    less_known = {} if grade == "official" else {"grade": grade}
    return {**plain, "source": entry.source, **less_known}


def _plain(figure: Figure[Any]) -> int | str:
    value = figure.value
    if isinstance(value, Fraction):
        return percent(value) if figure.unit == "percent" else str(value)
    return value.isoformat() if isinstance(value, date) else int(value)


def _blocks(selection: Selection) -> Iterator[Block]:
    """The rules as tables, one a section; what changes in time; what is not modelled."""
    programme, on, frame, _ = selection
    rules = selection.rules
    until = f" {programme.closes}" if programme.closes else "（終わりは分かっていません）"
    window = f"受付 {programme.opens} から{until}、{programme.verified_on} 確認"
    yield Heading(f"{programme.name}  {on} に有効な規則（{window}）", 1)
    if selection.grades:
        names = "・".join(GRADES[grade] for grade in selection.grades)
        yield Paragraph(f"確かさが {names} の規則だけを示します")
    if frame is None:
        yield from _rules_of(selection, "規模の判定", rules.entries("size"))
    for shown in rules.frames if frame is None else (frame,):
        yield from _rules_of(selection, rules.names[shown], rules.entries(shown))
    yield from _changes(selection)
    for title, provisions in (
        ("併せて申請するときの注意", rules.together),
        ("扱わないこと", rules.not_modelled),
        ("公募要領の定めが足りないところの扱い", rules.assumed),
    ):
        lines = tuple(_lines(selection.of(provisions)))
        yield from section(title, Bullets(lines), level=2)
    yield from section("根拠の文書", _documents(selection), level=2)
    yield from section("文書の所在", Bullets(tuple(_addresses(selection))))
    for later in programme.not_held:
        yield Paragraph(
            f"{later.applies_from} からの申請に当たる {later.edition} の改訂版は手元になく、"
            "突き合わせていません"
        )


def _documents(selection: Selection) -> Grid:
    """The texts of these grades, and how well each is known."""
    columns = ("文書", "版", "確かさ")
    rows = tuple(
        (document.title, str(document.edition), GRADES[document.grade])
        for document in selection.programme.documents.values()
        if not selection.grades or document.grade in selection.grades
    )
    return Grid(tuple(map(text, columns)), rows)


def _addresses(selection: Selection) -> Iterator[str]:
    """Each address that is known, and what is found there; a line that is never broken in it."""
    found: dict[str, list[str]] = {}
    for document in selection.programme.documents.values():
        is_chosen = not selection.grades or document.grade in selection.grades
        if document.address and is_chosen:
            found.setdefault(document.address, []).append(document.title)
    for address, titles in found.items():
        yield f"{address} （{'、'.join(titles)}）"


def _changes(selection: Selection) -> Iterator[Block]:
    """What changes from one period of the programme to the next."""
    frame = selection.frame
    for before, after in pairwise(selection.programme.periods):
        old = {entry.id: entry for entry in selection.of(before.rules.entries(frame))}
        new = {entry.id: entry for entry in selection.of(after.rules.entries(frame))}
        rows = tuple(
            (
                entry.label,
                _state(old.get(name), before.rules),
                _state(new.get(name), after.rules),
                _cited(entry, selection),
            )
            for name, entry in (old | new).items()
            if _said(old.get(name), before.rules) != _said(new.get(name), after.rules)
        )
        columns = ("項目", f"{before.until} まで", f"{after.since} から", "根拠")
        grid = Grid(tuple(map(text, columns)), rows)
        yield from section(f"{after.since} からの変更", grid, level=2)


def _state(entry: Provision | None, rules: Rules) -> str:
    """The value of a rule in a period, or whether there is one."""
    return "なし" if entry is None else _value(entry, rules) or "あり"


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


def _rules_of(selection: Selection, title: str, entries: Iterable[Provision]) -> Iterator[Block]:
    """What applies in one section, its value and where it stands; then what has no value."""
    chosen = selection.of(entries)
    if not chosen:
        return
    yield Heading(title)
    rows, without = [], []
    for entry in chosen:
        value = _value(entry, selection.rules)
        if value:
            rows.append((entry.label, value + _since(entry, selection), _cited(entry, selection)))
        else:
            without.append(f"{entry.label}（{_cited(entry, selection)}）")
    if rows:
        yield Grid(tuple(map(text, ("規則", "値", "根拠"))), tuple(rows))
    yield from section("値のない規則", Bullets(tuple(without)))


def _since(entry: Provision, selection: Selection) -> str:
    """From when a figure applies, where that is not from the beginning."""
    since = getattr(entry, "since", selection.programme.opens)
    return "" if since <= selection.programme.opens else f"（{since} から）"


def _cited(entry: Provision, selection: Selection) -> str:
    """Where a rule stands, with a mark where that is not official."""
    grade = selection.programme.grade_of(entry.source)
    return entry.source if grade == "official" else f"{entry.source}［{GRADES[grade]}］"
