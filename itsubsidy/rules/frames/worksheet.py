"""The record a frame leaves: what was checked, each step with its numbers, what was left out.

A frame writes its working here line by line, as on paper, and the reports only show it: nothing
is computed a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import (
    Any,
    Final,
    Literal,
    NamedTuple,
    Protocol,
    TypeVar,
    TypeVarTuple,
    cast,
)

from itsubsidy.frozen import plain
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.money import Exact, cut, cut_note, decimal_text, exact_text, percent
from itsubsidy.rules.frames.schedule import Piece, Schedule
from itsubsidy.rules.programme.figures import Figure, Provision, Threshold
from itsubsidy.terms import (
    CheckKind,
    ComponentKind,
    ExclusionKind,
    Frame,
    LineKind,
    ObligationKind,
    StepKind,
    Unit,
)

Of = TypeVarTuple("Of")
T = TypeVar("T", int, Fraction, date)

CheckValue = int | str | Fraction | date | bool | tuple[str, ...] | None


class Check(NamedTuple):
    """Something compared with a rule. `required` checks close the frame when they fail;
    the others choose a rate or a ceiling.
    """

    id: str
    label: str
    actual: CheckValue
    op: str
    limit: CheckValue
    unit: Unit | None
    ok: bool
    required: bool
    source: str
    kind: CheckKind = "rule"

    @property
    def own_name(self) -> str:
        """The rule's name within its section of the rule file."""
        return self.id.rpartition(".")[2]

    def to_dict(self) -> dict[str, Any]:
        """A check in JSON: percentages as `1.5%`, days as `2025-08-20`."""
        return {
            "id": self.id,
            "label": self.label,
            "actual": _plain(self.actual, self.unit),
            "op": self.op,
            "limit": _plain(self.limit, self.unit),
            "unit": self.unit,
            "ok": self.ok,
            "required": self.required,
            "source": self.source,
        }


class Cited(Protocol):
    """A rule as far as a line of the working names it."""

    @property
    def id(self) -> str:
        """Its name in the rule file."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def source(self) -> str:
        """Where it stands: document and page."""


class Step(NamedTuple):
    """One line of the working; `value` is whole yen, a rate, or a count as text."""

    id: str
    label: str
    formula: str
    value: int | Fraction | str
    source: str
    kind: LineKind = "sum"
    number: int | None = None
    """The line of the quote that it is of, where it is of one."""
    rule: str = ""
    """The rule that it follows, by its name in the rule file."""
    rule_label: str = ""

    def to_dict(self) -> dict[str, Any]:
        """A line of the working in JSON, a rate as text."""
        return {
            "id": self.id,
            "label": self.label,
            "formula": self.formula,
            "value": _plain(self.value, None),
            "source": self.source,
        }


class Component(NamedTuple):
    """A part of the subsidy; costs and subsidies of all parts add up to the frame's, in yen."""

    id: str
    name: str
    eligible_cost: int
    rate: Fraction
    subsidy: int
    source: str
    """Where the rate stands."""
    rule: str
    """The rate, by its name in the rule file."""
    rule_label: str
    kind: ComponentKind = "tools"

    def to_dict(self) -> dict[str, Any]:
        """A part in JSON, its rate as text."""
        return {
            "id": self.id,
            "name": self.name,
            "eligible_cost": self.eligible_cost,
            "rate": str(self.rate),
            "subsidy": self.subsidy,
            "source": self.source,
        }


class Exclusion(NamedTuple):
    """Yen of the quote that a frame leaves out; `line` is the item's line in its file."""

    item: str
    line: int | None
    amount: int
    reason: str
    source: str
    id: str
    """The rule that leaves it out."""
    kind: ExclusionKind = "unfit"
    number: int | None = None
    """The item's place in the quote; None for a sum of several items."""

    def to_dict(self) -> dict[str, Any]:
        """What is left out in JSON."""
        return {
            "item": self.item,
            "line": self.line,
            "amount": self.amount,
            "reason": self.reason,
            "source": self.source,
            "id": self.id,
        }


class NextStep(NamedTuple):
    """Something to change, what it gains and costs in yen, and how it is written in the files.

    `changes` are paths and values as `itsubsidy whatif --set` takes them; `date` is the
    application date. A step of the kind `room` has none.
    """

    id: str
    kind: StepKind
    text: str
    gain: int
    """More subsidy, yen."""
    cost: int
    """A higher quote, net of tax over the contract, yen; negative where it falls."""
    changes: tuple[tuple[str, Any], ...]

    @property
    def net(self) -> int:
        """What the client has more of in the end, yen."""
        return self.gain - self.cost


