"""インボイス枠（電子取引類型）."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from itsubsidy.figures import Figure, Provision
from itsubsidy.inputs.quote import Accounts, Item
from itsubsidy.money import Exact, cut, cut_note, exact_text
from itsubsidy.rules.costs import PricedItem, leave_out, past_limit, refusal
from itsubsidy.rules.eligibility import Case, confirm_payment, may_apply, open_tests
from itsubsidy.rules.programme import EdiRules
from itsubsidy.worksheet import FrameResult, Worksheet


class Platform(NamedTuple):
    """A cloud ordering software that this frame takes."""

    priced: PricedItem
    accounts: Accounts
    fee: Exact
    """What its months that count cost, exact yen."""

    @property
    def cost(self) -> Exact:
        """The fee times the accounts of SME suppliers over all accounts; koubo-denshi p.13."""
        return self.fee * Fraction(self.accounts.sme_suppliers, self.accounts.suppliers)


def edi(case: Case) -> FrameResult:
    """What インボイス枠（電子取引類型） pays for a quote; koubo-denshi pp.6–17."""
    rules = case.rules.edi
    sheet = Worksheet("edi", rules.name, case.total, full=case.explained)
    if not may_apply(sheet, case, rules):
        return sheet.result(0, 0)

    platforms: list[Platform] = []
    for priced in case.items:
        accounts = priced.item.accounts
        reason = _unfit(priced.item, rules)
        if reason is None and accounts is not None:
            platforms.append(Platform(priced, accounts, priced.exact(rules.costs.software_months)))
        else:
            leave_out(sheet, priced, reason or rules.costs.no_accounts)
    platforms.sort(key=lambda platform: -platform.cost)
    allowed = rules.costs.software_count
    for platform in platforms[allowed.value :]:
        item = platform.priced
        why = f"申請できるソフトウェアは{allowed.value}つ（補助額の最も大きいものを選んだ）"
        sheet.exclude(item.item.name, item.line, item.total, allowed, why)
    cost: Exact = 0
    if sheet.require_that(rules.software, bool(platforms)):
        cost = platforms[0].cost
        _work_out(sheet, platforms[0], rules)

    rate = sheet.rate(_rate(sheet, case, rules))
    subsidy = sheet.product("amount", "補助額", rate, cost, rules.ceiling)
    sheet.component("cloud", "クラウド利用料", cut(cost), rate, subsidy)
    sheet.require_amount(rules.floor, subsidy, cost)
    confirm_payment(sheet, rules)
    return sheet.result(cut(cost), subsidy, str(rate.value))


def _rate(sheet: Worksheet, case: Case, rules: EdiRules) -> Figure[Fraction]:
    """The higher rate is for 中小企業・小規模事業者等, and みなし大企業 are none."""
    standing = case.standing
    if standing is None or standing.size == "large":
        return rules.rate_large
    if standing.unanswered and not standing.deemed_large:
        sheet.unanswered(rules.deemed_large, open_tests(standing))
        return rules.rate
    deemed_large = sheet.condition_that(rules.deemed_large, standing.deemed_large)
    if deemed_large and case.reading != "deemed_large_as_sme":
        return rules.rate_large
    return rules.rate


def _unfit(item: Item, rules: EdiRules) -> Provision | None:
    """Why an item is not the cloud ordering software of this frame; koubo-denshi p.11 (2)."""
    costs = rules.costs
    reason = refusal(item, costs, frozenset({"software"}))
    if reason is not None:
        return reason
    if item.months is None:
        return costs.not_cloud
    if "ordering" not in item.functions:
        return costs.not_ordering
    if not item.invoice_compliant:
        return costs.not_compliant
    return None


def _work_out(sheet: Worksheet, platform: Platform, rules: EdiRules) -> None:
    """Write down how the eligible cost comes about; koubo-denshi p.13 補足1."""
    costs, priced, accounts = rules.costs, platform.priced, platform.accounts
    name = priced.item.name
    fee, cost = cut(platform.fee), cut(platform.cost)
    sheet.prepaid += fee
    past_limit(sheet, priced, costs.software_months, fee)
    sheet.step(
        f"items.{priced.number}",
        name,
        priced.formula(costs.software_months),
        fee,
        costs.software_months.source,
    )
    sheet.step(
        "cost",
        "補助対象経費（受注側アカウントの割合を乗じる）",
        f"{exact_text(platform.fee)} × {accounts.sme_suppliers}/{accounts.suppliers}"
        f"{cut_note(platform.cost)}",
        cost,
        costs.account_share.source,
    )
    if cost < fee:
        others = accounts.suppliers - accounts.sme_suppliers
        reason = f"{costs.account_share.label}（{others}/{accounts.suppliers}）"
        sheet.exclude(name, priced.line, fee - cost, costs.account_share, reason)
