"""The typed rule file: every figure of a programme, and which of them is in force at a date.

A programme is one YAML file beside this module. It is read once and checked whole: every entry
has a source that exists, every figure its unit, every threshold its operator, no cap stands
under a floor, and figures that change in time leave no gap and no overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from itsubsidy.figures import (
    Compatible,
    Entry,
    Figure,
    PastProvision,
    PastThreshold,
    Provision,
    Share,
    Threshold,
)
from itsubsidy.inputs.reading import validate
from itsubsidy.inputs.values import Listed
from itsubsidy.inputs.yamltext import Document, InputError, Loc, Problem, parse
from itsubsidy.terms import INDUSTRIES, Frame, Size

Provisions = Annotated[tuple[Provision, ...], Listed]


class SizeClass(Entry):
    """One row of the 中小企業等 table: capital in yen, or regular employees."""

    industries: Annotated[tuple[str, ...], Listed]
    capital: Threshold[int]
    employees: Threshold[int]


class EntityClass(Entry):
    """A row of the 中小企業等 table that goes by the kind of corporation."""

    entities: Annotated[tuple[str, ...], Listed]
    employees: Threshold[int]


class SmallClass(Entry):
    """One row of the 小規模事業者 table."""

    industries: Annotated[tuple[str, ...], Listed]
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

    @model_validator(mode="after")
    def _each_industry_once(self) -> Self:
        for table in (self.sme, self.small):
            listed = sorted(name for row in table.values() for name in row.industries)
            if listed != sorted(INDUSTRIES):
                raise ValueError("業種の区分が、全ての業種をちょうど一度ずつ挙げていません")
        return self

    def sme_class(self, industry: str) -> SizeClass:
        """The row of the 中小企業等 table for an industry."""
        return next(row for row in self.sme.values() if industry in row.industries)

    def entity_class(self, entity: str) -> EntityClass | None:
        """The row that goes by the kind of corporation, if there is one."""
        return next((row for row in self.sme_by_entity.values() if entity in row.entities), None)

    def small_class(self, industry: str) -> SmallClass:
        """The row of the 小規模事業者 table for an industry."""
        return next(row for row in self.small.values() if industry in row.industries)


class PrerequisiteRules(Entry):
    """What a frame asks of the applicant beside its size; None is not asked."""

    gbizid_prime: Provision
    security_action: Threshold[int]
    pays_minimum_wage: Provision | None = None
    productivity_growth: Threshold[Share] | None = None
    productivity_growth_repeat: PastThreshold[Share] | None = None


class FrameRules(Entry):
    """What every frame has: its official name, who may apply, what else to confirm."""

    name: str
    applicant: Provision
    sme: Provision
    not_deemed_large: Provision | None = None
    prerequisites: PrerequisiteRules
    waiting: PastThreshold[int] | None = None
    compatible: Compatible
    confirm: Provisions
    confirm_category: dict[str, Provision] = Field(default_factory=dict)
    confirm_otasuketai: PastProvision | None = None
    confirm_overlap: PastProvision | None = None
    floor: Threshold[int]

    @model_validator(mode="after")
    def _caps_over_floor(self) -> Self:
        for name, value in self:
            if (
                "ceiling" in name
                and isinstance(value, Threshold)
                and value.value < self.floor.value
            ):
                raise ValueError(
                    f"{name} の {value.text} が、下限 floor の {self.floor.text} を下回っています"
                )
        return self


class Registered(Provision):
    """That tools must be registered, and the categories that need not be."""

    exempt: Annotated[tuple[str, ...], Listed] = ()


class CostRules(Entry):
    """What of an item counts; months are the longest term that does."""

    category: Provision
    free: Provision
    registered: Registered | None = None
    rental: Provision | None = None
    outside: Provision | None = None


class ToolCostRules(CostRules):
    """Costs of software with its options and services."""

    software_months: Threshold[int]
    option_months: Threshold[int]
    support_months: Threshold[int]
    consulting_count: Threshold[int]
    services_cap: Threshold[int]
    attached: Provision
    outside: Provision


class ProcessThreshold(Threshold[int]):
    """A count of kinds of process, and which processes count."""

    processes: Annotated[tuple[str, ...], Listed]


class WagePlanExemptions(Provision):
    """Who need not have a wage plan."""

    sizes: Annotated[tuple[Size, ...], Listed]
    exemptions: Annotated[tuple[str, ...], Listed]


class WagePlanRules(Entry):
    """賃金引上げ計画: growth a year, yen an hour over the minimum wage, announced to staff."""

    payroll_growth: Threshold[Share]
    minimum_wage_margin: Threshold[int]
    announced: Provision
    exempt: WagePlanExemptions


class NearMinimumWageRules(Entry):
    """最低賃金近傍, which changed with the 7th round; wages are yen an hour."""

    since: date
    until: date
    months: Threshold[int]
    share: Threshold[Share]
    lower: Threshold[int] | None = None
    upper: Threshold[int]
    first_month: Threshold[date] | None = None
    last_month: Threshold[date] | None = None
    table: str

    def near(self, wage: int, minimum: int) -> bool:
        """Whether an hourly wage is near the minimum wage; koubo-tsujyo p.14, round7."""
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
    processes_upper: Threshold[int]
    rate: Figure[Share]
    rate_near_minimum_wage: Figure[Share]
    ceiling: Threshold[int]
    ceiling_upper: Threshold[int]
    wage_plan: WagePlanRules
    near_minimum_wage: NearMinimumWageRules


class InvoiceRules(FrameRules):
    """インボイス枠（インボイス対応類型）."""

    not_deemed_large: Provision
    costs: ToolCostRules
    software_without_function: Provision
    software_not_compliant: Provision
    functions: Threshold[int]
    functions_upper: Threshold[int]
    rate_first: Figure[Share]
    rate_first_small: Figure[Share]
    rate_rest: Figure[Share]
    first_part: Threshold[int]
    ceiling: Threshold[int]
    ceiling_upper: Threshold[int]
    pc_rate: Figure[Share]
    pc_ceiling: Threshold[int]
    register_rate: Figure[Share]
    register_ceiling: Threshold[int]


class EdiCostRules(CostRules):
    """Costs of the one cloud ordering software."""

    software_months: Threshold[int]
    software_count: Threshold[int]
    registered: Registered
    outside: Provision
    not_cloud: Provision
    not_ordering: Provision
    not_compliant: Provision
    no_accounts: Provision
    account_share: Provision


class EdiRules(FrameRules):
    """インボイス枠（電子取引類型）."""

    costs: EdiCostRules
    software: Provision
    rate: Figure[Share]
    rate_large: Figure[Share]
    ceiling: Threshold[int]


class SecurityCostRules(CostRules):
    """Costs of お助け隊 services."""

    service_months: Threshold[int]
    registered: Registered


class SecurityRules(FrameRules):
    """セキュリティ対策推進枠."""

    not_deemed_large: Provision
    costs: SecurityCostRules
    service: Provision
    once: PastProvision
    rate: Figure[Share]
    rate_small: Figure[Share]
    ceiling: Threshold[int]


class ConsortiumRules(FrameRules):
    """複数社連携IT導入枠."""

    not_deemed_large: Provision
    organiser: Provision
    members: Threshold[int]
    costs: ToolCostRules
    software_without_function: Provision
    software_not_compliant: Provision
    tools: Provision
    functions_upper: Threshold[int]
    rate_first: Figure[Share]
    rate_first_small: Figure[Share]
    rate_rest: Figure[Share]
    first_cost: Threshold[int]
    first_cost_small: Threshold[int]
    first_ceiling: Threshold[int]
    rest_ceiling: Threshold[int]
    ceiling: Threshold[int]
    pc_rate: Figure[Share]
    pc_ceiling: Threshold[int]
    register_rate: Figure[Share]
    register_ceiling: Threshold[int]
    analysis_months: Threshold[int]
    analysis_rate: Figure[Share]
    analysis_ceiling: Threshold[int]
    joint_ceiling: Threshold[int]
    other_rate: Figure[Share]
    other_share: Figure[Share]
    other_ceiling: Threshold[int]
    idle: Provision


class Rules(Entry):
    """Everything that is in force on one day."""

    size: SizeRules
    normal: NormalRules
    invoice: InvoiceRules
    edi: EdiRules
    security: SecurityRules
    consortium: ConsortiumRules
    not_modelled: Provisions
    assumed: Provisions

    def frame(self, frame: Frame) -> FrameRules:
        """The rules of one frame."""
        rules: FrameRules = getattr(self, frame)
        return rules

    def entries(self, within: Literal["size"] | Frame | None = None) -> Iterator[Provision]:
        """Every rule, or those of one section, in the order of the file."""
        sections: tuple[str, ...] = (
            (within,) if within else ("size", "normal", "invoice", "edi", "security", "consortium")
        )
        for section in sections:
            yield from _entries(getattr(self, section))


class ApplicationWindow(Entry):
    """The days on which applications are taken, both included."""

    opens: Threshold[date]
    closes: Threshold[date]


class SourceDocument(Entry):
    """A published text: its printed pages are numbered to `pages`, or its parts have names."""

    title: str
    edition: str | date
    pages: int = 0
    places: Annotated[tuple[str, ...], Listed] = ()


class Heading(Entry):
    """What a programme says of itself."""

    id: str
    name: str
    year: int
    verified_on: date
    documents: dict[str, SourceDocument]
    application_window: ApplicationWindow


class Period(Entry):
    """The rules between two days, both included."""

    since: date
    until: date
    rules: Rules


class Programme(Heading):
    """One year's programme, with the rules of each period in it."""

    periods: Annotated[tuple[Period, ...], Listed]

    @property
    def opens(self) -> date:
        """The first day on which applications are taken."""
        return self.application_window.opens.value

    @property
    def closes(self) -> date:
        """The last day on which applications are taken."""
        return self.application_window.closes.value

    def within(self, on: date) -> date:
        """`on`, or the nearest day on which applications are taken."""
        return min(max(on, self.opens), self.closes)

    def at(self, on: date) -> Rules:
        """The rules in force on a day of the application window."""
        for period in self.periods:
            if period.since <= on <= period.until:
                return period.rules
        raise ValueError(f"{on} is outside {self.opens}..{self.closes}")


