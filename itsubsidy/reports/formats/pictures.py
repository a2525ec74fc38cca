"""Pictures as inline SVG, which say in words what they show."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from itsubsidy.files.echo import printable
from itsubsidy.money import yen
from itsubsidy.reports.blocks import Bar, Bars, Curve, MoneyBar

WIDTH: Final = 720
FILL: Final = "#1f4e79"
SOFT: Final = "#5a5a5a"
INK: Final = "#1a1a1a"

BAR_LEFT: Final = 270
BAR_RIGHT: Final = 700
BAR_STEP: Final = 34
LABEL_ROOM: Final = 110
"""What a label takes that stands inside its bar."""

CURVE_LEFT: Final = 90
CURVE_RIGHT: Final = 690
CURVE_TOP: Final = 24
CURVE_BOTTOM: Final = 250
CURVE_HEIGHT: Final = 300

Point = tuple[int, int]


def escape(text: str) -> str:
    """Text that a page shows as it is."""
    return html.escape(printable(text))


def money_bar(block: MoneyBar) -> str:
    """The outlay as one bar, filled as far as the subsidy goes; its words grow with the page's."""
    share = 100 * block.subsidy // max(block.outlay, 1)
    own = yen(block.outlay - block.subsidy)
    return (
        f'<figure class="money"><div class="ends"><strong>補助金 {yen(block.subsidy)}</strong>'
        f"<span>自己資金 {own}</span></div>"
        f'<div class="bar" role="img" aria-label="支払 {yen(block.outlay)}のうち、補助金 '
        f'{yen(block.subsidy)}、自己資金 {own}"><div style="width:{share}%"></div></div>'
        f"<figcaption>棒の全体は支払 {yen(block.outlay)}（税込）</figcaption></figure>\n"
    )


def bars(block: Bars) -> str:
    """One bar a frame: the subsidy filled, the client's own payment outlined."""
    legend = (
        f'<rect x="{BAR_LEFT}" y="6" width="14" height="12" fill="{FILL}"/>'
        f'<text x="{BAR_LEFT + 20}" y="16" font-size="12">補助額</text>'
        f'<rect x="{BAR_LEFT + 90}" y="6" width="14" height="12" fill="#fff" stroke="{SOFT}"/>'
        f'<text x="{BAR_LEFT + 110}" y="16" font-size="12">自己負担額</text>'
    )
    drawn = (_bar(bar, 30 + at * BAR_STEP, block.total) for at, bar in enumerate(block.bars))
    return _figure(
        "申請枠ごとの補助額と自己負担額",
        "、".join(f"{bar.name} {bar.label}" for bar in block.bars),
        40 + BAR_STEP * len(block.bars),
        legend + "".join(drawn),
        f"棒の全体は見積額 {yen(block.total)}（税抜）",
    )


def _bar(bar: Bar, top: int, total: int) -> str:
    filled = (BAR_RIGHT - BAR_LEFT) * bar.subsidy // max(total, 1)
    weight = ' font-weight="700"' if bar.strong else ""
    end = BAR_LEFT + filled
    x, anchor, color = (end - 6, "end", "#fff") if filled > LABEL_ROOM else (end + 6, "start", INK)
    return (
        f'<text x="{BAR_LEFT - 8}" y="{top + 15}" text-anchor="end" font-size="13"{weight}>'
        f"{escape(bar.name)}</text>"
        f'<rect x="{BAR_LEFT}" y="{top}" width="{BAR_RIGHT - BAR_LEFT}" height="22" fill="#fff" '
        f'stroke="{SOFT}"/>'
        f'<rect x="{BAR_LEFT}" y="{top}" width="{filled}" height="22" fill="{FILL}"/>'
        f'<text x="{x}" y="{top + 16}" font-size="12" text-anchor="{anchor}" '
        f'fill="{color}">{bar.label}</text>'
    )


