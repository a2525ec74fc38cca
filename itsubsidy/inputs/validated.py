"""A model and the document that it is read from: every fault with its place."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from itsubsidy.files.document import Document
from itsubsidy.files.problems import InputError, shown
from itsubsidy.files.reading import STDIN as STDIN

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], document: Document) -> M:
    """The model that a document holds.

    Raises:
        InputError: with everything that the model refuses.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        from itsubsidy.inputs.messages import problems_of  # noqa: PLC0415  # what is right has none

        found, more = problems_of(error.errors(include_url=False), document, model)
        raise InputError(shown(found, more)) from None
