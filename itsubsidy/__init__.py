"""IT導入補助金の補助額を見積もる."""

from typing import TYPE_CHECKING, Any

from itsubsidy._version import __version__
from itsubsidy.estimate import Estimate, QuoteEstimate, estimate
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.folders import Folder, find_clients
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.reading import Client, load_applicant, load_client, load_quote
from itsubsidy.inputs.yamltext import InputError, Problem
from itsubsidy.rules.programme import Programme
from itsubsidy.rules.rulefile import RuleFileError
from itsubsidy.worksheet import FrameResult

if TYPE_CHECKING:
    from itsubsidy.planning import Plan, plan

__all__ = [
    "Applicant",
    "Client",
    "Estimate",
    "Folder",
    "FrameResult",
    "InputError",
    "Plan",
    "Problem",
    "Programme",
    "Quote",
    "QuoteEstimate",
    "RuleFileError",
    "__version__",
    "estimate",
    "find_clients",
    "load_applicant",
    "load_client",
    "load_quote",
    "plan",
]


def __getattr__(name: str) -> Any:
    """Plans are imported by those who make them: every other command starts without."""
    if name in ("Plan", "plan"):
        from itsubsidy import planning  # noqa: PLC0415  # as said above

        return getattr(planning, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
