"""Deadlines as a calendar, after RFC 5545."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from itsubsidy.reports.blocks import Calendar, Deadline, Report
from itsubsidy.reports.screen import Screen

LONGEST: Final = 75
"""Octets of a line without its end; what is longer goes on in the next, after a space."""

JAPAN: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19510101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def draw(report: Report, screen: Screen) -> str:  # noqa: ARG001  # every format is called alike
    """A report's calendar; the same bytes whenever it is drawn."""
    if report.calendar is None:
        raise ValueError("this report has no calendar")
    return "".join(f"{folded(line)}\r\n" for line in _lines(report.calendar()))


def _lines(calendar: Calendar) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//itsubsidy//rounds//JA", *JAPAN)
    for deadline in calendar.deadlines:
        yield from _event(deadline, f"{calendar.verified_on:%Y%m%d}T000000Z")
    yield "END:VCALENDAR"


def _event(deadline: Deadline, stamp: str) -> Iterator[str]:
    """A moment: it begins and has no length, and leaves the day free."""
    time = f"{deadline.time.replace(':', '')}00"
    yield "BEGIN:VEVENT"
    yield f"UID:{deadline.uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;TZID=Asia/Tokyo:{deadline.day:%Y%m%d}T{time}"
    yield f"SUMMARY:{_escaped(deadline.summary)}"
    yield f"DESCRIPTION:{_escaped(deadline.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    for plain in "\\;,":
        text = text.replace(plain, f"\\{plain}")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of no more than 75 octets, none of which ends within a character."""
    pieces, room = [""], LONGEST
    for char in line:
        octets = len(char.encode())
        if octets > room:
            pieces.append(" ")
            room = LONGEST - 1
        pieces[-1] += char
        room -= octets
    return "\r\n".join(pieces)
