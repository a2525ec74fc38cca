"""One entry of a rule file: what it is called, what it says, and where that is written.

Rules are read at every start, so entries are plain classes that cost nothing to define; the
annotations, which `rules.entries` reads them by, are therefore types and not text.
"""

import inspect
import operator
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Final, Generic, NoReturn, Self, TypeVar

from itsubsidy.money import Exact
from itsubsidy.terms import FRAMES, Frame, Op, PastFrame, Unit, bound, shown

T = TypeVar("T", int, Fraction, date)

Share = Fraction
"""A rate or percentage, as an exact fraction of one."""

HOLDS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


class Entry:
    """Base of everything that is read from a rule file: fields by annotation, never changed."""

    fields: ClassVar[dict[str, Any]] = {}
    """The type of each field."""
    defaults: ClassVar[frozenset[str]] = frozenset()
    """The fields that need not be written: those to which the last class that names them gives a
    value.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        has_default: dict[str, bool] = {}
        cls.fields = {}
        for entry in reversed(cls.__mro__):
            if issubclass(entry, Entry) and entry is not Entry:
                named = inspect.get_annotations(entry)
                cls.fields = {**cls.fields, **named}
                has_default |= {name: name in vars(entry) for name in named}
        cls.defaults = frozenset(name for name, given in has_default.items() if given)

    def __init__(self, **values: Any) -> None:
        if not values.keys() <= self.fields.keys():
            unknown = ", ".join(values.keys() - self.fields.keys())
            raise TypeError(f"{type(self).__name__} has no {unknown}")
        self.__dict__.update(values)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({values})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def but(self, **values: Any) -> Self:
        """A copy with other values."""
        return type(self)(**{**self.__dict__, **values})

    def fault(self) -> str | None:
        """What contradicts itself in this entry, if something does."""
        return None


class Provision(Entry):
    """A rule without a figure: its name in the rule file, its label and its source."""

    id: str
    label: str
    source: str

    @property
    def own_name(self) -> str:
        """The name within its section of the rule file."""
        return self.id.rpartition(".")[2]

    def fault(self) -> str | None:
        return None if self.label.strip() and self.source.strip() else "label か source が空です"


class Figure(Provision, Generic[T]):
    """A rule with a figure: its value, the unit of the value, and the day it holds from."""

    value: T
    unit: Unit | None
    since: date

    @property
    def amount(self) -> str:
        """The value in Japanese, with its unit: `1,500,000円`, `2/3`."""
        return shown(self.value, self.unit)

    @property
    def text(self) -> str:
        """The whole rule: for a threshold with 以下, 未満, 以上 or 超."""
        return self.amount


class Threshold(Figure[T], Generic[T]):
    """A figure that something is compared with; `op` is the guideline's 以下, 未満, 以上 or 超."""

    op: Op

    @property
    def text(self) -> str:
        return bound(self.value, self.op, self.unit)

    def holds(self, actual: T | Exact) -> bool:
        """Whether `actual` stands on the right side of the figure."""
        return HOLDS[self.op](actual, self.value)

    @property
    def most(self: "Threshold[int]") -> int:
        """The highest whole number that an upper limit allows."""
        return self.value - 1 if self.op == "<" else self.value

    def stop(self: "Threshold[int]", amount: int) -> int:
        """`amount`, or the highest whole number that the threshold allows."""
        return amount if HOLDS[self.op](amount, self.value) else self.most


class PastYear(Entry):
    """Decisions of one programme year, under these frames; under any where none is named."""

    year: int
    frames: tuple[Frame, ...] = ()

    def covers(self, year: int, frame: PastFrame) -> bool:
        """Whether a decision of this year under this frame is meant."""
        return year == self.year and (not self.frames or frame in self.frames)

    @property
    def text(self) -> str:
        """The decisions that are meant: `2024年度 通常枠・複数社連携IT導入枠`."""
        return f"{self.year}年度 {'・'.join(FRAMES[frame] for frame in self.frames) or '全ての枠'}"


class PastProvision(Provision):
    """A rule for those who have these 交付決定 already."""

    decisions: tuple[PastYear, ...]

    def concerns(self, year: int, frame: PastFrame) -> bool:
        """Whether a decision of this year under this frame brings the rule about."""
        return any(past.covers(year, frame) for past in self.decisions)


class PastThreshold(PastProvision, Threshold[T], Generic[T]):
    """A threshold for those who have these 交付決定 already."""


class Compatible(Provision):
    """The frames that may be held in the same year beside this one."""

    frames: tuple[Frame, ...]
