"""Client folders: which of their files are read, and every one of them below a place."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

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
        if not Path(self.path).is_dir():
            return ""
        names = sorted(path.name for path in Path(self.path).iterdir())
        near = [name for name in names if name.lower().startswith(beginnings)]
        if near:
            right = "applicant.yaml" if beginnings[0] == "applicant" else "quote.yaml"
            return f"。「{near[0]}」は名前を {right} に直します"
        if not self.applicants and not self.quotes and any(map(self._is_client, names)):
            return "。下のフォルダの顧客は itsubsidy batch で見積もれます"
        return ""

    def _is_client(self, name: str) -> bool:
        below = Path(self.path) / name
        return below.is_dir() and any((below / one).is_file() for one in APPLICANTS)


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

    Hidden folders are passed over. Links to folders are followed, but no two to the same folder
    and none to a folder that holds it. A place without a client gives one folder that says so.
    """
    place = os.fspath(place)
    found, below = _look_into(place, Path(place).resolve().name)
    none = not found.is_client
    if found.is_client:
        yield found
    followed: set[Path] = set()
    waiting = [(place, "", iter(below))]
    while waiting:
        parent, name_above, names = waiting[-1]
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118  # a Path for each costs more than the listing
            if os.path.islink(path):  # noqa: PTH114
                goal = Path(path).resolve()
                if goal in followed or Path(parent).resolve().is_relative_to(goal):
                    continue
                followed.add(goal)
            client = f"{name_above}{name}"
            found, below = _look_into(path, client)
            if found.is_client:
                none = False
                yield found
            if below:
                waiting.append((path, f"{client}/", iter(below)))
                break
        else:
            waiting.pop()
    if none:
        yield Folder(
            Path(place).resolve().name,
            place,
            fault="applicant.yaml のある顧客のフォルダがありません",
        )


def _look_into(path: str, name: str) -> tuple[Folder, list[str]]:
    """What a folder has of a client, and the names of the folders in it."""
    applicants: list[str] = []
    quotes: list[str] = []
    below: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if is_input(entry.name):
                    if entry.is_file():
                        (quotes if is_quote(entry.name) else applicants).append(entry.path)
                elif not entry.name.startswith(".") and entry.is_dir():
                    below.append(entry.name)
    except OSError as error:
        return Folder(name, path, fault=f"フォルダが読めません（{why(error)}）"), []
    return Folder(name, path, tuple(sorted(applicants)), tuple(sorted(quotes))), sorted(below)


def why(error: OSError) -> str:
    """What kept a file from being read or written."""
    return _WHY.get(error.errno or 0) or error.strerror or type(error).__name__


_WHY: Final = {
    errno.ENOENT: "ファイルかフォルダがありません",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EISDIR: "フォルダです",
    errno.ENOTDIR: "フォルダでありません",
    errno.ENOSPC: "空き容量がありません",
    errno.EROFS: "書き込めない場所です",
    errno.ENAMETOOLONG: "名前が長すぎます",
}
