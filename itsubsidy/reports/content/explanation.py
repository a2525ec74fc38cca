"""What is said to explain an estimate: each number as a reader works it out on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from itsubsidy.answers.estimate import Estimate
from itsubsidy.reports.blocks import Block, Heading, Report
from itsubsidy.reports.content.citations import blocks_in_words
from itsubsidy.reports.content.frame import other_steps, working
from itsubsidy.reports.content.members import together
from itsubsidy.reports.content.obligations import afterwards, weights
from itsubsidy.reports.content.receipt import citing, head, notes, size, to_look_up
from itsubsidy.reports.content.warnings import warnings
from itsubsidy.reports.content.wording import quote_line
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.terms import Frame


def explanation_report(estimate: Estimate, frames: Sequence[Frame] = ()) -> Report:
    """The working of these frames; of none, that of the best, or of all where none is open."""
    blocks = partial(_explanation, estimate, frames)
    return Report(data=estimate.to_dict, blocks=blocks_in_words(blocks, estimate.programme.words))


def _explanation(estimate: Estimate, frames: Sequence[Frame]) -> Iterator[Block]:
    yield from head(estimate)
    yield from warnings(estimate.warnings)
    yield from size(estimate)
    cite = citing(estimate)
    members = [member.business.name for member in estimate.members]
    results: list[FrameResult] = []
    for answer in estimate.quotes:
        yield Heading(quote_line(answer.quote, answer.total))
        yield from warnings(answer.warnings)
        for frame in frames or ((answer.best,) if answer.best else answer.frames):
            result = answer.frames[frame]
            results.append(result)
            shown = working(result, best=frame == answer.best, cite=cite)
            yield from together(shown, members)
            yield from afterwards(result, cite)
        if not frames:
            yield from other_steps(answer)
    yield from weights(estimate, results)
    yield from to_look_up(estimate, results, most=None)
    yield from notes(estimate)
