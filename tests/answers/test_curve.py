"""Where a curve bends, against the texts' own figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from itsubsidy import estimate
from itsubsidy.answers.curve import Kink
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import load_client

ON = date(2025, 8, 20)


def kinks(folder: Path) -> tuple[Kink, ...]:
    client = load_client(*find_client(folder))
    return estimate(client.applicant, client.quotes, on=ON, draw=True).quotes[0].curve.kinks


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # 1/2 of 100,000 is the floor of 50,000; of 3,000,000 the ceiling of 1,500,000
        ("clinic", [("floor", 100_000, 50_000), ("ceiling", 3_000_000, 1_500_000)]),
        # 1/2: 50,000 and, by four processes, 4,500,000
        ("inn", [("floor", 100_000, 50_000), ("ceiling", 9_000_000, 4_500_000)]),
        # 2/3: 50,000 ÷ 2/3 = 75,000; below 1,500,000 it ends at 1,499,999 ÷ 2/3
        ("workshop", [("floor", 75_000, 50_000), ("ceiling", 2_249_999, 1_499_999)]),
        # no floor; 1/2 of 7,000,000
        ("buyer", [("ceiling", 7_000_000, 3_500_000)]),
    ],
)
def test_kinks_are_floor_and_ceiling(
    name: str, expected: list[tuple[str, int, int]], examples: Path
) -> None:
    """To a ten-thousandth of the prices, by which a curve is worked out."""
    found = kinks(examples / name)
    assert [kink.kind for kink in found] == [kind for kind, _, _ in expected]
    for kink, (_, cost, subsidy) in zip(found, expected, strict=True):
        assert 0 <= kink.at[0] - cost < 1_000
        assert 0 <= kink.at[1] - subsidy < 500


def test_a_rate_changes_where_its_part_of_the_subsidy_is_used_up(examples: Path) -> None:
    """500,000 ÷ 4/5 = 625,000 of 708,000 for tools is 0.882768 of the prices: 1,013,417.6 of the
    1,148,000 in all; it pays 500,000 + 0.882768 × (360,000 + 80,000) ÷ 2 for devices = 694,209.
    """
    rate, ceiling = kinks(examples / "shop")
    assert (rate.kind, rate.rates) == ("rate", (Fraction(4, 5), Fraction(2, 3)))
    assert 0 <= rate.at[0] - 1_013_417 < 150
    assert 0 <= rate.at[1] - 694_209 < 100
    assert (ceiling.kind, ceiling.at[1]) == ("ceiling", 3_500_000 + 100_000 + 200_000)
