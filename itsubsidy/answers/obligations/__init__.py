"""What a subsidy binds the client to, what speaks for and against an application, and its papers.

Read and worked out only where it is asked for. Amounts come from the frames, worked out again on
changed copies of the case; what the texts leave open stays None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from itsubsidy.answers.obligations.actual import less_than_asked, size_lost
from itsubsidy.answers.obligations.papers import facts_of, papers
from itsubsidy.answers.obligations.productivity import productivity
from itsubsidy.answers.obligations.record import reports, told
from itsubsidy.answers.obligations.score import Score
from itsubsidy.answers.obligations.wage_plan import points_missed, wage_plan
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.worksheet import FrameResult, Obligation
from itsubsidy.rules.programme.obligations import FrameObligations, programme_obligations
from itsubsidy.rules.programme.rules import Programme
from itsubsidy.terms import Frame

NOTHING: Mapping[Frame, Collection[str]] = {}


def with_obligations(
    case: Case,
    result: FrameResult,
    programme: Programme,
    beside: Mapping[Frame, Collection[str]] = NOTHING,
) -> FrameResult:
    """A frame's result with its obligations, score and papers; as it is where it pays nothing.

    `beside` are the frames that are applied for in the same year, this one among them, each with
    the functions of the software in it.
    """
    said = programme_obligations(programme.id)
    rules = said.frame(result.frame) if said is not None and result.eligible else None
    if rules is None:
        return result
    items = tuple(Score(case, result, beside).items(rules.score.values()))
    return result._replace(
        obligations=(
            *wage_plan(case, result, rules),
            *points_missed(case, items, rules),
            *productivity(case, result, rules),
            *size_lost(case, result, rules),
            *less_than_asked(case, result, rules),
            *reports(rules),
            *_others(rules),
        ),
        score=items,
        papers=tuple(papers(facts_of(case, result), rules)),
    )


def _others(rules: FrameObligations) -> Iterator[Obligation]:
    """What else is asked; and what is not known of the score, which is told beside it."""
    for name, rule in rules.others.items():
        yield told(rule)._replace(kind="score" if name == UNKNOWN_SCORE else "duty")


UNKNOWN_SCORE: Final = "unknown"
"""The entry of a rule file that says what of the score no held text says."""
