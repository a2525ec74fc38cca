"""What was read from a file, with the place of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from itsubsidy.files.keys import Key, Keys, Loc, known_key, path_text
from itsubsidy.files.problems import Problem, problem_at_node
from itsubsidy.files.text import normal


class Pair(NamedTuple):
    """A key of a mapping as a file has it, its value, and how many keys come before it."""

    key: ScalarNode
    value: Node
    at: int


@dataclass(eq=False)
class Document:
    """A file's plain data and the nodes it came from."""

    file: str
    data: dict[str, Any]
    root: MappingNode
    keys: Keys = field(default_factory=dict)
    """How the keys of the file may be spelt; the data has them in English."""
    encoding: str = "utf-8"
    source: str = field(default="", repr=False)
    """The whole text."""
    _indexed: dict[tuple[int, int], dict[str, Pair]] = field(
        default_factory=dict, init=False, repr=False
    )

    @cached_property
    def in_japanese(self) -> bool:
        """Whether most of the file's keys are in Japanese."""
        japanese = sum(not key.value.isascii() for key, _ in self.root.value)
        return 2 * japanese > len(self.root.value)

    def node(self, loc: Loc) -> tuple[Node, bool]:
        """The node at `loc`, or the nearest one above it; and whether it is the one itself."""
        node: Node = self.root
        for _, below, _ in self._walk(loc):
            if below is None:
                return node, False
            node = below
        return node, True

    def text(self, loc: Loc) -> str:
        """The scalar at `loc` as it is written; nothing where none is."""
        node, itself = self.node(loc)
        return str(node.value) if itself and isinstance(node, ScalarNode) else ""

    def key(self, loc: Loc) -> Node:
        """The node of the key that `loc` ends in."""
        *_, (key, _, _) = self._walk(loc)
        return key or self.node(loc[:-1])[0]

    def path(self, loc: Loc) -> str:
        """`loc` in the file's own spelling; what is not written goes by the file's language."""
        steps: list[int | str] = []
        for step, (key, _, known) in zip(loc, self._walk(loc), strict=True):
            if key is not None:
                steps.append(key.value.strip())
            elif isinstance(step, str) and known.spellings and self.in_japanese:
                steps.append(known.spellings[0])
            else:
                steps.append(step)
        return path_text(tuple(steps))

    def _walk(self, loc: Loc) -> Iterator[tuple[ScalarNode | None, Node | None, Key]]:
        """For each step of `loc` its key, its value and what is known of them."""
        node: Node | None = self.root
        known = Key("", (), "", below=self.keys)
        for step in loc:
            if isinstance(step, int):
                key, node = None, _entry(node, step)
            else:
                keys = known.below
                known = keys.get(step) or Key(step, (), "")
                pairs = self.pairs(node, keys) if isinstance(node, MappingNode) else {}
                pair = pairs.get(known.name) or pairs.get(step)
                key, node = (pair.key, pair.value) if pair else (None, None)
            yield key, node, known

    def pairs(self, mapping: MappingNode, keys: Keys) -> dict[str, Pair]:
        """What a mapping holds, by the names that the models have for its keys.

        Of equal keys it has the first. The mapping is gone through once, however many ask.
        """
        which = (id(mapping), id(keys))
        if which not in self._indexed:
            pairs = self._indexed[which] = {}
            for at, (key, value) in enumerate(mapping.value):
                if isinstance(key, ScalarNode):
                    known = known_key(key.value, keys)
                    pairs.setdefault(known.name if known else key.value, Pair(key, value, at))
        return self._indexed[which]

    def problem(self, node: Node, path: str, message: str) -> Problem:
        """A problem at a node of this document."""
        return problem_at_node(self.file, node, path, message)


def _entry(node: Node | None, at: int) -> Node | None:
    """An entry of a list; one value may stand where a list is meant."""
    if not isinstance(node, SequenceNode):
        return node if at == 0 else None
    return node.value[at] if at < len(node.value) else None


def is_cut_off(mapping: MappingNode, key: ScalarNode) -> bool:
    """Whether a key in `{ }` is what a comma cut off a number: `200` of `{price: 1,200}`."""
    return bool(mapping.flow_style and _CUT_OFF.match(normal(key.value)))


_CUT_OFF: Final = re.compile(r"[0-9]{3}\D{0,4}\Z")
