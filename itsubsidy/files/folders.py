"""Client folders: which of their files are read, and every one of them below a place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Final, NamedTuple

from itsubsidy.files.echo import listing
from itsubsidy.files.limits import MOST_QUOTES
from itsubsidy.files.names import (
    APPLICANT_FILE,
    Kind,
    is_copy,
    is_input,
    is_sheet,
    kind_of,
    right_name,
)
from itsubsidy.files.problems import InputError, Problem
from itsubsidy.files.reading import UnreadableError, read, what_it_is
from itsubsidy.files.reading import why as why
from itsubsidy.files.text import normal


class Folder(NamedTuple):
    """A folder with an applicant or a quote in it, or one that cannot be looked into."""

    name: str
    """What to call the client: its path below the place where the search began."""
    path: str
    applicants: tuple[str, ...] = ()
    """Paths; more than one is a problem."""
    quotes: tuple[str, ...] = ()
    """Paths, by name: YAML files, else spreadsheets."""
    fault: str = ""
    """Why the folder cannot be looked into."""
    notes: tuple[str, ...] = ()
    """What in it looks like a file of a client and is not read, or is there twice."""
    unread: tuple[str, ...] = ()
    """The names of what looks like one of these files and is not read."""

    @property
    def is_client(self) -> bool:
        """Whether there is something to answer: a client, anything like one, or a fault."""
        return bool(self.applicants or self.quotes or self.fault or self.unread)

    def files(self) -> tuple[str, tuple[str, ...]]:
        """The applicant's file and the quotes' files.

        Raises:
            InputError: the folder has no applicant, two of them, or no quote.
        """
        faults = []
        if self.fault:
            faults.append(self.fault)
        else:
            if not self.applicants:
                faults.append(f"applicant.yaml がありません{self._instead('applicant', '申請者')}")
            if len(self.applicants) > 1:
                names = " と ".join(PurePath(path).name for path in self.applicants)
                faults.append(f"{names} の両方があります。一つにしてください")
            if not self.quotes:
                missing = "quote で始まる見積（quote.yaml など）がありません"
                faults.append(missing + self._instead("quote", "見積"))
        if faults:
            raise InputError([Problem(self.path, 0, 0, "", fault) for fault in faults])
        return self.applicants[0], self.quotes

    def _instead(self, *beginnings: str) -> str:
        """What is there under a name that is not read, or in the folders below."""
        try:
            names = sorted(os.listdir(self.path))  # noqa: PTH208  # as `path` is
        except OSError:
            return ""
        near = [name for name in names if normal(name).lower().startswith(beginnings)]
        if near and is_input(near[0]):
            return f"。「{near[0]}」は{_instead_of_a_file(Path(self.path) / near[0])}です"
        if near:
            return _other_than_read(near, is_applicant=beginnings[0] == "applicant")
        if not self.applicants and not self.quotes and any(map(self._is_client, names)):
            return "。下のフォルダの顧客は itsubsidy batch で見積もれます"
        return ""

    def _is_client(self, name: str) -> bool:
        below = os.path.join(self.path, name)  # noqa: PTH118  # a Path fails on some names
        try:
            return any(kind_of(one) == "applicant" for one in os.listdir(below))  # noqa: PTH208
        except OSError:
            return False


def _other_than_read(near: Sequence[str], *, is_applicant: bool) -> str:
    """What to do with a file whose name is near to one that is read."""
    misnamed = next((name for name in near if kind_of(name) != "paper"), None)
    if misnamed is not None:
        right = APPLICANT_FILE if is_applicant else right_name(misnamed)
        return f"。「{misnamed}」は名前を {right} に直します"
    sheet = next(filter(is_sheet, near), None)
    if sheet is not None:
        return f"。「{sheet}」は、申請者のファイルがあれば読みます"
    return f"。「{near[0]}」は読めません。中身を quote.yaml に書き写します"


def _instead_of_a_file(path: Path) -> str:
    """What has a name that only a file should have: a folder, a pipe, a link to nothing."""
    try:
        return what_it_is(path.stat().st_mode)
    except OSError:
        return "先のないリンク"


def find_client(folder: str | Path) -> tuple[str, tuple[str, ...]]:
    """The applicant's file and the quotes' files in a client folder.

    Raises:
        InputError: the folder has no applicant, two of them, or no quote.
    """
    return client_folder(folder).files()


def client_folder(folder: str | Path) -> Folder:
    """What a folder has of a client; the names of its files are its own."""
    path = os.fspath(folder)
    return _look_into(path, path)[0]


def find_clients(place: str | Path) -> Iterator[Folder]:
    """Every folder at or below a place that has an applicant or a quote, in the order of paths.

    Hidden folders are passed over. Links to folders below the place are followed, but no two to
    the same folder and none to a folder that holds it. What cannot be looked at, a link out of the
    place among it, is a folder that says so, and so is a place without a client.
    """
    place = os.fspath(place)
    tree = _Tree(Path(os.path.realpath(place)))
    found, below = _look_into(place, tree.root.name)
    none = not found.is_client
    if found.is_client:
        yield found
    waiting = [(place, "", iter(below))]
    while waiting:
        parent, name_above, entries = waiting[-1]
        entry = next(entries, None)
        if entry is None:
            waiting.pop()
            continue
        found, below = tree.visit(parent, entry, f"{name_above}{entry.name}")
        if found.is_client:
            none = False
            yield found
        if below:
            waiting.append((found.path, f"{found.name}/", iter(below)))
    if none:
        fault = "applicant.yaml のある顧客のフォルダがありません"
        yield Folder(tree.root.name, place, fault=fault)


class Below(NamedTuple):
    """A folder in another one, by its name, and why it cannot be looked into, if it cannot."""

    name: str
    fault: str = ""


class _Tree:
    """The folders below a place; those that links lead to are looked into once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.followed: set[Path] = set()

    def visit(self, parent: str, entry: Below, client: str) -> tuple[Folder, list[Below]]:
        """What a folder has of a client, and the folders in it; nothing where a link repeats."""
        path = os.path.join(parent, entry.name)  # noqa: PTH118  # a Path for each costs more than the listing
        if entry.fault:
            return Folder(client, path, fault=entry.fault), []
        if os.path.islink(path):  # noqa: PTH114
            goal = Path(os.path.realpath(path))
            if not goal.is_relative_to(self.root):
                return Folder(client, path, fault=_LEADS_OUT), []
            if goal in self.followed or Path(os.path.realpath(parent)).is_relative_to(goal):
                return Folder(client, path), []
            self.followed.add(goal)
        return _look_into(path, client)


