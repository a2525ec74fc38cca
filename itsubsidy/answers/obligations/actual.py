"""What is left of a subsidy when things go otherwise than applied for, worked out by the frame."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from itsubsidy.answers.obligations.record import told
from itsubsidy.inputs.item import Accounts
from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.size import COMPANIES_AND_PROPRIETORS, Standing
from itsubsidy.rules.frames.table import FRAME_FUNCTIONS
from itsubsidy.rules.frames.worksheet import FrameResult, Obligation
from itsubsidy.rules.programme.obligations import FrameObligations
from itsubsidy.terms import CATEGORIES

NEAR: Final = 2
"""How few people below the most that a 小規模事業者 may have make its loss worth telling."""

MOST_ALONE: Final = 30
"""Members, or lines of devices, that are worked out one by one: of each the whole case is again."""

DEVICES: Final = ("pc", "register", "analysis_hardware")


def size_lost(case: Case, result: FrameResult, said: FrameObligations) -> Iterator[Obligation]:
    """What a 小規模事業者 loses that grows past it before completion, at the costs applied for."""
    rule = said.size_lost
    if rule is None:
        return
    for part, name, grown in _grown(case):
        left = _worked_out(grown, result)
        lost = result.subsidy - left.subsidy
        if not left.eligible:
            formula = f"{result.subsidy:,} → 補助額の下限を下回ります（扱いの定めはありません）"
            yield told(rule, formula, part=part, label=f"{name}{rule.label}")
        elif lost:
            formula = f"{result.subsidy:,} - {left.subsidy:,}（{rule.means}）"
            yield told(rule, formula, lost, part=part, label=f"{name}{rule.label}")


def _grown(case: Case) -> Iterator[tuple[str, str, Case]]:
    """The case with each business that is near the threshold grown past it, and whose it is.

    In a group of many such members all of them at once.
    """
    if case.standing is not None:
        if _is_near(case.standing, case):
            yield "", "", case._replace(standing=case.standing._replace(size="medium"))
        return
    near = [at for at, member in enumerate(case.members) if _is_near(member, case)]
    if len(near) > MOST_ALONE:
        yield "all", f"{len(near)}者の全て: ", _with_members_grown(case, near)
        return
    for at in near:
        name = case.members[at].business.name
        yield str(at + 1), f"{name}: ", _with_members_grown(case, [at])


def _with_members_grown(case: Case, places: Collection[int]) -> Case:
    members = (
        member._replace(size="medium") if at in places else member
        for at, member in enumerate(case.members)
    )
    return case._replace(members=tuple(members))


def _is_near(standing: Standing, case: Case) -> bool:
    """Whether a 小規模事業者 has so many people that few more would end that."""
    business = standing.business
    if (
        standing.size != "small"
        or business.employees is None
        or business.industry is None
        or business.entity not in COMPANIES_AND_PROPRIETORS
    ):
        return False
    most = case.rules.size.small_class(business.industry).employees
    return most.holds(business.employees) and not most.holds(business.employees + NEAR + 1)


def less_than_asked(
    case: Case, result: FrameResult, said: FrameObligations
) -> Iterator[Obligation]:
    """What is paid at most, and what is left without a device or with an account less."""
    rule = said.less
    yield told(rule, value=result.subsidy)
    for part, when, items in (*_without_devices(case), *_with_an_account_less(case)):
        left = _worked_out(case._replace(items=tuple(items)), result)
        if left.eligible and left.subsidy != result.subsidy:
            lost = result.subsidy - left.subsidy
            formula = f"{result.subsidy:,} - {lost:,}"
            yield told(rule, formula, left.subsidy, part=part, when=when)


def _without_devices(case: Case) -> Iterator[tuple[str, str, Iterable[PricedItem]]]:
    """The items without a kind of device, and without each line of a kind that has several."""
    for category in DEVICES:
        lines = [priced for priced in case.items if priced.item.category == category]
        if lines:
            yield category, f"{CATEGORIES[category]}を買わないとき", _without(case, lines)
        for line in lines if 1 < len(lines) <= MOST_ALONE else ():
            name = f"{category}.{line.number}"
            yield name, f"「{line.item.name}」を買わないとき", _without(case, [line])


def _without(case: Case, lines: Sequence[PricedItem]) -> list[PricedItem]:
    """The items of a case without these."""
    gone = {line.number for line in lines}
    return [priced for priced in case.items if priced.number not in gone]


def _with_an_account_less(case: Case) -> Iterator[tuple[str, str, Iterable[PricedItem]]]:
    accounts = [priced.item.accounts for priced in case.items if priced.item.accounts]
    if any(one.sme_suppliers for one in accounts):
        when = "中小企業・小規模事業者等の利用するアカウントが一つ減ったとき"
        yield "accounts", when, map(_with_one_less, case.items)


def _with_one_less(priced: PricedItem) -> PricedItem:
    accounts = priced.item.accounts
    if accounts is None or not accounts.sme_suppliers:
        return priced
    fewer = Accounts(suppliers=accounts.suppliers, sme_suppliers=accounts.sme_suppliers - 1)
    return priced._replace(item=priced.item.model_copy(update={"accounts": fewer}))


def _worked_out(case: Case, result: FrameResult) -> FrameResult:
    return FRAME_FUNCTIONS[result.frame](case._replace(explained=False))
