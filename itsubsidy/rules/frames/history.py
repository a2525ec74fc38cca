"""Earlier decisions and applications under way: what they bar, and for how long."""

from __future__ import annotations

import calendar
from collections.abc import Set
from datetime import date, timedelta

from itsubsidy.inputs.applicant import Decision
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.worksheet import Tally, Worksheet
from itsubsidy.rules.programme.rules import Bar, FrameRules, Waiting, rounds_of
from itsubsidy.terms import Frame


def waits(sheet: Tally, case: Case, rules: FrameRules) -> None:
    """No application within so many months of an earlier decision."""
    for waiting in (rules.waiting, rules.waiting_elsewhere):
        if waiting is not None:
            _wait(sheet, case, waiting)


def _wait(sheet: Tally, case: Case, waiting: Waiting) -> None:
    sheet.write(_untold, case, waiting)
    for who, past in case.decisions:
        if not waiting.concerns(past.year, past.frame):
            continue
        decision = _name_of(case, who, past)
        if past.decided_on is not None:
            _wait_since(sheet, case, waiting, past.decided_on, decision)
        else:
            sheet.confirm(
                f"未回答: {decision}の交付決定日（{waiting.amount}以内なら{_outcome(waiting)}）",
                waiting.source,
            )


def _wait_since(
    sheet: Tally, case: Case, waiting: Waiting, decided_on: date, decision: str
) -> None:
    """That the months since one decision, which is named, have passed."""
    opens = first_day_after(decided_on, waiting.value)
    if waiting.otherwise != "confirm":
        sheet.record(
            waiting,
            case.on,
            ">=",
            opens,
            ok=case.on >= opens,
            required=True,
            unit="date",
            kind="waiting",
            detail=f"{decision} {decided_on} 交付決定{_first_round(case, sheet.frame, opens)}",
        )
    elif case.on < opens:
        sheet.confirm(f"{waiting.label}（{decision} {decided_on} 交付決定）", waiting.source)


def _first_round(case: Case, frame: Frame, opens: date) -> str:
    """The first round whose applications may be made from a day on that is still to come."""
    rounds = rounds_of(case.rounds, frame)
    if rounds is None or case.on >= opens:
        return ""
    first = rounds.of(opens)
    if first is not None:
        return f"、{first.number}次締切 {first.deadline} の回から申請できる"
    none = "ない" if rounds.later == "none" else "分かっていない"
    return f"、申請できる回は{none}"


def _untold(sheet: Worksheet, case: Case, waiting: Waiting) -> None:
    """That the decisions which bar are not stated, in a group by how many members."""
    if count := case.untold_histories:
        decisions = "、".join(past.text for past in waiting.decisions)
        whose = f"、構成員 {count}者" if case.applicant.is_group else ""
        bar = f"あれば{waiting.amount}以内は{_outcome(waiting)}{whose}"
        sheet.confirm(f"未回答: {decisions}の交付決定の有無（{bar}）", waiting.source)


def _outcome(waiting: Waiting) -> str:
    """What follows from a decision not so long ago."""
    return "申請できない" if waiting.otherwise == "close" else "申請できるか確かめる"


def bars(sheet: Tally, case: Case, rules: FrameRules) -> None:
    """No application after an earlier decision, however long ago."""
    untold, told = case.untold_histories, case.decisions or case.applications
    for bar in rules.bars.values():
        if bar.overlap:
            continue  # which the frame knows when it has looked at the software
        if untold and bar.otherwise != "confirm":
            sheet.unanswered(bar)
        if told:  # as most clients have nothing to tell
            (_confirm_bar if bar.otherwise == "confirm" else _close_bar)(sheet, case, bar)


def _confirm_bar(sheet: Tally, case: Case, bar: Bar) -> None:
    history = (*case.decisions, *case.applications) if bar.otasuketai else case.decisions
    if any(_is_barred_by(bar, past) for _, past in history):
        sheet.confirm(bar.label, bar.source)


def _close_bar(sheet: Tally, case: Case, bar: Bar) -> None:
    if any(_is_barred_by(bar, past) for _, past in case.applications):
        sheet.confirm(f"申請中: {bar.label}", bar.source)
    for who, past in case.decisions:
        if not bar.concerns(past.year, past.frame):
            continue
        if not bar.otasuketai or past.is_otasuketai:
            sheet.require_that(bar, False, _name_of(case, who, past))
        elif "otasuketai" not in past.model_fields_set:
            sheet.unanswered(bar, _name_of(case, who, past))


def _is_barred_by(bar: Bar, past: Decision) -> bool:
    is_meant = past.is_otasuketai or not bar.otasuketai
    return is_meant and bar.concerns(past.year, past.frame)


def overlaps(sheet: Tally, case: Case, rules: FrameRules, processes: Set[str]) -> None:
    """No application for software with all the processes of what was decided before.

    `processes` are those of the software that counts. A decision whose processes the file does not
    state is to be confirmed.
    """
    for bar in rules.bars.values() if case.decisions else ():
        if bar.overlap:
            _overlap(sheet, case, bar, processes)


def _overlap(sheet: Tally, case: Case, bar: Bar, processes: Set[str]) -> None:
    concerned = [(who, past) for who, past in case.decisions if bar.concerns(past.year, past.frame)]
    for who, past in concerned:
        if past.processes and set(past.processes) == processes and bar.otherwise == "close":
            sheet.require_that(bar, False, _name_of(case, who, past))
    if any(_may_overlap(bar, past, processes) for _, past in concerned):
        sheet.confirm(bar.label, bar.source)


def _may_overlap(bar: Bar, past: Decision, processes: Set[str]) -> bool:
    """Whether a decision's software is not known, or is the same and does not close the frame."""
    is_same = set(past.processes) == processes and bar.otherwise == "confirm"
    return not past.processes or is_same


def this_year(sheet: Tally, case: Case, rules: FrameRules) -> None:
    """One application a frame and year, and only beside the frames that allow it."""
    compatible = rules.compatible
    for who, past in case.decisions:
        if past.year == case.programme_year:
            sheet.record(
                compatible,
                case.rules.name_of(past.frame),
                "in",
                tuple(map(case.rules.name_of, compatible.frames)),
                ok=past.frame in compatible.frames,
                required=True,
                detail=f"{_name_of(case, who, past)} 交付決定済み",
            )
    for who, waiting in case.applications:
        if waiting.frame not in compatible.frames:
            sheet.confirm(
                f"申請中: {_name_of(case, who, waiting)}"
                f"（結果を待つ間と交付決定の後は、{rules.name}に申請できない）",
                compatible.source,
            )


def _name_of(case: Case, who: str, past: Decision) -> str:
    """A decision or an application: whose, of which year, under which frame."""
    return f"{who}{past.year}年度 {case.rules.name_of(past.frame)}"


def first_day_after(decided_on: date, months: int) -> date:
    """The first day on which the months since a decision have passed.

    The day of the decision is not counted (民法140条), so the months begin on the next day and
    end with the day before its like in the last month (民法143条).
    """
    start = decided_on + timedelta(days=1)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    if start.day > last:
        return date(year, month, last) + timedelta(days=1)
    return date(year, month, start.day)
