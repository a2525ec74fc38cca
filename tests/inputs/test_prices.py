"""The prices of random quotes against a second reading of the guidelines.

By hand, with more of them: ITSUBSIDY_EXAMPLES=20000 python -m pytest tests/test_prices.py
"""

from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import Any, Final

import pytest
from clients import ON
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from reference_prices import (
    DEVICES,
    OPTIONS,
    SERVICES,
    ContradictionError,
    Meaning,
    Paid,
    Plain,
    Priced,
    consortium,
    edi,
    invoice,
    normal,
    security,
)

from itsubsidy import Applicant, FrameResult, Quote, estimate

EXAMPLES: Final = int(os.environ.get("ITSUBSIDY_EXAMPLES", "300"))
settings.register_profile("prices", max_examples=EXAMPLES, deadline=None)

BASES: Final = ("software", "analysis")
RUNNING: Final = ("software", *OPTIONS, "support", "otasuketai", "analysis")
SINGLE: Final = ("software",) * 4 + (*OPTIONS, *SERVICES, *DEVICES, "otasuketai", "other")
GROUP: Final = (*SINGLE, "analysis", "analysis", "analysis_hardware", "administration", "expert")
PROCESSES: Final = ("共P-01", "共P-02", "共P-03", "各業種P-06", "汎P-07")
FUNCTIONS: Final = ("accounting", "ordering", "settlement")
NAMES: Final = [f"員{number}" for number in range(11)]
SMALL: Final = Applicant.model_validate({"name": "甲", "size": "small"})
KANJI: Final = "一二三四五六"
RATES: Final = (Fraction(1, 10), Fraction(2, 25), Fraction(0))

Says = list[Meaning]


@st.composite
def quotes(draw: st.DrawFn, *, group: bool = False) -> tuple[Plain, Says]:
    """A quote of some products, and what its names say."""
    lines: list[tuple[Plain, Meaning]] = []
    products = draw(st.integers(1, 4))
    for number in range(products):
        category = draw(st.sampled_from(GROUP if group else SINGLE)) if number else "software"
        if group and number == 0:
            category = draw(st.sampled_from(BASES))
        lines += draw(product(f"品{number}", category, group=group))
    for item, _ in lines:
        if item["category"] not in (*BASES, "other", "otasuketai") and draw(st.booleans()):
            target = draw(st.sampled_from([one for one in lines if one[0]["category"] in BASES]))
            item["for"] = draw(st.sampled_from([target[0]["name"], target[1].product]))
    if not any(item.get("quantity", 1) for item, _ in lines):
        del lines[0][0]["quantity"]
    lines = draw(st.permutations(lines)) if draw(st.integers(0, 3)) == 0 else lines
    lines = [*lines, *draw(discounts(lines, group=group))]
    quote: Plain = {"items": [item for item, _ in lines]}
    if draw(st.booleans()):
        quote["tax"] = "included"
    if draw(st.integers(0, 4)) == 0:
        quote["tax_rate"] = draw(st.sampled_from(RATES))
    return quote, [says for _, says in lines]


@st.composite
def product(
    draw: st.DrawFn, name: str, category: str, *, group: bool
) -> list[tuple[Plain, Meaning]]:
    """The lines of one product: one, a line for each year, a renewal, or two side by side."""
    layout = draw(st.sampled_from(["one", "one", "years", "renewal", "terms", "beside"]))
    members = None
    if group and draw(st.booleans()):
        members = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    years: list[Any] = [None]
    if layout == "years":
        first = draw(st.sampled_from([1, 1, 1, 2]))
        years = [*range(first, first + draw(st.integers(1, 3)))]
    elif layout == "renewal" and category in RUNNING:
        years = [None, "renewal"]
    elif layout in ("terms", "beside"):
        years = [None, None]
    found = []
    for at, year in enumerate(years):
        item: Plain = {"name": draw(called(name, year)), "category": category}
        item |= draw(amounts(category, year))
        if layout == "terms" and at == 1 and "months" in item and category not in FIXED:
            item["first_month"] = draw(st.integers(1, 30))
        item |= draw(qualities(category, is_first=at == 0))
        if members is not None:
            item["members"] = members
        found.append((item, Meaning(name, year)))
    return found


FIXED: Final = (*DEVICES, "analysis_hardware", "administration", "expert")


