"""Files → applicants and quotes; every problem of every file at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from itsubsidy.inputs.applicant import Applicant, LedgerRow
from itsubsidy.inputs.encoding import GUESSED
from itsubsidy.inputs.files import STDIN as STDIN
from itsubsidy.inputs.files import UnreadableError, beside, read
from itsubsidy.inputs.folders import find_client
from itsubsidy.inputs.limits import MOST_QUOTES, MOST_SHOWN
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.spelling import CLIENT_FILE
from itsubsidy.inputs.values import Origin
from itsubsidy.inputs.yamltext import Document, InputError, Problem, parse, readable, shown

M = TypeVar("M", bound=BaseModel)


class Client(NamedTuple):
    """One applicant and the quotes that compete for it."""

    applicant: Applicant
    quotes: tuple[Quote, ...]


def load_applicant(path: str | Path, encoding: str | None = None) -> Applicant:
    """The applicant in a YAML file, in UTF-8, UTF-16 or CP932, or in the encoding that is named.

    Raises:
        InputError: with every problem of the file, each with line and column.
    """
    raw, document = _open(path, encoding)
    applicant, ledger = _read_applicant(document, encoding)
    sha256 = hashlib.sha256(raw).hexdigest()
    applicant._origin = Origin(document.file, sha256, note=_note(document), ledger=ledger)
    return applicant


def load_quote(path: str | Path, encoding: str | None = None) -> Quote:
    """The quote in a YAML file, in UTF-8, UTF-16 or CP932, or in the encoding that is named.

    Raises:
        InputError: with every problem of the file, each with line and column.
    """
    return _load_quote(path, encoding)[0]


def load_client(
    applicant_path: str | Path,
    quote_paths: Sequence[str | Path],
    encoding: str | None = None,
    *,
    most_quotes: int = MOST_QUOTES,
) -> Client:
    """An applicant and its quotes, read and held against each other.

    Raises:
        InputError: with every problem of every file; or there are more quotes than `most_quotes`.
    """
    for first in quote_paths[most_quotes : most_quotes + 1]:
        message = f"見積が多すぎます（{len(quote_paths):,}件）。{most_quotes:,}件までです"
        raise InputError([Problem(str(first), 0, 0, "", message)])
    problems: list[Problem] = []
    applicant: Applicant | None = None
    quotes: list[Quote] = []
    try:
        applicant = load_applicant(applicant_path, encoding)
    except InputError as error:
        problems += error.problems
    for path in quote_paths:
        try:
            quote, document = _load_quote(path, encoding)
        except InputError as error:
            problems += error.problems
            continue
        quotes.append(quote)
        if applicant is not None:
            problems += unknown_members(applicant, quote, document)
    if applicant is None or problems:
        raise InputError(problems)
    return Client(applicant, tuple(quotes))


class Checked(NamedTuple):
    """What was read of some files, and everything that is wrong with the others."""

    sound: list[str]
    """The files without a problem."""
    problems: list[Problem]
    applicants: list[tuple[Applicant, Document]]
    quotes: list[tuple[Quote, Document]]
    notes: list[str]


def check_files(paths: Sequence[str], encoding: str | None = None) -> Checked:
    """Read files, and look into folders.

    A file with `items` is a quote. Members that quotes name are looked up in the one applicant
    that is checked with them.
    """
    problems: list[Problem] = []
    files: list[tuple[str, type[Applicant] | type[Quote] | None]] = []
    for path in paths:
        try:
            files += _files_below(path)
        except InputError as error:
            problems += error.problems
    wrong: set[str] = set()
    applicants: list[tuple[Applicant, Document]] = []
    quotes: list[tuple[Quote, Document]] = []
    notes: list[str] = []
    for file, role in files:
        try:
            document = _open(file, encoding)[1]
            notes += filter(None, [_note(document)])
            if (role or _role(document)) is Quote:
                quotes.append((_read(Quote, document), document))
            else:
                applicant, ledger = _read_applicant(document, encoding)
                notes += filter(None, [ledger.note if ledger else ""])
                applicants.append((applicant, document))
        except InputError as error:
            wrong.add(file)  # the problem may be in the ledger that it names
            problems += error.problems
    if len(applicants) == 1:
        for quote, document in quotes:
            problems += unknown_members(applicants[0][0], quote, document)
    wrong |= {problem.file for problem in problems}
    sound = [file for file, _ in files if file not in wrong]
    return Checked(sound, list(readable(problems)), applicants, quotes, notes)


def _files_below(path: str) -> list[tuple[str, type[Applicant] | type[Quote] | None]]:
    """The files to check and what each must be, as far as its name says so."""
    if path != STDIN and os.path.isdir(path):  # noqa: PTH112  # a Path fails on names too long
        applicant, quotes = find_client(path)
        return [(applicant, Applicant), *((quote, Quote) for quote in quotes)]
    name = Path(path).name
    roles: dict[str, type[Applicant] | type[Quote]] = {"applicant": Applicant, "quote": Quote}
    return [(path, next((role for word, role in roles.items() if name.startswith(word)), None))]


def _role(document: Document) -> type[Applicant] | type[Quote]:
    """What a file is by what it holds: only quotes have items."""
    return Quote if "items" in document.data else Applicant


def _read(model: type[M], document: Document) -> M:
    """The model in a document, unless the document is plainly of the other kind."""
    keys = document.data.keys()
    if model is Applicant and "items" in keys and "name" not in keys:
        message = "見積のファイルです。申請者のファイルと取り違えていませんか"
        raise InputError([document.problem(document.root, "", message)])
    if model is Quote and "items" not in keys and keys & {"industry", "employees", "entity"}:
        message = "申請者のファイルです。見積のファイルと取り違えていませんか"
        raise InputError([document.problem(document.root, "", message)])
    return validate(model, document)


def _read_applicant(document: Document, encoding: str | None) -> tuple[Applicant, Origin | None]:
    """The applicant in a document, and the file of the wage ledger that it names."""
    near = document.data.get("near_minimum_wage")
    if not isinstance(near, dict) or not isinstance(near.get("ledger"), str):
        return _read(Applicant, document), None
    problems: list[Problem] = []
    origin: Origin | None = None
    found: dict[str, Any] | None = None
    try:
        rows, origin = _ledger(near["ledger"], document, encoding)
        found = {**near, "ledger": rows}
    except InputError as error:
        problems += error.problems
    data = {**document.data, "near_minimum_wage": found}
    try:
        applicant = _read(Applicant, replace(document, data=data))
    except InputError as error:
        raise InputError([*error.problems, *problems]) from None
    if problems:
        raise InputError(problems)
    return applicant, origin


def _ledger(
    name: str, document: Document, encoding: str | None
) -> tuple[tuple[LedgerRow, ...], Origin]:
    """The ledger beside the applicant's file; beside standard input is the working folder."""
    from itsubsidy.inputs.ledger import parse_ledger

    loc = ("near_minimum_wage", "ledger")
    path = name
    try:
        path = beside(document.file, name)
        raw = read(path)
    except UnreadableError as error:
        message = f"賃金台帳「{path}」が読めません（{error.reason}）"
        raise InputError(
            [document.problem(document.node(loc)[0], document.path(loc), message)]
        ) from None
    rows, found = parse_ledger(raw, path, encoding)
    return rows, Origin(path, hashlib.sha256(raw).hexdigest(), note=_note_of(path, found))


