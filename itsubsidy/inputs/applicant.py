"""Who applies: a business, or a group of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from itsubsidy.files.keys import Loc
from itsubsidy.inputs.names import Names
from itsubsidy.inputs.values import (
    Answer,
    Count,
    Day,
    FromFile,
    HourlyWage,
    Hours,
    KeepsWord,
    Listed,
    Model,
    Note,
    OneOrMore,
    Percentage,
    Positive,
    Prefecture,
    Processes,
    SharePercentage,
    Stars,
    Text,
    Yen,
    is_summary,
    parse_month,
    parse_wage,
    wrong,
)
from itsubsidy.money import Exact
from itsubsidy.terms import PastFrame, Size

Entity = Annotated[
    Literal[
        "company",
        "sole_proprietor",
        "medical_corporation",
        "social_welfare_corporation",
        "school_corporation",
        "chamber",
        "sme_association",
        "special_association",
        "foundation",
        "npo",
        "group",
    ],
    KeepsWord,
]
Industry = Annotated[
    Literal[
        "manufacturing",
        "construction",
        "transport",
        "wholesale",
        "service",
        "entertainment",
        "retail",
        "rubber",
        "software",
        "lodging",
        "other",
    ],
    KeepsWord,
]
WagePlanExemption = Literal["insured_medical", "nursing_care", "social_welfare", "school"]
Organiser = Annotated[Literal["commerce_association", "town_management", "consortium"], KeepsWord]

SIZED_BY_HEADCOUNT_ALONE = frozenset(
    {"medical_corporation", "social_welfare_corporation", "school_corporation", "chamber"}
)
"""Entities whose size does not depend on the industry; koubo-tsujyo p.5 ⑨–⑪."""


NO_SIZE = "書かれていません。{industry} と {employees}、または {size} を書きます"


class LedgerRow(Model):
    """One employee in a 賃金台帳: where they work, and yen an hour by month.

    A month without a wage is one in which they were not employed. A row of sums or means keeps
    its place and its name, and nothing else of it is read.
    """

    employee: Text
    prefecture: Prefecture
    wages: dict[date, Fraction | int]

    @model_validator(mode="wrap")
    @classmethod
    def _of_the_others(cls, data: Any, read: ModelWrapValidatorHandler[LedgerRow]) -> LedgerRow:
        if isinstance(data, dict):
            name = data.get("employee") or data.get("prefecture")
            if is_summary(name):
                return cls.model_construct(employee=str(name).strip(), prefecture="", wages={})
        return read(data)

    @property
    def is_person(self) -> bool:
        """Whether the row is an employee, and no sum or mean of the others."""
        return not is_summary(self.employee)

    @field_validator("wages", mode="before")
    @classmethod
    def _by_month(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        wages: dict[date, Fraction | int] = {}
        faults: list[InitErrorDetails] = []
        for key, written in value.items():
            try:
                if written is None and str(key).isdecimal():
                    raise wrong(
                        "「{{ }}」の中では、コンマで値が切れます。「1,163」は「1163」と書きます"
                    )
                month, wage = parse_month(key), parse_wage(written)
                if month in wages:
                    raise wrong("{:%Y-%m} の時給が二度あります", month)
            except PydanticCustomError as fault:
                faults.append(InitErrorDetails(type=fault, loc=(str(key),), input=written))
                continue
            if wage is not None:
                wages[month] = wage
        if not wages and not faults:
            raise wrong("時給が一つもありません。雇用していない人の行は消します")
        if faults:
            raise ValidationError.from_exception_data("wages", faults)
        return wages


def _rows(value: object) -> object:
    if isinstance(value, str):
        raise wrong(
            "ここではファイルを読めません。申請者のファイルの {near_minimum_wage} に書きます"
        )
    return value


def _of_people(rows: tuple[LedgerRow, ...]) -> tuple[LedgerRow, ...]:
    """The rows, unless no employee is among them, or one has two wages in a month."""
    if not any(row.is_person for row in rows):
        raise wrong("従業員の行がありません。合計や平均の行は従業員として数えません")
    first: dict[tuple[str, date], int] = {}
    faults = []
    for at, row in enumerate(rows):
        twice = sorted(month for month in row.wages if (row.employee, month) in first)
        if twice:
            twofold = wrong(
                "この従業員の {:%Y-%m} の時給は、{}番目の行にもあります。"
                "一人なら一行に、別の人なら名前を分けて書きます",
                twice[0],
                first[row.employee, twice[0]],
            )
            fault = InitErrorDetails(type=twofold, loc=(at, "employee"), input=row.employee)
            faults.append(fault)
        for month in row.wages:
            first.setdefault((row.employee, month), at + 1)
    if faults:
        raise ValidationError.from_exception_data("ledger", faults)
    return rows


Ledger = Annotated[
    tuple[LedgerRow, ...],
    Listed,
    Field(min_length=1),
    AfterValidator(_of_people),
    BeforeValidator(_rows),
]
"""賃金台帳: a row for each employee."""


class Wage(NamedTuple):
    """Yen an hour in one month, and the prefecture in which it was paid."""

    yen: Exact
    prefecture: str


class Employee(NamedTuple):
    """A person in a ledger: every row with the same name."""

    number: int
    """Which row of the ledger is the first of them, counted from 1: 従業員1 stands in the first."""
    name: str
    wages: Mapping[date, Wage]
    """By the first day of the month; a month is not there where they were not employed."""
    label: str
    """What an answer calls them: 従業員1, unless somebody asks for names."""


class NearMinimumWage(Model):
    """最低賃金近傍: a 賃金台帳, or in how many months and how many employees."""

    ledger: Ledger | None = None
    months: Annotated[Count | None, Field(validate_default=True)] = None
    employees: Annotated[Count | None, Field(validate_default=True)] = None

    @field_validator("months", "employees")
    @classmethod
    def _or_ledger(cls, count: int | None, info: ValidationInfo) -> int | None:
        if "ledger" not in info.data:
            return count
        if info.data["ledger"] is not None and count is not None:
            raise wrong("{ledger} と一緒には書けません。月数と人数は台帳から数えます")
        if info.data["ledger"] is None and count is None:
            raise wrong("書かれていません。{months} と {employees}、または {ledger} を書きます")
        return count

    @cached_property
    def people(self) -> tuple[Employee, ...]:
        """The people in the ledger, in its order; nobody without one.

        Gathered once: each frame asks several times, and a ledger may have 20,000 rows. It would
        go with a `model_copy`, so another ledger is another `NearMinimumWage`.
        """
        found: dict[str, Employee] = {}
        for number, row in enumerate(self.ledger or (), 1):
            if row.is_person:
                paid = {month: Wage(yen, row.prefecture) for month, yen in row.wages.items()}
                known = found.get(row.employee)
                first, before = (known.number, known.wages) if known else (number, {})
                found[row.employee] = Employee(
                    first, row.employee, {**before, **paid}, f"従業員{first}"
                )
        return tuple(found.values())

    def by_name(self) -> NearMinimumWage:
        """The same, in which people are called by their names."""
        copy = NearMinimumWage.model_construct(**{name: getattr(self, name) for name in _COUNTED})
        copy.__dict__["people"] = tuple(
            person._replace(label=person.name) for person in self.people
        )
        return copy

    @property
    def summaries(self) -> tuple[tuple[int, str], ...]:
        """The rows of the ledger that are no person: which one, counted from 1, and its name."""
        rows = enumerate(self.ledger or (), 1)
        return tuple((number, row.employee) for number, row in rows if not row.is_person)


_COUNTED: Final = tuple(NearMinimumWage.model_fields)


class WagePlan(Model):
    """賃金引上げ計画: yearly growth of pay in total and per head, yen an hour over the minimum, and
    whether staff were told. What is absent is not planned.
    """

    payroll_growth: Percentage | None = None
    per_head_growth: Percentage | None = None
    minimum_wage_margin: int | None = None
    announced: bool | None = None


class Productivity(Model):
    """What 労働生産性 is made of, in the last business year: yen, and hours of all people."""

    operating_profit: int
    """Negative for a loss."""
    labour_cost: Yen
    depreciation: Yen
    hours: Hours

    @property
    def value_added(self) -> int:
        """付加価値額, yen; koubo-tsujyo p.9."""
        return self.operating_profit + self.labour_cost + self.depreciation


class LargeCompany(Model):
    """What makes a business みなし大企業; shares are fractions of one, income is yen a year."""

    largest_share: SharePercentage | None = None
    total_share: SharePercentage | None = None
    officer_share: SharePercentage | None = None
    owned_by_deemed_large: bool = False
    officers_all_from_large: bool = False
    taxable_income: int | None = None
    """Negative for a loss."""


class Prerequisites(Model):
    """What every frame also asks; None is not answered yet."""

    gbizid_prime: Answer | None = None
    security_action: Stars | None = None
    pays_minimum_wage: bool | None = None
    productivity_growth: Percentage | None = None
    """A year, on average."""
    productivity_growth_first_year: Percentage | None = None


class Decision(Model):
    """A 交付決定 of an earlier year or of this one, or an application that waits for one."""

    year: Annotated[int, Field(ge=2017, le=2100)]
    frame: PastFrame
    status: Literal["decided", "applied"] = "decided"
    decided_on: Day | None = None
    otasuketai: bool = False
    processes: Processes = ()
    """Those of the software that was decided."""

    @field_validator("decided_on")
    @classmethod
    def _of_its_year(cls, day: date | None, info: ValidationInfo) -> date | None:
        year = info.data.get("year")
        if day is not None and info.data.get("status") == "applied":
            raise wrong("{status:applied} のものに交付決定の日はありません。この行を消します")
        if day is not None and year is not None and not year <= day.year <= year + 1:
            raise wrong("「{}」は {}年度の交付決定日として合いません", day, year)
        return day

    @property
    def is_otasuketai(self) -> bool:
        """Whether an お助け隊 service was decided; セキュリティ対策推進枠 pays for nothing else."""
        return self.otasuketai or self.frame == "security"


class Business(Model):
    """One business: an applicant that is no group, or a member of a group."""

    name: Text
    entity: Entity = "company"
    size: Size | None = None
    industry: Annotated[Industry | None, Field(validate_default=True)] = None
    capital: Yen | None = None
    employees: Annotated[Count | None, Field(validate_default=True)] = None
    prefecture: Prefecture | None = None
    near_minimum_wage: NearMinimumWage | None = None
    wage_plan: WagePlan | None = None
    wage_plan_exemption: WagePlanExemption | None = None
    payroll: Positive | None = None
    """給与支給総額 of the last business year, yen."""
    lowest_wage: HourlyWage | None = None
    """事業場内最低賃金, yen an hour."""
    productivity: Productivity | None = None
    large_company: LargeCompany = LargeCompany()
    prerequisites: Prerequisites = Prerequisites()
    history: Annotated[tuple[Decision, ...], Listed, OneOrMore] = ()

    @field_validator("industry")
    @classmethod
    def _industry_settles_size(cls, industry: str | None, info: ValidationInfo) -> str | None:
        if industry is None and _sized_by_table(info, SIZED_BY_HEADCOUNT_ALONE):
            raise wrong(NO_SIZE)
        return industry

    @field_validator("employees")
    @classmethod
    def _employees_settle_size(cls, employees: int | None, info: ValidationInfo) -> int | None:
        if employees is None and _sized_by_table(info):
            raise wrong(NO_SIZE)
        return employees

    @field_validator("near_minimum_wage")
    @classmethod
    def _no_more_than_all(
        cls, near: NearMinimumWage | None, info: ValidationInfo
    ) -> NearMinimumWage | None:
        everyone = info.data.get("employees")
        if near is None or everyone is None:
            return near
        if near.employees is not None and near.employees > everyone:
            fault = wrong("{} は、全ての従業員の {} より多くなっています", near.employees, everyone)
            detail = InitErrorDetails(type=fault, loc=("employees",), input=near.employees)
            raise ValidationError.from_exception_data("near_minimum_wage", [detail])
        listed = len(near.people)
        if near.ledger is not None and listed < everyone:
            fault = wrong(
                "台帳にあるのは {}人で、全ての従業員の {}人に足りません。"
                "見る月に賃金のない人も、時給を空けて書きます",
                listed,
                everyone,
            )
            detail = InitErrorDetails(type=fault, loc=("ledger",), input=listed)
            raise ValidationError.from_exception_data("near_minimum_wage", [detail])
        return near

    @field_validator("large_company", "prerequisites", "history", mode="before")
    @classmethod
    def _left_blank(cls, value: Any, info: ValidationInfo) -> Any:
        """A key whose value was left blank is one that was not written."""
        if value is None and info.field_name:
            return cls.model_fields[info.field_name].default
        return value


class Applicant(Business, FromFile):
    """Who applies. A group has an organiser and members instead of a size."""

    organiser: Annotated[Organiser | None, Field(validate_default=True)] = None
    members: Annotated[tuple[Business, ...], Listed, Field(validate_default=True), OneOrMore] = ()
    representative: Text | None = None
    """The name of the member that represents a group."""
    note: Note = None

    def with_names(self) -> Applicant:
        """The applicant, whose employees an answer calls by their names."""
        near = self.near_minimum_wage
        if near is None:
            return self
        return self.model_copy(update={"near_minimum_wage": near.by_name()})

    @field_validator("organiser")
    @classmethod
    def _organiser_of_group(cls, organiser: str | None, info: ValidationInfo) -> str | None:
        _belongs_to_group(organiser is not None, info)
        return organiser

    @field_validator("members")
    @classmethod
    def _members_of_group(
        cls, members: tuple[Business, ...], info: ValidationInfo
    ) -> tuple[Business, ...]:
        _belongs_to_group(bool(members), info)
        wrong_members = [
            InitErrorDetails(
                type=wrong("構成員はグループにできません"), loc=(at, "entity"), input=None
            )
            for at, member in enumerate(members)
            if member.entity == "group"
        ]
        first = {member.name: at for at, member in reversed(list(enumerate(members)))}
        wrong_members += [
            InitErrorDetails(
                type=wrong("同じ名前の構成員が先にあります"), loc=(at, "name"), input=member.name
            )
            for at, member in enumerate(members)
            if first[member.name] < at
        ]
        if wrong_members:
            raise ValidationError.from_exception_data("members", wrong_members)
        return members

    @field_validator("representative")
    @classmethod
    def _one_of_the_members(cls, name: str | None, info: ValidationInfo) -> str | None:
        members = info.data.get("members")
        if name is None or members is None:
            return name
        _belongs_to_group(True, info)
        names = Names(member.name for member in members)
        if name not in names:
            raise names.unknown(name)
        return name

    def applications_elsewhere(
        self, years: Collection[int]
    ) -> Iterator[tuple[Loc, PydanticCustomError]]:
        """Applications under way that are of no programme of these years, and what to write."""
        businesses: list[tuple[Loc, Business]] = [((), self)]
        businesses += ((("members", at), member) for at, member in enumerate(self.members))
        for loc, business in businesses:
            for at, entry in enumerate(business.history):
                if entry.status == "applied" and entry.year not in years:
                    known = "・".join(f"{year}年度" for year in sorted(years))
                    fault = wrong("{status:applied} と書けるのは、{}の申請だけです", known)
                    yield (*loc, "history", at, "year"), fault

    @property
    def is_group(self) -> bool:
        """Whether this is a 補助事業グループ."""
        return self.entity == "group"


def _sized_by_table(info: ValidationInfo, without: frozenset[str] = frozenset()) -> bool:
    """Whether nothing but the table can settle the size of the business being read."""
    entity, size = info.data.get("entity", "group"), info.data.get("size")
    return size is None and "size" in info.data and entity != "group" and entity not in without


def _belongs_to_group(given: bool, info: ValidationInfo) -> None:
    entity = info.data.get("entity")
    if given and entity not in ("group", None):
        raise wrong("{entity:group} のときだけ書けます")
    if not given and entity == "group":
        raise wrong(f"書かれていません。{{entity:group}} には {{{info.field_name}}} が要ります")
