"""The five frames, and what they look at: one applicant, one quote, one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from itsubsidy.files.keys import path_text
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.pricing import price
from itsubsidy.inputs.quote import Quote
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.consortium import consortium
from itsubsidy.rules.frames.edi import edi
from itsubsidy.rules.frames.invoice import invoice
from itsubsidy.rules.frames.normal import normal
from itsubsidy.rules.frames.security import security
from itsubsidy.rules.frames.size import stand
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.rules import Programme, Rules
from itsubsidy.terms import Frame

FRAME_FUNCTIONS: Final[dict[Frame, Callable[[Case], FrameResult]]] = {
    "normal": normal,
    "invoice": invoice,
    "edi": edi,
    "security": security,
    "consortium": consortium,
}
"""What works out each frame."""


def case_of(
    applicant: Applicant,
    quote: Quote,
    on: date,
    programme: Programme,
    *,
    explained: bool = True,
) -> Case:
    """An applicant and a quote under the rules of a day in the programme's window.

    Raises:
        ValueError: an item names a member that the applicant does not have, a discount for a
            group does not say what it is for, a stated total is not what the lines make, or an
            application under way is of another year.
    """
    names = [member.name for member in applicant.members]
    for loc, message in quote.unknown_members(names):
        raise ValueError(f"{path_text(loc)}: {message}")
    for loc, message in applicant.applications_elsewhere((programme.year,)):
        raise ValueError(f"applicant.{path_text(loc)}: {message}")
    if quote.states_a_total:
        from itsubsidy.inputs.totals import total_faults  # noqa: PLC0415  # few quotes state one

        for fault in total_faults(quote, names):
            if not fault.is_rounding:
                raise ValueError(f"{fault.key}: {fault.message}")
    rules = programme.at(on)
    prices = price(quote, names)
    history = [("", entry) for entry in applicant.history]
    for member in applicant.members:
        history += ((f"{member.name}、", entry) for entry in member.history)
    return Case(
        applicant=applicant,
        standing=None if applicant.is_group else stand(applicant, rules.size),
        members=tuple(stand(member, rules.size) for member in applicant.members),
        quote=quote,
        items=prices.items,
        discounts=prices.discounts,
        total=prices.total,
        on=on,
        programme_year=programme.year,
        rounds=programme.rounds,
        rules=rules,
        decisions=tuple(past for past in history if past[1].status == "decided"),
        applications=tuple(past for past in history if past[1].status == "applied"),
        explained=explained,
    )


def compatible_sets(
    rules: Rules, frames: Sequence[Frame], most: int | None = None
) -> Iterator[tuple[Frame, ...]]:
    """The sets of these frames that may be held together in a year, up to so many each."""
    for count in range(1, min(most or len(frames), len(frames)) + 1):
        for chosen in combinations(frames, count):
            if all(
                b in rules.frame(a).compatible.frames and a in rules.frame(b).compatible.frames
                for a, b in combinations(chosen, 2)
            ):
                yield chosen
