"""IT導入補助金の補助額を見積もる."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from itsubsidy._version import __version__

if TYPE_CHECKING:
    from itsubsidy.estimate import Estimate, QuoteEstimate, estimate
    from itsubsidy.inputs.applicant import Applicant
    from itsubsidy.inputs.folders import Folder, find_clients
    from itsubsidy.inputs.quote import Quote
    from itsubsidy.inputs.reading import Client, load_applicant, load_client, load_quote
    from itsubsidy.inputs.yamltext import InputError, Problem
    from itsubsidy.planning import Plan, plan
    from itsubsidy.rules.programme import Programme
    from itsubsidy.rules.rulefile import RuleFileError
    from itsubsidy.worksheet import FrameResult

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
    "estimate": ("Estimate", "QuoteEstimate", "estimate"),
    "inputs.applicant": ("Applicant",),
    "inputs.folders": ("Folder", "find_clients"),
    "inputs.quote": ("Quote",),
    "inputs.reading": ("Client", "load_applicant", "load_client", "load_quote"),
    "inputs.yamltext": ("InputError", "Problem"),
    "planning": ("Plan", "plan"),
    "rules.programme": ("Programme",),
    "rules.rulefile": ("RuleFileError",),
    "worksheet": ("FrameResult",),
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


class _Package(ModuleType):
    """This package, in which `estimate` is the function also once its module is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if name != "estimate" or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