@st.composite
def called(draw: st.DrawFn, name: str, year: Any) -> str:
    """A product with the words for its year of use."""
    if year is None:
        return name
    if year == "renewal":
        return draw(st.sampled_from([f"{name} 更新", f"{name}（継続）", f"{name}更新料"]))
    ways = [f"{name} {year}年目", f"{name}（{KANJI[year - 1]}年目）", f"【{year}年次】{name}"]
    ways += {1: [f"{name}初年度"], 2: [f"{name}［次年度］"]}.get(year, [])
    return draw(st.sampled_from(ways))


@st.composite
def amounts(draw: st.DrawFn, category: str, year: Any) -> Plain:
    """What a line costs, for how long, and what is off it."""
    price: int | Fraction = draw(st.integers(0, 2_000_000) | st.integers(0, 20_000))
    if draw(st.integers(0, 3)) == 0:
        price = Fraction(draw(st.integers(0, 100_000_000)), 10_000)
    found: Plain = {"price": price}
    if draw(st.booleans()):
        found["quantity"] = draw(
            st.integers(0, 5) | st.integers(1, 5_000).map(lambda one: Fraction(one, 1_000))
        )
    if category in (*SERVICES, "expert") and draw(st.integers(0, 3)) == 0:
        found["people"] = draw(st.integers(1, 3))
    per = draw(st.sampled_from(["once", "month", "year", "3 months", "6 months"]))
    if category in FIXED or category == "consulting":
        per = draw(st.sampled_from(["once", "once", "once", per]))
    if per != "once":
        found["per"] = per
        step = int(per.split()[0]) if " " in per else 1
        if not (per == "year" and isinstance(year, int) and category in RUNNING):
            found["months"] = step * draw(st.integers(1, 40 // step))
    elif draw(st.booleans()):
        found["months"] = draw(st.integers(1, 40))
    cost = Fraction(price) * found.get("quantity", 1) * found.get("people", 1)
    off = draw(st.sampled_from(["", "", "", "yen", "share"]))
    if off == "yen":
        most = cost.__floor__() + draw(st.sampled_from([0, 0, 0, 0, 1]))
        found["discount"] = draw(st.integers(0, most))
    elif off == "share":
        found["discount"] = Fraction(draw(st.integers(0, 1_000)), 1_000)
    if cost.denominator > 1 and per == "once" and not off and draw(st.booleans()):
        found["amount"] = draw(st.sampled_from([cost.__floor__(), cost.__ceil__()]))
    return found


@st.composite
def qualities(draw: st.DrawFn, category: str, *, is_first: bool) -> Plain:
    """What decides whether a line counts; further lines of a product may leave it out."""
    found: Plain = {}
    if category == "software" and (is_first or draw(st.booleans())):
        found["processes"] = draw(st.lists(st.sampled_from(PROCESSES), min_size=1, unique=True))
        found["functions"] = draw(st.lists(st.sampled_from(FUNCTIONS), min_size=1, unique=True))
        suppliers = draw(st.integers(1, 9))
        sme = draw(st.integers(0, suppliers))
        found["accounts"] = {"suppliers": suppliers, "sme_suppliers": sme}
    rare = st.integers(0, 9).map(lambda one: one == 0)
    for key in ("registered", "invoice_compliant"):
        if draw(rare):
            found[key] = False
    if category not in (*SERVICES, "administration", "expert", "other") and draw(rare):
        found["acquisition"] = draw(st.sampled_from(["lease", "rental"]))
    if draw(rare):
        found["tax"] = draw(st.sampled_from(["excluded", "included"]))
    if draw(rare):
        found["tax_rate"] = draw(st.sampled_from(RATES))
    return found


@st.composite
def discounts(
    draw: st.DrawFn, lines: list[tuple[Plain, Meaning]], *, group: bool
) -> list[tuple[Plain, Meaning]]:
    """Discount lines: yen, shares and months, off a line, a product, or it all."""
    found = []
    for number in range(draw(st.sampled_from([0, 0, 1, 2, 3]))):
        item: Plain = {"name": f"値引き{number}", "category": "discount"}
        target, says = draw(st.sampled_from(lines))
        name = draw(st.sampled_from([target["name"], says.product]))
        kind = draw(st.sampled_from(["yen", "share", "months"]))
        is_for_one = kind == "months" or group or draw(st.booleans())
        if is_for_one:
            item["for"] = name
        if kind == "share":
            item["rate"] = Fraction(draw(st.integers(0, 300)), 1_000)
        else:
            item["price"] = draw(st.integers(0, 20_000) | st.integers(0, 300) | st.integers(0, 9))
        if kind == "months":
            item["per"] = draw(st.sampled_from(["month", "year"]))
            item["months"] = draw(st.integers(1, 24))
            if draw(st.booleans()):
                item["first_month"] = draw(st.integers(1, 24))
        if draw(st.integers(0, 4)) == 0:
            item["tax"] = draw(st.sampled_from(["excluded", "included"]))
        found.append((item, Meaning(item["name"])))
    return found


def figures(result: FrameResult) -> Paid:
    return Paid(result.eligible, result.eligible_cost, result.subsidy)


def read(quote: Plain) -> Quote | None:
    try:
        return Quote.model_validate(quote)
    except ValidationError as error:
        for told in error.errors():
            assert re.search("より多くなっています|月数|品名を分けます", told["msg"]), told
        return None


@settings(settings.get_profile("prices"))
@given(quotes(), st.sampled_from(["small", "medium", "large"]))
def test_a_single_applicant_pays_and_gets_the_same(given: tuple[Plain, Says], size: str) -> None:
    quote = read(given[0])
    try:
        priced = Priced(*given)
    except ContradictionError:
        assert quote is None
        return
    assert quote is not None
    applicant = Applicant.model_validate({"name": "甲", "size": size})
    found = estimate(applicant, [quote], on=ON, advise=False).quotes[0]
    assert found.total == priced.total
    expected = {"edi": edi(priced, size)}
    if size != "large":
        for frame in (normal, invoice, security):
            expected[frame.__name__] = frame(priced, size)
    told = {frame: figures(found.frames[frame]) for frame in expected}  # type: ignore[index]
    assert told == expected


@st.composite
def groups(draw: st.DrawFn) -> dict[str, Any]:
    """Eleven members, one more than are needed, with or without a representative by name."""
    members = [{"name": name, "size": draw(st.sampled_from(["small", "medium"]))} for name in NAMES]
    group = {"name": "組", "entity": "group", "organiser": "consortium", "members": members}
    head = draw(st.sampled_from([None, *NAMES]))
    return group if head is None else {**group, "representative": head}


@settings(settings.get_profile("prices"))
@given(quotes(group=True), groups())
def test_a_group_pays_and_gets_the_same(given: tuple[Plain, Says], group: Plain) -> None:
    quote = read(given[0])
    try:
        priced = Priced(*given, members=NAMES)
    except ContradictionError:
        assert quote is None
        return
    assert quote is not None
    found = estimate(Applicant.model_validate(group), [quote], on=ON, advise=False).quotes[0]
    assert found.total == priced.total
    sizes = {member["name"]: member["size"] for member in group["members"]}
    expected = consortium(priced, sizes, group.get("representative"))
    assert figures(found.frames["consortium"]) == expected


@settings(settings.get_profile("prices"))
@given(quotes(), st.sampled_from(["total", "total_with_tax"]), st.sampled_from([-1, 0, 1]))
def test_a_stated_total_is_the_one_that_the_lines_make(
    given: tuple[Plain, Says], key: str, side: int
) -> None:
    """To a yen a line, and one for the tax of each rate; what is further away is refused."""
    try:
        priced = Priced(*given)
    except ContradictionError:
        return
    made = priced.total if key == "total" else priced.with_tax
    off = side * (len(priced.lines) + 3)
    if made + off < 0:
        return
    quote = Quote.model_validate({**given[0], key: made + off})
    if off:
        with pytest.raises(ValueError, match=key):
            estimate(SMALL, [quote], on=ON, advise=False)
    else:
        assert estimate(SMALL, [quote], on=ON, advise=False).quotes[0].total == priced.total


@pytest.mark.parametrize("group", [False, True])
def test_the_quotes_are_of_every_kind(group: bool) -> None:
    """What is compared is mostly sound, and every key of an item is in some of it."""
    keys: set[str] = set()
    sound: list[bool] = []

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(quotes(group=group))
    def look(given: tuple[Plain, Says]) -> None:
        sound.append(read(given[0]) is not None)
        keys.update(key for item in given[0]["items"] for key in item)

    look()
    assert sum(sound) * 2 > len(sound)
    assert keys == {
        *("name", "category", "price", "quantity", "people", "per", "months", "first_month"),
        *("discount", "rate", "tax", "tax_rate", "processes", "functions", "accounts", "for"),
        *("registered", "invoice_compliant", "acquisition", "amount"),
        *(("members",) if group else ()),
    }
