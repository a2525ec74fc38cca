"""The first page of a report: what a consultant puts on the table, on one sheet of A4.

It holds no command line, no hash and no id of a document; what proves it stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from itsubsidy.answers.estimate import Estimate, QuoteEstimate
from itsubsidy.files.echo import printable
from itsubsidy.money import yen
from itsubsidy.reports.blocks import (
    Answer,
    Checklist,
    Drawn,
    Grid,
    Heading,
    MoneyBar,
    Numbered,
    Paragraph,
    text,
)
from itsubsidy.reports.content.compare import side_by_side
from itsubsidy.reports.content.cover import DISCLAIMER, Addressed, cover, day_text
from itsubsidy.reports.content.wording import quote_name
from itsubsidy.rules.frames.worksheet import FrameResult, NextStep
from itsubsidy.terms import GRADES

FEW_STEPS: Final = 3
FEW_CHECKS: Final = 4
FEW_QUOTES: Final = 5
FEW_PAPERS: Final = 3

ABOUT: Final = "補助額の見積もり"

NONE_OPEN: Final = "対象になる申請枠がありません"

BY_VENDOR: Final = ("IT導入支援事業者", "登録", "市場価格", "役務の額", "レジ・券売機が", "機器で")
"""Words of what the vendor of the tools has to make sure of."""


def handout(estimate: Estimate, addressed: Addressed) -> Iterator[Drawn]:
    """The first page."""
    answer = estimate.best_quote
    best = answer.best_result
    yield cover(estimate, addressed, ABOUT)
    if estimate.programme.state:
        yield Paragraph(estimate.programme.state, strong=True)
    yield from _compared(estimate)
    if len(estimate.quotes) == 1:
        yield Paragraph(f"見積: {quote_name(answer.quote)}")
    yield _answer(answer)
    if best is not None:
        yield MoneyBar(best.subsidy, answer.cash.outlay)
        yield Paragraph(_when_paid(answer))
    yield from _steps(answer)
    if best is not None:
        yield from _days(best)
        yield from _checks(estimate, best)
    yield Paragraph(DISCLAIMER)


def _answer(answer: QuoteEstimate) -> Answer:
    best, cash = answer.best_result, answer.cash
    if best is None:
        return Answer(sentence=f"{NONE_OPEN}。支払 {yen(cash.outlay)}（税込）")
    return Answer(
        (
            (f"補助額（{best.name.replace('（', '・').replace('）', '')}）", yen(best.subsidy)),
            ("支払（税込）", yen(cash.outlay)),
            ("実質負担（税込）", yen(cash.net_with_tax)),
        )
    )


def _when_paid(answer: QuoteEstimate) -> str:
    """That the money comes afterwards, and what goes on after the contract."""
    cash = answer.cash
    after = (
        f"契約の後は年 {yen(cash.yearly_after)}（税込）が続きます。" if cash.yearly_after else ""
    )
    return (
        f"補助金は後払いです。支払のうち {yen(cash.advance or 0)}（税込）は、補助金の前に全額を"
        f"立て替えます。{after}実質負担は税抜では {yen(cash.net)}です。"
    )


def _compared(estimate: Estimate) -> Iterator[Drawn]:
    """Competing quotes side by side."""
    if len(estimate.quotes) < 2:
        return
    shown = sorted(estimate.quotes, key=lambda one: -one.subsidy)[:FEW_QUOTES]
    hidden = len(estimate.quotes) - len(shown)
    more = f"（補助額の多い {len(shown)}件。ほか {hidden}件は資料編）" if hidden else ""
    yield Heading(f"見積の比較{more}")
    yield side_by_side(estimate, shown)


def _steps(answer: QuoteEstimate) -> Iterator[Drawn]:
    """At most three next steps of the best frame, or of any where none is open."""
    best = answer.best_result
    results = [best] if best else list(answer.frames.values())
    steps = [step for result in results for step in result.next if step.kind != "room"]
    if steps:
        yield Heading("次にできること", 2)
        yield Numbered(tuple(map(_step, steps[:FEW_STEPS])))


def _step(step: NextStep) -> str:
    amounts = [f"補助額 {step.gain:+,}円"] if step.gain else []
    amounts += [f"見積額は税抜で {step.cost:+,}円"] if step.cost else []
    ask = "該当するか確かめる: " if step.kind == "declare" else ""
    return f"{ask}{printable(step.text)}" + (f"（{'、'.join(amounts)}）" if amounts else "")


def _days(best: FrameResult) -> Iterator[Drawn]:
    """The order of events, with the days of the round as far as they are known."""
    rows = (
        (
            "交付申請",
            f"締切 {best.deadline}（{best.round}次）" if best.deadline else "締切は公表による",
        ),
        ("交付決定", str(best.decision) if best.decision else "日は分かっていません"),
        ("契約・発注・納品・支払", "交付決定の後に"),
        ("実績報告", f"{best.report}まで" if best.report else "期限は交付決定の後に示されます"),
        ("補助金の入金", "確定検査の後（時期を定めた公表の文書は手元にありません）"),
    )
    yield Heading("これからの順序", 2)
    yield Grid((text("すること"), text("時期")), rows)


def _checks(estimate: Estimate, best: FrameResult) -> Iterator[Drawn]:
    """What to make sure of before applying, and who does."""
    asked = sorted(best.to_confirm, key=lambda one: not one.startswith("未回答"))
    rows = tuple((_owner(one), _without_source(one)) for one in asked[:FEW_CHECKS])
    hidden = len(asked) - len(rows)
    if best.papers:
        rows = (*rows, (_gatherer(best), _papers(estimate, best)))
    if rows:
        yield Heading("申請までに確かめること、集める書類", 2)
        yield Checklist(rows, f"ほか {hidden}件" if hidden else "")


def _papers(estimate: Estimate, best: FrameResult) -> str:
    """The papers to gather for the application, with the first day of issue, and how well all that
    is known where no official text says it.
    """
    asked = [one for one in best.papers if one.phase == "application" and one.needed]
    names = [
        f"{one.label}（{day_text(one.issued_since)}以後に発行）" if one.issued_since else one.label
        for one in sorted(asked, key=lambda one: one.issued_since is None)[:FEW_PAPERS]
    ]
    hidden = len(asked) - len(names)
    grade = estimate.programme.grade_of(", ".join(one.source for one in asked))
    mark = "" if grade == "official" else f"［{GRADES[grade]}］"
    return f"書類{mark}: {'、'.join(names)}" + (f"、ほか {hidden}種類（資料編）" if hidden else "")


def _gatherer(best: FrameResult) -> str:
    return "申請者" if best.papers[0].who == "applicant" else "代表事業者"


def _owner(text: str) -> str:
    return "IT導入支援事業者" if any(word in text for word in BY_VENDOR) else "申請者"


def _without_source(text: str) -> str:
    """What to confirm without the page that stands in brackets behind it."""
    said = printable(text).removeprefix("未回答: ")
    head, bracket, tail = said.rpartition("（")
    return head if bracket and tail.endswith("）") and " p." in tail else said
