"""Files → applicants and quotes; every problem of every file at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic_core import PydanticCustomError
from yaml.error import Mark
from yaml.nodes import MappingNode, Node, SequenceNode

from itsubsidy.files.document import Document
from itsubsidy.files.encoding import GUESSED
from itsubsidy.files.folders import Folder, client_folder
from itsubsidy.files.keys import Loc
from itsubsidy.files.limits import MOST_QUOTES, MOST_SHOWN
from itsubsidy.files.names import Kind, is_sheet, kind_of
from itsubsidy.files.problems import InputError, Problem, readable, shown
from itsubsidy.files.reading import STDIN as STDIN
from itsubsidy.files.reading import UnreadableError, beside, read
from itsubsidy.files.text import squeezed
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.applicant import Applicant, LedgerRow
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.spelling import CLIENT_FILE
from itsubsidy.inputs.validated import M, validate
from itsubsidy.inputs.values import Origin, wrong
from itsubsidy.inputs.words import TRAVEL

LedgerPlace = tuple[Document, Loc]
"""Where the rows of an applicant's wage ledger stand, in its own file or in another."""


class Client(NamedTuple):
    """One applicant and the quotes that compete for it."""

    applicant: Applicant
    quotes: tuple[Quote, ...]


def load_applicant(path: str | Path, encoding: str | None = None) -> Applicant:
    """The applicant in a YAML file, in UTF-8, UTF-16 or CP932, or in the encoding that is named.

    Raises:
        InputError: with every problem of the file, each with line and column.
    """
    return _load_applicant(path, encoding)[0]


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
    years: Collection[int] | None = None,
    most_quotes: int = MOST_QUOTES,
    notes: Sequence[str] = (),
) -> Client:
    """An applicant and its quotes, read and held against each other.

    `years` are those of the programmes whose applications may be under way; None is any. `notes`
    are what to know of their folder.

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
        applicant, document = _load_applicant(applicant_path, encoding)
        if notes:
            applicant.read_from(applicant.origin._replace(folder_notes=tuple(notes)))
        problems += applications_elsewhere(applicant, years, document)
    except InputError as error:
        problems += error.problems
    for path in quote_paths:
        try:
            quote, document = _load_quote(path, encoding)
        except InputError as error:
            problems += error.problems
            continue
        if applicant is not None:
            quote = _with_members_apart(quote, applicant)
            problems += contradictions(applicant, quote, document)
        quotes.append(quote)
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
    ledgers: list[LedgerPlace]
    """Where the ledger of each of the applicants stands, if it has one."""


def check_files(
    paths: Sequence[str],
    encoding: str | None = None,
    *,
    years: Collection[int] | None = None,
) -> Checked:
    """Read files, and look into folders.

    A file with `items` is a quote. Members that quotes name are looked up in the one applicant
    that is checked with them. `years` are those of the programmes whose applications may be under
    way; None is any.
    """
    checking = _Checking(encoding, years)
    files = [named for path in paths for named in checking.files_at(path)]
    for file, role in files:
        checking.read(file, role)
    checking.hold_together()
    unsound = checking.unsound | {problem.file for problem in checking.problems}
    return Checked(
        [file for file, _ in files if file not in unsound],
        list(readable(checking.problems)),
        checking.applicants,
        checking.quotes,
        checking.notes,
        checking.ledgers,
    )


_Role = type[Applicant] | type[Quote] | None
"""What a file is by its name; None where only its keys say it."""


class _Checking:
    """Files that are read one after the other, and what was found in them."""

    def __init__(self, encoding: str | None, years: Collection[int] | None) -> None:
        self.encoding = encoding
        self.years = years
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.unsound: set[str] = set()
        """Files that were refused; their problem may be in the ledger that they name."""
        self.applicants: list[tuple[Applicant, Document]] = []
        self.quotes: list[tuple[Quote, Document]] = []
        self.ledgers: list[LedgerPlace] = []

    def files_at(self, path: str) -> list[tuple[str, _Role]]:
        """The file at a path, or those of the folder there."""
        folder = _folder_at(path)
        if folder is None:
            return [(path, _ROLES.get(kind_of(Path(path).name) or "paper"))]
        self.notes += folder.notes
        try:
            applicant_file, quote_files = folder.files()
        except InputError as error:
            self.problems += error.problems
            return []
        return [(applicant_file, Applicant), *((file, Quote) for file in quote_files)]

    def read(self, file: str, role: _Role) -> None:
        """Read a file, and keep what it is or what is wrong with it."""
        try:
            document, origin = _open(file, self.encoding)
            self.notes += filter(None, [origin.note])
            if (role or _role(document)) is Quote:
                self.quotes.append((_read(Quote, document), document))
            else:
                self._read_applicant(document)
        except InputError as error:
            self.unsound.add(file)
            self.problems += error.problems

    def _read_applicant(self, document: Document) -> None:
        applicant, ledger, place = _read_applicant(document, self.encoding)
        self.notes += filter(None, [ledger.note if ledger else ""])
        self.applicants.append((applicant, document))
        self.ledgers.append(place)
        self.problems += applications_elsewhere(applicant, self.years, document)

    def hold_together(self) -> None:
        """Hold the quotes against the applicant, if there is just one."""
        alone = self.applicants[0][0] if len(self.applicants) == 1 else None
        if alone is not None:
            self.quotes = [
                (_with_members_apart(quote, alone), document) for quote, document in self.quotes
            ]
        for quote, document in self.quotes:
            self.problems += contradictions(alone, quote, document)
            if alone is None and quote.names_members and quote.states_a_total:
                self.notes.append(
                    f"{document.file} の合計は、申請者と一緒でなければ確かめられません"
                )


_ROLES: Final[Mapping[Kind, type[Applicant] | type[Quote]]] = {
    "applicant": Applicant,
    "like an applicant": Applicant,
    "quote": Quote,
    "like a quote": Quote,
}
"""What a file must be, as far as its name says so."""


def _folder_at(path: str) -> Folder | None:
    """The client's folder at a path; None where a file is, or nothing."""
    if path == STDIN or not os.path.isdir(path):  # noqa: PTH112  # a Path fails on names too long
        return None
    return client_folder(path)


