"""What a programme says, typed: every figure by its name, and which are in force at a date."""

import re
from collections.abc import Iterable, Iterator, Set
from datetime import date
from typing import Any, Final, Literal, get_args

from itsubsidy.inputs.values import PREFECTURES
from itsubsidy.money import Exact
from itsubsidy.rules.programme.figures import (
    Compatible,
    Entry,
    Figure,
    PastProvision,
    PastThreshold,
    PastYear,
    Provision,
    Share,
    Threshold,
)
from itsubsidy.terms import (
    FRAMES,
    INDUSTRIES,
    OPTIONS,
    PAST_FRAMES,
    Frame,
    Op,
    PastFrame,
    Size,
    Unit,
)

Provisions = tuple[Provision, ...]

Reading = Literal[
    "administration_by_cost",
    "administration_by_cost_alone",
    "deemed_large_as_sme",
    "every_2022_decision",
    "other_lower_bound",
    "otasuketai_as_option",
    "small_as_bound",
    "small_as_exempt",
]
"""The readings of the texts that are tenable and not taken; `Case.reading` takes one."""


class OtherReading(Provision):
    """A reading that is not taken: the label says what it reads, `not_taken` why it is not."""

    not_taken: str


class ToConfirm(Provision):
    """What the files cannot say; where any are named, of these categories or sizes alone."""

    categories: tuple[str, ...] = ()
    sizes: tuple[Size, ...] = ()

    def concerns(self, categories: Set[str], sizes: Set[str]) -> bool:
        """Whether it is asked of a client of these sizes who buys items of these categories."""
        return (not self.categories or not categories.isdisjoint(self.categories)) and (
            not self.sizes or not sizes.isdisjoint(self.sizes)
        )


class SizeClass(Entry):
    """One row of the 中小企業等 table: capital in yen, or regular employees."""

    industries: tuple[str, ...]
    capital: Threshold[int]
    employees: Threshold[int]


class EntityClass(Entry):
    """A row of the 中小企業等 table that goes by the kind of corporation."""

    entities: tuple[str, ...]
    employees: Threshold[int]


class SmallClass(Entry):
    """One row of the 小規模事業者 table."""

    industries: tuple[str, ...]
    employees: Threshold[int]


class DeemedLarge(Entry):
    """The tests of みなし大企業; shares are fractions of one, income is yen a year."""

    largest_share: Threshold[Share]
    total_share: Threshold[Share]
    officer_share: Threshold[Share]
    owned_by_deemed_large: Provision
    officers_all_from_large: Provision
    taxable_income: Threshold[int]


class SizeRules(Entry):
    """Who is an SME, who is small, who is deemed large."""

    sme: dict[str, SizeClass]
    sme_by_entity: dict[str, EntityClass]
    small: dict[str, SmallClass]
    never_small: Provision
    deemed_large: DeemedLarge

    def fault(self) -> str | None:
        for table in (self.sme, self.small):
            listed = sorted(name for row in table.values() for name in row.industries)
            if listed != sorted(INDUSTRIES):
                return "業種の区分が、全ての業種をちょうど一度ずつ挙げていません"
        return None

    def sme_class(self, industry: str) -> SizeClass:
        """The row of the 中小企業等 table for an industry."""
        return next(row for row in self.sme.values() if industry in row.industries)

    def entity_class(self, entity: str) -> EntityClass | None:
        """The row that goes by the kind of corporation, if there is one."""
        return next((row for row in self.sme_by_entity.values() if entity in row.entities), None)

    def small_class(self, industry: str) -> SmallClass:
        """The row of the 小規模事業者 table for an industry."""
        return next(row for row in self.small.values() if industry in row.industries)


Asks = Literal[
    "gbizid_prime",
    "security_action",
    "pays_minimum_wage",
    "productivity_growth",
    "productivity_growth_first_year",
    "payroll_growth",
    "per_head_growth",
    "minimum_wage_margin",
    "announced",
]
"""What an applicant can be asked for, by the key of the file that answers it."""

Outcome = Literal["close", "ceiling", "confirm"]
"""What follows where a requirement is not met: the frame closes, stays under its lower ceiling, or
a person must make sure.
"""

