"""What `init` writes for a reader to write over: who the sample applicant is, and what it buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.quote import Quote

SHOP: Final = "株式会社サンプル商店"
STREET: Final = "サンプル商店街グループ"
SOFTWARE: Final = "サンプル会計クラウド"
VENDOR: Final = "サンプルシステム株式会社"


def is_sample(applicant: Applicant, quotes: Sequence[Quote]) -> bool:
    """Whether nobody has written over the sample yet."""
    return is_of_sample(applicant) and all(
        quote.items[0].name == SOFTWARE and quote.vendor == VENDOR for quote in quotes
    )


def is_of_sample(applicant: Applicant) -> bool:
    """Whether an applicant is the sample's."""
    return applicant.name in (SHOP, STREET)
