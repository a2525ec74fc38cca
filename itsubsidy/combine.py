"""The combination of frames that pays most for a purchase: found by branch and bound, and proven.

The units of a purchase are given to the frames one after the other, the largest first. Where no
completion of what is given can beat what is found, by a bound that the frames' own sheets yield
(`Split.bound`), none is looked at; when nothing is left to look at, nothing better exists.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.purchase import BY_THE_YEN, NOTHING, Prospect, Purchase, Share, Unit
from itsubsidy.rules.eligibility import Case
from itsubsidy.rules.frames import compatible_sets
from itsubsidy.terms import SERVICES, Frame
from itsubsidy.worksheet import FrameResult

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


class Rivals(NamedTuple):
    """Two frames by the yen and the undecided yen that both may get; `away` gets `given` of it."""

    home: Prospect
    away: Prospect
    loose: int

    def paid(self, given: int) -> int:
        """What both pay, in 1/(`per` × `per`) yen; concave in `given`, as each tariff is."""
        home, away = self.home, self.away
        kept = home.now + self.loose - given
        got = away.now + given
        return home.tariff.paid(kept if kept < home.most else home.most) * away.tariff.per + (
            away.tariff.paid(got if got < away.most else away.most) * home.tariff.per
        )

    def range(self) -> tuple[int, int]:
        """From where to where both reach their floors; empty where the second is smaller."""
        low = max(0, self.away.tariff.least - self.away.now)
        return low, self.loose - max(0, self.home.tariff.least - self.home.now)

    def peak(self, low: int, high: int) -> int:
        """Where both pay most: a concave function has its maximum at an end or at a bend."""
        home, away = self.home, self.away
        points = {low, high, away.most - away.now, self.loose - (home.most - home.now)}
        for bend in away.tariff.bends:
            points |= {bend - away.now, bend + 1 - away.now}
        for bend in home.tariff.bends:
            points |= {self.loose - (bend - home.now), self.loose - (bend + 1 - home.now)}
        return max(sorted(one for one in points if low <= one <= high), key=self.paid)

    def most(self, sums: Sequence[int] | None = None) -> int | None:
        """The most that both pay, yen; only amounts in `sums` are given away, if there are such.

        Of a concave function over some amounts the maximum is beside its peak over all.
        """
        low, high = self.range()
        if low > high:
            return None
        peak = self.peak(low, high)
        near: Sequence[int] = (peak,)
        if sums is not None:
            at = bisect_left(sums, peak)
            near = [one for one in sums[max(at - 1, 0) : at + 1] if low <= one <= high]
        if not near:
            return None
        both = (self.home, self.away)
        return min(
            max(self.paid(given) for given in near) // (both[0].tariff.per * both[1].tariff.per),
            sum(one.tariff.paid(one.most) // one.tariff.per for one in both),  # each cut to yen
        )

    def reaching(self, sums: Sequence[int], target: int) -> tuple[int, int]:
        """The first and the one after the last of `sums` with which both pay `target` yen."""
        low, high = self.range()
        wanted = target * self.home.tariff.per * self.away.tariff.per
        first, last = bisect_left(sums, low), bisect_left(sums, high + 1)
        peak = bisect_left(sums, self.peak(low, high), first, last)
        return (
            bisect_left(sums, True, first, peak, key=lambda given: self.paid(given) >= wanted),
            bisect_left(sums, True, peak, last, key=lambda given: self.paid(given) < wanted),
        )


class Sums(NamedTuple):
    """Each amount that some of the undecided units make, in order, yen; with the fewest items
    that are moved where they are given away and the others are not.
    """

    yen: list[int]
    moves: list[int]


class Rest(NamedTuple):
    """What the units from one depth on could bring."""

    shares: tuple[Share, ...]
    """To each frame, were they all there."""
    tools: int = 0
    """By the yen, each yen once."""
    services: int = 0
    singles: tuple[int, ...] = ()
    """The dearest, one for each frame."""
    yen: int = 0
    """All that one frame or the other would count."""


class Node(NamedTuple):
    """The first units of a split given to its frames; no completion pays more than `bound`."""

    bound: int
    moved: int
    split: Split
    depth: int
    state: tuple[Share, ...]

    def effect(self) -> tuple[object, ...]:
        """All that decides what the completions pay."""
        frames = self.split.frames
        return (
            frames,
            self.depth,
            *(
                share._replace(units=0) if frame in BY_THE_YEN else share.units
                for frame, share in zip(frames, self.state, strict=True)
            ),
        )


class Split:
    """All ways to divide a purchase among one set of frames, each of which must pay something."""

    def __init__(self, purchase: Purchase, frames: tuple[Frame, ...]) -> None:
        self.purchase = purchase
        self.frames = frames
        self.rivals = sorted(
            (at for at, frame in enumerate(frames) if frame in BY_THE_YEN),
            key=lambda at: frames[at] != purchase.best,
        )
        self.others = [at for at, frame in enumerate(frames) if frame not in BY_THE_YEN]
        state, self.moved = (NOTHING,) * len(frames), 0
        self.units: list[tuple[Unit, tuple[int, ...]]] = []
        for unit in purchase.units:
            places = tuple(at for at, frame in enumerate(frames) if frame in unit.shares)
            if len(places) == 1:
                at = places[0]
                state = self.given(unit, at, state)
                self.moved += self.moves(unit, at)
            elif places:
                self.units.append((unit, places))
        self.state = state
        self.units.sort(key=lambda one: _largest_first(one[0]))
        rest = [Rest((NOTHING,) * len(frames))]
        for unit, _ in reversed(self.units):
            rest.append(self._with(unit, rest[-1]))
        self.rest = rest[::-1]
        self._sums: list[Sums | None] = [Sums([0], [0])]

    def _with(self, unit: Unit, rest: Rest) -> Rest:
        shares = [unit.shares.get(frame, NOTHING) for frame in self.frames]
        loose = [shares[at] for at in self.rivals] or [NOTHING]
        single = max(share.single for share in loose)
        return Rest(
            tuple(a.plus(b) for a, b in zip(rest.shares, shares, strict=True)),
            rest.tools + max(share.tools for share in loose),
            rest.services + max(share.services for share in loose),
            tuple(sorted((*rest.singles, single), reverse=True)[: len(loose)]),
            rest.yen + max(share.yen for share in loose),
        )

    def given(self, unit: Unit, at: int, state: tuple[Share, ...]) -> tuple[Share, ...]:
        """A state with a unit given to a frame."""
        return (*state[:at], state[at].plus(unit.shares[self.frames[at]]), *state[at + 1 :])

    def moves(self, unit: Unit, at: int) -> int:
        """How many items leave the best single frame when a unit is given to a frame."""
        return 0 if self.frames[at] == self.purchase.best else unit.counting

    def root(self) -> Node | None:
        """What has no choice is given, nothing else; None where some frame must stay closed."""
        bound = self.bound(0, self.state)
        return None if bound is None else Node(bound, self.moved, self, 0, self.state)

    def children(self, node: Node) -> Iterator[Node]:
        """The next unit in each frame in which it counts."""
        unit, places = self.units[node.depth]
        for at in places:
            state = self.given(unit, at, node.state)
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
        """No less than any completion of a node pays; None where none lets every frame pay.

        A frame by the yen pays for its cost no more than its tariff says, taken with all traits
        that undecided units could still bring: more processes, functions or hardware never pay
        less. Its cost is what counts now and some of the undecided yen, of which the rivals get
        each once. Any other frame pays no more than with all undecided units in it.
        """
        apart, prospects = self._prospects(depth, state)
        if apart is None:
            return None
        if len(prospects) < 2:
            return apart + sum(one.tariff.paid(one.most) // one.tariff.per for one in prospects)
        shared = self._shared(depth, prospects)
        return None if shared is None else apart + shared

    def _prospects(self, depth: int, state: Sequence[Share]) -> tuple[int | None, list[Prospect]]:
        """The rivals' prospects, and what is paid at most apart from these; None where a frame is
        sure to stay closed.
        """
        purchase, rest = self.purchase, self.rest[depth].shares
        apart = 0
        for at in self.others:
            paid = purchase.pays(self.frames[at], state[at].units | rest[at].units)
            if not paid:
                return None, []
            apart += paid
        prospects = [purchase.prospect(self.frames[at], state[at], rest[at]) for at in self.rivals]
        if any(one.most < one.tariff.least for one in prospects):
            return None, []
        return apart + sum(one.tariff.extra for one in prospects), prospects

    def _shared(self, depth: int, prospects: Sequence[Prospect]) -> int | None:
        """The most that two rivals pay together: by the sums that the undecided units make, and,
        where a ceiling of services leaves some of them out, by the yen that still count.
        """
        home, away = prospects
        rest, sums = self.rest[depth], self.sums(depth)
        found = Rivals(home, away, rest.yen).most(sums and sums.yen)
        tools = [rest.shares[at].tools for at in self.rivals]
        room = sum(one.most - one.now for one in prospects) - sum(tools)
        services = min(rest.services + sum(rest.singles), room)
        if found is not None and (sums is None or rest.tools + services < rest.yen):
            other = Rivals(home, away, min(rest.tools + services, rest.yen)).most()
            return None if other is None else min(found, other)
        return found

    def sums(self, depth: int) -> Sums | None:
        """What the units from `depth` on can give away; None where there are too many sums."""
        while len(self._sums) <= len(self.units) - depth:
            later = self._sums[-1]
            self._sums.append(later and self._sums_with(len(self.units) - len(self._sums), later))
        return self._sums[len(self.units) - depth]

    def _sums_with(self, depth: int, later: Sums) -> Sums | None:
        unit, places = self.units[depth]
        yen = self.rest[depth].yen - self.rest[depth + 1].yen
        away = self.rivals[1]
        stays = min((self.moves(unit, at) for at in places if at != away), default=0)
        found = {one: moves + stays for one, moves in zip(*later, strict=True)}
        if away in places:
            goes = self.moves(unit, away)
            for one, moves in zip(*later, strict=True):
                given = one + yen
                if moves + goes < found.get(given, moves + goes + 1):
                    found[given] = moves + goes
        if len(found) > MOST_SUMS:
            return None
        amounts = sorted(found)
        return Sums(amounts, [found[one] for one in amounts])

    def least_moved(self, node: Node, target: int) -> int:
        """No more than the items that a completion moves which pays `target`."""
        sums = self.sums(node.depth) if len(self.rivals) == 2 else None
        if sums is None:
            return node.moved
        apart, prospects = self._prospects(node.depth, node.state)
        rivals = Rivals(prospects[0], prospects[1], self.rest[node.depth].yen)
        first, last = rivals.reaching(sums.yen, target - (apart or 0))
        return node.moved + min(sums.moves[first:last], default=0)


class Found(NamedTuple):
    """The best assignment so far: what it pays, and the units of each of its frames."""

    subsidy: int
    frames: tuple[Frame, ...] = ()
    units: tuple[int, ...] = ()
    moved: int = 0

    def rank(self, *, ties: bool) -> tuple[int, int, int]:
        """More subsidy, then fewer applications, then fewer items moved is better."""
        return self.subsidy, -len(self.frames), -self.moved if ties else 0


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
        if (root := Split(purchase, frames).root()) is not None
    ]
    best, left = _search(roots, best, stop, ties=False)
    settled = False
    if left is None:
        steps = iter(range(MOST_TIES))
        equals = [root for root in roots if len(root.split.frames) == len(best.frames)]
        best, more = _search(equals, best, lambda: stop() or next(steps, None) is None, ties=True)
        settled = more is None
    items = {
        frame: purchase.items(units) for frame, units in zip(best.frames, best.units, strict=True)
    }
    return Combination(best.subsidy, items, max(best.subsidy, left or 0), settled)


def _search(
    roots: Iterable[Node], best: Found, stop: Callable[[], bool], *, ties: bool
) -> tuple[Found, int | None]:
    """The best there is below the roots, or `best`; and the bound of what was not looked at, if so.

    Depth first, the most promising first. Two nodes that have decided the same units to the same
    effect have the same completions, so only one of them is looked into.
    """
    nodes = sorted(roots, key=lambda node: node.bound)
    seen: dict[tuple[object, ...], int] = {}

    def promises(node: Node) -> bool:
        known, size = best.rank(ties=ties), -len(node.split.frames)
        if not ties or (node.bound, size) != known[:2]:
            return (node.bound, size) > known[:2]
        return -node.split.least_moved(node, best.subsidy) > known[2]

    while nodes:
        if stop():
            return best, max(node.bound for node in nodes)
        node = nodes.pop()
        if not promises(node):
            continue
        if node.depth == len(node.split.units):
            found = Found(
                node.split.pays(node),
                node.split.frames,
                tuple(share.units for share in node.state),
                node.moved,
            )
            best = max(best, found, key=lambda one: one.rank(ties=ties))
            continue
        children = sorted(node.split.children(node), key=lambda one: (one.bound, -one.moved))
        for child in children:
            key, moved = child.effect(), child.moved if ties else 0
            if promises(child) and moved < seen.get(key, moved + 1):
                seen[key] = moved
                nodes.append(child)
    return best, None


def _single(purchase: Purchase, singles: Mapping[Frame, FrameResult]) -> Found:
    """The best single frame with all that counts in it."""
    best = purchase.best
    if best is None:
        return Found(0)
    units = sum(1 << at for at, unit in enumerate(purchase.units) if best in unit.shares)
    return Found(singles[best].subsidy, (best,), (units,))


def _largest_first(unit: Unit) -> tuple[int, int, int]:
    """What changes rates and ceilings is decided first, then what only one of counts, then yen."""
    categories = {one.item.category for one in unit.items}
    kinds = ({"software"}, {"consulting"}, SERVICES)
    kind = next((at for at, kind in enumerate(kinds) if categories & kind), len(kinds))
    return kind, -max(share.yen for share in unit.shares.values()), unit.items[0].number