Rank = Literal["small", "medium", "large", "deemed_large"]
"""The size of an applicant, みなし大企業 apart."""


class Requirement(Threshold[Any]):
    """Something that a frame asks of an applicant beside its size.

    It is asked of those with one of `decisions`, where any are named, and of those of `ranks`,
    where any are named. Of those that ask for the same thing the last that concerns a client is
    the one that counts. `doubtful` decisions bring it about by another reading of the text.
    """

    asks: Asks
    op: Op = "=="
    value: Share | int | bool = True
    unit: Unit | None = None
    decisions: tuple[PastYear, ...] = ()
    doubtful: tuple[PastYear, ...] = ()
    ranks: tuple[Rank, ...] = ()
    otherwise: Outcome = "close"

    def fault(self) -> str | None:
        if self.value is True and (self.op != "==" or self.unit is not None):
            return "value のない要件に op と unit は書けません"
        if self.value is not True and (self.op == "==" or self.unit is None):
            return "value のある要件には op と unit が要ります"
        return super().fault()


Requirements = dict[str, Requirement]

NOTHING: Final[dict[str, Any]] = {}
"""A section that a frame need not have."""


class Waiting(PastThreshold[int]):
    """No application within so many months of an earlier decision."""

    value: int
    otherwise: Outcome = "close"


class Bar(PastProvision):
    """No application after an earlier decision, however long ago.

    With `otasuketai` only after one that held such a service; with `overlap` only where the
    software has the same processes as the one decided then.
    """

    otasuketai: bool = False
    overlap: bool = False
    otherwise: Outcome = "close"


class Registered(Provision):
    """That tools must be registered, and the categories that need not be."""

    exempt: tuple[str, ...] = ()


class CostRules(Entry):
    """What of an item counts; months are the longest term that does."""

    category: Provision
    otasuketai: Provision | None = None
    free: Provision
    registered: Registered | None = None
    rental: Provision | None = None
    lease: Provision | None = None
    used: Provision | None = None
    outside: Provision | None = None

    def limit_of(self, category: str) -> Threshold[int] | None:  # noqa: ARG002  # others ask
        """The longest term that counts of an item of this category; None where any does."""
        return None


class WagePlanExemptions(Provision):
    """Who need not have a wage plan; those of `doubtful` sizes by another reading of the text."""

    sizes: tuple[Size, ...]
    exemptions: tuple[str, ...]
    doubtful: tuple[Size, ...] = ()


class FrameRules(Entry):
    """What every frame has: its official name, who may apply, what else to confirm."""

    name: str
    short: str = ""
    """What to call it where room is short; its name where nothing is given."""
    costs: CostRules
    applicant: Provision
    sme: Provision
    discount: Provision
    not_deemed_large: Provision | None = None
    prerequisites: Requirements
    wage_plan: Requirements = NOTHING
    """What the wage plan must hold for the higher ceiling."""
    wage_plan_repeat: Requirements = NOTHING
    """What it must hold at any amount after earlier decisions."""
    wage_plan_exempt: WagePlanExemptions | None = None
    price_stability: Figure[Share] | None = None
    """物価安定の目標, which the growth that a wage plan must hold is counted from."""
    waiting: Waiting | None = None
    waiting_elsewhere: Waiting | None = None
    """A wait that other texts ask for, and this programme's may."""
    bars: dict[str, Bar] = NOTHING
    compatible: Compatible
    payment: Provision
    confirm: tuple[ToConfirm, ...]
    doubts: dict[Reading, OtherReading]
    floor: Threshold[int]

    def limit_of(self, category: str) -> Threshold[int] | None:
        """The longest term that counts of an item of this category; None where any does."""
        return self.costs.limit_of(category)

    def longest_term(self, category: str) -> int | None:
        """The same in months."""
        limit = self.limit_of(category)
        return None if limit is None else limit.value

    def fault(self) -> str | None:
        for name, rule in self.__dict__.items():
            if "ceiling" in name and rule.value < self.floor.value:
                return f"{name} の {rule.text} が、下限 floor の {self.floor.text} を下回っています"
        return None


