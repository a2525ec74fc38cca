"""The estimate as one self-contained page for the client, to read on a screen or print on A4.

Nothing is fetched and no script runs; the pictures are inline SVG that say in words what they
show, and colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from itsubsidy.estimate import Estimate, QuoteEstimate
from itsubsidy.money import yen
from itsubsidy.reports.content.estimate import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    closed,
    comparison,
    frames,
    notes,
    outlook,
    size,
    working,
)
from itsubsidy.reports.content.wording import applicant_line, printable, quote_line
from itsubsidy.worksheet import FrameResult

STYLE = """
:root{--ink:#1a1a1a;--soft:#5a5a5a;--line:#c8c8c8;--fill:#1f4e79;--pale:#eef3f8}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:56rem;color:var(--ink);background:#fff;line-height:1.6;
 font-family:"Hiragino Sans","Yu Gothic","Noto Sans CJK JP","Noto Sans JP",Meiryo,sans-serif}
h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;
 border-bottom:2px solid var(--fill)}h3{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:.25rem 0}ul{margin:.25rem 0;padding-left:1.25rem}
.answer{border:2px solid var(--fill);background:var(--pale);padding:.75rem 1rem;margin:1rem 0}
.answer dl{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:0}
.answer dt{font-size:.85rem;color:var(--soft)}.answer dd{margin:0;font-size:1.4rem;font-weight:700}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.9rem}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top;
 overflow-wrap:anywhere}