def _role(document: Document) -> type[Applicant] | type[Quote]:
    """What a file is by what it holds: only quotes have items, be they blank."""
    return Quote if document.node(("items",))[1] else Applicant


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


def _read_applicant(
    document: Document, encoding: str | None
) -> tuple[Applicant, Origin | None, LedgerPlace]:
    """The applicant in a document, and the file of the wage ledger that it names."""
    place: LedgerPlace = document, ("near_minimum_wage", "ledger")
    near = document.data.get("near_minimum_wage")
    if not isinstance(near, dict) or not isinstance(near.get("ledger"), str):
        return _read(Applicant, document), None, place
    problems: list[Problem] = []
    origin: Origin | None = None
    found: dict[str, Any] | None = None
    try:
        rows, origin, place = _ledger(near["ledger"], document, encoding)
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
    return applicant, origin, place


def _ledger(
    name: str, document: Document, encoding: str | None
) -> tuple[tuple[LedgerRow, ...], Origin, LedgerPlace]:
    """The ledger beside the applicant's file; beside standard input is the working folder."""
    from itsubsidy.inputs.ledger import parse_ledger  # noqa: PLC0415  # few clients have one

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
    rows, found, ledger = parse_ledger(raw, path, encoding)
    digest = hashlib.sha256(raw).hexdigest()
    note = _note_of(path, found)
    origin = Origin(path, digest, note=note, raw=raw, encoding=encoding)
    return rows, origin, (ledger, ("ledger",))


def _with_members_apart(quote: Quote, applicant: Applicant) -> Quote:
    if not quote.names_members:
        return quote
    return quote.with_members_apart([member.name for member in applicant.members])


def contradictions(applicant: Applicant | None, quote: Quote, document: Document) -> list[Problem]:
    """What is wrong between a quote and who applies: unknown members, totals that do not fit.

    Without the applicant only the totals of a quote that names no members can be looked at.
    """
    members = [member.name for member in applicant.members] if applicant else []
    faults = list(quote.unknown_members(members)) if applicant else []
    if applicant and applicant.is_group:
        faults += quote.too_many_shares(len(members))
        faults += _asked_of_a_group(quote, document)
    if not faults and quote.states_a_total and (applicant or not quote.names_members):
        from itsubsidy.inputs.totals import total_faults  # noqa: PLC0415  # few quotes state one

        faults += (
            ((fault.key,), fault.message)
            for fault in total_faults(quote, members)
            if not fault.is_rounding
        )
    return _placed(faults, document)


def applications_elsewhere(
    applicant: Applicant, years: Collection[int] | None, document: Document
) -> list[Problem]:
    """Applications under way that are of no programme of these years."""
    return _placed(applicant.applications_elsewhere(years), document) if years else []


def _placed(faults: Iterable[tuple[Loc, PydanticCustomError]], document: Document) -> list[Problem]:
    """Errors found between files, or against the rules, at their places in a file."""
    found = list(faults)
    if not found:
        return []
    from itsubsidy.inputs.messages import problem_at  # noqa: PLC0415  # what is right has none

    first = [problem_at(document, loc, error) for loc, error in found[: MOST_SHOWN + 1]]
    return shown(first, len(found) - len(first))


