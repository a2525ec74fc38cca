"""A 賃金台帳: rows that are no person or too many, and wages that are no hour's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from itsubsidy.answers.warnings.oddity import Oddity
from itsubsidy.files.keys import Loc
from itsubsidy.inputs.applicant import Applicant, Employee, NearMinimumWage
from itsubsidy.rules.frames.minimum_wage import NearTest
from itsubsidy.rules.frames.wage_questions import (
    below_minimum,
    odd_wages,
    summary_text,
    too_many_text,
)
from itsubsidy.rules.programme.rulefile import minimum_wages
from itsubsidy.rules.programme.rules import Rules


def warnings(applicant: Applicant, rules: Rules) -> Iterator[Oddity]:
    """Wages that by their size are no hour's, by the table that 最低賃金近傍 goes by."""
    near = applicant.near_minimum_wage
    if near is None or near.ledger is None or "normal" not in rules.frames:
        return
    odd = odd_wages(NearTest(rules.normal.near_minimum_wage, minimum_wages()), near.people)
    for number in dict.fromkeys(one.person.number for one in odd):
        first, *others = (one for one in odd if one.person.number == number)
        more = f"（ほか {len(others)}か月）" if others else ""
        yield Oddity(_cell(near, first.person, first.month), first.text + more)


def remarks(applicant: Applicant, rules: Rules) -> Iterator[Oddity]:  # noqa: ARG001  # as `warnings`
    """Rows that are no person or too many, and wages below the minimum: an answer asks of them."""
    near = applicant.near_minimum_wage
    if near is None or near.ledger is None:
        return
    for number, name in near.summaries:
        yield Oddity((number - 1, "employee"), summary_text([name]))
    if too_many := too_many_text(near, applicant.employees):
        yield Oddity((), too_many)
    below = below_minimum(near.people, minimum_wages())
    if below is not None and applicant.prerequisites.pays_minimum_wage is not False:
        first = (*below.people, *below.later)[0]
        yield Oddity(_cell(near, first, below.month), below.text)


def _cell(near: NearMinimumWage, person: Employee, month: date) -> Loc:
    """Where in the ledger the wage of a month stands; a person may have several rows."""
    rows = near.ledger or ()
    name = rows[person.number - 1].employee
    at = next(at for at, row in enumerate(rows) if row.employee == name and month in row.wages)
    return at, "wages", f"{month:%Y-%m}"