class ToolCostRules(CostRules):
    """Costs of software with its options and services."""

    software_months: Threshold[int]
    option_months: Threshold[int]
    support_months: Threshold[int]
    consulting_count: Threshold[int]
    services_cap: Threshold[int]
    attached: Provision
    outside: Provision
    lease: Provision
    used: Provision
    hourly: Threshold[int]

    def limit_of(self, category: str) -> Threshold[int] | None:
        """Those of software, of an option, of support."""
        if category == "software":
            return self.software_months
        if category in OPTIONS:
            return self.option_months
        return self.support_months if category == "support" else None


class Alone(Provision):
    """Processes that do not do without another."""

    processes: tuple[str, ...]


class ProcessThreshold(Threshold[int]):
    """A count of kinds of process, and which processes count."""

    value: int
    processes: tuple[str, ...]


class JudgedOnce(Entry):
    """That each employee is judged once, over the months before that of the application."""

    recent: Provision
    """That the ledger has wages in each of these months."""
    unjudged: Provision
    """That employees without a wage in one of them are in neither count."""
    whole_yen: Provision
    """That wages are written in whole yen, and nothing says how to round."""


class NearMinimumWageRules(Entry):
    """最低賃金近傍, as in force from one day to another; wages are yen an hour."""

    since: date
    until: date | None = None
    months: Threshold[int]
    share: Threshold[Share]
    lower: Threshold[int] | None = None
    upper: Threshold[int]
    table: str
    counted: Provision
    """What months and employees must have been counted, where there is no ledger."""
    from_period_minimum: Provision | None = None
    """Where given, a wage is near only from the minimum of `period_table`."""
    period_table: str | None = None
    """The table of the months that are looked at."""
    unknown: Provision | None = None
    """What is not known of applications in this time."""
    judged_once: JudgedOnce | None = None
    """Where given, employees are judged, each once; else months, whoever is in them."""
    first_month: Threshold[date] | None = None
    last_month: Threshold[date] | None = None
    ledger: Provision

    def near(self, wage: Exact, minimum: int) -> bool:
        """Whether an hourly wage is near the minimum wage of `table`."""
        over = wage - minimum
        return (self.lower is None or self.lower.holds(over)) and self.upper.holds(over)

    def counts(self, month: date) -> bool:
        """Whether wages of the month that begins on this day are looked at; round7."""
        return (self.first_month is None or self.first_month.holds(month)) and (
            self.last_month is None or self.last_month.holds(month)
        )


class NormalRules(FrameRules):
    """通常枠."""

    not_deemed_large: Provision
    costs: ToolCostRules
    software_without_process: Provision
    business_processes: ProcessThreshold
    alone: Alone | None = None
    """The processes that do not do by themselves, where these count beside others."""
    processes_upper: Threshold[int]
    rate: Figure[Share]
    rate_near_minimum_wage: Figure[Share]
    ceiling: Threshold[int]
    ceiling_upper: Threshold[int]
    near_minimum_wage: NearMinimumWageRules


class InvoiceToolRules(FrameRules):
    """What インボイス対応類型 and the base costs of 複数社連携IT導入枠 have alike."""

    not_deemed_large: Provision
    costs: ToolCostRules
    software_without_function: Provision
    software_not_compliant: Provision
    functions_upper: Threshold[int]
    rate_first: Figure[Share]
    rate_first_small: Figure[Share]
    rate_rest: Figure[Share]
    ceiling: Threshold[int]
    pc_rate: Figure[Share]
    pc_ceiling: Threshold[int]
    register_rate: Figure[Share]
    register_ceiling: Threshold[int]


class InvoiceRules(InvoiceToolRules):
    """インボイス枠（インボイス対応類型）."""

    functions: Threshold[int]
    first_part: Threshold[int]
    ceiling_upper: Threshold[int]


class EdiCostRules(CostRules):
    """Costs of the one cloud ordering software."""

    software_months: Threshold[int]
    software_count: Threshold[int]
    registered: Registered
    outside: Provision
    lease: Provision
    used: Provision
    not_cloud: Provision
    not_ordering: Provision
    not_compliant: Provision
    no_accounts: Provision
    account_share: Provision

    def limit_of(self, category: str) -> Threshold[int] | None:
        """That of the software; nothing else counts."""
        return self.software_months if category == "software" else None