class Doubt(NamedTuple):
    """What a frame would pay by a reading of the texts that is not taken; yen."""

    id: str
    """The reading."""
    text: str
    """What it reads, and why it is not taken."""
    subsidy: int
    """0 where the frame would be closed."""
    difference: int
    """Against what the frame pays."""
    source: str


class Obligation(NamedTuple):
    """What a subsidy binds to, or what it takes to keep that."""

    id: str
    label: str
    when: str
    formula: str
    value: int | str | None
    """A whole number of the unit, the text of an exact fraction, or None where none is decided."""
    unit: Unit | None
    source: str
    kind: ObligationKind = "duty"

    def to_dict(self) -> dict[str, Any]:
        """An obligation in JSON."""
        return {
            "id": self.id,
            "label": self.label,
            "when": self.when,
            "formula": self.formula,
            "value": self.value,
            "unit": self.unit,
            "source": self.source,
        }


class ScoreItem(NamedTuple):
    """A 加点, 減点 or 不採択; its weight is not published."""

    id: str
    label: str
    effect: Literal["plus", "minus", "reject"]
    holds: bool | None
    """None where the files do not say."""
    source: str


class Paper(NamedTuple):
    """A paper to gather."""

    id: str
    label: str
    who: str
    """Who has it ready: applicant, representative, participants, members, suppliers, vendor, and of
    a group provider."""
    phase: Literal["application", "report"]
    """Whether it goes with the application or with the report on what was done (実績報告)."""
    needed: bool | None
    """None where only the applicant knows whether it is."""
    copies: int | None
    """How many there are; None where the files do not say."""
    issued_since: date | None
    """The first day on which it may have been issued; None where its age is not limited."""
    note: str
    source: str


class Days(NamedTuple):
    """The round that an application is in, and its days, as far as they are known."""

    round: int | None = None
    deadline: date | None = None
    """The last day of the round."""
    decision: date | None = None
    """交付決定."""
    report: date | None = None
    """The last day of 実績報告."""


