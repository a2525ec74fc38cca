"""Client folders: which of their files are read, and every one of them below a place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from itsubsidy.inputs.files import what_it_is
from itsubsidy.inputs.files import why as why
from itsubsidy.inputs.yamltext import InputError, Problem

APPLICANTS: Final = ("applicant.yaml", "applicant.yml")


class Folder(NamedTuple):
    """A folder with an applicant or a quote in it, or one that cannot be looked into."""

    name: str
    """What to call the client: its path below the place where the search began."""
    path: str
    applicants: tuple[str, ...] = ()
    """Paths; more than one is a problem."""
    quotes: tuple[str, ...] = ()
    """Paths, by name."""
    fault: str = ""
    """Why the folder cannot be looked into."""

    @property
    def is_client(self) -> bool:
        """Whether there is something to answer: a client, or a part of one, or a fault."""
        return bool(self.applicants or self.quotes or self.fault)

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
                faults.append(
                    "applicant.yaml と applicant.yml の両方があります。一つにしてください"
                )
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
        near = [name for name in names if name.lower().startswith(beginnings)]
        if near and is_input(near[0]):
            return f"。「{near[0]}」は{_instead_of_a_file(Path(self.path) / near[0])}です"
        if near:
            right = "applicant.yaml" if beginnings[0] == "applicant" else "quote.yaml"
            return f"。「{near[0]}」は名前を {right} に直します"
        if not self.applicants and not self.quotes and any(map(self._is_client, names)):
            return "。下のフォルダの顧客は itsubsidy batch で見積もれます"
        return ""

    def _is_client(self, name: str) -> bool:
        below = os.path.join(self.path, name)  # noqa: PTH118  # a Path fails on some names
        return any(os.path.isfile(os.path.join(below, one)) for one in APPLICANTS)  # noqa: PTH113, PTH118


def _instead_of_a_file(path: Path) -> str:
    """What has a name that only a file should have: a folder, a pipe, a link to nothing."""
    try:
        return what_it_is(path.stat().st_mode)
    except OSError:
        return "先のないリンク"


def is_input(name: str) -> bool:
    """Whether a file of this name is read from a client folder."""
    return name in APPLICANTS or is_quote(name)


def is_quote(name: str) -> bool:
    """Whether a file of this name is a quote."""
    return name.startswith("quote") and name.endswith((".yaml", ".yml"))


def find_client(folder: str | Path) -> tuple[str, tuple[str, ...]]:
    """The applicant's file and the quotes' files in a client folder.

    Raises:
        InputError: the folder has no applicant, two of them, or no quote.
    """
    path = os.fspath(folder)
    return _look_into(path, path)[0].files()


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
    applicants: list[str] = []
    quotes: list[str] = []
    below: list[Below] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if is_input(entry.name):
                    if _may_be_a_file(entry):
                        (quotes if is_quote(entry.name) else applicants).append(entry.path)
                elif not entry.name.startswith(".") and (folder := _as_folder(entry)) is not None:
                    below.append(folder)
    except OSError as error:
        return Folder(name, path, fault=f"フォルダが読めません（{why(error)}）"), []
    return Folder(name, path, tuple(sorted(applicants)), tuple(sorted(quotes))), sorted(below)


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
