"""What a subsidy binds to, what speaks for and against it, and its papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Final

from itsubsidy.answers.estimate import Estimate
from itsubsidy.answers.receipt import Receipt
from itsubsidy.money import cut, decimal_text, yen
from itsubsidy.reports.blocks import (
    Block,
    Bullets,
    Grid,
    Heading,
    Page,
    Paragraph,
    Report,
    Section,
    number,
    section,
    text,
)
from itsubsidy.reports.content.citations import blocks_in_words, page_in_words
from itsubsidy.reports.content.cover import NOBODY, Addressed, cover, cover_lines
from itsubsidy.reports.content.frame import Cite
from itsubsidy.reports.content.receipt import citing, head, notes
from itsubsidy.reports.content.wording import quote_line
from itsubsidy.reports.screen import printable
from itsubsidy.rules.frames.worksheet import FrameResult, Obligation, Paper
from itsubsidy.rules.programme.obligations import programme_obligations
from itsubsidy.terms import Frame, shown

EFFECTS: Final = {"plus": "加点", "minus": "減点", "reject": "不採択"}
PREPARERS: Final = {
    "applicant": "申請者",
    "representative": "代表事業者",
    "participants": "参画事業者",
    "members": "構成員",
    "suppliers": "取引先",
    "vendor": "IT導入支援事業者",
    "provider": "IT提供事業者",
}
PHASES: Final = {"application": "交付申請", "report": "実績報告"}
ANSWERS: Final = {True: "○", False: "×", None: "未回答"}


ABOUT: Final = "補助金が求めること"


def obligations_report(
    estimate: Estimate, frames: Sequence[Frame] = (), addressed: Addressed = NOBODY
) -> Report:
    """What the best frame of each quote binds to, or each of these frames, and no more."""
    words = estimate.programme.words
    return Report(
        data=estimate.to_dict,
        blocks=blocks_in_words(partial(_text, estimate, frames, addressed), words),
        page=page_in_words(partial(_page, estimate, frames, addressed), words),
    )


def _text(estimate: Estimate, frames: Sequence[Frame], addressed: Addressed) -> Iterator[Block]:
    yield from cover_lines(estimate, addressed, ABOUT)
    yield from _alone(estimate, frames)


def _page(estimate: Estimate, frames: Sequence[Frame], addressed: Addressed) -> Page:
    title = f"{printable(estimate.applicant.name)} {estimate.programme.name} {ABOUT}"
    head_of_page = Section((cover(estimate, addressed, ABOUT),))
    return Page(title, (head_of_page, *_alone(estimate, frames)))


def _alone(estimate: Estimate, frames: Sequence[Frame]) -> Iterator[Block]:
    yield from head(estimate)
    cite = citing(estimate)
    results: list[FrameResult] = []
    for answer in estimate.quotes:
        yield Heading(quote_line(answer.quote, answer.total))
        for frame in frames or ((answer.best,) if answer.best else answer.frames):
            result = answer.frames[frame]
            results.append(result)
            paid = f"補助額 {yen(result.subsidy)}" if result.eligible else "対象外"
            yield Heading(f"{result.name}（{paid}）")
            yield from afterwards(result, cite)
    yield from weights(estimate, results)
    yield from notes(estimate)


def afterwards(result: FrameResult, cite: Cite) -> Iterator[Block]:
    """All that follows from a subsidy, and what it takes to get it."""
    yield from obligations(result, cite)
    yield from score(result, cite)
    yield from papers(result, cite)


def obligations(result: FrameResult, cite: Cite) -> Iterator[Block]:
    """What comes to an amount in a table, and below it what the texts say in words."""
    amounts = tuple(_amount_cells(same, cite) for same in _alike(result.obligations))
    words = tuple(
        _in_words(one, cite)
        for one in result.obligations
        if one.value is None and not _is_of_score(one)
    )
    columns = (text("項目"), text("いつ"), text("計算"), number("値"), text("根拠"))
    yield from section("補助金が求めること", Grid(columns, amounts))
    if amounts and words:
        yield Bullets(words)
    else:
        yield from section("補助金が求めること", Bullets(words))


def score(result: FrameResult, cite: Cite) -> Iterator[Block]:
    """加点, 減点 and 不採択, each with whether it holds as far as the files say."""
    columns = (text("項目"), text("効果"), text("該当"), text("根拠"))
    rows = (
        (item.label, EFFECTS[item.effect], ANSWERS[item.holds], cite(item.source))
        for item in result.score
    )
    yield from section("加点・減点", Grid(columns, tuple(rows)))
    unknown = tuple(_in_words(one, cite) for one in result.obligations if _is_of_score(one))
    if unknown:
        yield Bullets(unknown)


def papers(result: FrameResult, cite: Cite) -> Iterator[Block]:
    """The check-list of papers to gather."""
    columns = (
        text("書類"),
        text("用意"),
        text("いつ"),
        number("通数"),
        text("注意"),
        text("根拠"),
    )
    yield from section(
        "集める書類", Grid(columns, tuple(_paper_cells(paper, cite) for paper in result.papers))
    )


def weights(receipt: Receipt, results: Iterable[FrameResult]) -> Iterator[Block]:
    """That no weights are published, and so no score and no odds are given."""
    said = programme_obligations(receipt.programme.id)
    shown = (result.frame for result in results if result.score)
    rules = map(said.frame, shown) if said is not None else ()
    sources: dict[str, list[str]] = {}
    for rule in rules:
        if rule is not None:
            sources.setdefault(rule.weights.label, []).append(rule.weights.source)
    for label, cited in sources.items():
        yield Paragraph(f"{label}（{citing(receipt)(', '.join(dict.fromkeys(cited)))}）")


COLUMNS: Final = ("賃上げ計画", "集める書類")
"""What a list of clients or applications has at the end of its columns."""


def columns(result: FrameResult | None) -> tuple[str, str]:
    """Whether a subsidy is paid for a wage plan, and how many kinds of paper the application asks
    for, none of which the files say to be at hand; nothing where they were not worked out.
    """
    if result is None or not result.obligations:
        return ("", "")
    bound = any(obligation.kind == "wage_plan" for obligation in result.obligations)
    asked = sum(paper.phase == "application" and bool(paper.needed) for paper in result.papers)
    return ("あり" if bound else "なし", f"{asked}種類")


def value_text(obligation: Obligation) -> str:
    """`3,940,000円`, `2,626,666 2/3円`, `0.090903375`."""
    value = Fraction(obligation.value or 0)
    whole, rest = cut(value), value - cut(value)
    if obligation.unit == "rate":
        return decimal_text(value)
    amount = shown(whole, obligation.unit)
    return amount.replace("円", f" {rest}円") if rest else amount


def _is_of_score(obligation: Obligation) -> bool:
    """Whether it says what is not known of the score, and so belongs beside it."""
    return obligation.kind == "score"


def _alike(obligations: Iterable[Obligation]) -> Iterable[Sequence[Obligation]]:
    """The obligations that come to an amount, those of members to whom the same happens as one."""
    same: dict[tuple[object, ...], list[Obligation]] = {}
    for one in obligations:
        if one.value is not None:
            rule = one.id.rpartition(".")[0]
            same.setdefault((rule, one.when, one.formula, one.unit, one.source), []).append(one)
    return same.values()


def _amount_cells(same: Sequence[Obligation], cite: Cite) -> tuple[str, ...]:
    obligation, *others = same
    label = obligation.label
    if others:
        names = "、".join(one.label.rpartition(": ")[0] for one in same)
        label = f"{names}: {label.rpartition(': ')[2]}（1者につき）"
    return (
        printable(label),
        printable(obligation.when),
        obligation.formula,
        value_text(obligation),
        cite(obligation.source),
    )


def _in_words(obligation: Obligation, cite: Cite) -> str:
    said = "、".join(filter(None, (obligation.when, obligation.formula)))
    return printable(f"{obligation.label}: {said}（{cite(obligation.source)}）")


def _paper_cells(paper: Paper, cite: Cite) -> tuple[str, ...]:
    label = paper.label if paper.needed else f"{paper.label}（該当するとき）"
    copies = "" if paper.copies is None else str(paper.copies)
    since = "" if paper.issued_since is None else f"{paper.issued_since} 以後に発行"
    note = "。".join(part for part in (since, paper.note) if part)
    return (label, PREPARERS[paper.who], PHASES[paper.phase], copies, note, cite(paper.source))