class EdiRules(FrameRules):
    """インボイス枠（電子取引類型）."""

    costs: EdiCostRules
    software: Provision
    deemed_large: Provision
    rate: Figure[Share]
    rate_large: Figure[Share]
    ceiling: Threshold[int]


class SecurityCostRules(CostRules):
    """Costs of お助け隊 services."""

    service_months: Threshold[int]
    registered: Registered

    def limit_of(self, category: str) -> Threshold[int] | None:
        """That of the service; nothing else counts."""
        return self.service_months if category == "otasuketai" else None


class SecurityRules(FrameRules):
    """セキュリティ対策推進枠."""

    not_deemed_large: Provision
    costs: SecurityCostRules
    service: Provision
    stars: Provision | None = None
    """The number of stars, which 済 does not say; None where more than one bring nothing."""
    rate: Figure[Share]
    rate_small: Figure[Share]
    ceiling: Threshold[int]


class Representative(Provision):
    """The associations that may represent a group whatever their size."""

    entities: tuple[str, ...]


class ConsortiumRules(InvoiceToolRules):
    """複数社連携IT導入枠."""

    incorporated: Provision
    representative: Representative
    members: Threshold[int]
    tools: Provision
    first_cost: Threshold[int]
    first_cost_small: Threshold[int]
    first_ceiling: Threshold[int]
    rest_ceiling: Threshold[int]
    analysis_months: Threshold[int]
    analysis_rate: Figure[Share]
    analysis_ceiling: Threshold[int]
    joint_ceiling: Threshold[int]
    other_rate: Figure[Share]
    other_share: Figure[Share]
    other_ceiling: Threshold[int]
    total: Provision
    idle: Provision
    consulting_each: Provision

    def limit_of(self, category: str) -> Threshold[int] | None:
        """As in other frames; the analysis tools have a limit of their own."""
        return self.analysis_months if category == "analysis" else self.costs.limit_of(category)


class Together(Provision):
    """What is to be known of applying for all of these frames."""

    frames: tuple[Frame, ...]
    same_function: bool = False
    """Only where software with the same function is in more than one of the applications."""
    several_vendors: bool = False
    """Only where an application has items of more than one vendor."""
    category: str | None = None
    """Only where something of this category is bought."""


NO_FRAME: Final[Any] = None
"""In the place of a frame that a programme does not have."""


class Rules(Entry):
    """Everything that is in force on one day. Only the frames in `frames` are there."""

    size: SizeRules
    normal: NormalRules = NO_FRAME
    invoice: InvoiceRules = NO_FRAME
    edi: EdiRules = NO_FRAME
    security: SecurityRules = NO_FRAME
    consortium: ConsortiumRules = NO_FRAME
    together: tuple[Together, ...]
    not_modelled: Provisions
    assumed: Provisions

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames that the programme has, in the order that settles ties."""
        return tuple(frame for frame in FRAMES if getattr(self, frame) is not NO_FRAME)

    @property
    def names(self) -> dict[Frame, str]:
        """The official name of each frame that the programme has."""
        return {frame: self.frame(frame).name for frame in self.frames}

    @property
    def short_names(self) -> dict[Frame, str]:
        """What to call each frame where room is short."""
        return {frame: self.frame(frame).short or self.frame(frame).name for frame in self.frames}

    def name_of(self, frame: PastFrame) -> str:
        """A frame's name in this programme, or the one it had before."""
        return self.frame(frame).name if frame in self.frames else PAST_FRAMES[frame]

    def frame(self, frame: Frame) -> FrameRules:
        """The rules of one frame that the programme has."""
        rules: FrameRules = getattr(self, frame)
        return rules

    @property
    def tool_costs(self) -> ToolCostRules | None:
        """What counts of software with its services, by the first frame that pays for any."""
        costs = (self.frame(frame).costs for frame in self.frames)
        return next((rules for rules in costs if isinstance(rules, ToolCostRules)), None)

    def longest_term(self, category: str) -> int | None:
        """The longest term of an item of this category that any frame pays for, in months."""
        limits = (self.frame(frame).limit_of(category) for frame in self.frames)
        return max((limit.value for limit in limits if limit is not None), default=None)

    def entries(self, within: Literal["size"] | Frame | None = None) -> Iterator[Provision]:
        """Every rule, or those of one section, in the order of the file."""
        sections: tuple[str, ...] = (within,) if within else ("size", *self.frames)
        for section in sections:
            yield from _entries(getattr(self, section))