_LEADS_OUT: Final = (
    "リンクの先が、batch に渡したフォルダの外です。中に移すか、リンクの先を batch に渡します"
)


def _look_into(path: str, name: str) -> tuple[Folder, list[Below]]:
    """What a folder has of a client, and the folders in it.

    What cannot even be looked at is taken for a file, which says so when it is read, or for a
    folder, as its name has it.
    """
    found: dict[Kind, list[str]] = {}
    others: list[str] = []
    below: list[Below] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                kind = kind_of(entry.name)
                if kind is not None and _may_be_a_file(entry):
                    found.setdefault(kind, []).append(entry.path)
                elif kind in ("applicant", "quote"):
                    others.append(entry.path)
                elif not entry.name.startswith(".") and (folder := _as_folder(entry)) is not None:
                    below.append(folder)
    except OSError as error:
        return Folder(name, path, fault=f"フォルダが読めません（{why(error)}）"), []
    return _folder(name, path, found, others), sorted(below)


def _folder(name: str, path: str, found: Mapping[Kind, Sequence[str]], others: list[str]) -> Folder:
    """A folder from the paths in it by their kind, and those that should be files and are none."""
    applicants, quotes = (tuple(sorted(found.get(kind, ()))) for kind in _INPUTS)
    alone = len(applicants) == len(quotes) == 1 and len(found.keys() - {"paper"}) == 2
    if alone and not others:
        return Folder(name, path, applicants, quotes, notes=_papers(found, 1))  # as most are
    notes = [
        f"「{PurePath(one).name}」は{_instead_of_a_file(Path(one))}なので、読んでいません"
        for one in others
    ]
    for kind in _ALIKE:
        notes += (_unread(PurePath(one).name) for one in sorted(found.get(kind, ())))
    quotes, twins = _without_copies(quotes or (_sheets(found) if applicants else ()))
    unread = [*others, *(one for kind in _ALIKE for one in found.get(kind, ()))]
    return Folder(
        name,
        path,
        applicants,
        quotes,
        notes=(*notes, *twins, *_papers(found, len(quotes))),
        unread=tuple(PurePath(one).name for one in unread),
    )


def _sheets(found: Mapping[Kind, Sequence[str]]) -> tuple[str, ...]:
    """The quotes that are tables, which are read where a client has no other."""
    return tuple(sorted(path for path in found.get("paper", ()) if is_sheet(PurePath(path).name)))


_INPUTS: Final[tuple[Kind, ...]] = ("applicant", "quote")
_ALIKE: Final[tuple[Kind, ...]] = ("like an applicant", "like a quote")


def _unread(name: str) -> str:
    """What to say of a file that only looks as if it were to be read."""
    if kind_of(name) == "like an applicant":
        return f"「{name}」は読んでいません。申請者のファイルの名前は {APPLICANT_FILE} です"
    return f"「{name}」は名前が .yaml で終わらないので、読んでいません"


def _without_copies(quotes: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """The quotes without copies of others, and what to say of those of equal content.

    More than are compared are told of as too many, whatever is in them.
    """
    if not 2 <= len(quotes) <= MOST_QUOTES:
        return quotes, []
    alike: dict[bytes, list[str]] = {}
    for path in sorted(quotes, key=lambda path: is_copy(PurePath(path).name)):
        alike.setdefault(_content(path), []).append(path)
    kept = []
    notes = []
    for first, *others in alike.values():
        copies = [path for path in others if is_copy(PurePath(path).name)]
        twins = [first, *(path for path in others if path not in copies)]
        kept += twins
        if copies:
            same = f"「{PurePath(first).name}」と同じ内容の写しなので、読んでいません"
            notes.append(f"{_listed(copies)}は{same}")
        if len(twins) > 1:
            notes.append(f"{_listed(twins)}は同じ内容です")
    return tuple(sorted(kept)), notes


def _content(path: str) -> bytes:
    """A digest of what a file holds; of one that cannot be read, which will say so, its name."""
    try:
        return hashlib.sha256(read(path)).digest()
    except UnreadableError:
        return os.fsencode(path)


def _listed(paths: Sequence[str]) -> str:
    return f"「{listing([PurePath(path).name for path in paths])}」"


def _papers(found: Mapping[Kind, Sequence[str]], quotes: int) -> tuple[str, ...]:
    """That there are more quotes in other forms than there are quotes that are read."""
    papers = len(found.get("paper", ()))
    return (
        (f"見積のファイルが {papers}つ、読んだ見積は {quotes}つです",)
        if papers > quotes > 0
        else ()
    )


def _as_folder(entry: os.DirEntry[str]) -> Below | None:
    try:
        return Below(entry.name) if entry.is_dir() else None
    except OSError as error:
        return Below(entry.name, f"読めません（{why(error)}）")


def _may_be_a_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return True