class RuleFileError(Exception):
    """A rule file that must not be used; `problems` say where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class MinimumWage(Entry):
    """地域別最低賃金 of one prefecture, yen an hour, and the day each table took effect."""

    r6: int
    r6_from: date
    r7: int
    r7_from: date

    def of(self, table: str) -> int:
        """Yen an hour in a table."""
        wage: int = getattr(self, table)
        return wage


class MinimumWageTable(Entry):
    """The name of a year's table."""

    name: str


class MinimumWages(Entry):
    """地域別最低賃金 of all prefectures."""

    tables: dict[str, MinimumWageTable]
    prefectures: dict[str, MinimumWage]


def read_programme(raw: bytes, file: str) -> Programme:
    """The programme in a rule file.

    Raises:
        RuleFileError: something is missing, contradicts itself or has no source.
    """
    try:
        document = parse(raw, file)
        data = document.data
        head = {key: value for key, value in data.items() if key in Heading.model_fields}
        opens, closes = _window(document)
        identified = _identified(head, (), opens)
        heading = validate(Heading, Document(file, identified, document.root))
        problems = [*_untimely(document, data, (), opens, closes), *_unsourced(document, heading)]
        if problems:
            raise InputError(problems)
        starts = sorted({opens, *(since for since in _starts(data))})
        ends = [start - timedelta(days=1) for start in starts[1:]] + [closes]
        body = {key: value for key, value in data.items() if key not in Heading.model_fields}
        periods = []
        for start, end in zip(starts, ends, strict=True):
            in_force = _identified(_in_force(body, start), (), opens)
            rules = validate(Rules, Document(file, in_force, document.root))
            periods.append(Period(since=start, until=end, rules=rules))
        return Programme(**dict(heading), periods=tuple(periods))
    except InputError as error:
        raise RuleFileError(error.problems) from None


