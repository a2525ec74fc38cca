"""What holds for every client, found by hypothesis: principle by principle, without tolerance."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Final, get_args

import pytest
from clients import ON
from hypothesis import given, settings
from hypothesis import strategies as st

from itsubsidy import Applicant, FrameResult, Quote, QuoteEstimate, estimate
from itsubsidy.inputs.discounts import spread
from itsubsidy.inputs.item import Category, Item
from itsubsidy.inputs.pricing import price
from itsubsidy.inputs.values import PROCESSES
from itsubsidy.money import cut
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS, case_of
from itsubsidy.rules.programme.rulefile import programme_for
from itsubsidy.rules.programme.rules import Grade
from itsubsidy.terms import BASE, FRAMES, INDUSTRIES

settings.register_profile("itsubsidy", max_examples=200, deadline=None)
settings.load_profile("itsubsidy")

CATEGORIES: Final = [name for name in get_args(Category) if name != "discount"]
DAYS: Final = st.dates(date(2025, 3, 31), date(2026, 1, 7)) | st.dates(
    date(2026, 3, 30), date(2027, 3, 31)
)
"""Days in the windows of the programmes."""

NAMES: Final = [f"員{number}" for number in range(12)]


@st.composite
def items(draw: st.DrawFn, number: int, *, group: bool = False) -> dict[str, Any]:
    category = draw(st.sampled_from(CATEGORIES))
    suppliers = draw(st.integers(1, 50))
    per = draw(st.sampled_from(["once", "month", "year"]))
    prepaid = st.one_of(st.none(), st.integers(1, 60))
    item: dict[str, Any] = {
        "name": f"品{number}",
        "category": category,
        "price": draw(st.integers(0, 3_000_000) | st.integers(0, 20_000)),
        "quantity": draw(st.integers(1, 3)),
        "per": per,
        "months": draw(st.integers(1, 60) if per != "once" else prepaid),
        "registered": draw(st.integers(0, 9)) > 0,
        "invoice_compliant": draw(st.integers(0, 9)) > 0,
    }
    if category == "software":
        item["processes"] = draw(st.lists(st.sampled_from(PROCESSES), min_size=1, max_size=5))
        item["functions"] = draw(
            st.lists(st.sampled_from(["accounting", "ordering", "settlement"]), min_size=1)
        )
        item["accounts"] = {
            "suppliers": suppliers,
            "sme_suppliers": draw(st.integers(0, suppliers)),
        }
    if draw(st.booleans()):
        item["discount"] = draw(st.integers(0, whole(item)))
    if group and draw(st.booleans()):
        item["members"] = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    return item


def whole(item: dict[str, Any]) -> int:
    """What one buyer pays for an item over the contract, as stated, after its own discount."""
    read = Item.model_validate(item)
    return cut(read.contract_amount) - read.own_discount


@st.composite
def lines(draw: st.DrawFn, listed: list[dict[str, Any]], *, group: bool) -> list[dict[str, Any]]:
    """Discount lines: for one item, and off the whole quote of a single applicant."""
    item = draw(st.sampled_from(listed))
    own = draw(st.integers(0, whole(item)))
    found = [{"name": "品の値引き", "category": "discount", "price": own, "for": item["name"]}]
    if not group:
        rest = sum(map(whole, listed)) - own
        found += [{"name": "値引き", "category": "discount", "price": draw(st.integers(0, rest))}]
    return found


@st.composite
def quotes(draw: st.DrawFn, *, group: bool = False) -> dict[str, Any]:
    count = draw(st.integers(1, 6))
    listed = [draw(items(number, group=group)) for number in range(count)]
    software = [item["name"] for item in listed if item["category"] == "software"]
    for item in listed:
        if software and item["category"] not in ("software", "analysis") and draw(st.booleans()):
            item["for"] = draw(st.sampled_from(software))
    if draw(st.booleans()):
        listed += draw(lines(listed, group=group))
    return {"tax": draw(st.sampled_from(["excluded", "included"])), "items": listed}


@st.composite
def applicants(draw: st.DrawFn) -> dict[str, Any]:
    employees = draw(st.integers(0, 400))
    return {
        "name": "甲",
        "entity": draw(st.sampled_from(["company", "sole_proprietor", "npo"])),
        "industry": draw(st.sampled_from(sorted(INDUSTRIES))),
        "employees": employees,
        "capital": draw(st.integers(0, 400_000_000)),
        "near_minimum_wage": {
            "months": draw(st.integers(0, 5)),
            "employees": draw(st.integers(0, employees)),
        },
        "wage_plan": {
            "payroll_growth": draw(st.sampled_from(["1.4%", "1.5%", "3%"])),
            "per_head_growth": draw(st.sampled_from(["2.9%", "3%", "3.5%"])),
            "minimum_wage_margin": draw(st.integers(28, 32)),
            "announced": draw(st.booleans()),
        },
    }


@st.composite
def groups(draw: st.DrawFn) -> dict[str, Any]:
    sizes = draw(st.lists(st.sampled_from(["small", "medium"]), min_size=12, max_size=12))
    members = [{"name": name, "size": size} for name, size in zip(NAMES, sizes, strict=True)]
    return {"name": "組", "entity": "group", "organiser": "consortium", "members": members}


def off_one_item(item: dict[str, Any]) -> bool:
    """Whether a line is no discount off the whole quote."""
    return item["category"] != "discount" or "for" in item


def answer(applicant: dict[str, Any], quote: dict[str, Any], on: date) -> QuoteEstimate:
    client = Applicant.model_validate(applicant)
    return estimate(client, [Quote.model_validate(quote)], on=on).quotes[0]


def frames(of: QuoteEstimate) -> list[FrameResult]:
    return list(of.frames.values())


def any_client() -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any]]]:
    return st.tuples(applicants(), quotes()) | st.tuples(groups(), quotes(group=True))


@given(any_client(), DAYS)
def test_subsidy_is_no_more_than_cost_and_cap(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    rules = programme_for(on).at(on)
    highest = {
        "normal": rules.normal.ceiling_upper.value,
        "invoice": rules.invoice.ceiling_upper.value
        + rules.invoice.pc_ceiling.value
        + rules.invoice.register_ceiling.value,
        "edi": rules.edi.ceiling.value,
        "security": rules.security.ceiling.value,
        "consortium": rules.consortium.joint_ceiling.value + rules.consortium.other_ceiling.value,
    }
    for result in frames(answer(*client, on)):
        assert 0 <= result.subsidy <= min(result.eligible_cost, highest[result.frame])
        assert result.self_payment == result.total - result.subsidy


@given(any_client(), DAYS)
def test_parts_add_up_to_the_whole(client: tuple[dict[str, Any], dict[str, Any]], on: date) -> None:
    for result in frames(answer(*client, on)):
        if result.eligible:
            assert sum(part.eligible_cost for part in result.components) == result.eligible_cost
            assert sum(part.subsidy for part in result.components) == result.subsidy
        else:
            assert result.components == ()


@given(any_client(), DAYS)
def test_every_yen_is_eligible_or_left_out_with_a_reason(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    for result in frames(answer(*client, on)):
        left_out = sum(exclusion.amount for exclusion in result.excluded)
        assert result.total - result.eligible_cost == left_out
        assert all(one.reason and one.source and one.amount >= 0 for one in result.excluded)


@given(any_client(), DAYS)
def test_a_frame_is_closed_by_a_check_and_only_by_one(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    for result in frames(answer(*client, on)):
        assert result.eligible is not bool(result.failed)
        assert (result.subsidy > 0) is result.eligible


@given(any_client(), DAYS)
def test_without_the_working_the_same_is_paid_for_the_same_reasons(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    applicant, quote = Applicant.model_validate(client[0]), Quote.model_validate(client[1])
    found = estimate(applicant, [quote], on=on, advise=False, explained=False).quotes[0]
    whole = answer(*client, on)
    assert (found.best, found.tied, found.total) == (whole.best, whole.tied, whole.total)
    for bare, result in zip(frames(found), frames(whole), strict=True):
        assert bare == result._replace(
            checks=result.failed,
            steps=(),
            excluded=(),
            to_confirm=(),
            next=(),
            doubts=(),
            obligations=(),
            score=(),
            papers=(),
        )


@given(any_client(), DAYS)
def test_no_check_is_met_without_an_answer_and_no_doubt_changes_nothing(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    for result in frames(answer(*client, on)):
        assert all(check.actual is not None for check in result.checks if check.ok)
        for doubt in result.doubts:
            assert doubt.difference == doubt.subsidy - result.subsidy != 0
            assert doubt.text.isprintable()
            assert doubt.source


@given(any_client(), DAYS)
def test_every_reading_that_pays_something_else_is_told(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    applicant, quote = Applicant.model_validate(client[0]), Quote.model_validate(client[1])
    case = case_of(applicant, quote, on, programme_for(on))
    for result in frames(answer(*client, on)):
        work_out = FRAME_FUNCTIONS[result.frame]
        by_each = {
            reading: work_out(case._replace(reading=reading)).subsidy
            for reading in case.rules.frame(result.frame).doubts
        }
        told = {doubt.id: doubt.subsidy for doubt in result.doubts}
        assert told == {one: paid for one, paid in by_each.items() if paid != result.subsidy}


@given(any_client(), DAYS)
def test_how_well_every_source_of_an_answer_is_known_can_be_said(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    programme = programme_for(on)
    for result in frames(answer(*client, on)):
        sources = {check.source for check in result.checks}
        sources |= {step.source for step in result.steps}
        sources |= {exclusion.source for exclusion in result.excluded}
        sources |= {doubt.source for doubt in result.doubts}
        for source in sources:
            assert programme.grade_of(source) in get_args(Grade)


@given(any_client(), DAYS)
def test_best_is_the_first_frame_with_the_largest_subsidy(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    found = answer(*client, on)
    largest = max(result.subsidy for result in frames(found))
    expected = next((f for f in FRAMES if largest and found.frames[f].subsidy == largest), None)
    assert found.best == expected


@given(any_client(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(
    client: tuple[dict[str, Any], dict[str, Any]], on: date, random: Any
) -> None:
    """But for the yen that two equal remainders both have a claim to, where tax is taken off."""
    applicant, quote = client
    items = [one for one in quote["items"] if off_one_item(one)]
    quote = {**quote, "tax": "excluded", "items": items}
    shuffled = {**quote, "items": random.sample(quote["items"], len(quote["items"]))}
    amounts = [
        [(r.frame, r.eligible, r.total, r.eligible_cost, r.rate, r.subsidy) for r in frames(one)]
        for one in (answer(applicant, quote, on), answer(applicant, shuffled, on))
    ]
    assert amounts[0] == amounts[1]


@given(any_client(), DAYS, st.integers(0, 5), st.integers(1, 500_000))
def test_a_higher_price_never_pays_less(
    client: tuple[dict[str, Any], dict[str, Any]], on: date, at: int, more: int
) -> None:
    """But for the yen that a discount off the whole quote, or tax, may move to another item."""
    applicant, quote = client
    listed = [one for one in quote["items"] if off_one_item(one)]
    quote = {**quote, "tax": "excluded", "items": listed}
    at %= sum(one["category"] != "discount" for one in listed)
    dearer = [*listed[:at], {**listed[at], "price": listed[at]["price"] + more}, *listed[at + 1 :]]
    before, after = answer(applicant, quote, on), answer(applicant, {**quote, "items": dearer}, on)
    for frame in FRAMES:
        assert after.frames[frame].subsidy >= before.frames[frame].subsidy


@given(quotes(), DAYS)
def test_small_never_gets_less_than_sme(quote: dict[str, Any], on: date) -> None:
    small, medium = (
        answer({"name": "甲", "size": size}, quote, on) for size in ("small", "medium")
    )
    for frame in FRAMES:
        assert small.frames[frame].subsidy >= medium.frames[frame].subsidy


@given(applicants(), quotes(), DAYS)
def test_single_applicants_and_groups_exclude_each_other(
    applicant: dict[str, Any], quote: dict[str, Any], on: date
) -> None:
    assert answer(applicant, quote, on).frames["consortium"].eligible is False


@given(groups(), quotes(group=True), DAYS)
def test_a_group_has_the_consortium_frame_alone(
    applicant: dict[str, Any], quote: dict[str, Any], on: date
) -> None:
    found = answer(applicant, quote, on)
    assert [r.frame for r in frames(found) if r.eligible] in ([], ["consortium"])


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_the_marginal_rate_of_invoice_is_never_above_its_first(cost: int, more: int) -> None:
    """Any yen more of cost pays no more than the first rate of it, and never less than nothing."""

    def paid(price: int) -> int:
        item = {
            "name": "会計",
            "category": "software",
            "price": price,
            "functions": ["accounting", "ordering"],
        }
        return (
            answer({"name": "甲", "size": "small"}, {"items": [item]}, ON).frames["invoice"].subsidy
        )

    gained = paid(cost + more) - paid(cost)
    assert gained >= 0
    assert 5 * gained <= 4 * more + 5


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=12).flatmap(
        lambda costs: st.tuples(st.just(costs), st.integers(0, sum(costs)))
    )
)
def test_a_discount_is_spread_to_the_yen(given: tuple[list[int], int]) -> None:
    costs, amount = given
    parts = spread(amount, costs)
    assert sum(parts) == amount
    for part, cost in zip(parts, costs, strict=True):
        assert 0 <= part <= cost
        assert abs(part - Fraction(amount * cost, max(1, sum(costs)))) < 1


@given(quotes())
def test_what_is_paid_is_the_quote_less_its_discounts(quote: dict[str, Any]) -> None:
    read = Quote.model_validate({**quote, "tax": "excluded"})
    sold = [item for item in read.items if item.category != "discount"]
    off = sum(item.discount for item in sold)
    off += sum(item.price for item in read.items if item.category == "discount")
    whole = sum((cut(item.contract_amount) for item in sold), 0)
    assert sum(priced.total for priced in price(read).items) == whole - off


@given(any_client(), DAYS)
def test_a_discount_of_nothing_changes_nothing(
    client: tuple[dict[str, Any], dict[str, Any]], on: date
) -> None:
    applicant, quote = client
    plain = [
        {key: value for key, value in item.items() if key != "discount"}
        for item in quote["items"]
        if item["category"] != "discount"
    ]
    nothing = [
        *({**item, "discount": 0} for item in plain),
        {"name": "値引き", "category": "discount", "price": 0, "for": plain[0]["name"]},
    ]
    without, with_nothing = (
        answer(applicant, {**quote, "items": items}, on) for items in (plain, nothing)
    )
    assert without.total == with_nothing.total
    for frame in FRAMES:
        before, after = without.frames[frame], with_nothing.frames[frame]
        assert before.subsidy == after.subsidy
        assert before.excluded == after.excluded


@pytest.mark.parametrize("category", sorted(set(CATEGORIES) - BASE))
def test_what_a_group_buys_together_is_priced_once(category: str) -> None:
    item = {"name": "品", "category": category, "price": 1_000}
    members = [{"name": name, "size": "small"} for name in NAMES]
    applicant = {"name": "組", "entity": "group", "organiser": "consortium", "members": members}
    assert answer(applicant, {"items": [item]}, ON).total == 1_000
