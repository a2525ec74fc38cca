"""Who an applicant is: small, SME or large, and whether deemed large."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from itsubsidy.inputs.applicant import Business, LargeCompany
from itsubsidy.rules.frames.worksheet import Check
from itsubsidy.rules.programme.figures import Provision, Threshold
from itsubsidy.rules.programme.rules import DeemedLarge, SizeRules
from itsubsidy.terms import ENTITIES, SIZES, CheckKind, Size

COMPANIES_AND_PROPRIETORS = frozenset({"company", "sole_proprietor"})
"""The entities of ①–⑧, which alone can be small; 2025's koubo-tsujyo p.6."""


class Standing(NamedTuple):
    """The size of one business and what settled it."""

    business: Business
    size: Size
    deemed_large: bool
    checks: tuple[Check, ...]
    doubts: tuple[str, ...] = ()
    """What the user should look at again."""
    unanswered: tuple[str, ...] = ()
    """The tests of みなし大企業 that the input does not answer."""


def stand(business: Business, rules: SizeRules) -> Standing:
    """The size of a business, as stated or by the tables; koubo-tsujyo pp.5–6, 11."""
    checks: list[Check] = []
    doubts: list[str] = []
    computed = _by_table(business, rules, checks)
    size = business.size or computed
    if size is None:
        raise ValueError(f"{business.name}: nothing settles the size")
    if business.size and computed and business.size != computed:
        doubts.append(
            f"{business.name} の規模は記入の「{SIZES[business.size]}」としましたが、"
            f"業種・資本金・従業員数からは「{SIZES[computed]}」です"
        )
    if business.size == "small" and business.entity not in COMPANIES_AND_PROPRIETORS:
        doubts.append(
            f"{business.name} は{ENTITIES[business.entity]}で、小規模事業者に当たりません"
            f"（{rules.never_small.source}）"
        )
    if size == "large" and business.size is None and _capital_would_settle(business):
        doubts.append(f"{business.name} の資本金が未記入のため、従業員数だけで大企業としました")
    deemed = _deemed_large(business.large_company, rules.deemed_large, checks)
    return Standing(
        business,
        size,
        deemed and size != "large",
        tuple(checks),
        tuple(doubts),
        tuple(_unanswered(business.large_company, rules.deemed_large)),
    )


def _by_table(business: Business, rules: SizeRules, checks: list[Check]) -> Size | None:
    employees, industry = business.employees, business.industry
    if employees is None:
        return None
    by_entity = rules.entity_class(business.entity)
    if by_entity is not None:
        return "medium" if _meets(by_entity.employees, employees, checks, "employees") else "large"
    if industry is None:
        return None
    row = rules.sme_class(industry)
    sme = _meets(row.employees, employees, checks, "employees")
    if business.entity == "company" and business.capital is not None:
        sme = _meets(row.capital, business.capital, checks, "capital") or sme
    if not sme:
        return "large"
    if business.entity not in COMPANIES_AND_PROPRIETORS:
        return "medium"
    small = rules.small_class(industry).employees
    return "small" if _meets(small, employees, checks, "employees") else "medium"


def _capital_would_settle(business: Business) -> bool:
    return business.entity == "company" and business.capital is None


def _deemed_large(company: LargeCompany, rules: DeemedLarge, checks: list[Check]) -> bool:
    """Whether any test of みなし大企業 is met; 2025's koubo-tsujyo p.11 (1)①–⑥."""
    met = [
        company.largest_share is not None
        and _meets(rules.largest_share, company.largest_share, checks),
        company.total_share is not None and _meets(rules.total_share, company.total_share, checks),
        company.officer_share is not None
        and _meets(rules.officer_share, company.officer_share, checks),
        _is(rules.owned_by_deemed_large, company.owned_by_deemed_large, checks),
        _is(rules.officers_all_from_large, company.officers_all_from_large, checks),
        company.taxable_income is not None
        and _meets(rules.taxable_income, company.taxable_income, checks),
    ]
    return any(met)


def _unanswered(company: LargeCompany, rules: DeemedLarge) -> Iterator[str]:
    """The labels of the tests of みなし大企業 that are not answered, in their order."""
    for name in LargeCompany.model_fields:
        if name not in company.model_fields_set or getattr(company, name) is None:
            yield getattr(rules, name).label


def _meets(
    rule: Threshold[int] | Threshold[Fraction],
    actual: int | Fraction,
    checks: list[Check],
    kind: CheckKind = "deemed_large",
) -> bool:
    ok, limit, source = rule.holds(actual), rule.value, rule.source
    check = Check(rule.id, rule.label, actual, rule.op, limit, rule.unit, ok, False, source, kind)
    checks.append(check)
    return ok


def _is(rule: Provision, actual: bool, checks: list[Check]) -> bool:
    if actual:
        kind: CheckKind = "deemed_large"
        check = Check(rule.id, rule.label, True, "==", True, None, True, False, rule.source, kind)
        checks.append(check)
    return actual
