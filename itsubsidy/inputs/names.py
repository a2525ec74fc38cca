"""Names that must be among others: of software, of members of a group."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from pydantic_core import PydanticCustomError

from itsubsidy.files.echo import listing
from itsubsidy.files.limits import LONGEST_QUOTED, MOST_COMPARED
from itsubsidy.files.text import normal
from itsubsidy.inputs.values import wrong


class Names:
    """The names that there are, and what to say of one that is not among them."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = dict.fromkeys(known)
        self._compared = 0

    def __contains__(self, name: str) -> bool:
        return name in self.known

    def unknown(self, name: str, but: str = "") -> PydanticCustomError:
        """What to say of a name that is not there, with the nearest one that is.

        `but` is a name that cannot be meant. Names are compared up to MOST_COMPARED times.
        """
        near = self._nearest(name, but)
        hint = f"。もしかして: {near}" if near else ""
        known = listing([one for one in self.known if one != but])
        return wrong("「{}」という名前がありません。ある名前: {}{}", name, known, hint)

    def _nearest(self, name: str, but: str) -> str:
        same = self._plain.get(_plain(name))
        if same is not None and same != but:
            return same
        self._compared += len(self.known)
        if self._compared > MOST_COMPARED or len(name) > LONGEST_QUOTED:
            return ""
        others = [one for one in self.known if one != but and len(one) <= LONGEST_QUOTED]
        return next(iter(get_close_matches(name, others, n=1, cutoff=0.4)), "")

    @cached_property
    def _plain(self) -> dict[str, str]:
        """The names by how they are in the usual width; of equal ones the first."""
        return {_plain(name): name for name in reversed(self.known)}


def _plain(name: str) -> str:
    return normal(name).casefold()
