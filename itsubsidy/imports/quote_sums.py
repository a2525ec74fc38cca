"""The sums that a vendor's paper states, held against its lines: nothing may be left over.

Whether the lines have tax in them is decided here too, since the sums show it: either the tax comes
on top of the lines, or the lines are the total. Words decide only where both would fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from itsubsidy.imports.figures import TAX_WORD, meaning
from itsubsidy.imports.heads import compact
from itsubsidy.inputs.spelling import ITEM
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
        "(?:次|前)(?:頁|ページ)(?:へ|より|から)?の?(?:繰越|繰り越し)?(?:額|計)?|繰越(?:額|金額)?",
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
        "[御おご]?(?:見積|請求|契約|支払|提示|提供|販売|最終|総)*(?:合計|総計|総額|金額|価格|計)"
        "(?:見積)?(?:金額|額)?|[御おご]?見積額|(?:grand)?total",
    ),
)
_KINDS: Final = tuple((kind, re.compile(words)) for kind, words in _WORDS)


def sum_name(text: str, headings: Sequence[str] = ()) -> SumName | None:
    """What a text names as a sum: `小計`, `消費税（10%）`, `御見積金額（税込）`; None for none.

    A sum may also be called by the heading of what it adds up: `機器 計`.
    """
    word = _bare(text)
    rate = _RATE.search(word)
    share = Fraction(int(rate[1]), 100) if rate else None
    if rate:
        word = word.replace(rate[0], "対象" if "対象" in rate[0] else "", 1)
    tax = TAX_WORD.search(word)
    if tax and tax[1] in ("内税", "外税"):
        return SumName("tax", share) if tax[0] == word else None
    if tax:
        word = word.replace(tax[0], "", 1) or "合計"
    kind = next((kind for kind, words in _KINDS if words.fullmatch(word)), None)
    if kind in ("total", "part") and tax:
        kind = "net" if meaning(ITEM["tax"], tax[1]) == "excluded" else "gross"
    if kind is None:
        of = re.sub("[小合]?計$", "", word)
        kind = "part" if of != word and of in map(_bare, headings) else None
    return None if kind is None else SumName(kind, share)


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
    faults: tuple[tuple[str, str], ...] = ()
    """What does not fit: where, and what."""


def settle(
    lines: Sequence[Amounts], sums: Sequence[Sum], says: Mode | None, *, surely: bool
) -> Settled:
    """Hold the lines against the sums.

    `says` is what the words of the paper say of the tax in the lines, `surely` whether they stand
    at the head of the prices.
    """
    sums = list(_behind_tax(sums))
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


def _behind_tax(sums: Sequence[Sum]) -> Iterator[Sum]:
    """The sums; 計 below the tax is the total."""
    taxed = False
    for one in sums:
        taxed = taxed or one.name.kind == "tax"
        is_total = taxed and one.name.kind == "part"
        yield one._replace(name=SumName("total")) if is_total else one


def _faults_of_parts(lines: Sequence[Amounts], sums: Sequence[Sum]) -> Iterator[tuple[str, str]]:
    """The sums of parts that no lines above them make: since the last part, or from the top."""
    since = 0
    for one in sums:
        if one.name.kind not in ("part", "carried"):
            continue
        above = [_total(lines[at : one.after]) for at in (since, 0)]
        bought = [
            _total(line for line in lines[at : one.after] if not line.is_discount)
            for at in (since, 0)
        ]
        if not any(_is_in(one.amount, (made, made)) for made in (*above, *bought)):
            made = above[0] if one.name.kind == "part" else above[1]
            yield one.place, _unlike(one, f"上の明細の合計 {_yen(made)}", one.amount - made, lines)
        if one.name.kind == "part":
            since = one.after


_Range = tuple[Exact, Exact]


def _read(lines: Sequence[Amounts], sums: Sequence[Sum], mode: Mode) -> Settled:
    """The sums read with the lines in one mode, and which of them then do not fit."""
    taxes = [one for one in sums if one.name.kind == "tax"]
    below = max((one.after for one in taxes), default=len(lines))
    taken = frozenset(
        at for at in range(below, len(lines)) if mode == "excluded" and lines[at].is_discount
    )
    own = [line for at, line in enumerate(lines) if at not in taken]
    made, off = _total(own), _total(lines[at] for at in taken)
    tax = _tax_range(own, mode)
    stated = _stated_tax(taxes)
    faults: list[tuple[str, str]] = []
    if stated is not None and not _is_in(stated, tax):
        faults.append((taxes[-1].place, _unlike_tax(stated, tax)))
    elif stated is not None:
        tax = (stated, stated)
    fitting = _ranges(made, tax, off, mode)
    net, gross = (made, None) if mode == "excluded" else (None, made)
    shown = any(one.name.kind == "part" and one.after == len(lines) for one in sums)
    for one in sums:
        if one.name.kind not in ("net", "gross", "total"):
            continue
        kind = next(
            (kind for kind, within in fitting[one.name.kind] if _is_in(one.amount, within)), None
        )
        if kind is None:
            faults.append((one.place, _unlike_total(one, made, tax, mode, lines)))
            continue
        shown = True
        net, gross = (one.amount, gross) if kind == "net" else (net, one.amount)
    return Settled(mode, net, gross, shown, taken, tuple(faults))


def _ranges(
    made: Exact, tax: _Range, off: Exact, mode: Mode
) -> Mapping[SumKind, Sequence[tuple[Literal["net", "gross"], _Range]]]:
    """What each kind of sum may be, and whether it then is net of tax or with it."""
    if mode == "included":
        net: _Range = (made - tax[1], made - tax[0])
        gross = [("gross", (made, made))]
    else:
        net = (made, made)
        gross = [("gross", (made + tax[0] + less, made + tax[1] + less)) for less in (off, 0)]
    nets = [("net", net)]
    return {"net": nets, "gross": gross, "total": nets + gross}  # type: ignore[dict-item]


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


def _unlike_total(one: Sum, made: Exact, tax: _Range, mode: Mode, lines: Sequence[Amounts]) -> str:
    net, gross = (made, made + tax[0]) if mode == "excluded" else (made - tax[0], made)
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