@cache
def programmes() -> tuple[Programme, ...]:
    """Every programme that is shipped, the oldest first."""
    folder = files(__package__)
    found = sorted(
        path.name for path in folder.iterdir() if re.fullmatch(r"it\d+\.yaml", path.name)
    )
    return tuple(read_programme((folder / name).read_bytes(), name) for name in found)


@cache
def minimum_wages() -> MinimumWages:
    """地域別最低賃金 of the years that the rules refer to."""
    name = "minimum_wages.yaml"
    return validate(MinimumWages, parse((files(__package__) / name).read_bytes(), name))


def programme_for(on: date, id: str | None = None) -> Programme:
    """The programme named `id`; else the one whose window holds `on`, else the newest.

    Raises:
        KeyError: no programme has this name.
    """
    if id is not None:
        return {programme.id: programme for programme in programmes()}[id]
    for programme in programmes():
        if programme.opens <= on <= programme.closes:
            return programme
    return programmes()[-1]


def _entries(node: object) -> Iterator[Provision]:
    if isinstance(node, Provision):
        yield node
    elif isinstance(node, Entry):
        for _name, value in node:
            yield from _entries(value)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _entries(value)
    elif isinstance(node, tuple):
        for value in node:
            yield from _entries(value)


def _is_dated(node: object) -> bool:
    """Whether a node lists what holds in one period after another."""
    return isinstance(node, list) and any(isinstance(one, dict) and "since" in one for one in node)


