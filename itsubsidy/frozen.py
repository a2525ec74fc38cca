"""Mappings and lists that cannot be changed, and still travel, copy and compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Frozen(Mapping[K, V]):
    """A mapping of its own entries. `types.MappingProxyType` is none: it cannot be pickled."""

    __slots__ = ("_entries",)
    _entries: dict[K, V]

    def __init__(self, entries: Mapping[K, V]) -> None:
        object.__setattr__(self, "_entries", dict(entries))

    def __getitem__(self, key: K) -> V:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name} cannot be changed")

    def __reduce__(self) -> tuple[type[Frozen[K, V]], tuple[dict[K, V]]]:
        return Frozen, (self._entries,)

    def __repr__(self) -> str:
        return f"Frozen({self._entries!r})"


def frozen(data: Any) -> Any:
    """Plain data that cannot be changed at any depth."""
    if isinstance(data, Mapping):
        return Frozen({key: frozen(value) for key, value in data.items()})
    return tuple(map(frozen, data)) if type(data) in (list, tuple) else data


def plain(data: Any) -> Any:
    """What was frozen as the dicts and lists that JSON and the models are made of."""
    if isinstance(data, Mapping):
        return {key: plain(value) for key, value in data.items()}
    return [plain(value) for value in data] if type(data) in (list, tuple) else data