class FrameResult(NamedTuple):
    """What one frame pays for one quote, and why; amounts in whole yen."""

    frame: Frame
    name: str
    eligible: bool
    total: int
    eligible_cost: int
    rates: tuple[Fraction, ...]
    """Each once, in the order of the components."""
    subsidy: int
    components: tuple[Component, ...]
    checks: tuple[Check, ...]
    steps: tuple[Step, ...]
    excluded: tuple[Exclusion, ...]
    to_confirm: tuple[str, ...]
    next: tuple[NextStep, ...] = ()
    next_untried: int = 0
    """How many changes were not looked at, for which a large quote leaves no room."""
    round: int | None = None
    """The round that the application is in; None where it is not known."""
    deadline: date | None = None
    """The last day of that round."""
    decision: date | None = None
    """Its 交付決定, where that is known."""
    report: date | None = None
    """The last day of its 実績報告, where that is known."""
    doubts: tuple[Doubt, ...] = ()
    schedule: Schedule | None = None
    """By what it pays for the tools; None where each member of a group has its own, and where the
    frame was closed before it came to that.
    """
    counted: tuple[tuple[int, int | None], ...] = ()
    """The number of each line that counts, and the last month of use that does; None for all."""
    obligations: tuple[Obligation, ...] = ()
    score: tuple[ScoreItem, ...] = ()
    papers: tuple[Paper, ...] = ()
    """These three only where they are asked for, and the frame is open."""

    @property
    def rate(self) -> str | None:
        """The rates as text, `4/5・2/3`; None without any."""
        return "・".join(map(str, self.rates)) or None

    @property
    def self_payment(self) -> int:
        """What the client pays after the subsidy, tax apart, yen."""
        return self.total - self.subsidy

    @property
    def effective_rate(self) -> float | None:
        """Subsidy over eligible cost, to four digits; None without an eligible cost."""
        if not self.eligible_cost:
            return None
        return (20_000 * self.subsidy + self.eligible_cost) // (2 * self.eligible_cost) / 10_000

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that close the frame."""
        return tuple(check for check in self.checks if check.required and not check.ok)

    @property
    def lacks_cost_alone(self) -> bool:
        """Whether nothing but its floor closes the frame, if anything does."""
        return all(check.kind == "floor" for check in self.failed)

    def to_dict(self) -> dict[str, Any]:
        """This frame in the JSON of `estimate`."""
        return {
            "frame": self.frame,
            "name": self.name,
            "status": "eligible" if self.eligible else "ineligible",
            "eligible_cost": self.eligible_cost,
            "rate": self.rate,
            "subsidy": self.subsidy,
            "self_payment": self.self_payment,
            "effective_rate": self.effective_rate,
            "components": [component.to_dict() for component in self.components],
            "checks": [check.to_dict() for check in self.checks],
            "steps": [step.to_dict() for step in self.steps],
            "excluded": [exclusion.to_dict() for exclusion in self.excluded],
            "next": [
                {**step._asdict(), "changes": [_change(*one) for one in step.changes]}
                for step in self.next
            ],
            "next_untried": self.next_untried,
            "to_confirm": list(self.to_confirm),
            "round": self.round,
            "deadline": _day(self.deadline),
            "decision": _day(self.decision),
            "report": _day(self.report),
            "doubts": [doubt._asdict() for doubt in self.doubts],
            "obligations": [obligation.to_dict() for obligation in self.obligations],
            "score": [item._asdict() for item in self.score],
            "papers": [
                {**paper._asdict(), "issued_since": _day(paper.issued_since)}
                for paper in self.papers
            ],
        }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _change(path: str, value: object) -> list[object]:
    """A path and its value as `whatif --set` reads it: a price with decimals is exact text."""
    if isinstance(value, Fraction):
        return [path, decimal_text(value).replace(",", "")]
    return [path, plain(value)]


_PLAIN: Final = frozenset({bool, int, str, type(None)})


def _plain(value: CheckValue, unit: Unit | None) -> int | str | bool | list[str] | None:
    if type(value) in _PLAIN:  # as most are; to ask whether it is a fraction takes longer
        return cast("int | str | bool | None", value)
    if isinstance(value, Fraction):
        return percent(value) if unit == "percent" else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


class Tally:
    """One frame worked out for one quote: what it pays, its parts, and what closes it.

    Nothing of the working is written down; what is only for that is not worked out either. A
    `Worksheet` writes all of it down.
    """

    keeps_every_check = False
    """Whether checks that do not close the frame are written down too."""

    steps: Sequence[Step] = ()
    to_confirm: Sequence[str] = ()
    excluded: Sequence[Exclusion] = ()
    """The working, of which a tally has none."""

    def __init__(self, frame: Frame, name: str, total: int, days: Days | None = None) -> None:
        self.frame = frame
        self.name = name
        self.total = total
        self.days = days or Days()
        self.checks: list[Check] = []
        self.components: list[Component] = []
        self.open = True
        """Whether no required check has failed."""
        self.schedule: Schedule | None = None
        """By what the frame pays, once that is known."""
        self.counted: dict[int, int | None] = {}
        """The last month of use that counts, by the number of a line; None for no limit."""

    def write(self, work_out: Callable[[Worksheet, *Of], object], *of: *Of) -> None:
        """Work out what is only for the reader of the working."""

    def require(
        self, rule: Threshold[T], actual: T, detail: str = "", kind: CheckKind = "rule"
    ) -> bool:
        """Close the frame unless `actual` stands on the right side of the figure."""
        ok = rule.holds(actual)
        return self.record(rule, actual, rule.op, rule.value, ok, True, rule.unit, detail, kind)

    def condition(self, rule: Threshold[T], actual: T | None, detail: str = "") -> bool:
        """Record a comparison that chooses a rate or a ceiling; nothing stated never holds."""
        ok = actual is not None and rule.holds(actual)
        return self.record(rule, actual, rule.op, rule.value, ok, False, rule.unit, detail)

    def require_that(
        self, rule: Provision, holds: bool, detail: str = "", kind: CheckKind = "rule"
    ) -> bool:
        """Close the frame unless a rule without a figure holds."""
        return self.record(rule, holds, "==", True, holds, True, None, detail, kind)

    def condition_that(self, rule: Provision, holds: bool | None, detail: str = "") -> bool:
        """Record a rule without a figure that chooses a rate or a ceiling."""
        return self.record(rule, holds, "==", True, bool(holds), False, None, detail)

    def record(  # noqa: PLR0913  # the fields of a check
        self,
        rule: Provision,
        actual: CheckValue,
        op: str,
        limit: CheckValue,
        ok: bool,
        required: bool,
        unit: Unit | None = None,
        detail: str = "",
        kind: CheckKind = "rule",
    ) -> bool:
        """Record a check as it was made; `detail` says of whom or what."""
        closes = required and not ok
        if closes or self.keeps_every_check:
            label = f"{rule.label}（{detail}）" if detail else rule.label
            check = Check(rule.id, label, actual, op, limit, unit, ok, required, rule.source, kind)
            self.checks.append(check)
        self.open = self.open and not closes
        return ok

    def confirm(self, text: str, source: str) -> None:
        """Something that the input does not say and a person must make sure of."""

    def unanswered(self, rule: Provision, detail: str = "") -> None:
        """A question that the input leaves open: never a check, which would be passed or failed."""

    def doubt(self, texts: Iterable[str]) -> None:
        """What the input says and a person should look at again."""

    def step(
        self,
        id: str,
        label: str,
        formula: str,
        value: int | Fraction | str,
        rule: Cited,
        kind: LineKind = "sum",
        number: int | None = None,
    ) -> None:
        """One line of the working, and the rule that it follows."""

    def rate(self, rate: Figure[Fraction]) -> Figure[Fraction]:
        """The rate that applies, written down with its name."""
        return rate

    def component(  # the fields of a component
        self,
        id: str,
        name: str,
        cost: int,
        rate: Figure[Fraction],
        subsidy: int,
        kind: ComponentKind = "tools",
    ) -> int:
        """A part of the subsidy, yen; parts without a cost are not written down."""
        if cost:
            part = (id, name, cost, rate.value, subsidy, rate.source, rate.id, rate.label, kind)
            self.components.append(Component(*part))
        return subsidy

    def exclude(
        self,
        item: str,
        line: int | None,
        amount: int,
        rule: Provision,
        reason: str = "",
        *,
        kind: ExclusionKind,
        number: int | None,
    ) -> None:
        """Yen that a rule leaves out; `reason` says more than its label where that is needed."""

    def leave_out(self, priced: PricedItem, rule: Provision, kind: ExclusionKind) -> None:
        """All that one buyer pays for an item."""

    def reach(self, number: int, last: int | None) -> None:
        """A line counts up to a month of use; of several buyers the one who gets furthest."""
        before = self.counted.get(number, 0)
        self.counted[number] = None if before is None or last is None else max(before, last)

    def product(
        self, id: str, label: str, rate: Figure[Fraction], cost: Exact, cap: Threshold[int]
    ) -> int:
        """Rate × cost, no more than the cap, cut to yen; two steps where the cap binds."""
        return self.capped(id, self.multiplied(id, label, rate, cost), cap) if cost else 0

    def paid_by(self, rate: Figure[Fraction], cost: Exact, ceiling: Threshold[int]) -> int:
        """What one rate pays up to a ceiling: the whole schedule of a frame, and its product."""
        self.schedule = Schedule((Piece(rate.value, ceiling.most),))
        return self.product("amount", "補助額", rate, cost, ceiling)

    def multiplied(self, id: str, label: str, rate: Figure[Fraction], cost: Exact) -> int:  # noqa: ARG002  # a worksheet's
        """Rate × cost, cut to yen, in one step."""
        return cut(rate.value * cost)

    def capped(self, id: str, amount: int, cap: Threshold[int]) -> int:  # noqa: ARG002  # likewise
        """No more yen than the cap; one step where the cap binds."""
        return cap.stop(amount)

    def require_amount(self, floor: Threshold[int], subsidy: int, cost: Exact) -> bool:
        """Close the frame below its floor; not said where nothing counts and a check said why."""
        return (self.open or bool(cost)) and self.require(floor, subsidy, kind="floor")

    def result(
        self, eligible_cost: int, subsidy: int, rate: Figure[Fraction] | None = None
    ) -> FrameResult:
        """The finished sheet; a closed frame pays nothing.

        The rates are those of the components, each once, in their order, without `rate`.
        """
        rates = [] if rate is None else [rate.value]
        for component in self.components if rate is None else ():
            if component.rate not in rates:  # a fraction is quicker compared than hashed
                rates.append(component.rate)
        return FrameResult(
            frame=self.frame,
            name=self.name,
            eligible=self.open,
            total=self.total,
            eligible_cost=eligible_cost,
            rates=tuple(rates),
            subsidy=subsidy if self.open else 0,
            components=tuple(self.components) if self.open else (),
            checks=tuple(self.checks),
            steps=tuple(self.steps),
            excluded=tuple(self.excluded),
            to_confirm=tuple(self.to_confirm),
            round=self.days.round,
            deadline=self.days.deadline,
            decision=self.days.decision,
            report=self.days.report,
            schedule=self.schedule,
            counted=tuple(self.counted.items()),
        )


class Worksheet(Tally):
    """The paper on which one frame is worked out for one quote, line by line."""

    keeps_every_check = True

    def __init__(self, frame: Frame, name: str, total: int, days: Days | None = None) -> None:
        super().__init__(frame, name, total, days)
        self.steps: list[Step] = []
        self.to_confirm: list[str] = []
        self.excluded: list[Exclusion] = []
        self.prepaid = 0
        """Yen of fees for a term, in the months of it that count."""

    def write(self, work_out: Callable[[Worksheet, *Of], object], *of: *Of) -> None:
        """Work out what is only for the reader of the working."""
        work_out(self, *of)

    def confirm(self, text: str, source: str) -> None:
        """Something that the input does not say and a person must make sure of."""
        self.to_confirm.append(f"{text}（{source}）")

    def unanswered(self, rule: Provision, detail: str = "") -> None:
        """A question that the input leaves open: never a check, which would be passed or failed."""
        label = f"{rule.label}（{detail}）" if detail else rule.label
        self.confirm(f"未回答: {label}", rule.source)

    def doubt(self, texts: Iterable[str]) -> None:
        """What the input says and a person should look at again."""
        self.to_confirm.extend(texts)

    def step(
        self,
        id: str,
        label: str,
        formula: str,
        value: int | Fraction | str,
        rule: Cited,
        kind: LineKind = "sum",
        number: int | None = None,
    ) -> None:
        """One line of the working, and the rule that it follows."""
        self.steps.append(
            Step(id, label, formula, value, rule.source, kind, number, rule.id, rule.label)
        )

    def item(self, number: int, label: str, formula: str, value: int, rule: Cited) -> None:
        """What of an item of the quote counts, yen."""
        self.step(f"items.{number}", label, formula, value, rule, "item", number)

    def rate(self, rate: Figure[Fraction]) -> Figure[Fraction]:
        """The rate that applies, written down with its name."""
        self.step("rate", rate.label, "", rate.value, rate, "rate")
        return rate

    def exclude(
        self,
        item: str,
        line: int | None,
        amount: int,
        rule: Provision,
        reason: str = "",
        *,
        kind: ExclusionKind,
        number: int | None,
    ) -> None:
        """Yen that a rule leaves out; `reason` says more than its label where that is needed."""
        why = reason or rule.label
        exclusion = Exclusion(item, line, amount, why, rule.source, rule.id, kind, number)
        self.excluded.append(exclusion)

    def leave_out(self, priced: PricedItem, rule: Provision, kind: ExclusionKind) -> None:
        """All that one buyer pays for an item."""
        name, number = priced.item.name, priced.number
        self.exclude(name, priced.line, priced.each, rule, kind=kind, number=number)

    def multiplied(self, id: str, label: str, rate: Figure[Fraction], cost: Exact) -> int:
        """Rate × cost, cut to yen, in one step."""
        exact = rate.value * cost
        amount = cut(exact)
        formula = f"{exact_text(cost)} × {rate.value}{cut_note(exact)}"
        self.step(id, label, formula, amount, rate)
        return amount

    def capped(self, id: str, amount: int, cap: Threshold[int]) -> int:
        """No more yen than the cap; one step where the cap binds."""
        subsidy = cap.stop(amount)
        if subsidy < amount:
            self.step(f"{id}.cap", cap.label, f"{amount:,} → {cap.text}", subsidy, cap, "cap")
        return subsidy

    def add_up_excluded(self) -> None:
        """Say once what is left out of an item for the same reason, however many bought it."""
        sums: dict[Exclusion, int] = {}
        for exclusion in self.excluded:
            alike = exclusion._replace(amount=0)
            sums[alike] = sums.get(alike, 0) + exclusion.amount
        self.excluded = [alike._replace(amount=amount) for alike, amount in sums.items()]
