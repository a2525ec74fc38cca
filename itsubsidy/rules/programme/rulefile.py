"""Rule files: read once, and refused whole with what is wrong and where.

A programme is one YAML file beside this module; README.md beside it says how one is written. Every
entry has a source that exists, every figure its unit, every threshold its operator; no cap stands
under a floor; and what changes in time leaves no gap and no overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from itsubsidy.files.document import Document
from itsubsidy.files.keys import Loc
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.files.yaml import parse
from itsubsidy.rules.programme.entries import read
from itsubsidy.rules.programme.figures import Entry
from itsubsidy.rules.programme.rules import Heading, MinimumWages, Period, Programme, Rules

E = TypeVar("E", bound=Entry)

WAGES = "minimum_wages.yaml"
"""The tables of 地域別最低賃金, beside this module."""


class RuleFileError(Exception):
    """A rule file that must not be used; `problems` say where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read_programme(raw: bytes, file: str) -> Programme:
    """The programme in a rule file.

    Raises:
        RuleFileError: something is missing, contradicts itself or has no source.
    """
    try:
        document = parse(raw, file)
        data = document.data
        head = {key: value for key, value in data.items() if key in Heading.fields}
        opens, closes = _window(document)
        heading = read(Heading, _identified(head, (), opens), document)
        nodes = tuple(_walk(data))
        problems = [
            *_untimely(document, nodes, opens, closes),
            *_unsourced(document, nodes, heading),
            *_untabled(document, nodes),
        ]
        if problems:
            raise InputError(problems)
        body = {key: value for key, value in data.items() if key not in Heading.fields}
        changes = {name: _starts(section) for name, section in body.items()}
        starts = sorted({opens}.union(*changes.values()))
        ends = [start - timedelta(days=1) for start in starts[1:]] + [closes or date.max]
        rules = read(Rules, _identified(_in_force(body, opens), (), opens), document)
        changing = [name for name, days in changes.items() if days]
        periods = [Period(since=opens, until=ends[0], rules=rules)]
        for start, end in zip(starts[1:], ends[1:], strict=True):
            changed = {}
            for name in changing:
                section = _identified(_in_force(body[name], start), (name,), opens)
                changed[name] = read(Rules.fields[name], section, document, (name,))
            rules = rules.but(**changed)
            periods.append(Period(since=start, until=end, rules=rules))
        return Programme(**heading.__dict__, periods=tuple(periods))
    except InputError as error:
        raise RuleFileError(error.problems) from None


@cache
def headings() -> tuple[Heading, ...]:
    """What every programme that is shipped says of itself, by the first day of its window.

    Raises:
        RuleFileError: as `read_heading`.
    """
    shipped = [
        read_heading(path.read_bytes(), path.name)
        for path in files(__package__).iterdir()
        if re.fullmatch(r"it\d+\.yaml", path.name)
    ]
    return tuple(sorted(shipped, key=lambda heading: heading.opens))


def read_heading(raw: bytes, file: str) -> Heading:
    """What a programme says of itself, without its rules, which take thirty times as long.

    Raises:
        RuleFileError: something of that is missing or contradicts itself.
    """
    try:
        document = parse(_head(raw), file)
        head = {key: value for key, value in document.data.items() if key in Heading.fields}
        return read(Heading, _identified(head, (), _window(document)[0]), document)
    except InputError as error:
        raise RuleFileError(error.problems) from None


def _head(raw: bytes) -> bytes:
    """The lines before the first rule; all of a file that has something of its head after it."""
    keys = list(re.finditer(rb"^(\w+):", raw, re.MULTILINE))
    is_rule = [key[1].decode() not in Heading.fields for key in keys]
    first = is_rule.index(True) if True in is_rule else None
    return raw if first is None or not all(is_rule[first:]) else raw[: keys[first].start()]


@cache
def programme_named(id: str) -> Programme:
    """The programme that is shipped by this name.

    Raises:
        KeyError: there is none.
        RuleFileError: as `read_programme`.
    """
    if id not in {heading.id for heading in headings()}:
        raise KeyError(id)
    file = f"{id}.yaml"
    return read_programme((files(__package__) / file).read_bytes(), file)


def programmes() -> tuple[Programme, ...]:
    """Every programme that is shipped, with its rules, by the first day of its window."""
    return tuple(programme_named(heading.id) for heading in headings())


