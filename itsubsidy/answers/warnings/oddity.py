"""An oddity, and where in a file it stands."""

from __future__ import annotations

from typing import NamedTuple

from pydantic_core import PydanticCustomError

from itsubsidy.files.document import Document
from itsubsidy.files.keys import Loc, path_text
from itsubsidy.files.problems import Problem


class Oddity(NamedTuple):
    """What is allowed and still odd, at a place in data as the models have it."""

    loc: Loc
    message: PydanticCustomError | str
    """In the file's own spelling of the keys where it names any."""

    def below(self, loc: Loc) -> Oddity:
        """The same in data that holds this data at `loc`."""
        return self._replace(loc=(*loc, *self.loc))


def place(odd: Oddity, document: Document) -> Problem:
    """An oddity at its place in the file."""
    if isinstance(odd.message, str):
        return document.problem(document.node(odd.loc)[0], document.path(odd.loc), odd.message)
    from itsubsidy.inputs.messages import problem_at  # noqa: PLC0415  # what is not odd has none

    return problem_at(document, odd.loc, odd.message)


def place_without(odd: Oddity) -> Problem:
    """An oddity of data that was made in Python; its keys are in English."""
    message = odd.message if isinstance(odd.message, str) else odd.message.message()
    return Problem("", 0, 0, path_text(odd.loc), message)