class ApplicationWindow(Entry):
    """The days on which applications are taken, both included; without an end if none is known."""

    opens: Threshold[date]
    closes: Threshold[date] | None = None


Grade = Literal["official", "quoted", "superseded", "reported", "carried"]
"""How well a text is known for a programme, from best to worst: it is held and in force; others
quote it; it is held and was replaced; others report of it; it is held and is an earlier year's.
"""


def cited_in(source: str) -> list[str]:
    """The names of the documents that a source cites: `koubo-tsujyo p.5, civil-code 140条`."""
    return [place.split(" ", 1)[0] for place in source.split(", ")]


def worst_grade(grades: Iterable[Grade]) -> Grade:
    """The last of these from best to worst."""
    return max(grades, key=get_args(Grade).index)


class Round(Entry):
    """One round of applications: its deadline, and the days after it as far as they are known."""

    number: int
    deadline: date
    decision: date | None = None
    """交付決定."""
    report: date | None = None
    """The last day of 実績報告."""


LaterRounds = Literal["none", "unknown"]
"""Whether there are rounds after the last one that is known."""


class Rounds(Provision):
    """The rounds of some frames, in their order."""

    frames: tuple[Frame, ...]
    time: str
    """The hour of every deadline, of Japan: `17:00`."""
    later: LaterRounds
    rounds: tuple[Round, ...]

    def fault(self) -> str | None:
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", self.time):
            return f"time の「{self.time}」は使えません。17:00 のように、引用符で囲んで書きます"
        deadlines = [one.deadline for one in self.rounds]
        if not deadlines or deadlines != sorted(set(deadlines)):
            return "rounds に、締切の順に並ぶ回が要ります"
        return super().fault()

    def of(self, on: date) -> Round | None:
        """The round that an application of a day is in; None after the last that is known."""
        return next((its for its in self.rounds if on <= its.deadline), None)


def rounds_of(rounds: Iterable[Rounds], frame: Frame) -> Rounds | None:
    """Those of a frame; None where they are not known."""
    return next((its for its in rounds if frame in its.frames), None)


def round_of(rounds: Iterable[Rounds], frame: Frame, on: date) -> Round | None:
    """The round of a frame that an application of a day is in; None where it is not known."""
    its_rounds = rounds_of(rounds, frame)
    return its_rounds.of(on) if its_rounds is not None else None


class SourceDocument(Entry):
    """A published text: its printed pages are numbered to `pages`, or its parts have names."""

    title: str
    edition: str | date
    short: str = ""
    """What it is called beside a page; its title where that is short."""
    grade: Grade = "official"
    pages: int = 0
    places: tuple[str, ...] = ()
    address: str | None = None
    """Where it is published, as far as that is known."""


def _beside(document: str, place: str) -> str:
    """A document and a part of it: 民法140条, 申請様式 様式5."""
    return f"{document}{'' if place[0].isdecimal() else ' '}{place}"


class EditionNotHeld(Entry):
    """A later edition that the rules were not held against, and from when it applies."""

    edition: str | date
    applies_from: date


