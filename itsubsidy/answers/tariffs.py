"""A purchase in parts that may go to different frames, and what the frames pay for any of them.

What is divided among the applications are *units*: a program with everything that is `for` it,
or an item that belongs to none by name. A unit goes to one frame in which something of it counts,
whole; since more cost never pays less in a frame, no unit stays away that could count somewhere.

Nothing here knows a rate or a ceiling. What units are paid, the frames say; and by which schedule
they would pay for more stands on their sheets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Final, NamedTuple

from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.money import cut
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.schedule import Schedule
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.rules.programme.rules import ToolCostRules
from itsubsidy.terms import BASE, HARDWARE, SERVICES, Frame

BY_THE_YEN: Final[tuple[Frame, ...]] = ("normal", "invoice")
"""The frames that pay for software, options and services alike, by the yen of their cost."""

LIMITED: Final = frozenset({"software", "consulting"})
"""Categories of which a frame may take one alone, and leave the others out."""


def part_of(case: Case, items: Iterable[PricedItem]) -> Case:
    """A case with some of its items, at the prices that they have in the whole."""
    chosen = tuple(items)
    discounts = tuple(
        one for one in case.discounts if any(item.number in one.off for item in chosen)
    )
    total = sum(one.total for one in chosen)
    return case._replace(items=chosen, discounts=discounts, total=total)


class Share(NamedTuple):
    """What units bring to one frame: yen that count, and what else decides what is paid."""

    tools: int = 0
    """Software and options."""
    services: int = 0
    """Services of which any number counts."""
    single: int = 0
    """The dearest of those of which one counts."""
    traits: int = 0
    """Processes, functions, hardware, and whatever else makes two units unlike; a set of bits."""
    units: int = 0
    """Which units; a set of bits."""

    def plus(self, more: Share) -> Share:
        return Share(
            self.tools + more.tools,
            self.services + more.services,
            max(self.single, more.single),
            self.traits | more.traits,
            self.units | more.units,
        )

    @property
    def yen(self) -> int:
        return self.tools + self.services + self.single


NOTHING: Final = Share()


class Unit(NamedTuple):
    """Items that go together, and what they bring to each frame in which any of them counts."""

    items: tuple[PricedItem, ...]
    shares: Mapping[Frame, Share]
    counting: int
    """How many of the items count in the best single frame."""


class Support(NamedTuple):
    """保守サポート that is for no software by name, and counts while some is in use."""

    item: PricedItem
    trait: int
    yen: int
    """What counts beside all software there is."""


class Tariff(NamedTuple):
    """What a frame pays by the yen of cost: exact before the cut, the highest rate first."""

    pieces: tuple[tuple[int, int, int], ...]
    """Slope, offset and most of each rate: min(most, slope × cost - offset), in 1/`per` yen."""
    per: int
    bends: tuple[int, ...]
    """Whole yen of cost at which or just before which a rate ends."""
    extra: int
    """What hardware adds, yen."""
    least: int
    """The least cost that reaches the floor, yen; more than there is where the frame is closed."""

    def paid(self, cost: int) -> int:
        """In 1/`per` yen, without what hardware adds."""
        total = 0
        for slope, offset, most in self.pieces:
            part = slope * cost - offset
            if part <= 0:
                break
            total += part if part < most else most
        return total


class CostRange(NamedTuple):
    """A frame's cost at a node of the search, yen: what counts now, and what may in the end."""

    tariff: Tariff
    now: int
    most: int


