"""What a programme says of the time after its subsidy, and of points and papers: read when it is
asked for, from a file beside that of the programme.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from itsubsidy.rules.programme.figures import (
    Entry,
    Figure,
    PastYear,
    Provision,
    Share,
    T,
    Threshold,
)
from itsubsidy.rules.programme.rulefile import headings, read_beside
from itsubsidy.rules.programme.rules import Heading
from itsubsidy.terms import Frame, Op, bound

Effect = Literal["plus", "minus", "reject"]
DecidedBy = Literal[
    "cloud",
    "otasuketai",
    "invoice",
    "wage_plan",
    "stars",
    "history",
    "same_function",
    "overlap",
    "match",
    "same_tools",
]
"""What of the files decides whether an item of the score holds."""

Preparer = Literal[
    "applicant", "representative", "participants", "members", "suppliers", "vendor", "provider"
]
"""Who has a paper ready; a `provider` (IT提供事業者) is to a group what a `vendor` is to others."""

Phase = Literal["application", "report"]
Occasion = Literal[
    "near_minimum_wage", "services", "hardware", "small", "association", "no_association", "claimed"
]
"""When a paper is asked for; `claimed` is known to the applicant alone."""


NO_FRAME: Final[Any] = None
"""In the place of a frame of which nothing is said."""


class Told(Figure[T]):
    """A figure that the reader is told, with its operator; nothing here is compared with it."""

    op: Op = "=="

    @property
    def text(self) -> str:
        return bound(self.value, self.op, self.unit)


class InWords(Provision):
    """What is asked, when, and what it means; `{name}` in the texts stands for a figure."""

    when: str
    means: str = ""
    whole: bool = False
    """Whether it is about all of the subsidy."""
    small: bool = False
    """Whether it is about a 小規模事業者 alone."""
    shares: dict[str, Told[Share]] | None = None
    numbers: dict[str, Told[int]] | None = None

    def written(self, text: str, **others: str) -> str:
        """A text of this entry with its figures, and others, in their places."""
        shares = {name: figure.text for name, figure in (self.shares or {}).items()}
        numbers = {name: figure.text for name, figure in (self.numbers or {}).items()}
        return text.format(**shares, **numbers, **others)


class PerHead(Entry):
    """The same of a plan by 1人当たり給与支給総額, for one person."""

    target: InWords
    raises: InWords
    break_even: InWords


class WagePlanObligations(Entry):
    """What a wage plan binds to that the subsidy was paid for, and what it costs."""

    years: Figure[int]
    floor_missed: InWords | None = None
    """What is paid back by the year in which the lowest wage is missed, where a text says so."""
    said: dict[str, InWords]
    """What is paid back otherwise and when, in words; of all of the subsidy where `whole` says so.
    """
    extra: InWords
    target: InWords
    raises: InWords
    break_even: InWords
    net: InWords
    per_head: PerHead | None = None
    """Where the plan is one of 1人当たり給与支給総額."""
    floor: InWords | None = None


class ProductivityTarget(Figure[int]):
    """After how many years 労働生産性 must have grown by so much a year."""

    value: int
    when: str


class ProductivityObligations(Entry):
    """What 労働生産性 must reach; of a group by two means, since the texts name both."""

    now: InWords
    targets: dict[str, ProductivityTarget]
    by_geometric_mean: Provision | None = None
    by_arithmetic_mean: Provision | None = None
    missed: InWords | None = None


class ReportPeriod(Provision):
    """効果報告: what is reported, between which days, and the table of minimum wages in force on
    the first of them.
    """

    covers: str
    opens: date
    closes: date | None = None
    table: str | None = None


class ScoreRule(Provision):
    """A 加点, 減点 or 不採択, and what of the files decides it; without `by` nothing does."""

    effect: Effect
    by: DecidedBy | None = None
    amount: Threshold[int] | None = None
    """The subsidies that the item is for; yen."""
    growth: Threshold[Share] | None = None
    growth_other: Threshold[Share] | None = None
    """The growth that is asked of those who are no SME."""
    margin: Threshold[int] | None = None
    stars: Threshold[int] | None = None
    decisions: tuple[PastYear, ...] = ()
    frames: tuple[Frame, ...] = ()
    """Of the applications of the same year, those meant."""


class PaperRule(Provision):
    """A paper: who has it ready, for which phase, on what occasion, and how old it may be."""

    who: Preparer
    phase: Phase
    of: Literal["corporation", "person"] | None = None
    only: Occasion | None = None
    note: str = ""
    issued_within: Threshold[int] | None = None


class FrameObligations(Entry):
    """Everything of one frame."""

    weights: Provision
    """That points have no published weights, so that there is no score and no odds."""
    wage_plan: WagePlanObligations | None = None
    productivity: ProductivityObligations | None = None
    reports: dict[str, ReportPeriod]
    less: InWords
    size_lost: InWords | None = None
    others: dict[str, InWords]
    score: dict[str, ScoreRule]
    score_missed: InWords | None = None
    score_not_announced: InWords | None = None
    papers: dict[str, PaperRule]


class ProgrammeObligations(Entry):
    """Everything of one programme."""

    normal: FrameObligations = NO_FRAME
    invoice: FrameObligations = NO_FRAME
    edi: FrameObligations = NO_FRAME
    security: FrameObligations = NO_FRAME
    consortium: FrameObligations = NO_FRAME

    def frame(self, frame: Frame) -> FrameObligations | None:
        """What is said of one frame; None of one that the file does not have."""
        said: FrameObligations | None = getattr(self, frame)
        return said


@cache
def programme_obligations(id: str) -> ProgrammeObligations | None:
    """What a programme says of obligations, points and papers; None where it has no such file."""
    path = files(__package__) / f"{id}-obligations.yaml"
    heading = next((known for known in headings() if known.id == id), None)
    if heading is None or not path.is_file():
        return None
    return read_obligations(path.read_bytes(), path.name, heading)


def read_obligations(raw: bytes, file: str, heading: Heading) -> ProgrammeObligations:
    """The obligations in a file.

    Raises:
        RuleFileError: something is missing, contradicts itself or has no source.
    """
    return read_beside(ProgrammeObligations, raw, file, heading)
