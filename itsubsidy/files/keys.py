"""What is known of the keys that a mapping may hold: spellings, and how their values are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from itsubsidy.files.limits import LONGEST_QUOTED, MOST_ENTRIES
from itsubsidy.files.text import normal, squeezed, without_marks

Loc = tuple[int | str, ...]
"""Where a value stands in plain data, as pydantic writes it: `("items", 0, "price")`."""


class Asked(NamedTuple):
    """A word that is not read, since it may mean several things or cannot be written at all."""

    candidates: Mapping[str, str] = {}
    """The values that it may mean, each with what it would mean then."""
    why: str = ""
    """What to do instead, or what to say before the candidates; `{}` stands for the word."""


class Key(NamedTuple):
    """A key that a mapping may hold: its spellings, and how its value is read."""

    name: str
    """The key in English, by which the models know it."""
    spellings: tuple[str, ...]
    """The key in Japanese, the usual spelling first."""
    about: str
    """What it says, for the reader of a schema or a template."""
    words: Mapping[str, object] | None = None
    """What may stand for a value, and the value; None where text is only text."""
    values: Mapping[str, str] = {}
    """The values in English, each with its usual spelling in Japanese."""
    read: Callable[[str], object] | None = None
    """Reads other text; a ValueError says what to write instead."""
    below: Mapping[str, Key] = {}
    """The keys of a mapping that is the value, or of the mappings in a list."""
    as_text: bool = False
    """Whether what looks like a number is text: the code of an industry."""
    most: int = MOST_ENTRIES
    """How many entries a list may have, or a mapping whose keys are not known beforehand."""
    called: tuple[str, ...] = ()
    """What each entry of a list of mappings may be called where its number stands behind it."""
    units: tuple[str, ...] = ()
    """The words that may stand behind a number, the usual one first."""
    asked: Mapping[str, Asked] = {}
    """Words that are not read, `squeezed`."""
    endings: Mapping[str, Asked] = {}
    """What is likely meant by a word that is not known and ends so."""


Keys = Mapping[str, Key]
"""The keys of a mapping by every spelling."""

NO_KEYS: Final[Keys] = {}


def known_key(written: str, keys: Keys) -> Key | None:
    """What is known of a key, in whatever width it is written: 業　種 and 「業種」 are 業種."""
    known = keys.get(written)
    if known is not None or not keys:
        return known
    plain = normal(written)
    known = keys.get(plain) or keys.get("".join(plain.split()))
    return known or keys.get(without_marks(plain))


def number_of(written: str, field: Key) -> int | None:
    """The number that a key gives to an entry of a list: 品目2 is 2, and so are ② and 2行目.

    None where the key says something else.
    """
    if not field.called or len(written) > LONGEST_QUOTED:
        return None
    found = _NUMBERED.fullmatch(normal(written))
    known = found and found["word"].casefold() in ("", *field.called)
    return int(found["number"]) if found and known else None


_NUMBERED: Final = re.compile(
    r"(?P<word>\D*?)[\s_.-]*(?:No\.?|第|#|\()?\s*(?P<number>[0-9]{1,4})\s*"
    r"(?:[.):、]|行目|番目|件目|点目|つ目|番)?",
    re.I,
)


def field_at(keys: Keys, loc: Loc) -> Key:
    """What is known of the key that `loc` ends in, or of the list it stands in."""
    field = Key("", (), "", below=keys)
    for step in loc:
        if isinstance(step, str):
            field = field.below.get(step) or Key(step, (), "")
    return field


def read_as(field: Key, text: str) -> object:
    """The value that text stands for; the text itself where it stands for none."""
    if field.words:
        plain = normal(text)
        if plain in field.words:
            return field.words[plain]
        if field.values and (plain := squeezed(plain)) in field.words:
            return field.words[plain]
    if field.read is not None:
        try:
            return field.read(text)
        except ValueError:
            return text
    return text


def path_text(loc: Loc) -> str:
    """`("items", 0, "price")` → `items.1.price`; the first item is 1, as people count."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in loc)