@cache
def minimum_wages() -> MinimumWages:
    """地域別最低賃金 of the years that are known, read where a wage is asked for.

    Raises:
        RuleFileError: as `read_minimum_wages`.
    """
    return read_minimum_wages((files(__package__) / WAGES).read_bytes(), WAGES)


def read_minimum_wages(raw: bytes, file: str) -> MinimumWages:
    """The tables of 地域別最低賃金 in a file.

    Raises:
        RuleFileError: something is missing or contradicts itself.
    """
    try:
        document = parse(raw, file)
        return read(MinimumWages, document.data, document)
    except InputError as error:
        raise RuleFileError(error.problems) from None


@cache
def wage_tables() -> tuple[str, ...]:
    """The names of the tables of 地域別最低賃金, which are known without reading the wages."""
    text = (files(__package__) / WAGES).read_text(encoding="utf-8")
    return tuple(re.findall(r"^  (\w+):", text, re.MULTILINE))


def read_beside(kind: type[E], raw: bytes, file: str, heading: Heading) -> E:
    """The entry in a file beside that of a programme, whose documents it cites.

    Raises:
        RuleFileError: something is missing, contradicts itself or has no source.
    """
    try:
        document = parse(raw, file)
        entry = read(kind, _identified(document.data, (), heading.opens), document)
        problems = tuple(_unsourced(document, _walk(document.data), heading))
    except InputError as error:
        raise RuleFileError(error.problems) from None
    if problems:
        raise RuleFileError(problems)
    return entry


def programme_for(on: date, id: str | None = None) -> Programme:
    """The programme named `id`; else the one whose window holds `on`, or that closed last before.

    Raises:
        KeyError: no programme has this name.
    """
    if id is not None:
        return programme_named(id)
    begun = [heading for heading in headings() if heading.opens <= on]
    return programme_named(begun[-1].id if begun else headings()[0].id)


def programme_after(programme: Heading) -> Heading | None:
    """The next programme, if one is known."""
    return next((later for later in headings() if later.opens > programme.opens), None)


_Placed = tuple[Loc, Any]
"""A node of a file, and its place in it."""


def _below(node: object) -> Iterable[tuple[int | str, Any]]:
    """The entries of a mapping or a list, each with its key or place."""
    if isinstance(node, dict):
        return node.items()
    return enumerate(node) if isinstance(node, list) else ()


def _walk(node: object, loc: Loc = ()) -> Iterator[_Placed]:
    """Everything below a node with its place, what holds something before what it holds."""
    for step, below in _below(node):
        place = (*loc, step)
        yield place, below
        if isinstance(below, (dict, list)):
            yield from _walk(below, place)


def _is_dated(node: object) -> bool:
    """Whether a node lists what holds in one period after another."""
    return isinstance(node, list) and any(map(_has_start, node))


def _has_start(node: object) -> bool:
    return isinstance(node, dict) and "since" in node


def _starts(node: object) -> set[date]:
    """The days on which something of a section changes."""
    days = (below["since"] for _, below in _walk(node) if _has_start(below))
    return {day for day in days if isinstance(day, date)}


def _in_force(node: Any, on: date) -> Any:
    """The data with each dated list replaced by what holds on a day."""
    if _is_dated(node):
        return next(
            _in_force(entry, on)
            for entry in node
            if entry["since"] <= on <= entry.get("until", date.max)
        )
    if isinstance(node, dict):
        return {key: _in_force(below, on) for key, below in node.items()}
    if isinstance(node, list):
        return [_in_force(below, on) for below in node]
    return node


def _identified(node: Any, path: tuple[str, ...], since: date) -> Any:
    """The data with each entry's name in the file, and the day that each figure holds from."""
    if isinstance(node, list):
        return [_identified(below, (*path, str(at)), since) for at, below in enumerate(node, 1)]
    if not isinstance(node, dict):
        return node
    since = node.get("since", since)
    if "label" in node or "source" in node:
        added: dict[str, Any] = {"id": node.get("id", ".".join(path))}
        if "value" in node or "asks" in node:
            added["since"] = since
        below = {
            key: _identified(value, (*path, key), since)
            for key, value in node.items()
            if key not in ("since", "until")
        }
        return {**below, **added}
    return {key: _identified(below, (*path, key), since) for key, below in node.items()}


