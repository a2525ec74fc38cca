"""The combination of frames that pays most for a purchase: found by branch and bound, and proven.

**What is searched.** A purchase is made of units (`purchase.Unit`). An *assignment* gives each unit
to one of a set of frames that may be held together; it pays what the frames pay for their units,
and nothing where one of them stays closed. There are at most a dozen sets of frames, each with its
own tree of assignments.

**Branching.** The units with a choice are decided one after the other, in a fixed order: software
first, since it changes rates and ceilings, then what only one of counts, then the dearest. A *node*
has decided the first `depth` units; its children give the next unit to each frame in which it
counts. Two nodes that have decided the same units to the same effect have the same completions, so
only one of them is branched on.

**Bounding.** No completion of a node pays more than its *bound*; a node whose bound does not beat
the best assignment found so far is cut off. When no node is left, nothing better exists: the
answer is proven. The bound relaxes the rest of the problem:

- A frame not paid by the yen of cost (電子取引類型, セキュリティ対策推進枠) is taken to get all
  undecided units at once. More units never pay less.
- 通常枠 and インボイス対応類型 are paid by the yen. Their *tariff*, what they pay for a cost, is
  taken with every trait (process, function, device) that an undecided unit could still bring.
- Where both are in the set, each undecided yen goes to one of the two. With x of the undecided
  yen u given to the second, they pay t1(now1 + u - x) + t2(now2 + x), both tariffs concave; so the
  sum is concave in x, and its maximum is at an end of the range or at a bend of a tariff.
  Undecided units are whole: x is one of the *sums* that they can make (subset sums, as in a
  knapsack), and the best sum is beside the peak. Where there are too many sums, every x is
  allowed: looser, still no less than any completion.

**Ties.** Of equal assignments the one with the fewest applications is wanted, then the one that
moves the fewest items out of the best single frame. That is a second search over the sets of the
size that was found, cut off by the fewest items that a completion must move.

Words: *undecided*, units without a frame yet; *first* and *second*, the two frames by the yen,
the best single frame first; *moved*, items that count in the best single frame and leave it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from itsubsidy.answers.tariffs import BY_THE_YEN, NOTHING, CostRange, Purchase, Share, Unit
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.table import compatible_sets
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.terms import SERVICES, Frame

MOST_SUMS: Final = 1 << 15
"""Sums of undecided units that are listed at most; above that every sum is held possible."""

MOST_TIES: Final = 2_000
"""Steps that are spent on finding, of equal combinations, the one that moves the fewest items."""


class Combination(NamedTuple):
    """Which frame takes which items, in the order of frames and of items; yen."""

    subsidy: int
    items: Mapping[Frame, tuple[PricedItem, ...]]
    upper_bound: int
    """No combination pays more."""
    settled: bool
    """Whether no equal combination has fewer applications or moves fewer items."""

    @property
    def proven(self) -> bool:
        """Whether no combination pays more than this one."""
        return self.upper_bound == self.subsidy


class Pair(NamedTuple):
    """Two frames by the yen and the undecided yen, of which each goes to one of the two.

    `x` is how much of it the second gets, yen.
    """

    first: CostRange
    second: CostRange
    undecided: int

    def paid(self, x: int) -> int:
        """What both pay, in 1/(`per` × `per`) yen; concave in `x`, as each tariff is."""
        first, second = self.first, self.second
        of_first = min(first.now + self.undecided - x, first.most)
        of_second = min(second.now + x, second.most)
        return (
            first.tariff.paid(of_first) * second.tariff.per
            + second.tariff.paid(of_second) * first.tariff.per
        )

    def open_range(self) -> tuple[int, int]:
        """From which to which `x` both reach their floors; empty where the latter is smaller."""
        low = max(0, self.second.tariff.least - self.second.now)
        return low, self.undecided - max(0, self.first.tariff.least - self.first.now)

    def peak(self, low: int, high: int) -> int:
        """The `x` where both pay most: a concave function has its maximum at an end or a bend."""
        first, second = self.first, self.second
        points = {low, high, second.most - second.now, self.undecided - (first.most - first.now)}
        for bend in second.tariff.bends:
            points |= {bend - second.now, bend + 1 - second.now}
        for bend in first.tariff.bends:
            points |= {self.undecided - (bend - first.now), self.undecided - (bend + 1 - first.now)}
        return max(sorted(x for x in points if low <= x <= high), key=self.paid)

    def most(self, sums: Sequence[int] | None = None) -> int | None:
        """The most that both pay, yen, over each `x` or over those in `sums`; None where one of
        the two stays closed for every one.

        Of a concave function over some amounts the maximum is beside its peak over all.
        """
        low, high = self.open_range()
        if low > high:
            return None
        peak = self.peak(low, high)
        near: Sequence[int] = (peak,)
        if sums is not None:
            at = bisect_left(sums, peak)
            near = [x for x in sums[max(at - 1, 0) : at + 1] if low <= x <= high]
        if not near:
            return None
        both = (self.first, self.second)
        return min(
            max(map(self.paid, near)) // (both[0].tariff.per * both[1].tariff.per),
            sum(frame.tariff.paid(frame.most) // frame.tariff.per for frame in both),  # each cut
        )

    def reaching(self, sums: Sequence[int], target: int) -> tuple[int, int]:
        """The first and the one after the last of `sums` with which both pay `target` yen."""
        low, high = self.open_range()
        wanted = target * self.first.tariff.per * self.second.tariff.per
        first, last = bisect_left(sums, low), bisect_left(sums, high + 1)
        peak = bisect_left(sums, self.peak(low, high), first, last)
        return (
            bisect_left(sums, True, first, peak, key=lambda x: self.paid(x) >= wanted),
            bisect_left(sums, True, peak, last, key=lambda x: self.paid(x) < wanted),
        )


class Sums(NamedTuple):
    """Each amount that some of the undecided units make, in order, yen; with the fewest items
    that are moved where the second frame gets it and the first the others.
    """

    yen: list[int]
    moves: list[int]


class Undecided(NamedTuple):
    """What the units from one depth on could bring."""

    shares: tuple[Share, ...]
    """To each frame, were they all there."""
    tools: int = 0
    """To the frames by the yen, each yen once."""
    services: int = 0
    singles: tuple[int, ...] = ()
    """The dearest of which one counts, one for each frame by the yen."""
    yen: int = 0
    """All that one frame by the yen or the other would count."""


class Node(NamedTuple):
    """The first `depth` units of an assignment decided; no completion pays more than `bound`."""

    bound: int
    moved: int
    """How many items leave the best single frame so far."""
    assignment: Assignment
    depth: int
    state: tuple[Share, ...]
    """What each frame has so far."""

    @property
    def applications(self) -> int:
        """How many frames are applied for."""
        return len(self.assignment.frames)

    @property
    def is_complete(self) -> bool:
        """Whether every unit is decided."""
        return self.depth == len(self.assignment.units)

    def branches(self) -> list[Node]:
        """The nodes that decide the next unit and may still be open in every frame, the most
        promising last; of a complete node none.
        """
        if self.is_complete:
            return []
        return sorted(self.assignment.children(self), key=lambda node: (node.bound, -node.moved))

    def found(self) -> Found:
        """A complete node with what it pays by the frames themselves."""
        units = tuple(share.units for share in self.state)
        return Found(self.assignment.pays(self), self.assignment.frames, units, self.moved)

    def effect(self) -> tuple[object, ...]:
        """All that decides what the completions pay."""
        frames = self.assignment.frames
        return (
            frames,
            self.depth,
            *(
                share._replace(units=0) if frame in BY_THE_YEN else share.units
                for frame, share in zip(frames, self.state, strict=True)
            ),
        )


class Assignment:
    """All ways to give the units of a purchase to one set of frames, each of which must pay."""

    def __init__(self, purchase: Purchase, frames: tuple[Frame, ...]) -> None:
        self.purchase = purchase
        self.frames = frames
        self.by_the_yen = sorted(
            (at for at, frame in enumerate(frames) if frame in BY_THE_YEN),
            key=lambda at: frames[at] != purchase.best,
        )
        """The places of the frames by the yen, the best single frame first."""
        self.others = [at for at, frame in enumerate(frames) if frame not in BY_THE_YEN]
        self.units: list[tuple[Unit, tuple[int, ...]]] = []
        """The units with a choice, in the order of branching, and the places each may go to."""
        self.state, self.moved = (NOTHING,) * len(frames), 0
        for unit in purchase.units:
            places = tuple(at for at, frame in enumerate(frames) if frame in unit.shares)
            if len(places) == 1:
                self.state = self.assigned(unit, places[0], self.state)
                self.moved += self.moves(unit, places[0])
            elif places:
                self.units.append((unit, places))
        self.units.sort(key=lambda pair: _branched_first(pair[0]))
        undecided = [Undecided((NOTHING,) * len(frames))]
        for unit, _ in reversed(self.units):
            undecided.append(self._with(unit, undecided[-1]))
        self.undecided = undecided[::-1]
        """What the units from each depth on could bring."""
        self._sums: list[Sums | None] = [Sums([0], [0])]

    def _with(self, unit: Unit, later: Undecided) -> Undecided:
        shares = [unit.shares.get(frame, NOTHING) for frame in self.frames]
        paid_by_yen = [shares[at] for at in self.by_the_yen] or [NOTHING]
        single = max(share.single for share in paid_by_yen)
        return Undecided(
            tuple(a.plus(b) for a, b in zip(later.shares, shares, strict=True)),
            later.tools + max(share.tools for share in paid_by_yen),
            later.services + max(share.services for share in paid_by_yen),
            tuple(sorted((*later.singles, single), reverse=True)[: len(paid_by_yen)]),
            later.yen + max(share.yen for share in paid_by_yen),
        )

    def assigned(self, unit: Unit, at: int, state: tuple[Share, ...]) -> tuple[Share, ...]:
        """A state with a unit given to a frame."""
        return (*state[:at], state[at].plus(unit.shares[self.frames[at]]), *state[at + 1 :])

    def moves(self, unit: Unit, at: int) -> int:
        """How many items leave the best single frame when a unit is given to a frame."""
        return 0 if self.frames[at] == self.purchase.best else unit.counting

    def root(self) -> Node | None:
        """What has no choice is decided, nothing else; None where some frame must stay closed."""
        bound = self.bound(0, self.state)
        return None if bound is None else Node(bound, self.moved, self, 0, self.state)

    def children(self, node: Node) -> Iterator[Node]:
        """The next unit in each frame in which it counts."""
        unit, places = self.units[node.depth]
        for at in places:
            state = self.assigned(unit, at, node.state)
            bound = self.bound(node.depth + 1, state)
            if bound is not None:
                moved = node.moved + self.moves(unit, at)
                yield Node(bound, moved, self, node.depth + 1, state)

    def pays(self, node: Node) -> int:
        """What a complete node pays by the frames themselves; 0 where one of them is closed."""
        paid = [
            self.purchase.pays(frame, share.units)
            for frame, share in zip(self.frames, node.state, strict=True)
        ]
        return sum(paid) if all(paid) else 0

    def bound(self, depth: int, state: Sequence[Share]) -> int | None:
        """No less than any completion of a node pays; None where none lets every frame pay."""
        apart, ranges = self._relaxed(depth, state)
        if apart is None:
            return None
        if len(ranges) < 2:
            return apart + sum(one.tariff.paid(one.most) // one.tariff.per for one in ranges)
        shared = self._shared(depth, ranges)
        return None if shared is None else apart + shared

    def _relaxed(self, depth: int, state: Sequence[Share]) -> tuple[int | None, list[CostRange]]:
        """What is paid at most apart from the frames by the yen, and the costs that these may
        have; None where a frame is sure to stay closed.
        """
        purchase, undecided = self.purchase, self.undecided[depth].shares
        apart = 0
        for at in self.others:
            paid = purchase.pays(self.frames[at], state[at].units | undecided[at].units)
            if not paid:
                return None, []
            apart += paid
        ranges = [
            purchase.cost_range(self.frames[at], state[at], undecided[at]) for at in self.by_the_yen
        ]
        if any(one.most < one.tariff.least for one in ranges):
            return None, []
        return apart + sum(one.tariff.extra for one in ranges), ranges

    def _shared(self, depth: int, ranges: Sequence[CostRange]) -> int | None:
        """The most that two frames by the yen pay together.

        Bounded by the sums that the undecided units make, and, where a ceiling of services leaves
        some of them out, by the yen that still count.
        """
        first, second = ranges
        undecided, sums = self.undecided[depth], self.sums(depth)
        most = Pair(first, second, undecided.yen).most(sums and sums.yen)
        tools = [undecided.shares[at].tools for at in self.by_the_yen]
        room = sum(one.most - one.now for one in ranges) - sum(tools)
        services = min(undecided.services + sum(undecided.singles), room)
        counting = undecided.tools + services
        if most is not None and (sums is None or counting < undecided.yen):
            other = Pair(first, second, min(counting, undecided.yen)).most()
            return None if other is None else min(most, other)
        return most

    def sums(self, depth: int) -> Sums | None:
        """What the units from `depth` on can give to the second; None where that is too many."""
        while len(self._sums) <= len(self.units) - depth:
            later = self._sums[-1]
            self._sums.append(later and self._sums_with(len(self.units) - len(self._sums), later))
        return self._sums[len(self.units) - depth]

    def _sums_with(self, depth: int, later: Sums) -> Sums | None:
        unit, places = self.units[depth]
        yen = self.undecided[depth].yen - self.undecided[depth + 1].yen
        second = self.by_the_yen[1]
        stays = min((self.moves(unit, at) for at in places if at != second), default=0)
        fewest = {amount: moves + stays for amount, moves in zip(*later, strict=True)}
        if second in places:
            goes = self.moves(unit, second)
            for amount, moves in zip(*later, strict=True):
                known = fewest.get(amount + yen, moves + goes)
                fewest[amount + yen] = min(known, moves + goes)
        if len(fewest) > MOST_SUMS:
            return None
        amounts = sorted(fewest)
        return Sums(amounts, [fewest[amount] for amount in amounts])

    def least_moved(self, node: Node, target: int) -> int:
        """No more than the items that a completion moves which pays `target`."""
        sums = self.sums(node.depth) if len(self.by_the_yen) == 2 else None
        if sums is None:
            return node.moved
        apart, ranges = self._relaxed(node.depth, node.state)
        pair = Pair(ranges[0], ranges[1], self.undecided[node.depth].yen)
        first, last = pair.reaching(sums.yen, target - (apart or 0))
        return node.moved + min(sums.moves[first:last], default=0)


class Found(NamedTuple):
    """The best assignment so far: what it pays, and the units of each of its frames."""

    subsidy: int
    frames: tuple[Frame, ...] = ()
    units: tuple[int, ...] = ()
    moved: int = 0

    def rank(self) -> tuple[int, int]:
        """By what the better of two is told: more subsidy, then fewer applications."""
        return self.subsidy, -len(self.frames)


def combine(
    case: Case,
    singles: Mapping[Frame, FrameResult],
    *,
    most: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Combination:
    """The combination of the frames in `singles` that pays most for the items of a case.

    Of equal ones it is one with the fewest applications, then one that moves the fewest items out
    of the best single frame.

    Args:
        case: the purchase, priced.
        singles: what each frame pays for all of it.
        most: how many applications there may be.
        stop: asked at each step whether to leave it at what is found so far.
    """
    purchase = Purchase(case, singles)
    best = _single(purchase, singles)
    roots = [
        root
        for frames in compatible_sets(case.rules, purchase.open, most)
        if (root := Assignment(purchase, frames).root()) is not None
    ]
    best, unseen = _most_paid(roots, best, stop)
    settled = False
    if unseen is None:
        steps = iter(range(MOST_TIES))
        equals = [root for root in roots if root.applications == len(best.frames)]
        best, settled = _fewest_moved(equals, best, lambda: stop() or next(steps, None) is None)
    items = {
        frame: purchase.items(units) for frame, units in zip(best.frames, best.units, strict=True)
    }
    return Combination(best.subsidy, items, max(best.subsidy, unseen or 0), settled)


def _most_paid(
    roots: Iterable[Node], best: Found, stop: Callable[[], bool]
) -> tuple[Found, int | None]:
    """The assignment that pays most below the roots, of equals one with the fewest applications.

    With it comes the bound of what was not looked at; None where everything was.
    """

    def improves(node: Node) -> bool:
        return (node.bound, -node.applications) > best.rank()

    nodes = sorted(roots, key=lambda node: node.bound)
    seen: set[tuple[object, ...]] = set()
    while nodes:
        if stop():
            return best, max(node.bound for node in nodes)
        node = nodes.pop()
        if not improves(node):
            continue
        if node.is_complete:
            best = max(best, node.found(), key=Found.rank)
        for child in filter(improves, node.branches()):
            effect = child.effect()
            if effect not in seen:
                seen.add(effect)
                nodes.append(child)
    return best, None


def _fewest_moved(
    roots: Iterable[Node], best: Found, stop: Callable[[], bool]
) -> tuple[Found, bool]:
    """Of the assignments that pay as much as `best`, with as many applications, the one that moves
    the fewest items; and whether all were looked at.
    """

    def improves(node: Node) -> bool:
        pays = node.bound >= best.subsidy
        return pays and node.assignment.least_moved(node, best.subsidy) < best.moved

    nodes = sorted(roots, key=lambda node: node.bound)
    seen: dict[tuple[object, ...], int] = {}
    while nodes:
        if stop():
            return best, False
        node = nodes.pop()
        if not improves(node):
            continue
        if node.is_complete:
            best = _fewer_moved(best, node.found())
        for child in node.branches():
            effect = child.effect()
            if child.moved < seen.get(effect, child.moved + 1) and improves(child):
                seen[effect] = child.moved
                nodes.append(child)
    return best, True


def _fewer_moved(best: Found, found: Found) -> Found:
    """The one that moves fewer items, if both pay the same."""
    return found if found.subsidy == best.subsidy and found.moved < best.moved else best


def _single(purchase: Purchase, singles: Mapping[Frame, FrameResult]) -> Found:
    """The best single frame with all that counts in it."""
    best = purchase.best
    if best is None:
        return Found(0)
    units = sum(1 << at for at, unit in enumerate(purchase.units) if best in unit.shares)
    return Found(singles[best].subsidy, (best,), (units,))


def _branched_first(unit: Unit) -> tuple[int, int, int]:
    """What changes rates and ceilings is decided first, then what only one of counts, then yen."""
    categories = {priced.item.category for priced in unit.items}
    kinds = ({"software"}, {"consulting"}, SERVICES)
    kind = next((at for at, kind in enumerate(kinds) if categories & kind), len(kinds))
    return kind, -max(share.yen for share in unit.shares.values()), unit.items[0].number
