"""The sums that a vendor's paper states, held against its lines: nothing may be left over.

Whether the lines have tax in them is decided here too, since the sums show it: either the tax comes
on top of the lines, or the lines are the total. Words decide only where both would fit.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from itsubsidy.inputs.imports.figures import without_tax_word
from itsubsidy.inputs.imports.heads import compact
from itsubsidy.money import Exact, cut, decimal_text, magnitude, up

SumKind = Literal["part", "carried", "tax", "base", "net", "gross", "total"]
Mode = Literal["excluded", "included"]


class SumName(NamedTuple):
    """What a row or a label of the paper adds up."""

    kind: SumKind
    rate: Fraction | None = None
    """Of the tax, where it is named."""


_RATE: Final = re.compile(r"[(\[]?([0-9]{1,2})%(?:対象)?[)\]]?")
_EDGES: Final = re.compile(r"[\s【】\[\]()<>《》〈〉■□◆◇●○▼・:：*※=]+")
_WORDS: Final[tuple[tuple[SumKind, str], ...]] = (
    (
        "carried",
        "(?:次|前)(?:頁|ページ|葉|紙|シート)(?:へ|より|から)?の?(?:繰越|繰り越し)?(?:額|計)?"
        "|(?:繰越|繰り越し)(?:額|金額)?",
    ),
    ("base", "(?:課税|非課税|不課税)?対象(?:額|計|金額)?|(?:課税|非課税)(?:額|計)|内訳"),
    (
        "tax",
        "(?:内|うち|外)?(?:消費税|税|vat|tax)(?:等|額|相当額|[及・]び?地方消費税|合計|計)*",
    ),
    (
        "part",
        "(?:.*小|中|頁|ページ|部|大?項目)計(?:額|金額)?|計|subtotal"
        "|値引き?[前後](?:小?計|合計|金額|価格)",
    ),
    (
        "total",
        "[御おご]?(?:見積|請求|契約|支払|提示|提供|販売|予定|最終|差引|総|費用|料金|金額)*(?:合計|総計|総額|金額|価格|計)"
        "(?:見積)?(?:金額|額)?|[御おご]?(?:見積|請求|契約|支払|提示|予定|差引)+額|(?:grand)?total",
    ),
    ("part", ".+(?:合計|総計)(?:額|金額)?"),
)
_OF_A_SECTION: Final = re.compile("(?!値引).+(?:小計|合計|総計)(?:額|金額)?")
"""A sum of a part that is named: it is no total, whatever it says of the tax."""
_KINDS: Final = tuple((kind, re.compile(words)) for kind, words in _WORDS)


def sum_name(text: str, headings: Collection[str] = ()) -> SumName | None:
    """What a text names as a sum: `小計`, `消費税（10%）`, `御見積金額（税込）`; None for none.

    A sum may also be called by the heading of what it adds up: `機器 計`.
    """
    word = _bare(text)
    rate = _RATE.search(word)
    share = Fraction(int(rate[1]), 100) if rate else None
    if rate:
        word = word.replace(rate[0], "対象" if "対象" in rate[0] else "", 1)
    kind = _kind(word) or _kind_by_heading(word, headings)
    return None if kind is None else SumName(kind, share)


def _kind(word: str) -> SumKind | None:
    """What a word adds up, by itself or with a word for the tax."""
    if word in ("内税", "外税"):
        return "tax"
    rest, mode = without_tax_word(word)
    if mode is not None and not rest:
        rest = "合計"
    kind = next((kind for kind, words in _KINDS if words.fullmatch(rest)), None)
    if mode is None or (kind == "part" and _OF_A_SECTION.fullmatch(rest)):
        return kind
    if kind not in ("total", "part"):
        return None
    return "net" if mode == "excluded" else "gross"


def _kind_by_heading(word: str, headings: Collection[str]) -> SumKind | None:
    of = re.sub("[小合]?計$", "", word)
    return "part" if of != word and of in map(_bare, headings) else None


def _bare(text: str) -> str:
    return _EDGES.sub("", compact(text)).lower()


class Sum(NamedTuple):
    """A sum as the paper states it."""

    name: SumName
    label: str
    amount: Exact
    place: str
    """Where it stands."""
    after: int
    """How many lines stand before it; all of them where it stands above the table."""


class Amounts(NamedTuple):
    """A line as the sums have it."""

    amount: Exact
    """Yen; negative where it is taken off."""
    rate: Fraction
    """Of the tax."""
    name: str
    place: str
    is_discount: bool = False


class Settled(NamedTuple):
    """How the lines of a quote and the sums of its paper fit together."""

    mode: Mode | None
    """Whether the lines have tax in them; None where nothing shows it."""
    net: Exact | None = None
    """The sum without tax, where the paper shows it."""
    gross: Exact | None = None
    """The sum with tax, where the paper shows it."""
    is_shown: bool = False
    """Whether a sum of all lines is there, and they make it."""
    with_tax: frozenset[int] = frozenset()
    """The lines, from 0, that are in yen with tax while the others are not: what is taken off
    below the tax.
    """
    is_in_part: bool = False
    """Whether a line is in the sums with one payment of several."""
    faults: tuple[tuple[str, str], ...] = ()
    """What does not fit: where, and what."""


def settle(
    lines: Sequence[Amounts], sums: Sequence[Sum], says: Mode | None, *, surely: bool
) -> Settled:
    """Hold the lines against the sums.

    `says` is what the words of the paper say of the tax in the lines, `surely` whether they stand
    at the head of the prices.
    """
    sums = list(_by_place(lines, sums))
    faults = tuple(_faults_of_parts(lines, sums))
    modes: tuple[Mode, ...] = (says,) if surely and says else ("excluded", "included")
    readings = [_read(lines, sums, mode) for mode in modes]
    sound = [one for one in readings if not one.faults]
    usual = next((one for one in sound or readings if one.mode == says), None)
    if usual is None:
        usual = min(readings, key=lambda one: len(one.faults))
        if len(sound) > 1:
            usual = usual._replace(mode=None)
    return usual._replace(faults=faults + usual.faults)


def _by_place(lines: Sequence[Amounts], sums: Sequence[Sum]) -> Iterator[Sum]:
    """The sums as their places show them: 計 below the tax is the total, and a total may be one of
    a part.
    """
    taxed = False
    labels: set[str] = set()
    """What totals of parts are called."""
    for at, one in enumerate(sums):
        kind = one.name.kind
        taxed = taxed or kind == "tax"
        further = [other for other in sums[at + 1 :] if other.name.kind in _TOTALS]
        if kind == "part" and taxed:
            kind = "total"
        elif kind in ("total", "net") and (
            _is_of_part(one, lines, further, taxed=taxed) or (one.label in labels and further)
        ):
            kind = "part"
            labels.add(one.label)
        yield one._replace(name=one.name._replace(kind=kind))


def _is_of_part(one: Sum, lines: Sequence[Amounts], further: Sequence[Sum], *, taxed: bool) -> bool:
    """Whether more is bought below a total; or, above the tax, something is taken off before a
    further total.
    """
    goes_on = any(not line.is_discount for line in lines[one.after :])
    return goes_on or (not taxed and any(other.after > one.after for other in further))


_TOTALS: Final = ("net", "gross", "total")


def _faults_of_parts(lines: Sequence[Amounts], sums: Sequence[Sum]) -> Iterator[tuple[str, str]]:
    """The sums of parts that no lines above them make: since the last part, or from the top."""
    since = 0
    for one in sums:
        if one.name.kind not in ("part", "carried"):
            continue
        parts = [lines[since : one.after], lines[: one.after]]
        if not any(_adds_up(one.amount, part) for part in parts):
            made = _total(parts[0] if one.name.kind == "part" else parts[1])
            yield one.place, _unlike(one, f"上の明細の合計 {_yen(made)}", one.amount - made, lines)
        if one.name.kind == "part":
            since = one.after


def _adds_up(stated: Exact, lines: Sequence[Amounts]) -> bool:
    """Whether lines come to a sum, after their discounts or before."""
    bought = [line for line in lines if not line.is_discount]
    return any(_is_in(stated, (made, made)) for made in (_total(lines), _total(bought)))


_Range = tuple[Exact, Exact]
_Side = Literal["net", "gross"]


class _Reading(NamedTuple):
    """What the lines make where they are read in one mode."""

    made: Exact
    """The lines, without what is taken off below the tax."""
    tax: _Range
    off: Exact
    """What is taken off below the tax; negative."""
    mode: Mode

    def ways(self, kind: SumKind) -> list[tuple[_Side, _Range]]:
        """What a sum of this kind may be, and whether it then is net of tax or with it."""
        made, (least, most) = self.made, self.tax
        if self.mode == "included":
            ways: list[tuple[_Side, _Range]] = [
                ("net", (made - most, made - least)),
                ("gross", (made, made)),
            ]
        else:
            ways = [
                ("net", (made, made)),
                ("gross", (made + least + self.off, made + most + self.off)),
                ("gross", (made + least, made + most)),
            ]
        return [way for way in ways if kind in (way[0], "total")]

    def side_of(self, one: Sum) -> _Side | None:
        """Whether a sum is the total net of tax or with it; None where it is neither."""
        ways = self.ways(one.name.kind)
        return next((side for side, within in ways if _is_in(one.amount, within)), None)


def _read(lines: Sequence[Amounts], sums: Sequence[Sum], mode: Mode) -> Settled:
    """The sums read with the lines in one mode, and which of them then do not fit."""
    taxes = [one for one in sums if one.name.kind == "tax"]
    taken = _below_tax(lines, taxes) if mode == "excluded" else frozenset()
    own = [line for at, line in enumerate(lines) if at not in taken]
    off = _total(lines[at] for at in taken)
    reading = _Reading(_total(own), _tax_range(own, mode), off, mode)
    reading, faults = _with_stated_tax(reading, taxes)
    totals = {"net" if mode == "excluded" else "gross": reading.made}
    shown = any(one.name.kind == "part" and one.after == len(lines) for one in sums)
    for one in sums:
        side = reading.side_of(one)
        if side is not None:
            shown, totals[side] = True, one.amount
        elif one.name.kind in _TOTALS:
            faults.append((one.place, _unlike_total(one, reading, lines)))
    net, gross = totals.get("net"), totals.get("gross")
    return Settled(mode, net, gross, shown, taken, faults=tuple(faults))


def _with_stated_tax(
    reading: _Reading, taxes: Sequence[Sum]
) -> tuple[_Reading, list[tuple[str, str]]]:
    """The reading with the tax that the paper states, or what is wrong with that."""
    stated = _stated_tax(taxes)
    if stated is None:
        return reading, []
    if not _is_in(stated, reading.tax):
        return reading, [(taxes[-1].place, _unlike_tax(stated, reading.tax))]
    return reading._replace(tax=(stated, stated)), []


def _below_tax(lines: Sequence[Amounts], taxes: Sequence[Sum]) -> frozenset[int]:
    """The lines that take something off below the tax, and so are in yen with tax."""
    below = max((one.after for one in taxes), default=len(lines))
    return frozenset(at for at in range(below, len(lines)) if lines[at].is_discount)


def _tax_range(lines: Sequence[Amounts], mode: Mode) -> _Range:
    """The least and the most tax on lines, however a vendor rounds it: once a rate, or by line."""
    taxes: dict[Fraction, list[Exact]] = {}
    for line in lines:
        share = line.rate if mode == "excluded" else line.rate / (1 + line.rate)
        taxes.setdefault(line.rate, []).append(line.amount * share)
    by_rate = [Fraction(sum(parts)) for parts in taxes.values()]
    by_line = [Fraction(part) for parts in taxes.values() for part in parts]
    least = min(sum(map(cut, by_rate)), sum(map(cut, by_line)))
    return least, max(sum(map(up, by_rate)), sum(map(up, by_line)))


def _stated_tax(taxes: Sequence[Sum]) -> Exact | None:
    """The tax as the paper has it: its one figure, or that of each rate added up."""
    amounts = [one.amount for one in taxes]
    if not amounts:
        return None
    if len(set(amounts)) == 1 or amounts[-1] == sum(amounts[:-1]):
        return amounts[-1]
    return sum(amounts)


def _total(lines: Iterable[Amounts]) -> Exact:
    return sum((line.amount for line in lines), start=Fraction(0))


def _is_in(stated: Exact, within: _Range) -> bool:
    """Whether a figure is in a range, both as a vendor's sheet may show them in whole yen."""
    return cut(within[0]) <= up(stated) and cut(stated) <= up(within[1])