class _Plot(NamedTuple):
    """Where costs and subsidies stand in the picture, up to the largest of each, yen."""

    most_cost: int
    most_subsidy: int

    def at(self, point: Point) -> Point:
        """In whole units of the picture."""
        across, up = self._tenths(point)
        return CURVE_LEFT + across // 10, CURVE_BOTTOM - up // 10

    def fine(self, point: Point) -> str:
        """In tenths of a unit, so that a line is straight."""
        across, up = self._tenths(point)
        x = f"{CURVE_LEFT + across // 10}.{across % 10}"
        return f"{x},{CURVE_BOTTOM - up // 10 - 1}.{9 - up % 10}"

    def _tenths(self, point: Point) -> Point:
        cost, subsidy = point
        width, height = CURVE_RIGHT - CURVE_LEFT, CURVE_BOTTOM - CURVE_TOP
        return (
            10 * width * min(cost, self.most_cost) // self.most_cost,
            10 * height * min(subsidy, self.most_subsidy) // self.most_subsidy,
        )


def curve(block: Curve) -> str:
    """Subsidy against eligible cost, with the client's point, the kinks and the ceiling."""
    plot = _Plot(
        max(*(cost for cost, _ in block.points), 1),
        max(*(subsidy for _, subsidy in block.points), 1),
    )
    cost, subsidy = block.here
    most = yen(plot.most_subsidy)
    is_capped = block.points[-1][1] == block.points[-2][1]
    drawing = (
        _axes(plot, is_capped=is_capped)
        + _line(plot, block.points)
        + _mark(plot.at(block.here), f"この見積: {yen(subsidy)}")
    )
    return _figure(
        f"{block.frame}の補助額と補助対象経費",
        f"この見積は補助対象経費 {yen(cost)}で補助額 {yen(subsidy)}。"
        f"見積の単価が揃って増えると、補助額は{'上限の' if is_capped else ''} {most}まで増える",
        CURVE_HEIGHT,
        drawing,
        "◆ この見積　○ 補助率や上限の変わるところ"
        + (f"　破線 補助額の上限 {most}" if is_capped else "")
        + "（見積の単価が揃って増減したときの補助額）",
    )


def _axes(plot: _Plot, *, is_capped: bool) -> str:
    """Both axes with their ends, and the ceiling where the curve reaches it."""
    left, bottom, right = CURVE_LEFT, CURVE_BOTTOM, CURVE_RIGHT
    _, ceiling = plot.at((0, plot.most_subsidy))
    dashed = (
        f'<line x1="{left}" y1="{ceiling}" x2="{right}" y2="{ceiling}" stroke="{SOFT}" '
        'stroke-dasharray="6 4"/>'
    )
    return (
        f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="{SOFT}"/>'
        f'<line x1="{left}" y1="{CURVE_TOP}" x2="{left}" y2="{bottom}" stroke="{SOFT}"/>'
        f"{dashed if is_capped else ''}"
        f'<text x="{left - 6}" y="{ceiling + 4}" text-anchor="end" font-size="12">'
        f"{yen(plot.most_subsidy)}</text>"
        f'<text x="{left}" y="{bottom + 18}" font-size="12">0</text>'
        f'<text x="{right}" y="{bottom + 18}" text-anchor="end" font-size="12">'
        f"補助対象経費 {yen(plot.most_cost)}</text>"
    )


def _line(plot: _Plot, points: Sequence[Point]) -> str:
    """The curve, with a circle where its slope changes."""
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="#fff" stroke="{FILL}" stroke-width="2"/>'
        for x, y in map(plot.at, kinks(points))
    )
    path = " ".join(map(plot.fine, points))
    return f'<polyline points="{path}" fill="none" stroke="{FILL}" stroke-width="2.5"/>{circles}'


def _mark(point: Point, label: str) -> str:
    """The client's point, with its label on the side away from the line."""
    x, y = point
    is_right = x > (CURVE_LEFT + CURVE_RIGHT) // 2
    anchor, shift, drop = ("end", -12, -8) if is_right else ("start", 10, 22)
    return (
        f'<path d="M{x - 7},{y} L{x},{y - 7} L{x + 7},{y} L{x},{y + 7} Z" fill="{INK}"/>'
        f'<text x="{x + shift}" y="{y + drop}" text-anchor="{anchor}" font-size="12" '
        f'font-weight="700">{label}</text>'
    )


def kinks(points: Sequence[Point]) -> list[Point]:
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
