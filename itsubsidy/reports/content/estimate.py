"""What is said of an estimate: as a summary, as a page for the client, as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from itsubsidy.answers.curve import Kink
from itsubsidy.answers.estimate import Estimate, QuoteEstimate
from itsubsidy.inputs.values import Origin
from itsubsidy.money import yen
from itsubsidy.reports.blocks import (
    Answer,
    Bar,
    Bars,
    Block,
    Cell,
    Curve,
    Grid,
    Heading,
    Line,
    Page,
    PageBlock,
    Paragraph,
    Report,
    Section,
    number,
    text,
)
from itsubsidy.reports.content.citations import blocks_in_words, page_in_words
from itsubsidy.reports.content.compare import side_by_side
from itsubsidy.reports.content.cover import DISCLAIMER, NOBODY, Addressed, cover_lines
from itsubsidy.reports.content.frame import (
    closed,
    doubts,
    left_out,
    reasons,
    steps_next,
    to_confirm,
    working,
)
from itsubsidy.reports.content.handout import ABOUT, handout
from itsubsidy.reports.content.hints import UNKNOWN, Asked, shell_word
from itsubsidy.reports.content.members import together
from itsubsidy.reports.content.receipt import addresses, citing, head, notes, size, to_look_up
from itsubsidy.reports.content.sentences import why_not
from itsubsidy.reports.content.warnings import warnings
from itsubsidy.reports.content.wording import quote_line
from itsubsidy.reports.screen import printable
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.terms import SIZES

NONE_OPEN: Final = "対象になる申請枠はありません"


def estimate_report(
    estimate: Estimate,
    *,
    asked: Asked = UNKNOWN,
    full: bool = False,
    addressed: Addressed = NOBODY,
    brief: bool = False,
) -> Report:
    """An estimate: every frame for each quote, and the best of them.

    Its table is one screen where `client` says how a command line names the client's files. A page
    or a text says who gives it to whom; of a `brief` one there is the first sheet alone.
    """
    words = estimate.programme.words
    return Report(
        screen=None if full or not asked.files else partial(_screen, estimate, asked),
        data=estimate.to_dict,
        blocks=blocks_in_words(partial(summary, estimate, asked, addressed, brief=brief), words),
        page=page_in_words(partial(page, estimate, addressed, brief=brief), words),
        rows=partial(rows, estimate),
    )


def _screen(estimate: Estimate, asked: Asked, width: int | None) -> Iterator[Line]:
    from itsubsidy.reports.content.one_screen import one_screen  # noqa: PLC0415  # a file has none

    return one_screen(estimate, asked, width)


def summary(
    estimate: Estimate,
    asked: Asked = UNKNOWN,
    addressed: Addressed = NOBODY,
    *,
    brief: bool = False,
) -> Iterator[Block]:
    """The answer for each quote: the frames, why some are closed, what to do next."""
    yield from cover_lines(estimate, addressed, ABOUT)
    yield from head(estimate)
    yield from warnings(estimate.warnings)
    yield from _comparison(estimate)
    for answer in estimate.quotes:
        yield Heading(quote_line(answer.quote, answer.total))
        yield _frames(answer)
        yield from warnings(answer.warnings)
        yield from _verdict(answer)
        if brief:
            continue
        yield from _outlook(answer, _plan_command(estimate, answer, asked))
        yield from closed(answer.frames.values())
        best = answer.best_result
        if best is not None:
            yield from reasons(best)
            yield from left_out(best)
            yield from steps_next(best, asked.command("explain"))
        yield from doubts(answer.frames.values())
        if best is not None:
            yield from to_confirm(best)
    if brief:
        yield Paragraph(DISCLAIMER)
        return
    yield from to_look_up(estimate, deciding(estimate))
    yield from notes(estimate)


def deciding(estimate: Estimate) -> Iterator[FrameResult]:
    """The frames that decided the answer, for every quote."""
    for answer in estimate.quotes:
        yield from answer.deciding


def _comparison(estimate: Estimate) -> Iterator[Block]:
    """Several quotes side by side; what pays most and what costs least may differ."""
    answers = estimate.quotes
    if len(answers) < 2:
        return
    yield Heading("見積の比較")
    yield side_by_side(estimate, answers)


def _frames(answer: QuoteEstimate) -> Grid:
    """One row a frame, the best one marked."""
    rows = tuple(
        (
            result.name,
            state(result, answer),
            f"{result.eligible_cost:,}",
            (result.rate or "-") if result.eligible else "-",
            f"{result.subsidy:,}",
            f"{result.self_payment:,}",
        )
        for result in answer.frames.values()
    )
    columns = (
        text("申請枠"),
        text("判定"),
        number("補助対象経費"),
        text("補助率"),
        number("補助額"),
        number("自己負担額"),
    )
    return Grid(columns, rows, place_of_best(answer))


def state(result: FrameResult, answer: QuoteEstimate) -> str:
    """Whether a frame is open, and whether it is the best."""
    if result.frame == answer.best:
        return "最大"
    return "対象" if result.eligible else "対象外"


def place_of_best(answer: QuoteEstimate) -> int | None:
    """The row of the best frame in a table of all frames."""
    return list(answer.frames).index(answer.best) if answer.best is not None else None


def _verdict(answer: QuoteEstimate) -> Iterator[Block]:
    """The best frame and what it pays."""
    best = answer.best_result
    if best is None:
        yield Paragraph(NONE_OPEN, strong=True)
        return
    yield Paragraph(f"補助額が最大の申請枠: {best.name}", strong=True)
    amounts = f"補助額 {yen(best.subsidy)}  自己負担額 {yen(best.self_payment)}"
    yield Paragraph(amounts, strong=True)


def _plan_command(estimate: Estimate, answer: QuoteEstimate, asked: Asked) -> str:
    """The command that shows the combination for this quote alone."""
    applicant, quote = estimate.applicant.origin.file, answer.quote.origin.file
    if len(estimate.quotes) > 1 and applicant and quote:  # of a folder it would take all quotes
        return asked.command("plan", f"{shell_word(applicant)} {shell_word(quote)}")
    return asked.command("plan")


def _outlook(answer: QuoteEstimate, command: str = "") -> Iterator[Block]:
    """That a combination of frames pays more than the best one, and how to see it."""
    if answer.plan is None:
        return
    least = "" if answer.plan.proven else "少なくとも "
    how = f": {command} で分け方を表示" if command else ""
    yield Paragraph(
        f"{len(answer.plan.frames)}つの枠に分けて申請すると、補助額は{least}"
        f"{yen(answer.plan.subsidy)}（+{answer.plan.gain:,}円）{how}"
    )


def page(estimate: Estimate, addressed: Addressed = NOBODY, *, brief: bool = False) -> Page:
    """The page for the client: a hand-out on one sheet and, unless `brief`, what proves it."""
    title = f"{printable(estimate.applicant.name)} {estimate.programme.name} 見積もり"
    return Page(title, _page_blocks(estimate, addressed, brief=brief))


def _page_blocks(estimate: Estimate, addressed: Addressed, *, brief: bool) -> Iterator[PageBlock]:
    yield Section(tuple(handout(estimate, addressed)), "handout")
    if brief:
        return
    yield Heading("資料編", 1)
    yield from head(estimate, space="　")
    yield from _comparison(estimate)
    for answer in estimate.quotes:
        yield Section(tuple(_quote_blocks(estimate, answer)))
    yield from size(estimate)
    yield from _afterwards(estimate)
    yield from to_look_up(estimate, deciding(estimate))
    yield from addresses(estimate)
    yield Section(tuple(notes(estimate)), "receipt")


def _afterwards(estimate: Estimate) -> Iterator[PageBlock]:
    """What the best frame of the best quote binds to, and the papers to gather."""
    from itsubsidy.reports.content.obligations import (  # noqa: PLC0415  # pages alone have them
        afterwards,
        weights,
    )

    best = estimate.best_quote.best_result
    if best is None or not best.obligations:
        return
    blocks = (
        Heading(f"{best.name}の交付を受けた後に求められること"),
        *afterwards(best, citing(estimate)),
        *weights(estimate, [best]),
    )
    yield Section(blocks)


def _quote_blocks(
    estimate: Estimate, answer: QuoteEstimate
) -> Iterator[Block | Answer | Bars | Curve]:
    best = answer.best_result
    yield Heading(quote_line(answer.quote, answer.total))
    yield _answer(best)
    yield _bars(answer)
    yield _frames(answer)
    yield from _outlook(answer)
    yield from closed(answer.frames.values())
    yield from doubts(result for result in answer.frames.values() if result is not best)
    if best is not None:
        if len(answer.curve.points) > 1:
            kinks = tuple((kink.at, _kink_words(kink)) for kink in answer.curve.kinks)
            here = best.eligible_cost, best.subsidy
            yield Curve(best.name, answer.curve.points, here, kinks)
        members = [member.business.name for member in estimate.members]
        yield from together(working(best, best=True, cite=citing(estimate)), members)


def _kink_words(kink: Kink) -> str:
    """What happens where a curve bends: 上限に達する."""
    if kink.kind == "rate":
        before, after = kink.rates
        return f"補助率が {before}から {after}に変わる"
    return "下限を超える" if kink.kind == "floor" else "上限に達する"


def _answer(best: FrameResult | None) -> Answer:
    if best is None:
        return Answer(sentence=NONE_OPEN)
    return Answer(
        (
            ("補助額が最大の申請枠", best.name),
            ("補助額", yen(best.subsidy)),
            ("自己負担額", yen(best.self_payment)),
        )
    )


def _bars(answer: QuoteEstimate) -> Bars:
    bars = tuple(
        Bar(
            result.name,
            result.subsidy,
            yen(result.subsidy) if result.eligible else "対象外",
            strong=result.frame == answer.best,
        )
        for result in answer.frames.values()
    )
    return Bars(bars, answer.total)


HEADINGS: Final = (
    "申請者",
    "規模",
    "見積元",
    "件名",
    "見積額",
    "申請枠",
    "判定",
    "補助額最大",
    "補助対象経費",
    "補助率",
    "補助額",
    "自己負担額",
    "対象外の理由",
    "申請日",
    "規則",
    "規則の確認日",
    "itsubsidy",
    "申請者のファイル",
    "申請者のSHA-256",
    "見積のファイル",
    "見積のSHA-256",
    "賃金台帳のファイル",
    "賃金台帳のSHA-256",
)
"""The headings of a spreadsheet."""


def rows(estimate: Estimate) -> Iterator[tuple[Cell, ...]]:
    """A row for each quote and frame; amounts are plain integers."""
    yield *HEADINGS, *LAST_HEADINGS
    for answer in estimate.quotes:
        for result in answer.frames.values():
            yield *row(estimate, answer, result), *last_cells(estimate, answer, result)


LAST_HEADINGS: Final = (
    "受付",
    "支払額（税込）",
    "補助金の前の支払額（税込）",
    "実質負担額（税込）",
    "契約後の年額（税込）",
)
"""The headings of the columns that came later: scripts find the others by their place."""


def last_cells(
    estimate: Estimate, answer: QuoteEstimate, result: FrameResult | None
) -> tuple[Cell, ...]:
    """The last cells of a row: whether applications have closed, and the money with tax.

    What is paid before the subsidy is known of the best frame alone.
    """
    cash = answer.cash
    is_best = result is not None and result.frame == answer.best
    return (
        state_cell(estimate),
        cash.outlay,
        cash.advance if is_best else None,
        cash.outlay - (result.subsidy if result else 0),
        cash.yearly_after,
    )


def state_cell(estimate: Estimate) -> str:
    """Whether applications have closed; nothing where today is not known."""
    closed = estimate.programme.closed
    return "" if closed is None else "終了" if closed else "受付中"


def row(estimate: Estimate, answer: QuoteEstimate, result: FrameResult | None) -> tuple[Cell, ...]:
    """The row of a quote and a frame, or of a quote that has no frame open."""
    own, other = estimate.applicant.origin, answer.quote.origin
    ledger = own.ledger or Origin()
    return (
        estimate.applicant.name,
        SIZES[estimate.standing.size] if estimate.standing else "補助事業グループ",
        answer.quote.vendor,
        answer.quote.title,
        answer.total,
        *(_none_open(answer) if result is None else _amounts(answer, result)),
        estimate.on.isoformat(),
        estimate.programme.id,
        estimate.programme.verified_on.isoformat(),
        estimate.tool,
        own.file,
        own.sha256,
        other.file,
        other.sha256,
        ledger.file,
        ledger.sha256,
    )


def _amounts(answer: QuoteEstimate, result: FrameResult) -> tuple[Cell, ...]:
    return (
        result.name,
        "対象" if result.eligible else "対象外",
        "補助額最大" if result.frame == answer.best else "",
        result.eligible_cost,
        rate_cell(result),
        result.subsidy,
        result.self_payment,
        _failed(result),
    )


def _none_open(answer: QuoteEstimate) -> tuple[Cell, ...]:
    closed = (f"{result.name}: {_failed(result)}" for result in answer.frames.values())
    return ("", "対象外", "", 0, "", 0, answer.total, "／".join(closed))


def _failed(result: FrameResult) -> str:
    return "、".join(f"{why_not(check)}（{check.source}）" for check in result.failed)


def rate_cell(result: FrameResult) -> str:
    """A rate with a word behind it: a bare 1/2 would be read as a day."""
    return f"{result.rate}以内" if result.rate else ""