def _load_applicant(path: str | Path, encoding: str | None) -> tuple[Applicant, Document]:
    document, origin = _open(path, encoding)
    applicant, ledger, _ = _read_applicant(document, encoding)
    applicant.read_from(origin if ledger is None else origin._replace(ledger=ledger))
    return applicant, document


def _asked_of_a_group(
    quote: Quote, document: Document
) -> Iterator[tuple[Loc, PydanticCustomError]]:
    """Travel, which in a group may be that of its expert; koubo-fukusu p.17."""
    for at, item in enumerate(quote.items):
        loc = ("items", at, "category")
        word = document.text(loc) if item.category == "other" else ""
        if squeezed(word) in TRAVEL:
            fault = wrong(
                "グループの見積では「{}」だけでは決まりません。専門家の旅費なら {category:expert}、"
                "ほかは {category:other} と書きます（公募要領（複数社連携IT導入枠）17頁）",
                word,
            )
            yield loc, fault


def _load_quote(path: str | Path, encoding: str | None) -> tuple[Quote, Document]:
    document, origin = _open(path, encoding)
    quote = _read(Quote, document)
    lines = tuple(node.start_mark.line + 1 for node in _items(document))
    quote.read_from(origin._replace(item_lines=lines))
    return quote, document


def _items(document: Document) -> Sequence[Node]:
    """The nodes of a quote's items."""
    found = document.pairs(document.root, document.keys).get("items")
    items = document.root if found is None else found.value
    return items.value if isinstance(items, SequenceNode) else [items]


def document_of(origin: Origin) -> Document | None:
    """A client's file again, with the places of all that it holds; None where there was none."""
    if origin.file is None:
        return None
    document = parse(origin.raw, origin.file, CLIENT_FILE, origin.encoding)
    return _at_rows(document, origin.item_lines) if is_sheet(Path(origin.file).name) else document


def ledger_place(origin: Origin) -> tuple[Document | None, Loc]:
    """Where the rows of the ledger of an applicant stand, that was read from `origin`."""
    ledger = origin.ledger
    if ledger is None or ledger.file is None:
        return document_of(origin), ("near_minimum_wage", "ledger")
    from itsubsidy.inputs.ledger import parse_ledger  # noqa: PLC0415  # few clients have one

    return parse_ledger(ledger.raw, ledger.file, ledger.encoding)[2], ("ledger",)


def _note_of(file: str, encoding: str) -> str:
    """What to say of a file whose encoding had to be guessed."""
    return f"{file} を Shift_JIS（CP932）として読みました" if encoding == GUESSED else ""


class _Opened(NamedTuple):
    """A client's file as it is read, and where it came from."""

    document: Document
    origin: Origin


def _open(path: str | Path, encoding: str | None) -> _Opened:
    file = str(path)
    if is_sheet(os.path.basename(file)):  # noqa: PTH119  # a Path takes as long as reading the file
        return _open_sheet(file, encoding)
    try:
        raw = read(file)
    except UnreadableError as error:
        raise InputError([Problem(file, 0, 0, "", str(error))]) from None
    document = parse(raw, file, CLIENT_FILE, encoding)
    digest = hashlib.sha256(raw).hexdigest()
    note = _note_of(file, document.encoding)
    return _Opened(document, Origin(file, digest, note=note, raw=raw, encoding=encoding))


def _open_sheet(file: str, encoding: str | None) -> _Opened:
    """A vendor's spreadsheet, read as the quote that `import quote` makes of it."""
    from itsubsidy.inputs.imports.direct import read_quote  # noqa: PLC0415  # few quotes are spreadsheets

    found = read_quote(file, encoding)
    document = _at_rows(parse(found.text, file, CLIENT_FILE), found.rows)
    return _Opened(document, Origin(file, found.sha256, note=found.note, raw=found.text))


def _at_rows(document: Document, rows: Sequence[int]) -> Document:
    """The document with each item at its row of the sheet, and all else at the top."""
    for node in _nodes(document.root):
        node.start_mark = Mark(document.file, 0, 0, 0, None, 0)
    for item, row in zip(_items(document), rows, strict=True):
        for node in _nodes(item):
            node.start_mark = Mark(document.file, 0, row - 1, 0, None, 0)
    return document


def _nodes(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    below: Iterable[Node] = ()
    if isinstance(node, MappingNode):
        below = chain.from_iterable(node.value)
    elif isinstance(node, SequenceNode):
        below = node.value
    for part in below:
        yield from _nodes(part)
