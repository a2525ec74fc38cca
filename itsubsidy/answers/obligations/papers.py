"""Papers to gather: which, by whom, how many, and how old they may be on the day."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from itsubsidy.inputs.applicant import Applicant, Business
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.worksheet import FrameResult, Paper
from itsubsidy.rules.programme.obligations import FrameObligations, PaperRule
from itsubsidy.rules.programme.rules import NormalRules
from itsubsidy.terms import HARDWARE, SERVICES, Size

MOST_MONTHS: Final = 1_000
"""More than any paper may be old."""


class Facts(NamedTuple):
    """What decides which papers an application needs."""

    applicant: Applicant
    sizes: Sequence[Size]
    """Of the applicant, or of each member of a group."""
    categories: frozenset[str]
    """What is bought."""
    is_near: bool
    """Whether the higher rate of 通常枠 was taken."""
    on: date


def facts_of(case: Case, result: FrameResult) -> Facts:
    """The same, of one frame's answer."""
    standings = case.members if case.standing is None else (case.standing,)
    return Facts(
        applicant=case.applicant,
        sizes=[standing.size for standing in standings],
        categories=frozenset(priced.item.category for priced in case.items),
        is_near=takes_the_higher_rate(result, case.rules.normal),
        on=case.on,
    )


def takes_the_higher_rate(result: FrameResult, rules: NormalRules) -> bool:
    """Whether 通常枠 pays at the rate of those near the minimum wage."""
    return result.frame == "normal" and result.rate == str(rules.rate_near_minimum_wage.value)


def papers(facts: Facts, said: FrameObligations) -> Iterator[Paper]:
    """Each paper that is asked for, and those that only the applicant knows to be."""
    for rule in said.papers.values():
        needed, copies, within = _needed(rule, facts), _copies(rule, facts), rule.issued_within
        since = None if within is None else earliest_issue(facts.on, within.stop(MOST_MONTHS))
        if needed is not False and copies != 0:
            yield Paper(
                id=rule.id,
                label=rule.label,
                who=rule.who,
                phase=rule.phase,
                needed=needed,
                copies=copies,
                issued_since=since,
                note=rule.note,
                source=rule.source,
            )


def earliest_issue(on: date, months: int) -> date:
    """The first day of issue from which no more than so many months have passed on a day.

    The day of issue is not counted (民法140条), so it is the like of the day in the month so many
    months before, or that month's last.
    """
    years, month = divmod(12 * on.year + on.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(on.day, last))


def _needed(rule: PaperRule, facts: Facts) -> bool | None:
    """Whether the occasion is there; None where only the applicant knows."""
    is_association = facts.applicant.organiser == "commerce_association"
    match rule.only:
        case None:
            return True
        case "claimed":
            return None
        case "near_minimum_wage":
            return facts.is_near
        case "services":
            return bool(facts.categories & SERVICES)
        case "hardware":
            return bool(facts.categories & HARDWARE)
        case "small":
            return "small" in facts.sizes
        case "association":
            return is_association
        case "no_association":
            return not is_association


def _copies(rule: PaperRule, facts: Facts) -> int | None:
    """How many there are of a paper; None where the files do not say."""
    if rule.only == "small":
        return list(facts.sizes).count("small")
    match rule.who:
        case "applicant":
            return int(rule.of is None or rule.of == _kind(facts.applicant))
        case "representative":
            return 1
        case "participants":
            return sum(_kind(member) == rule.of for member in _participants(facts.applicant))
        case _:
            return None


def _participants(group: Applicant) -> Sequence[Business]:
    """The members without the representative, which is a corporation; koubo-fukusu p.9."""
    for at, member in enumerate(group.members):
        is_named = member.name == group.representative
        may_be = group.representative is None and _kind(member) == "corporation"
        if is_named or may_be:
            return (*group.members[:at], *group.members[at + 1 :])
    return group.members


def _kind(business: Business) -> str:
    return "person" if business.entity == "sole_proprietor" else "corporation"
