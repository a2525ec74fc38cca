"""A plan: the applications, what they leave out and what to mind, in blocks, CSV and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from itsubsidy.money import yen
from itsubsidy.planning import Plan
from itsubsidy.reports.content.estimate import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    closed,
    notes,
    size,
    to_confirm,
    working,
)
from itsubsidy.reports.content.wording import applicant_line, printable, quote_line
from itsubsidy.reports.formats import csv, html
from itsubsidy.terms import FRAMES, SIZES

HEAD: Final = (
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
)


def blocks(plan: Plan, *, explain: bool) -> Iterator[Block]:
    """The plan; with `explain` also how each application was worked out."""
    yield Heading(applicant_line(plan), 1)
    yield Paragraph(f"{plan.programme.name}  申請日 {plan.on}")
    for part in plan.parts:
        yield Paragraph(quote_line(part.quote, part.total))
    yield from answer(plan)
    yield from below(plan, explain=explain)
    yield from notes(plan)


def answer(plan: Plan) -> Iterator[Block]:
    """The applications, what they come to, and how sure it is that nothing pays more."""
    if plan.most or plan.without:
        limits = [f"申請は{plan.most}つまで"] if plan.most else []
        limits += [f"{FRAMES[frame]}は申請しない" for frame in plan.without]
        yield Paragraph(f"条件: {'、'.join(limits)}")
    if plan.single_best is None:
        besides = "条件にない枠のうち、" if plan.without else ""
        yield Paragraph(f"{besides}対象になる申請枠はありません", strong=True)
        return
    yield Heading("補助額の最も多い申請の組み合わせ" if plan.proven else "見つけた申請の組み合わせ")
    rows = [
        (
            one.result.name,
            f"{len(one.items)}件",
            f"{one.result.eligible_cost:,}",
            one.result.rate or "-",
            f"{one.result.subsidy:,}",
        )
        for one in plan.applications
    ]
    cost = sum(one.result.eligible_cost for one in plan.applications)
    count = sum(len(one.items) for one in plan.applications)
    rows.append(("合計", f"{count}件", f"{cost:,}", "", f"{plan.subsidy:,}"))
    head = ("申請枠", "明細", "補助対象経費", "補助率", "補助額")
    yield Grid(head, tuple(rows), frozenset({1, 2, 4}), len(rows) - 1)
    amounts = f"補助額 {yen(plan.subsidy)}  自己負担額 {yen(plan.self_payment)}"
    yield Paragraph(f"{amounts}（購入の全体 {yen(plan.total)}）", strong=True)
    yield Paragraph(_compared(plan))
    yield Paragraph(_proof(plan), strong=not plan.proven)
    yield Heading("明細の分け方", 3)
    yield Bullets(
        tuple(f"{one.result.name}: {printable('、'.join(one.items))}" for one in plan.applications)
    )


def _compared(plan: Plan) -> str:
    """What the combination gains over the best single frame."""
    best = plan.single_result
    if best is None or not plan.gain:
        return (
            "一つの枠だけの申請より補助額の多い組み合わせはありません"
            if plan.proven and not (plan.most or plan.without)
            else "この条件では、一つの枠だけの申請が最も多い補助額です"
            if plan.proven
            else ("一つの枠だけの申請より補助額の多い組み合わせは見つかっていません")
        )
    return f"{best.name}だけの申請の補助額 {yen(best.subsidy)}より +{plan.gain:,}円"


def _proof(plan: Plan) -> str:
    if plan.proven and (plan.most or plan.without):
        return "この条件では、これより補助額の多い組み合わせがないことを確かめました"
    if plan.proven:
        return "これより補助額の多い組み合わせがないことを確かめました"
    gap = plan.upper_bound - plan.subsidy
    return (
        "時間内に全ての組み合わせを調べ終えていません。どの組み合わせも補助額は"
        f" {yen(plan.upper_bound)}以下で、差は {yen(gap)}です（--time-limit で延ばせます）"
    )


def below(plan: Plan, *, explain: bool) -> Iterator[Block]:
    """What to mind, what is left out, and how each application was worked out."""
    if plan.warnings:
        yield Heading("併せて申請するときの注意", 3)
        yield Bullets(tuple(f"{one.text}（{one.source}）" for one in plan.warnings))
    if plan.left_out:
        yield Heading("対象にならない額", 3)
        yield Bullets(
            tuple(
                f"{printable(one.item)} {yen(one.amount)}: {one.reason}"
                + (f"（{one.source}）" if one.source else "")
                for one in plan.left_out
            )
        )
    if plan.single_best is None:
        yield from closed(plan.singles.values())
    for one in plan.applications:
        yield from working(one.result, best=False) if explain else to_confirm(one.result)


def render_html(plan: Plan) -> str:
    """One self-contained page, with the working of each application."""
    title = f"{printable(plan.applicant.name)} {plan.programme.name} 申請の組み合わせ"
    return html.document(title, _page(plan))


def _page(plan: Plan) -> Iterator[str]:
    yield html.written([Heading(applicant_line(plan), 1)])
    facts = (Paragraph(f"{plan.programme.name}　申請日 {plan.on}"), *map(Paragraph, _quotes(plan)))
    yield html.written(facts)
    if plan.applications:
        names = "・".join(one.result.name for one in plan.applications)
        yield html.answer_box(
            ("申請枠", names),
            ("補助額", yen(plan.subsidy)),
            ("自己負担額", yen(plan.self_payment)),
        )
    yield html.written((*answer(plan), *below(plan, explain=True), *size(plan)))
    yield f'<section class="receipt">\n{html.written(notes(plan))}</section>\n'


def _quotes(plan: Plan) -> Iterator[str]:
    return (quote_line(part.quote, part.total) for part in plan.parts)


def render_csv(plan: Plan) -> str:
    """One row an application, then one for everything left out; CRLF, plain integers."""
    rows: list[tuple[csv.Cell, ...]] = []
    for application in plan.applications:
        result = application.result
        rate = f"{result.rate}以内" if result.rate else ""
        items = "、".join(application.items)
        amounts = (result.total, result.eligible_cost, rate, result.subsidy)
        rows.append(("申請", result.name, items, *amounts, "", "", ""))
    for out in plan.left_out:
        frame = FRAMES[out.frame] if out.frame else ""
        rows.append(("対象外", frame, out.item, *("",) * 4, out.amount, out.reason, out.source))
    who = plan.applicant.name, SIZES[plan.standing.size] if plan.standing else "補助事業グループ"
    whole: tuple[csv.Cell, ...] = (
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
    return "".join(csv.line(row) for row in (HEAD, *((*who, *row, *whole) for row in rows)))