class Heading(Entry):
    """What a programme says of itself."""

    id: str
    name: str
    year: int
    verified_on: date
    documents: dict[str, SourceDocument]
    not_held: tuple[EditionNotHeld, ...]
    application_window: ApplicationWindow
    rounds: tuple[Rounds, ...] = ()

    def fault(self) -> str | None:
        if self.application_window.closes is None and not self.rounds:
            return "受付の終わり application_window.closes か、分かっている締切 rounds が要ります"
        return super().fault()

    @property
    def opens(self) -> date:
        """The first day on which applications are taken."""
        return self.application_window.opens.value

    @property
    def closes(self) -> date | None:
        """The last day on which applications are taken, if one is known."""
        end = self.application_window.closes
        return None if end is None else end.value

    @property
    def last_deadline(self) -> date:
        """The last deadline that is known, of any frame."""
        deadlines = [its.deadline for rounds in self.rounds for its in rounds.rounds]
        return max(deadlines, default=self.closes or date.max)  # one of them is there: see fault

    @property
    def later_rounds(self) -> LaterRounds:
        """Whether rounds may follow the last one that is known."""
        return "unknown" if any(one.later == "unknown" for one in self.rounds) else "none"

    def rounds_of(self, frame: Frame) -> Rounds | None:
        """The rounds of a frame; None where they are not known."""
        return rounds_of(self.rounds, frame)

    def round_of(self, frame: Frame, on: date) -> Round | None:
        """The round of a frame that an application of a day is in; None where it is not known."""
        return round_of(self.rounds, frame, on)

    def within(self, on: date) -> date:
        """`on`, or the nearest day on which applications are taken."""
        day = max(on, self.opens)
        return day if self.closes is None else min(day, self.closes)

    @property
    def cited_words(self) -> dict[str, str]:
        """What people read for what is cited, up to the number of a page.

        `{"koubo-tsujyo p.": "公募要領（通常枠）", "civil-code 140条": "民法140条"}`
        """
        words: dict[str, str] = {}
        for name, document in self.documents.items():
            called = document.short or document.title
            words |= {f"{name} {place}": _beside(called, place) for place in document.places}
            words |= {f"{name} p.": called} if document.pages else {}
        return words

    def grade_of(self, source: str) -> Grade:
        """How well a rule with this source is known: as the worst of the documents it cites."""
        return worst_grade(self.documents[name].grade for name in cited_in(source))


class Period(Entry):
    """The rules between two days, both included; the last day there is where no end is known."""

    since: date
    until: date
    rules: Rules


class Programme(Heading):
    """One year's programme, with the rules of each period in it."""

    periods: tuple[Period, ...]

    @property
    def names(self) -> dict[Frame, str]:
        """The official name of each frame."""
        return self.periods[-1].rules.names

    @property
    def short_names(self) -> dict[Frame, str]:
        """What to call each frame where room is short."""
        return self.periods[-1].rules.short_names

    def at(self, on: date) -> Rules:
        """The rules in force on a day of the application window."""
        for period in self.periods:
            if period.since <= on <= period.until:
                return period.rules
        raise ValueError(f"{on} is outside {self.opens}..{self.closes or ''}")


class MinimumWage(Entry):
    """地域別最低賃金 of one prefecture, yen an hour, and the first day that it is in force."""

    yen: int
    since: date


class MinimumWageTable(Entry):
    """地域別最低賃金 of all prefectures in one year."""

    name: str
    source: str
    prefectures: dict[str, MinimumWage]

    @property
    def id(self) -> str:
        """What it is called in a working: a table has one name alone."""
        return self.name

    @property
    def label(self) -> str:
        """The same, for people."""
        return self.name

    def of(self, prefecture: str) -> int:
        """Yen an hour in a prefecture."""
        return self.prefectures[prefecture].yen

    def fault(self) -> str | None:
        if sorted(self.prefectures) != sorted(PREFECTURES):
            return "47 都道府県を、ちょうど一度ずつ挙げていません"
        return None


class MinimumWages(Entry):
    """地域別最低賃金 of every year that is known."""

    tables: dict[str, MinimumWageTable]

    def in_force(self, prefecture: str, day: date) -> MinimumWageTable | None:
        """The table in force on a day in a prefecture; None before the first that is known."""
        begun = [t for t in self.tables.values() if t.prefectures[prefecture].since <= day]
        return max(begun, key=lambda t: t.prefectures[prefecture].since, default=None)


def _entries(node: object) -> Iterator[Provision]:
    if isinstance(node, Provision):
        yield node
    elif isinstance(node, Entry):
        for value in node.__dict__.values():
            yield from _entries(value)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _entries(value)
    elif isinstance(node, tuple):
        for value in node:
            yield from _entries(value)