def _window(document: Document) -> tuple[date, date | None]:
    """The first day of the window, and the last if the file has one."""
    window = document.data.get("application_window")
    ends = window if isinstance(window, dict) else {}
    opens, closes = (
        end.get("value") if isinstance(end := ends.get(key), dict) else None
        for key in ("opens", "closes")
    )
    is_endless = "closes" not in ends
    if not isinstance(opens, date) or not (
        is_endless or (isinstance(closes, date) and opens <= closes)
    ):
        node, _ = document.node(("application_window",))
        message = "opens と closes に、順に並ぶ日付の value が要ります"
        raise InputError([document.problem(node, "application_window", message)])
    return opens, closes


def _untimely(
    document: Document, nodes: Iterable[_Placed], opens: date, closes: date | None
) -> Iterator[Problem]:
    """Gaps and overlaps in what changes in time; without an end the last has none either."""
    for loc, dated in nodes:
        if not _is_dated(dated):
            continue
        path = ".".join(map(str, loc))
        for at, message in _faults_in_time(dated, opens, closes):
            place, _ = document.node(loc if at is None else (*loc, at))
            yield document.problem(place, path, message)


def _faults_in_time(
    dated: Sequence[Any], opens: date, closes: date | None
) -> Iterator[tuple[int | None, str]]:
    """What is wrong with the days of a dated list, each with its place in it; None is the end."""
    expected, until = opens, None
    for at, entry in enumerate(dated):
        since, until = entry.get("since"), entry.get("until")
        is_endless = closes is None and "until" not in entry and at == len(dated) - 1
        last = since if is_endless else until
        if not isinstance(since, date) or not isinstance(last, date) or since > last:
            yield at, "since と until に、順に並ぶ日付が要ります"
            return
        if since != expected:
            fault = "すき間" if since > expected else "重なり"
            yield at, f"期間に{fault}があります。since は {expected} でなければなりません"
        expected = last + timedelta(days=1)
    if until != closes:
        yield None, _end_fault(until, closes)


def _end_fault(until: date | None, closes: date | None) -> str:
    """What is wrong with the last day of what changes in time."""
    if closes is None:
        return "受付の終わりがないので、最後の until は書きません"
    fault = "すき間" if until is not None and until < closes else "はみ出し"
    return f"期間の終わりに{fault}があります。最後の until は {closes} でなければなりません"


_SOURCE = re.compile(r"(?P<document>[a-z0-9-]+) (?:p\.(?P<page>[0-9]+)|(?P<place>\S.*))")


def _unsourced(document: Document, nodes: Iterable[_Placed], heading: Heading) -> Iterator[Problem]:
    """Sources whose document, page or part does not exist."""
    for loc, source in _texts(nodes, "source"):
        for citation in source.split(", "):
            if message := _unknown(citation, heading):
                node, _ = document.node(loc)
                yield document.problem(node, ".".join(map(str, loc)), message)


def _unknown(citation: str, heading: Heading) -> str:
    """What of one citation does not exist; nothing where all of it does."""
    parts = _SOURCE.fullmatch(citation)
    cited = heading.documents.get(parts["document"]) if parts else None
    if parts is None or cited is None:
        return f"「{citation}」は「文書 p.頁」の形でないか、documents にない文書です"
    if parts["page"] and not 1 <= int(parts["page"]) <= cited.pages:
        return f"「{citation}」の頁がありません。{parts['document']} は {cited.pages} 頁までです"
    if parts["place"] and parts["place"] not in cited.places:
        return f"「{citation}」の箇所がありません。ある箇所: {'、'.join(cited.places)}"
    return ""


def _untabled(document: Document, nodes: Iterable[_Placed]) -> Iterator[Problem]:
    """Tables of 地域別最低賃金 that do not exist."""
    for loc, table in _texts(nodes, "table", "period_table"):
        if table not in wage_tables():
            message = f"「{table}」の表は {WAGES} にありません。ある表: {'、'.join(wage_tables())}"
            yield document.problem(document.node(loc)[0], ".".join(map(str, loc)), message)


def _texts(nodes: Iterable[_Placed], *keys: str) -> Iterator[tuple[Loc, str]]:
    """The texts that stand under these keys, wherever they are, each with its place."""
    for loc, value in nodes:
        if loc[-1] in keys and isinstance(value, str):
            yield loc, value
