"""What is said of a programme's rounds: each deadline, how far it is, and the days after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import partial
from typing import Any, Final

from itsubsidy.answers.receipt import last_deadline_text
from itsubsidy.reports.blocks import (
    Block,
    Calendar,
    Cell,
    Deadline,
    Grid,
    Heading,
    Paragraph,
    Report,
    number,
    text,
)
from itsubsidy.rules.programme.rulefile import programme_after
from itsubsidy.rules.programme.rules import Programme, Round, Rounds
from itsubsidy.terms import Frame

SCHEMA: Final = "itsubsidy.rounds/1"

HEADINGS: Final = (
    "制度",
    "申請枠",
    "回",
    "締切",
    "時刻",
    "交付決定",
    "実績報告",
    "残り日数",
    "後の回",
    "根拠",
    "確かさ",
)
"""The headings of a spreadsheet."""

LATER: Final = {"none": "なし", "unknown": "確認していません"}
UNKNOWN: Final = "分かっていません"


def rounds_report(programme: Programme, on: date, frames: Collection[Frame] = ()) -> Report:
    """The rounds of these frames, or of all, seen from a day."""
    only = tuple(frame for frame in programme.names if not frames or frame in frames)
    return Report(
        data=partial(_data, programme, on, only),
        blocks=partial(_blocks, programme, on, only),
        rows=partial(_rows, programme, on, only),
        calendar=partial(_calendar, programme, on, only),
    )


def rounds_notes(programme: Programme, on: date, frames: Collection[Frame] = ()) -> list[str]:
    """What a reader must know whatever the format: what is over, and what comes after it."""
    notes = [said for said in (_state(programme, on), _opens_next(programme, on)) if said]
    for rounds in programme.rounds if on <= programme.last_deadline else ():
        shared = _named(programme, rounds, frames or tuple(programme.names))
        if shared and on > (last := rounds.rounds[-1].deadline):
            notes.append(f"{shared}: {last_deadline_text(last, rounds.later)}")
    unknown = [
        name
        for frame, name in programme.names.items()
        if programme.rounds_of(frame) is None and (not frames or frame in frames)
    ]
    return notes + ([f"{'・'.join(unknown)}の回は{UNKNOWN}"] if unknown else [])


def _named(programme: Programme, rounds: Rounds, frames: Collection[Frame]) -> str:
    """The names of those of these frames that share some rounds."""
    return "・".join(programme.names[frame] for frame in frames if frame in rounds.frames)


def _state(programme: Programme, on: date) -> str:
    """That applications are not taken yet, or that the last deadline is past."""
    if on < programme.opens:
        return f"受付は {programme.opens} からです"
    if on <= programme.last_deadline:
        return ""
    return last_deadline_text(programme.last_deadline, programme.later_rounds)


def _opens_next(programme: Programme, on: date) -> str:
    """When the programme that follows opens, while this one is over and that one is not open."""
    after = programme_after(programme)
    if after is None or not programme.last_deadline < on < after.opens:
        return ""
    return f"次の {after.name} の受付は {after.opens} からです"


def _data(programme: Programme, on: date, frames: Collection[Frame]) -> dict[str, Any]:
    after = programme_after(programme)
    return {
        "schema": SCHEMA,
        "programme": {
            "id": programme.id,
            "name": programme.name,
            "date": on.isoformat(),
            "opens": programme.opens.isoformat(),
            "closes": programme.closes and programme.closes.isoformat(),
            "last_deadline": programme.last_deadline.isoformat(),
            "later_rounds": programme.later_rounds,
            "closed": on > programme.last_deadline,
            "verified_on": programme.verified_on.isoformat(),
        },
        "next": after and {"id": after.id, "name": after.name, "opens": after.opens.isoformat()},
        "frames": [_frame_dict(programme, frame, on) for frame in frames],
        "notes": rounds_notes(programme, on, frames),
    }


def _frame_dict(programme: Programme, frame: Frame, on: date) -> dict[str, Any]:
    """One frame; where its rounds are not known null stands for them."""
    rounds = programme.rounds_of(frame)
    named = {"frame": frame, "name": programme.names[frame]}
    if rounds is None:
        return {**named, "current": None, "later_rounds": None, "rounds": None}
    current = _current(programme, rounds, on)
    return {
        **named,
        "current": current and current.number,
        "later_rounds": rounds.later,
        "rounds": [_round_dict(one, rounds, on) for one in rounds.rounds],
        "source": rounds.source,
        "grade": programme.grade_of(rounds.source),
    }


def _round_dict(one: Round, rounds: Rounds, on: date) -> dict[str, Any]:
    return {
        "round": one.number,
        "deadline": one.deadline.isoformat(),
        "time": rounds.time,
        "decision": _iso(one.decision),
        "report": _iso(one.report),
        "days_left": _days_left(one, on),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _current(programme: Programme, rounds: Rounds, on: date) -> Round | None:
    """The round that an application of a day is in."""
    return rounds.of(on) if on >= programme.opens else None


def _days_left(one: Round, on: date) -> int | None:
    """0 on the day of the deadline; None after it."""
    days = (one.deadline - on).days
    return days if days >= 0 else None


def _blocks(programme: Programme, on: date, frames: Collection[Frame]) -> Iterator[Block]:
    """A table for the frames that share their rounds; what is not known of the others."""
    yield Heading(f"{programme.name}  {on} から見た締切（{programme.verified_on} 確認）", 1)
    for said in (_state(programme, on), _opens_next(programme, on)):
        if said:
            yield Paragraph(said, strong=True, alert=True)
    for rounds in programme.rounds:
        if shared := _named(programme, rounds, frames):
            yield Heading(shared)
            yield _grid(programme, rounds, on)
            yield Paragraph(_after_the_last(rounds, on))
            yield Paragraph(f"根拠 {rounds.source}{_doubt(programme, rounds)}")
    for frame in frames:
        if programme.rounds_of(frame) is None:
            until = f" {programme.closes} まで" if programme.closes else ""
            yield Heading(programme.names[frame])
            yield Paragraph(f"回は{UNKNOWN}。制度の受付は {programme.opens} から{until}です")


def _grid(programme: Programme, rounds: Rounds, on: date) -> Grid:
    """One row a round, the one that an application of the day is in marked."""
    current = _current(programme, rounds, on)
    rows = tuple(
        (
            f"{one.number}次",
            f"{one.deadline} {rounds.time}",
            _days_text(one, on),
            str(one.decision) if one.decision else UNKNOWN,
            f"{one.report} まで" if one.report else UNKNOWN,
        )
        for one in rounds.rounds
    )
    columns = (text("回"), text("締切"), number("残り"), text("交付決定"), text("実績報告"))
    return Grid(columns, rows, rounds.rounds.index(current) if current is not None else None)


def _days_text(one: Round, on: date) -> str:
    days = _days_left(one, on)
    return "終了" if days is None else f"{days}日" if days else "当日"


def _after_the_last(rounds: Rounds, on: date) -> str:
    last = rounds.rounds[-1].deadline
    if on > last:
        return last_deadline_text(last, rounds.later)
    if rounds.later == "unknown":
        return f"{last} より後の回は{LATER['unknown']}"
    return f"{last} より後の回はありません"


def _doubt(programme: Programme, rounds: Rounds) -> str:
    """That the days are not from an official text that is held, and what to look up."""
    if programme.grade_of(rounds.source) == "official":
        return ""
    cited = (programme.documents[place.split(" ")[0]].title for place in rounds.source.split(", "))
    return f"（公式の原文で確かめていません。確かめるには: {'、'.join(cited)}）"


def _rows(programme: Programme, on: date, frames: Collection[Frame]) -> Iterator[tuple[Cell, ...]]:
    """A row a frame and round; one for a frame whose rounds are not known."""
    yield HEADINGS
    for frame in frames:
        name, rounds = programme.names[frame], programme.rounds_of(frame)
        if rounds is None:
            yield (programme.name, name, *[None] * 6, UNKNOWN, None, None)
            continue
        for one in rounds.rounds:
            yield (
                programme.name,
                name,
                one.number,
                one.deadline.isoformat(),
                rounds.time,
                _iso(one.decision),
                _iso(one.report),
                _days_left(one, on),
                LATER[rounds.later],
                rounds.source,
                programme.grade_of(rounds.source),
            )


def _calendar(programme: Programme, on: date, frames: Collection[Frame]) -> Calendar:
    """The deadlines that are to come, each with a name that stays the same."""
    return Calendar(
        programme.verified_on,
        tuple(
            Deadline(
                f"{programme.id}-{frame}-{one.number}@itsubsidy",
                one.deadline,
                rounds.time,
                f"{programme.names[frame]} {one.number}次締切",
                _description(programme, rounds, one),
            )
            for frame in frames
            if (rounds := programme.rounds_of(frame)) is not None
            for one in rounds.rounds
            if _days_left(one, on) is not None
        ),
    )


def _description(programme: Programme, rounds: Rounds, one: Round) -> str:
    lines = [programme.name]
    lines += [f"交付決定 {one.decision}"] if one.decision else []
    lines += [f"実績報告 {one.report} まで"] if one.report else []
    return "\n".join([*lines, f"根拠 {rounds.source}{_doubt(programme, rounds)}"])
