"""What a frame pays for its tools by the yen of cost: its rates, and how far each reaches."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from itsubsidy.money import up


class Piece(NamedTuple):
    """A rate, and the subsidy that it brings at most, yen."""

    rate: Fraction
    most: int

    @property
    def cost(self) -> Fraction:
        """Where it ends: the cost that it pays at most for, exact yen."""
        return self.most / self.rate


class Schedule(NamedTuple):
    """The rates of a frame in the order in which cost is paid by them, the highest first."""

    pieces: tuple[Piece, ...]
    devices: int = 0
    """What hardware adds, yen, whatever the tools cost."""

    @property
    def full_cost(self) -> int:
        """The least cost, whole yen, for which a frame pays all that it ever does."""
        return up(sum(piece.cost for piece in self.pieces))
