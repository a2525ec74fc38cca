"""What is said to explain an estimate: each number as a reader works it out on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from itsubsidy.answers.estimate import Estimate, QuoteEstimate
from itsubsidy.files.echo import printable
from itsubsidy.reports.blocks import Block, Heading, Page, PageBlock, Paragraph, Report, Section
from itsubsidy.reports.content.citations import blocks_in_words, page_in_words
from itsubsidy.reports.content.cover import NOBODY, Addressed, cover_lines
from itsubsidy.reports.content.estimate import summary
from itsubsidy.reports.content.frame import other_steps, working
from itsubsidy.reports.content.handout import ABOUT, handout
from itsubsidy.reports.content.members import together
from itsubsidy.reports.content.obligations import afterwards, weights
from itsubsidy.reports.content.receipt import addresses, citing, head, notes, size, to_look_up
from itsubsidy.reports.content.warnings import warnings
from itsubsidy.reports.content.wording import quote_line
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.terms import Frame


def explanation_report(
    estimate: Estimate,
    frames: Sequence[Frame] = (),
    *,
    addressed: Addressed = NOBODY,
    brief: bool = False,
) -> Report:
    """The working of these frames; of none, that of the best, or of all where none is open.

    A page or a text says who gives it to whom; of a `brief` one there is the first sheet alone.
    """
    words = estimate.programme.words
    text = partial(_text, estimate, frames, addressed, brief=brief)
    page = partial(_page, estimate, frames, addressed, brief=brief)
    return Report(
        data=estimate.to_dict,
        blocks=blocks_in_words(text, words),
        page=page_in_words(page, words),
    )


def _text(
    estimate: Estimate, frames: Sequence[Frame], addressed: Addressed, *, brief: bool
) -> Iterator[Block]:
    if brief:
        yield from summary(estimate, addressed=addressed, brief=True)
        return
    yield from cover_lines(estimate, addressed, ABOUT)
    yield from _explanation(estimate, frames)


def _page(
    estimate: Estimate, frames: Sequence[Frame], addressed: Addressed, *, brief: bool
) -> Page:
    title = f"{printable(estimate.applicant.name)} {estimate.programme.name} 金額の説明"
    blocks: list[PageBlock] = [Section(tuple(handout(estimate, addressed)), "handout")]
    if not brief:
        blocks += [Heading("資料編", 1), *_explanation(estimate, frames), *addresses(estimate)]
    return Page(title, blocks)


MOST_EXPLAINED: Final = 50
"""Quotes whose working is shown; that of hundreds would be read by nobody."""


def _explained(answers: Sequence[QuoteEstimate]) -> tuple[list[QuoteEstimate], int]:
    """The quotes that bring the most, in the order of the files; and how many others there are."""
    places = sorted(range(len(answers)), key=lambda at: -answers[at].subsidy)[:MOST_EXPLAINED]
    return [answers[at] for at in sorted(places)], len(answers) - len(places)


def _explanation(estimate: Estimate, frames: Sequence[Frame]) -> Iterator[Block]:
    yield from head(estimate)
    yield from warnings(estimate.warnings)
    yield from size(estimate)
    cite = citing(estimate)
    members = [member.business.name for member in estimate.members]
    results: list[FrameResult] = []
    explained, others = _explained(estimate.quotes)
    if others:
        yield Paragraph(
            f"補助額の多い {len(explained)}件の見積を説明します。"
            f"ほか {others}件は、申請者と見積のファイルを指定すると説明します"
        )
    for answer in explained:
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
