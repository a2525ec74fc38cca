"""What is allowed in a client's files and still odd: 注意, which no figure waits for.

Warnings are what may make the figure itself a wrong one, and no frame says: an estimate tells them
as `check` does. Remarks are what `check` alone tells: an answer says them in its own place, or they
are in the words of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from itsubsidy.answers.warnings import businesses, frames, groups, ledgers, lines, magnitude
from itsubsidy.answers.warnings.oddity import Oddity, place, place_without
from itsubsidy.files.document import Document
from itsubsidy.files.limits import MOST_SHOWN
from itsubsidy.files.problems import Problem, readable
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.pricing import PricedItem, price
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.reading import Checked, document_of, ledger_place
from itsubsidy.inputs.values import Origin
from itsubsidy.rules.programme.rules import Rules


def warnings_of_applicant(
    applicant: Applicant, rules: Rules, origin: Origin | None = None
) -> tuple[Problem, ...]:
    """What may be meant otherwise in an applicant's file and its ledger, with its places.

    A changed copy has its places in the file that it is one of, which is its `origin`.
    """
    origin = origin or applicant.origin
    own = [*businesses.warnings(applicant, rules), *magnitude.of_applicant(applicant)]
    wages = list(ledgers.warnings(applicant, rules))
    placed = _first(document_of(origin), own) if own else []
    if wages:
        document, above = ledger_place(origin)
        placed += _first(document, [odd.below(above) for odd in wages])
    return tuple(placed)


def warnings_of_quote(
    quote: Quote,
    items: Sequence[PricedItem],
    on: date,
    *,
    in_group: bool,
    origin: Origin | None = None,
) -> tuple[Problem, ...]:
    """What may be meant otherwise in a quote, with its places; `items` are its priced lines.

    A changed copy has its places in the file that it is one of, which is its `origin`.
    """
    origin = origin or quote.origin
    found = _in_quote(quote, items, on, in_group=in_group)
    may_cut = lines.may_cut_names(origin)
    document = document_of(origin) if found or may_cut else None
    if document is not None and may_cut:
        found += lines.cut_names(quote, document)
    return tuple(_first(document, found)) if found else ()


def _in_quote(
    quote: Quote, items: Sequence[PricedItem], on: date, *, in_group: bool
) -> list[Oddity]:
    return [
        *lines.warnings(quote, items, on),
        *magnitude.of_quote(quote, items),
        *groups.of_quote(items),
        *frames.of_quote(items, in_group=in_group),
    ]


def oddities(checked: Checked, rules: Rules, today: date) -> list[Problem]:
    """Everything odd in files that were read, in their order."""
    found: list[Problem] = []
    for applicant, document in checked.applicants:
        found += _first(
            document,
            [
                *businesses.warnings(applicant, rules),
                *magnitude.of_applicant(applicant),
                *businesses.remarks(applicant, document, rules),
            ],
        )
    for (applicant, _), (document, above) in zip(checked.applicants, checked.ledgers, strict=True):
        in_ledger = [*ledgers.warnings(applicant, rules), *ledgers.remarks(applicant, rules)]
        found += _first(document, [odd.below(above) for odd in in_ledger])
    alone = checked.applicants[0][0] if len(checked.applicants) == 1 else None
    members = [member.name for member in alone.members] if alone else []
    for quote, document in checked.quotes:
        items = price(quote, members).items
        in_quote = _in_quote(quote, items, today, in_group=bool(members))
        in_quote += lines.cut_names(quote, document)
        in_quote += lines.remarks(quote, items, members, document, rules)
        found += _first(document, in_quote)
    return sorted(found, key=lambda one: (one.file, one.line, one.column))


def _first(document: Document | None, odd: Sequence[Oddity]) -> list[Problem]:
    """The first oddities at their places in a file, and how many there are besides.

    What was made in Python has no file.
    """
    placed = [
        place_without(one) if document is None else place(one, document)
        for one in odd[: MOST_SHOWN + 1]
    ]
    rest = len(odd) - MOST_SHOWN
    if rest > 0:
        placed[-1] = placed[-1]._replace(path="", message=f"ほか {rest:,}件の注意があります")
    return list(readable(placed))