def validate(model: type[M], document: Document) -> M:
    """The model that a document holds.

    Raises:
        InputError: with everything that the model refuses.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        from itsubsidy.inputs.messages import problems_of  # what is right needs no messages

        found, more = problems_of(error.errors(include_url=False), document, model)
        raise InputError(shown(found, more)) from None


def unknown_members(applicant: Applicant, quote: Quote, document: Document) -> list[Problem]:
    """The names in `members` of a quote's items that the applicant does not have."""
    unknown = list(quote.unknown_members([member.name for member in applicant.members]))
    if not unknown:
        return []
    from itsubsidy.inputs.messages import problem_at

    first = [problem_at(document, loc, error) for loc, error in unknown[: MOST_SHOWN + 1]]
    return shown(first, len(unknown) - len(first))


def _load_quote(path: str | Path, encoding: str | None) -> tuple[Quote, Document]:
    raw, document = _open(path, encoding)
    quote = _read(Quote, document)
    items, _ = document.node(("items",))
    lines = tuple(node.start_mark.line + 1 for node in items.value)
    digest = hashlib.sha256(raw).hexdigest()
    quote._origin = Origin(document.file, digest, lines, note=_note(document))
    return quote, document


def _note(document: Document) -> str:
    return _note_of(document.file, document.encoding)


def _note_of(file: str, encoding: str) -> str:
    """What to say of a file whose encoding had to be guessed."""
    return f"{file} を Shift_JIS（CP932）として読みました" if encoding == GUESSED else ""


def _open(path: str | Path, encoding: str | None) -> tuple[bytes, Document]:
    file = str(path)
    try:
        raw = read(file)
    except UnreadableError as error:
        raise InputError([Problem(file, 0, 0, "", str(error))]) from None
    return raw, parse(raw, file, CLIENT_FILE, encoding)
