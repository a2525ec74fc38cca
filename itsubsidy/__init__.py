"""IT導入補助金の補助額を見積もる."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from itsubsidy._version import __version__

if TYPE_CHECKING:
    from itsubsidy.answers.estimate import Estimate, QuoteEstimate, estimate
    from itsubsidy.answers.plan import Plan, plan
    from itsubsidy.files.folders import Folder, find_clients
    from itsubsidy.files.problems import InputError, Problem
    from itsubsidy.inputs.applicant import Applicant
    from itsubsidy.inputs.quote import Quote
    from itsubsidy.inputs.reading import Client, load_applicant, load_client, load_quote
    from itsubsidy.rules.frames.worksheet import FrameResult
    from itsubsidy.rules.programme.rulefile import RuleFileError
    from itsubsidy.rules.programme.rules import Programme

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

_MODULES: Final = {
    "answers.estimate": ("Estimate", "QuoteEstimate", "estimate"),
    "inputs.applicant": ("Applicant",),
    "files.folders": ("Folder", "find_clients"),
    "inputs.quote": ("Quote",),
    "inputs.reading": ("Client", "load_applicant", "load_client", "load_quote"),
    "files.problems": ("InputError", "Problem"),
    "answers.plan": ("Plan", "plan"),
    "rules.programme.rules": ("Programme",),
    "rules.programme.rulefile": ("RuleFileError",),
    "rules.frames.worksheet": ("FrameResult",),
}
"""Where each name comes from. It is imported when it is asked for: what is imported before the
command begins could not be interrupted in good order.
"""


def __getattr__(name: str) -> Any:
    """A name of `__all__` on its first use."""
    for module, names in _MODULES.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
