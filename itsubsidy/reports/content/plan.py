"""What is said of a plan: the applications, what they leave out and what to mind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from itsubsidy.answers.plan import Plan
from itsubsidy.money import yen
from itsubsidy.reports.blocks import (
    Answer,
    Block,
    Bullets,
    Cell,
    Drawn,
    Grid,
    Heading,
    Page,
    PageBlock,
    Paragraph,
    Report,
    Section,
    number,
    section,
    text,
)
from itsubsidy.reports.content import obligations
from itsubsidy.reports.content.citations import blocks_in_words, page_in_words
from itsubsidy.reports.content.cover import DISCLAIMER, NOBODY, Addressed, cover, cover_lines
from itsubsidy.reports.content.estimate import NONE_OPEN, rate_cell
from itsubsidy.reports.content.frame import closed, to_confirm, working
from itsubsidy.reports.content.members import together
from itsubsidy.reports.content.receipt import addresses, citing, head, notes, size, to_look_up
from itsubsidy.reports.content.warnings import warnings
from itsubsidy.reports.content.wording import quote_line
from itsubsidy.reports.screen import printable
from itsubsidy.terms import SIZES

HEADINGS: Final = (
    "申請者",
    "規模",
    "区分",
    "申請枠",
    "明細",
    "見積額",
    "補助対象経費",
    "補助率",
    "補助額",
    "対象外の額",
    "対象外の理由",
    "根拠",
    "補助額の合計",
    "自己負担額の合計",
    "補助額の上界",
    "申請日",
    "規則",
    "規則の確認日",
    "itsubsidy",
    "ファイル",
    "SHA-256",
    *obligations.COLUMNS,
)
"""The headings of a spreadsheet."""


ABOUT: Final = "申請の組み合わせ"


def plan_report(
    plan: Plan, *, explain: bool, addressed: Addressed = NOBODY, brief: bool = False
) -> Report:
    """A plan; with `explain` also how each application was worked out, as a page always shows.

    A page or a text says who gives it to whom; of a `brief` one there is the first sheet alone.
    """
    words = plan.programme.words
    text = partial(_blocks, plan, addressed, explain=explain, brief=brief)
    return Report(
        data=plan.to_dict,
        blocks=blocks_in_words(text, words),
        page=page_in_words(partial(_page, plan, addressed, brief=brief), words),
        rows=partial(_rows, plan),
    )


def _blocks(plan: Plan, addressed: Addressed, *, explain: bool, brief: bool) -> Iterator[Block]:
    yield from cover_lines(plan, addressed, ABOUT)
    yield from head(plan)
    yield from warnings(plan.oddities)
    for part, line in zip(plan.parts, _quotes(plan), strict=True):
        yield line
        yield from warnings(part.oddities)
    yield from _combination(plan)
    if brief:
        yield Paragraph(DISCLAIMER)
        return
    yield from _what_else(plan, explain=explain)
    yield from notes(plan)


def _quotes(plan: Plan) -> Iterator[Block]:
    return (Paragraph(quote_line(part.quote, part.total)) for part in plan.parts)


def _combination(plan: Plan) -> Iterator[Block]:
    """The applications, what they come to, and how sure it is that nothing pays more."""
    yield from _conditions(plan)
    if plan.single_best is None:
        besides = "条件にない枠のうち、" if plan.without else ""
        yield Paragraph(f"{besides}{NONE_OPEN}", strong=True)
        return
    yield Heading("補助額の最も多い申請の組み合わせ" if plan.proven else "見つけた申請の組み合わせ")
    yield _applications(plan)
    amounts = f"補助額 {yen(plan.subsidy)}  自己負担額 {yen(plan.self_payment)}"
    yield Paragraph(f"{amounts}（購入の全体 {yen(plan.total)}）", strong=True)
    yield Paragraph(_compared(plan))
    yield Paragraph(_proof(plan), strong=not plan.proven)
    lines = (
        f"{application.result.name}: {printable('、'.join(application.items))}"
        for application in plan.applications
    )
    yield from section("明細の分け方", Bullets(tuple(lines)))


def _conditions(plan: Plan) -> Iterator[Block]:
    limits = [f"申請は{plan.most}つまで"] if plan.most else []
    limits += [f"{plan.programme.frames[frame]}は申請しない" for frame in plan.without]
    if limits:
        yield Paragraph(f"条件: {'、'.join(limits)}")


def _applications(plan: Plan) -> Grid:
    """One row an application, and their sum."""
    rows = [
        (
            application.result.name,
            f"{len(application.items)}件",
            f"{application.result.eligible_cost:,}",
            application.result.rate or "-",
            f"{application.result.subsidy:,}",
            *obligations.columns(application.result),
        )
        for application in plan.applications
    ]
    cost = sum(application.result.eligible_cost for application in plan.applications)
    count = sum(len(application.items) for application in plan.applications)
    rows.append(("合計", f"{count}件", f"{cost:,}", "", f"{plan.subsidy:,}", "", ""))
    columns = (
        text("申請枠"),
        number("明細"),
        number("補助対象経費"),
        text("補助率"),
        number("補助額"),
        *map(text, obligations.COLUMNS),
    )
    return Grid(columns, tuple(rows), marked=len(rows) - 1)


def _compared(plan: Plan) -> str:
    """What the combination gains over the best single frame."""
    best = plan.single_result
    if best is not None and plan.gain:
        return f"{best.name}だけの申請の補助額 {yen(best.subsidy)}より +{plan.gain:,}円"
    if not plan.proven:
        return "一つの枠だけの申請より補助額の多い組み合わせは見つかっていません"
    if plan.most or plan.without:
        return "この条件では、一つの枠だけの申請が最も多い補助額です"
    return "一つの枠だけの申請より補助額の多い組み合わせはありません"


def _proof(plan: Plan) -> str:
    """How sure it is that no combination pays more."""
    if not plan.proven:
        gap = plan.upper_bound - plan.subsidy
        return (
            "時間内に全ての組み合わせを調べ終えていません。どの組み合わせも補助額は"
            f" {yen(plan.upper_bound)}以下で、差は {yen(gap)}です（--time-limit で延ばせます）"
        )
    if plan.most or plan.without:
        return "この条件では、これより補助額の多い組み合わせがないことを確かめました"
    return "これより補助額の多い組み合わせがないことを確かめました"


def _what_else(plan: Plan, *, explain: bool) -> Iterator[Block]:
    """What to mind, what is left out, and how each application was worked out."""
    minded = (f"{warning.text}（{warning.source}）" for warning in plan.warnings)
    yield from section("併せて申請するときの注意", Bullets(tuple(minded)), 2)
    left_out = (
        f"{printable(out.item)} {yen(out.amount)}: {out.reason}"
        + (f"（{out.source}）" if out.source else "")
        for out in plan.left_out
    )
    yield from section("対象にならない額", Bullets(tuple(left_out)), 2)
    if plan.single_best is None:
        yield from closed(plan.singles.values())
    cite = citing(plan)
    members = [member.business.name for member in plan.members]
    for application in plan.applications:
        result = application.result
        if not explain:
            yield from to_confirm(result)
        else:
            yield from together(working(result, best=False, cite=cite), members)
            yield from obligations.afterwards(result, cite)
    results = [application.result for application in plan.applications]
    if explain:
        yield from obligations.weights(plan, results)
    yield from to_look_up(plan, results)


def _page(plan: Plan, addressed: Addressed, *, brief: bool) -> Page:
    title = f"{printable(plan.applicant.name)} {plan.programme.name} {ABOUT}"
    return Page(title, _page_blocks(plan, addressed, brief=brief))


def _first_sheet(plan: Plan, addressed: Addressed) -> Iterator[Drawn]:
    """What a consultant puts on the table: which applications, and what they bring."""
    yield cover(plan, addressed, ABOUT)
    if plan.programme.state:
        yield Paragraph(plan.programme.state, strong=True)
    yield from _quotes(plan)
    if plan.applications:
        names = "・".join(application.result.name for application in plan.applications)
        yield Answer(
            (
                ("申請枠", names),
                ("補助額", yen(plan.subsidy)),
                ("自己負担額", yen(plan.self_payment)),
            )
        )
    yield from _combination(plan)
    yield Paragraph(DISCLAIMER)


def _page_blocks(plan: Plan, addressed: Addressed, *, brief: bool) -> Iterator[PageBlock]:
    yield Section(tuple(_first_sheet(plan, addressed)), "handout")
    if brief:
        return
    yield Heading("資料編", 1)
    yield from head(plan, space="　")
    yield from _what_else(plan, explain=True)
    yield from size(plan)
    yield from addresses(plan)
    yield Section(tuple(notes(plan)), "receipt")


def _rows(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    """A row for each application, then one for everything left out; amounts are plain integers."""
    yield HEADINGS
    size = SIZES[plan.standing.size] if plan.standing else "補助事業グループ"
    of_whole: tuple[Cell, ...] = (
        plan.subsidy,
        plan.self_payment,
        plan.upper_bound,
        plan.on.isoformat(),
        plan.programme.id,
        plan.programme.verified_on.isoformat(),
        plan.tool,
        "、".join(file for file, _ in plan.files),
        "、".join(sha256 for _, sha256 in plan.files),
    )
    for application, row in zip(plan.applications, _application_rows(plan), strict=True):
        last = obligations.columns(application.result)
        yield (plan.applicant.name, size, *row, *of_whole, *last)
    for row in _left_out_rows(plan):
        yield (plan.applicant.name, size, *row, *of_whole, "", "")


def _application_rows(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    for application in plan.applications:
        result = application.result
        yield (
            "申請",
            result.name,
            "、".join(application.items),
            result.total,
            result.eligible_cost,
            rate_cell(result),
            result.subsidy,
            *("", "", ""),
        )


def _left_out_rows(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    for out in plan.left_out:
        frame = plan.programme.frames[out.frame] if out.frame else ""
        yield ("対象外", frame, out.item, *("", "", "", ""), out.amount, out.reason, out.source)
