"""インボイス枠（電子取引類型）."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from itsubsidy.inputs.pricing import PricedItem
from itsubsidy.money import Exact, cut, cut_note, exact_text
from itsubsidy.rules.frames.case import Case
from itsubsidy.rules.frames.costs import exclude, left_out, past_limit, refusal
from itsubsidy.rules.frames.eligibility import confirm_payment, may_apply, open_tests
from itsubsidy.rules.frames.history import overlaps
from itsubsidy.rules.frames.worksheet import FrameResult, Tally, Worksheet
from itsubsidy.rules.programme.figures import Figure, Provision
from itsubsidy.rules.programme.rules import EdiRules


class Platform(NamedTuple):
    """A cloud ordering software that this frame takes: all lines of one thing."""

    lines: tuple[PricedItem, ...]
    cost: Exact
    """What counts of it, exact yen: the months that count, times the share of accounts."""


def edi(case: Case) -> FrameResult:
    """What インボイス枠（電子取引類型） pays for a quote; koubo-denshi pp.6–17."""
    rules = case.rules.edi
    sheet = case.sheet("edi")
    if not may_apply(sheet, case, rules):
        return sheet.result(0, 0)

    platform = _platform(sheet, case, rules)
    cost, lines = (platform.cost, platform.lines) if platform else (0, ())
    processes = {process for line in lines for process in line.item.processes}
    overlaps(sheet, case, rules, processes)

    rate = sheet.rate(_rate(sheet, case, rules))
    subsidy = sheet.paid_by(rate, cost, rules.ceiling)
    sheet.component("cloud", "クラウド利用料", cut(cost), rate, subsidy)
    sheet.require_amount(rules.floor, subsidy, cost)
    sheet.write(confirm_payment, rules)
    return sheet.result(cut(cost), subsidy, rate)


def _platform(sheet: Tally, case: Case, rules: EdiRules) -> Platform | None:
    """The software that is applied for: of several the one that costs most; None without any."""
    things: dict[int, list[PricedItem]] = {}
    for priced in case.items:
        if not left_out(sheet, priced, _unfit(priced, rules), rules.costs):
            things.setdefault(priced.thing, []).append(priced)
    platforms = [
        Platform(tuple(lines), sum(_cost(line, rules) for line in lines))
        for lines in things.values()
    ]
    sheet.doubt(text for _, text in unlike_shares(case.items))
    platforms.sort(key=lambda platform: -platform.cost)
    allowed = rules.costs.software_count
    for line in (line for platform in platforms[allowed.value :] for line in platform.lines):
        why = f"申請できるソフトウェアは{allowed.value}つ（補助額の最も大きいものを選んだ）"
        exclude(sheet, line, line.total, allowed, why, kind="count")
    if not sheet.require_that(rules.software, bool(platforms)):
        return None
    for line in platforms[0].lines:
        sheet.reach(line.number, rules.costs.software_months.value)
    sheet.write(_work_out, platforms[0], rules)
    return platforms[0]


def _rate(sheet: Tally, case: Case, rules: EdiRules) -> Figure[Fraction]:
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


def _unfit(priced: PricedItem, rules: EdiRules) -> Provision | None:
    """Why an item is not this frame's cloud ordering software; 2025's koubo-denshi p.11 (2)."""
    costs, item = rules.costs, priced.item
    reason = refusal(priced, costs, frozenset({"software"}))
    if reason is not None:
        return reason
    if item.months is None:
        return costs.not_cloud
    if "ordering" not in item.functions:
        return costs.not_ordering
    if not item.invoice_compliant:
        return costs.not_compliant
    return costs.no_accounts if item.accounts is None else None


def _share(line: PricedItem) -> Fraction:
    """The accounts of SME suppliers over all accounts; 2025's koubo-denshi p.13."""
    accounts = line.item.accounts
    return Fraction(accounts.sme_suppliers, accounts.suppliers) if accounts else Fraction(0)


def unlike_shares(items: Sequence[PricedItem]) -> Iterator[tuple[int, str]]:
    """Numbers of lines whose share of accounts is not that of the thing's first, and a question."""
    first: dict[int, PricedItem] = {}
    for line in items:
        if line.item.accounts is None:
            continue
        other = first.setdefault(line.thing, line)
        if _share(other) != _share(line):
            yield (
                line.number,
                f"「{line.item.name}」の受注側アカウントの割合 {_ratio(line)} が、"
                f"「{other.item.name}」の {_ratio(other)} と違います。行ごとの割合で計算しました",
            )


def _cost(line: PricedItem, rules: EdiRules) -> Exact:
    """What counts of one line, exact yen; 2025's koubo-denshi p.13 補足1."""
    return line.exact(rules.costs.software_months.value) * _share(line)


def _work_out(sheet: Worksheet, platform: Platform, rules: EdiRules) -> None:
    """Write down how the eligible cost comes about; 2025's koubo-denshi p.13 補足1."""
    costs = rules.costs
    limit = costs.software_months
    terms = []
    for line in platform.lines:
        fee = line.exact(limit.value)
        sheet.prepaid += cut(fee)
        past_limit(sheet, line, limit, cut(fee))
        formula = line.formula(limit.value)
        sheet.item(line.number, line.item.name, formula, cut(fee), limit)
        terms.append(f"{exact_text(fee)} × {_ratio(line)}")
    sheet.step(
        "cost",
        "補助対象経費（受注側アカウントの割合を乗じる）",
        f"{' + '.join(terms)}{cut_note(platform.cost)}",
        cut(platform.cost),
        costs.account_share,
    )
    _leave_out_other_accounts(sheet, platform, rules)


def _ratio(line: PricedItem) -> str:
    accounts = line.item.accounts
    return f"{accounts.sme_suppliers}/{accounts.suppliers}" if accounts else ""


def _leave_out_other_accounts(sheet: Tally, platform: Platform, rules: EdiRules) -> None:
    """What the accounts of others cost; together with what counts it is every yen of the fee."""
    rule = rules.costs.account_share
    exact: Exact = 0
    for line in platform.lines:
        before = cut(exact)
        exact += _cost(line, rules)
        counted = cut(exact) - before
        fee = cut(line.exact(rules.costs.software_months.value))
        accounts = line.item.accounts
        if counted < fee and accounts is not None:
            others = accounts.suppliers - accounts.sme_suppliers
            reason = f"{rule.label}（{others}/{accounts.suppliers}）"
            exclude(sheet, line, fee - counted, rule, reason, kind="share")
