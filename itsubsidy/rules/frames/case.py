"""What a frame looks at: one applicant, one quote, one day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from itsubsidy.inputs.applicant import Applicant, Decision
from itsubsidy.inputs.discounts import Discount
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.inputs.quote import Quote
from itsubsidy.rules.frames.size import Standing
from itsubsidy.rules.frames.worksheet import Days, Tally, Worksheet
from itsubsidy.rules.programme.rules import Reading, Rounds, Rules, round_of
from itsubsidy.terms import Frame, Size


class Case(NamedTuple):
    """One applicant, one quote, and the rules of the day of application."""

    applicant: Applicant
    standing: Standing | None
    """None for a group: its members have one each."""
    members: tuple[Standing, ...]
    quote: Quote
    items: tuple[PricedItem, ...]
    discounts: tuple[Discount, ...]
    """What is taken off the items, which are net of it."""
    total: int
    """The quote net of tax over the whole contract, each item cut to yen."""
    on: date
    programme_year: int
    rounds: tuple[Rounds, ...]
    """The rounds of the programme, as far as they are known."""
    rules: Rules
    decisions: tuple[tuple[str, Decision], ...]
    """Every 交付決定, with the name of the member of a group that has it; else without."""
    applications: tuple[tuple[str, Decision], ...] = ()
    """Every application that waits for its 交付決定, likewise."""
    explained: bool = True
    """Whether the frames write all of their working down, or only what closes them."""
    reading: Reading | None = None
    """How to read what can be read in two ways, if not as the tool does."""

    def sheet(self, frame: Frame) -> Tally:
        """The sheet for a frame: a worksheet where the case is to be explained."""
        kind = Worksheet if self.explained else Tally
        days = _days_of(self.rounds, frame, self.on)
        return kind(frame, self.rules.frame(frame).name, self.total, days)

    @property
    def untold_histories(self) -> int:
        """How many do not state their earlier decisions; a group may do so for its members."""
        if "history" in self.applicant.model_fields_set:
            return 0
        businesses = self.applicant.members or (self.applicant,)
        return sum("history" not in business.model_fields_set for business in businesses)

    @property
    def size(self) -> Size | None:
        """The size of a single applicant; None for a group."""
        return self.standing.size if self.standing else None


@lru_cache(maxsize=256)  # every client applies on the same day
def _days_of(rounds: tuple[Rounds, ...], frame: Frame, on: date) -> Days:
    """The days of the round that an application of a frame on this day is in."""
    its = round_of(rounds, frame, on)
    return Days() if its is None else Days(its.number, its.deadline, its.decision, its.report)