def _starts(node: object) -> Iterator[date]:
    for below in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        if isinstance(below, dict) and isinstance(below.get("since"), date):
            yield below["since"]
        yield from _starts(below)


def _in_force(node: Any, on: date) -> Any:
    """The data with each dated list replaced by what holds on a day."""
    if _is_dated(node):
        return next(_in_force(one, on) for one in node if one["since"] <= on <= one["until"])
    if isinstance(node, dict):
        return {key: _in_force(below, on) for key, below in node.items()}
    if isinstance(node, list):
        return [_in_force(below, on) for below in node]
    return node


def _identified(node: Any, path: tuple[str, ...], since: date) -> Any:
    """The data with each entry's name in the file, and the day that each figure holds from."""
    if isinstance(node, list):
        return [_identified(below, (*path, str(at)), since) for at, below in enumerate(node, 1)]
    if not isinstance(node, dict):
        return node
    since = node.get("since", since)
    if "label" in node or "source" in node:
        added: dict[str, Any] = {"id": ".".join(path)}
        if "value" in node:
            added["since"] = since
        return {**{k: v for k, v in node.items() if k not in ("since", "until")}, **added}
    return {key: _identified(below, (*path, key), since) for key, below in node.items()}


def _window(document: Document) -> tuple[date, date]:
    window = document.data.get("application_window")
    dates = [
        end.get("value")
        if isinstance(window, dict) and isinstance(end := window.get(key), dict)
        else None
        for key in ("opens", "closes")
    ]
    opens, closes = dates
    if not isinstance(opens, date) or not isinstance(closes, date) or opens > closes:
        node, _ = document.node(("application_window",))
        message = "opens と closes に、順に並ぶ日付の value が要ります"
        raise InputError([document.problem(node, "application_window", message)])
    return opens, closes


def _untimely(
    document: Document, node: Any, loc: Loc, opens: date, closes: date
) -> Iterator[Problem]:
    """Gaps and overlaps in what changes in time."""
    if _is_dated(node):
        expected = opens
        for at, one in enumerate(node):
            place, _ = document.node((*loc, at))
            path = ".".join(map(str, loc))
            since, until = one.get("since"), one.get("until")
            if not isinstance(since, date) or not isinstance(until, date) or since > until:
                yield document.problem(place, path, "since と until に、順に並ぶ日付が要ります")
                return
            if since != expected:
                fault = "すき間" if since > expected else "重なり"
                message = f"期間に{fault}があります。since は {expected} でなければなりません"
                yield document.problem(place, path, message)
            expected = until + timedelta(days=1)
        if expected != closes + timedelta(days=1):
            place, _ = document.node(loc)
            fault = "すき間" if expected <= closes else "はみ出し"
            message = (
                f"期間の終わりに{fault}があります。最後の until は {closes} でなければなりません"
            )
            yield document.problem(place, ".".join(map(str, loc)), message)
    below: Any = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for step, value in below:
        yield from _untimely(document, value, (*loc, step), opens, closes)


_SOURCE = re.compile(r"(?P<document>[a-z0-9-]+) (?:p\.(?P<page>[0-9]+)|(?P<place>\S.*))")


def _unsourced(document: Document, heading: Heading) -> Iterator[Problem]:
    """Sources whose document, page or part does not exist."""
    for loc, source in _sources(document.data, ()):
        for one in source.split(", "):
            found = _SOURCE.fullmatch(one)
            cited = heading.documents.get(found["document"]) if found else None
            if found is None or cited is None:
                message = f"「{one}」は「文書 p.頁」の形でないか、documents にない文書です"
            elif found["page"] and not 1 <= int(found["page"]) <= cited.pages:
                message = (
                    f"「{one}」の頁がありません。{found['document']} は {cited.pages} 頁までです"
                )
            elif found["place"] and found["place"] not in cited.places:
                message = f"「{one}」の箇所がありません。ある箇所: {'、'.join(cited.places)}"
            else:
                continue
            node, _ = document.node(loc)
            yield document.problem(node, ".".join(map(str, loc)), message)


def _sources(node: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    below: Any = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for step, value in below:
        if step == "source" and isinstance(value, str):
            yield (*loc, step), value
        else:
            yield from _sources(value, (*loc, step))