def _unlike_tax(stated: Exact, tax: _Range) -> str:
    makes = (
        _yen(cut(tax[0])) if cut(tax[0]) == cut(tax[1]) else f"{cut(tax[0]):,}〜{_yen(cut(tax[1]))}"
    )
    return f"消費税 {_yen(stated)}は、明細から決まる {makes}と合いません"


def _unlike_total(one: Sum, reading: _Reading, lines: Sequence[Amounts]) -> str:
    made, tax = reading.made, reading.tax[0]
    net, gross = (made, made + tax) if reading.mode == "excluded" else (made - tax, made)
    if one.name.kind == "net":
        makes, nearest = f"（税抜）{_yen(net)}", net
    elif one.name.kind == "gross":
        makes, nearest = f"（税込）{_yen(gross)}", gross
    else:
        makes = f" {_yen(net)}（税込 {_yen(gross)}）"
        nearest = min((net, gross), key=lambda figure: magnitude(one.amount - figure))
    return _unlike(one, f"明細の合計{makes}", one.amount - nearest, lines)


def _unlike(one: Sum, makes: str, difference: Exact, lines: Sequence[Amounts]) -> str:
    than = "多い" if difference > 0 else "少ない"
    by = f"{_yen(magnitude(difference))}{than}額です"
    return f"「{one.label}」{_yen(one.amount)}は、{makes}より {by}{_explained(difference, lines)}"


def _explained(difference: Exact, lines: Sequence[Amounts]) -> str:
    """Which line alone would explain a difference."""
    for line in lines:
        if line.amount and magnitude(difference) in (
            magnitude(line.amount),
            2 * magnitude(line.amount),
        ):
            return f"。「{line.name}」（{line.place}）の額を確かめてください"
    return ""


def _yen(amount: Exact) -> str:
    return f"{decimal_text(amount)}円"