class Purchase:
    """The units of a purchase and what the frames say of them, each asked once.

    `singles` are what each frame pays for all of it.
    """

    def __init__(self, case: Case, singles: Mapping[Frame, FrameResult]) -> None:
        self.case = case
        self.open = tuple(frame for frame, result in singles.items() if result.eligible)
        best = max(self.open, key=lambda frame: singles[frame].subsidy, default=None)
        self.best = best
        self._bits: dict[object, int] = {}
        self._paid: dict[tuple[Frame, int], int] = {}
        self._tariffs: dict[tuple[Frame, int], Tariff] = {}
        self._software: dict[Frame, list[tuple[PricedItem, int]]] = {f: [] for f in self.open}
        self._hardware: dict[Frame, list[tuple[PricedItem, int]]] = {f: [] for f in self.open}
        rules = case.rules
        self._caps = {
            frame: costs.services_cap.most
            for frame in BY_THE_YEN
            if frame in rules.frames
            and isinstance(costs := rules.frame(frame).costs, ToolCostRules)
        }
        groups = list(_together(case.items))
        software = [one for one in case.items if one.item.category == "software"]
        self._supports: dict[Frame, list[Support]] = {frame: [] for frame in self.open}
        self._beside: dict[tuple[Frame, int, int], int] = {}
        self._software_bits = self._tariff_bits = 0
        in_best = counted_numbers(singles[best]) if best else frozenset()
        counted = {frame: _counted(singles[frame]) for frame in self.open}
        self.units = tuple(
            Unit(
                items,
                dict(self._shares(at, items, software, counted)),
                sum(one.number in in_best for one in items),
            )
            for at, items in enumerate(groups)
        )

    def _shares(
        self,
        at: int,
        items: tuple[PricedItem, ...],
        software: Sequence[PricedItem],
        counted: Mapping[Frame, Mapping[int, int]],
    ) -> Iterator[tuple[Frame, Share]]:
        for frame in self.open:
            found = _of(items, counted[frame])
            missing = {one.item.category for one in items if one.number not in found}
            if missing & LIMITED:  # it may count where others of its kind are not there
                alone = any(one.item.category == "software" for one in items)
                sheet = self._ask(frame, items if alone else (*software, *items))
                found = _of(items, _counted(sheet))
            if found:
                yield frame, self._share(frame, at, items, found)

    def _share(
        self, frame: Frame, at: int, items: tuple[PricedItem, ...], found: Mapping[int, int]
    ) -> Share:
        """What the items of a unit bring to a frame; of several consultings the dearest counts."""
        share = Share(units=1 << at)
        consulting: dict[int, int] = {}
        for line in items:
            if line.number not in found:
                continue
            if line.item.category == "consulting":
                consulting[line.thing] = consulting.get(line.thing, 0) + found[line.number]
            else:
                share = share.plus(self._share_of(frame, at, line, found[line.number]))
        return share.plus(Share(single=max(consulting.values(), default=0)))

    def _share_of(self, frame: Frame, at: int, line: PricedItem, yen: int) -> Share:
        """What a line brings, of which yen count; its traits are noted for the tariffs."""
        item = line.item
        if item.category in HARDWARE:
            traits = self._bit(("hardware", at))
            self._tariff_bits |= traits
            self._hardware[frame].append((line, traits))
            return Share(traits=traits)
        if item.category == "software":
            traits = sum({self._bit(trait) for trait in (*item.processes, *item.functions)})
            self._tariff_bits |= traits
            traits |= self._bit(("term", line.last_month))
            self._software_bits |= traits
            self._software[frame].append((line, traits))
            return Share(tools=yen, traits=traits)
        if item.category not in SERVICES:
            return Share(tools=yen)
        if item.category == "support" and item.months and line.of is None:
            traits = self._bit(("support", line.number))
            self._supports[frame].append(Support(line, traits, yen))
            return Share(services=yen, traits=traits)
        return Share(services=yen)

    def _bit(self, trait: object) -> int:
        return self._bits.setdefault(trait, 1 << len(self._bits))

    def _ask(self, frame: Frame, items: Iterable[PricedItem]) -> FrameResult:
        return FRAME_FUNCTIONS[frame](part_of(self.case, items))

    def items(self, units: int) -> tuple[PricedItem, ...]:
        """The items of a set of units, in their order in the purchase."""
        chosen = {
            one.number
            for at, unit in enumerate(self.units)
            if units >> at & 1
            for one in unit.items
        }
        return tuple(one for one in self.case.items if one.number in chosen)

    def pays(self, frame: Frame, units: int) -> int:
        """What a frame pays for a set of units, yen."""
        key = frame, units
        if key not in self._paid:
            self._paid[key] = self._ask(frame, self.items(units)).subsidy
        return self._paid[key]

    def tariff(self, frame: Frame, traits: int) -> Tariff:
        """What a frame pays by the yen for software, options and services of these traits.

        It is asked about all such software with the hardware that it pays on top: its sheet has
        the schedule, unless something other than its floor closes it.
        """
        key = frame, traits & self._tariff_bits
        if key not in self._tariffs:
            software = [
                line for line, its in self._software[frame] if not its & self._tariff_bits & ~traits
            ]
            devices = [line for line, its in self._hardware[frame] if not its & ~traits]
            sheet = self._ask(frame, (*software, *devices))
            schedule = sheet.schedule if sheet.lacks_cost_alone else None
            self._tariffs[key] = self._tariff(frame, schedule or Schedule(()))
        return self._tariffs[key]

    def _tariff(self, frame: Frame, schedule: Schedule) -> Tariff:
        start, pieces, bends = Fraction(0), [], []
        for piece in schedule.pieces:
            pieces.append((piece.rate, piece.rate * start, piece.most))
            start += piece.cost
            bends.append(cut(start))
        per = lcm(*(one.denominator for rate, offset, _ in pieces for one in (rate, offset)))
        tariff = Tariff(
            tuple((int(r * per), int(offset * per), most * per) for r, offset, most in pieces),
            per,
            tuple(bends),
            schedule.devices,
            self.case.total + 1,
        )
        if not pieces:
            return tariff

        floor = self.case.rules.frame(frame).floor
        least = bisect_left(
            range(schedule.full_cost),
            True,
            key=lambda cost: floor.holds(tariff.paid(cost) // per + tariff.extra),
        )
        return tariff._replace(least=least)

    def cost_range(self, frame: Frame, now: Share, more: Share) -> CostRange:
        """The cost that counts in a frame by the yen, now and with more units, at most."""
        cap, traits = self._caps[frame], now.traits | more.traits
        services = now.services - self._not_in_use(frame, now.traits, traits)
        later = more.services - self._not_in_use(frame, more.traits & ~now.traits, traits)
        return CostRange(
            self.tariff(frame, traits),
            now.tools + min(cap, services + now.single),
            now.tools + more.tools + min(cap, services + later + max(now.single, more.single)),
        )

    def _not_in_use(self, frame: Frame, supports: int, traits: int) -> int:
        """Yen of unattached support that do not count beside software of these traits alone."""
        traits &= self._software_bits
        yen = 0
        for support in self._supports[frame]:
            if support.trait & supports:
                key = frame, support.trait, traits
                if key not in self._beside:
                    software = [one for one, its in self._software[frame] if not its & ~traits]
                    sheet = self._ask(frame, (*software, support.item))
                    self._beside[key] = _counted(sheet).get(support.item.number, 0)
                yen += support.yen - self._beside[key]
        return yen


def counted_numbers(result: FrameResult) -> frozenset[int]:
    """The numbers of the items of which something counts by a frame's sheet."""
    return frozenset(number for number, yen in _counted(result).items() if yen)


def _of(items: Iterable[PricedItem], counted: Mapping[int, int]) -> dict[int, int]:
    """What of these items counts, yen, by their numbers."""
    return {one.number: counted[one.number] for one in items if one.number in counted}


def _counted(result: FrameResult) -> dict[int, int]:
    """What of each item counts by a frame's sheet, yen, by the items' numbers."""
    found: dict[int, int] = {}
    for step in result.steps:
        if step.number is not None and step.kind == "item" and isinstance(step.value, int):
            found[step.number] = found.get(step.number, 0) + step.value
    return found


def _together(items: Sequence[PricedItem]) -> Iterator[tuple[PricedItem, ...]]:
    """Each program with all its lines and the things for it, and every other thing alone."""
    programs = {one.thing for one in items if one.item.category == "software"}
    program_of: dict[int, int] = {}
    for one in items:
        if one.item.category in BASE and one.of in programs:
            program_of.setdefault(one.thing, one.of or 0)
    groups: dict[int, list[PricedItem]] = {}
    for one in items:
        groups.setdefault(program_of.get(one.thing, one.thing), []).append(one)
    for group in groups.values():
        yield tuple(group)