th{background:#f4f4f4;white-space:nowrap}.n{text-align:right;white-space:nowrap}
.s{white-space:nowrap}
tr.best td{font-weight:700;background:var(--pale)}
figure{margin:1rem 0}figcaption{font-size:.85rem;color:var(--soft)}svg{width:100%;height:auto}
.receipt{font-size:.8rem;color:var(--soft);overflow-wrap:anywhere}
@page{size:A4;margin:14mm}
@media print{body{padding:0;max-width:none;font-size:10pt}h2,h3{break-after:avoid}
 tr,figure,.answer{break-inside:avoid}}
"""


SHORT = 6
"""Characters of a cell that is never broken, such as 対象外."""


def render(estimate: Estimate) -> str:
    """The page, complete from doctype to end."""
    title = f"{printable(estimate.applicant.name)} {estimate.programme.name} 見積もり"
    return document(title, _page(estimate))


def document(title: str, body: Iterable[str]) -> str:
    """A page of this title, complete from doctype to end."""
    return (
        '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{''.join(body)}</main>\n</body>\n</html>\n"
    )


def _page(estimate: Estimate) -> Iterator[str]:
    yield f"<h1>{escape(applicant_line(estimate))}</h1>\n"
    yield f"<p>{escape(estimate.programme.name)}　申請日 {estimate.on}</p>\n"
    yield written(comparison(estimate))
    for answer in estimate.quotes:
        yield f"<section>\n<h2>{escape(quote_line(answer.quote, answer.total))}</h2>\n"
        yield _answer(answer)
        yield _bars(answer)
        yield written([frames(answer)])
        yield written(outlook(estimate, answer))
        yield written(closed(answer.frames.values()))
        best = answer.best_result
        if best is not None:
            if len(answer.curve) > 1:
                yield _curve(answer.curve, best)
            yield written(working(best, best=True))
        yield "</section>\n"
    yield written(size(estimate))
    yield f'<section class="receipt">\n{written(notes(estimate))}</section>\n'


def _answer(answer: QuoteEstimate) -> str:
    best = answer.best_result
    if best is None:
        return '<div class="answer"><p>対象になる申請枠はありません</p></div>\n'
    return answer_box(
        ("最適な申請枠", best.name),
        ("補助額", yen(best.subsidy)),
        ("自己負担額", yen(best.self_payment)),
    )


def answer_box(*facts: tuple[str, str]) -> str:
    """What a reader looks for first."""
    terms = "".join(f"<div><dt>{name}</dt><dd>{escape(fact)}</dd></div>" for name, fact in facts)
    return f'<div class="answer"><dl>{terms}</dl></div>\n'


def written(blocks: Iterable[Block]) -> str:
    """Blocks as HTML."""
    return "".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>\n"
        case Paragraph(text, strong):
            inner = f"<strong>{escape(text)}</strong>" if strong else escape(text)
            return f"<p>{inner}</p>\n"
        case Bullets(lines):
            return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>\n"
        case Grid():
            return _grid(block)


def _grid(grid: Grid) -> str:
    def cell(tag: str, at: int, text: str) -> str:
        short = len(text) <= SHORT and " " not in text
        kind = ' class="n"' if at in grid.numbers else ' class="s"' if short else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{kind}>{escape(text)}</{tag}>"

    head = "".join(cell("th", at, text) for at, text in enumerate(grid.head))
    best = ' class="best"'
    rows = "".join(
        f"<tr{best if number == grid.marked else ''}>"
        + "".join(cell("td", at, text) for at, text in enumerate(row))
        + "</tr>\n"
        for number, row in enumerate(grid.rows)
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


# --- pictures --------------------------------------------------------------------------------

WIDTH, ROW = 720, 34
LEFT, RIGHT = 270, 700


def _bars(answer: QuoteEstimate) -> str:
    """One bar a frame: the subsidy filled, the client's own payment outlined."""
    total = max(answer.total, 1)
    bars, said = [], []
    for number, (frame, result) in enumerate(answer.frames.items()):
        top = 30 + number * ROW
        split = LEFT + (RIGHT - LEFT) * result.subsidy // total
        weight = ' font-weight="700"' if frame == answer.best else ""
        bars.append(
            f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end" font-size="13"{weight}>'
            f"{escape(result.name)}</text>"
            f'<rect x="{LEFT}" y="{top}" width="{RIGHT - LEFT}" height="22" fill="#fff" '
            f'stroke="#5a5a5a"/>'
            f'<rect x="{LEFT}" y="{top}" width="{split - LEFT}" height="22" fill="#1f4e79"/>'
        )
        label = yen(result.subsidy) if result.eligible else "対象外"
        inside = split - LEFT > 110
        bars.append(
            f'<text x="{split - 6 if inside else split + 6}" y="{top + 16}" font-size="12" '
            f'text-anchor="{"end" if inside else "start"}" '
            f'fill="{"#fff" if inside else "#1a1a1a"}">{label}</text>'
        )
        said.append(f"{result.name} {label}")
    height = 40 + ROW * len(answer.frames)
    legend = (
        f'<rect x="{LEFT}" y="6" width="14" height="12" fill="#1f4e79"/>'
        f'<text x="{LEFT + 20}" y="16" font-size="12">補助額</text>'
        f'<rect x="{LEFT + 90}" y="6" width="14" height="12" fill="#fff" stroke="#5a5a5a"/>'
        f'<text x="{LEFT + 110}" y="16" font-size="12">自己負担額</text>'
    )
    return _figure(
        "申請枠ごとの補助額と自己負担額",
        "、".join(said),
        height,
        legend + "".join(bars),
        f"棒の全体は見積額 {yen(answer.total)}（税抜）",
    )


def _curve(points: Sequence[tuple[int, int]], best: FrameResult) -> str:
    """Subsidy against eligible cost, with the client's point, the kinks and the ceiling."""
    height, left, bottom, right, top = 300, 90, 250, 690, 24
    most_cost = max(*(cost for cost, _ in points), 1)
    most = max(*(paid for _, paid in points), 1)

    def at(cost: int, paid: int) -> tuple[int, int]:
        return (
            left + (right - left) * min(cost, most_cost) // most_cost,
            bottom - (bottom - top) * min(paid, most) // most,
        )

    def fine(cost: int, paid: int) -> str:  # tenths, so that the line is straight
        x = 10 * (right - left) * min(cost, most_cost) // most_cost
        y = 10 * (bottom - top) * min(paid, most) // most
        return f"{left + x // 10}.{x % 10},{bottom - y // 10 - 1}.{9 - y % 10}"

    path = " ".join(fine(*point) for point in points)
    x, y = at(best.eligible_cost, best.subsidy)
    flat = points[-1][1] == points[-2][1]
    ceiling = at(0, most)[1]
    dashed = (
        f'<line x1="{left}" y1="{ceiling}" x2="{right}" y2="{ceiling}" stroke="#5a5a5a" '
        'stroke-dasharray="6 4"/>'
    )
    marks = "".join(
        f'<circle cx="{kx}" cy="{ky}" r="4" fill="#fff" stroke="#1f4e79" stroke-width="2"/>'
        for kx, ky in (at(*kink) for kink in kinks(points))
    )
    end = "end" if x > (left + right) // 2 else "start"
    shift, drop = (-12, -8) if end == "end" else (10, 22)  # on the side away from the line
    drawing = (
        f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="#5a5a5a"/>'
        f'<line x1="{left}" y1="{top}" x2="{left}" y2="{bottom}" stroke="#5a5a5a"/>'
        f"{dashed if flat else ''}"
        f'<text x="{left - 6}" y="{ceiling + 4}" text-anchor="end" font-size="12">'
        f"{yen(most)}</text>"
        f'<text x="{left}" y="{bottom + 18}" font-size="12">0</text>'
        f'<text x="{right}" y="{bottom + 18}" text-anchor="end" font-size="12">'
        f"補助対象経費 {yen(most_cost)}</text>"
        f'<polyline points="{path}" fill="none" stroke="#1f4e79" stroke-width="2.5"/>{marks}'
        f'<path d="M{x - 7},{y} L{x},{y - 7} L{x + 7},{y} L{x},{y + 7} Z" fill="#1a1a1a"/>'
        f'<text x="{x + shift}" y="{y + drop}" text-anchor="{end}" font-size="12" '
        f'font-weight="700">この見積: {yen(best.subsidy)}</text>'
    )
    return _figure(
        f"{best.name}の補助額と補助対象経費",
        f"この見積は補助対象経費 {yen(best.eligible_cost)}で補助額 {yen(best.subsidy)}。"
        f"見積の単価が揃って増えると、補助額は{'上限の' if flat else ''} {yen(most)}まで増える",
        height,
        drawing,
        "◆ この見積　○ 補助率や上限の変わるところ"
        + (f"　破線 補助額の上限 {yen(most)}" if flat else "")
        + "（見積の単価が揃って増減したときの補助額）",
    )


def kinks(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The points of a curve where its slope changes by more than a rounding of yen."""
    found = []
    for (before, here), (_, after) in pairwise(list(pairwise(points))):
        rise = (here[1] - before[1]) * (after[0] - here[0])
        goes = (after[1] - here[1]) * (here[0] - before[0])
        if abs(rise - goes) > (here[0] - before[0]) * (after[0] - here[0]) // 50:
            found.append(here)
    return found


def _figure(title: str, described: str, height: int, drawing: str, caption: str) -> str:
    return (
        f'<figure>\n<svg viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}: {escape(described)}" '
        f'font-family="inherit" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{drawing}</svg>\n"
        f"<figcaption>{escape(title)}。{escape(caption)}</figcaption>\n</figure>\n"
    )
