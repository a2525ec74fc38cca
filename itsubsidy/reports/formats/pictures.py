"""Pictures as inline SVG, which say in words what they show."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple

from itsubsidy.files.echo import printable
from itsubsidy.money import yen
from itsubsidy.reports.blocks import Bar, Bars, Curve, MoneyBar

WIDTH: Final = 400
"""Units of a picture: about as many as a phone has across, so that its words can be read there."""
FILL: Final = "#1f4e79"
SOFT: Final = "#5a5a5a"
FAINT: Final = "#dddddd"
INK: Final = "#1a1a1a"

BAR_LEFT: Final = 1
BAR_RIGHT: Final = 399
BAR_STEP: Final = 44
LABEL_ROOM: Final = 110
"""What a label takes that stands inside its bar."""

CURVE_LEFT: Final = 50
CURVE_RIGHT: Final = 380
CURVE_TOP: Final = 30
CURVE_BOTTOM: Final = 230
CURVE_HEIGHT: Final = 272
LABEL_SIZE: Final = 11
LABEL_STEP: Final = 15

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
    drawn = (_bar(bar, 46 + at * BAR_STEP, block.total) for at, bar in enumerate(block.bars))
    return _figure(
        "申請枠ごとの補助額と自己負担額",
        "、".join(f"{bar.name} {bar.label}" for bar in block.bars),
        30 + BAR_STEP * len(block.bars),
        legend + "".join(drawn),
        f"棒の全体は見積額 {yen(block.total)}（税抜）",
    )


def _bar(bar: Bar, top: int, total: int) -> str:
    filled = (BAR_RIGHT - BAR_LEFT) * bar.subsidy // max(total, 1)
    weight = ' font-weight="700"' if bar.strong else ""
    end = BAR_LEFT + filled
    x, anchor, color = (end - 6, "end", "#fff") if filled > LABEL_ROOM else (end + 6, "start", INK)
    return (
        f'<text x="{BAR_LEFT}" y="{top - 5}" font-size="12"{weight}>{escape(bar.name)}</text>'
        f'<rect x="{BAR_LEFT}" y="{top}" width="{BAR_RIGHT - BAR_LEFT}" height="22" fill="#fff" '
        f'stroke="{SOFT}"/>'
        f'<rect x="{BAR_LEFT}" y="{top}" width="{filled}" height="22" fill="{FILL}"/>'
        f'<text x="{x}" y="{top + 16}" font-size="12" text-anchor="{anchor}" '
        f'fill="{color}">{bar.label}</text>'
    )


class _Scale(NamedTuple):
    """An axis: from nothing to a whole number of its steps, yen, over so many units."""

    step: int
    steps: int
    length: int

    @property
    def ticks(self) -> range:
        """The round amounts on it, yen."""
        return range(0, self.step * self.steps + 1, self.step)

    def at(self, amount: int) -> int:
        """How far along it an amount stands, in tenths of a unit."""
        return 10 * self.length * amount // (self.step * self.steps)


def scale(most: int, length: int) -> _Scale:
    """The axis for amounts up to `most`: at most six steps of 1, 2 or 5 × a power of ten 万円."""
    step = next(
        unit * 10**power for power in count(4) for unit in (1, 2, 5) if 6 * unit * 10**power >= most
    )
    return _Scale(step, max(-(-most // step), 1), length)


class _Plot(NamedTuple):
    """Where costs and subsidies stand in the picture."""

    costs: _Scale
    subsidies: _Scale

    def at(self, point: Point) -> Point:
        """In whole units of the picture."""
        cost, subsidy = point
        return CURVE_LEFT + self.costs.at(cost) // 10, CURVE_BOTTOM - self.subsidies.at(
            subsidy
        ) // 10

    def fine(self, point: Point) -> str:
        """In tenths of a unit, so that a line is straight."""
        x, y = (
            10 * CURVE_LEFT + self.costs.at(point[0]),
            10 * CURVE_BOTTOM - self.subsidies.at(point[1]),
        )
        return f"{x // 10}.{x % 10},{y // 10}.{y % 10}"


def curve(block: Curve) -> str:
    """Subsidy against eligible cost, with the client's point and the kinks named."""
    points = (*block.points, block.here)
    plot = _Plot(
        scale(max(cost for cost, _ in points), CURVE_RIGHT - CURVE_LEFT),
        scale(max(subsidy for _, subsidy in points), CURVE_BOTTOM - CURVE_TOP),
    )
    named = sorted([*block.kinks, (block.here, "この見積")])
    circles = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="#fff" stroke="{FILL}" stroke-width="2"/>'
        for x, y in (plot.at(point) for point, _ in block.kinks)
    )
    path = " ".join(map(plot.fine, block.points))
    drawing = (
        _axes(plot)
        + f'<polyline points="{path}" fill="none" stroke="{FILL}" stroke-width="2.5"/>{circles}'
        + _diamond(plot.at(block.here))
        + "".join(_labels(plot, named))
    )
    cost, subsidy = block.here
    facts = "。".join(
        [
            f"この見積は補助対象経費 {yen(cost)}で補助額 {yen(subsidy)}",
            *(
                f"{words}のは補助対象経費 {_about(cost)}で、補助額 {_about(subsidy)}"
                for (cost, subsidy), words in block.kinks
            ),
        ]
    )
    return _figure(
        f"{block.frame}の補助額と補助対象経費",
        facts,
        CURVE_HEIGHT,
        drawing,
        f"見積の単価が揃って増減したときの補助額です。{facts}",
    )


def _axes(plot: _Plot) -> str:
    """Both axes with round amounts in 万円, and a faint line at each."""
    left, bottom, right, top = CURVE_LEFT, CURVE_BOTTOM, CURVE_RIGHT, CURVE_TOP
    lines, texts = [], []
    for cost in plot.costs.ticks:
        x, _ = plot.at((cost, 0))
        lines.append(f'<line x1="{x}" y1="{top}" x2="{x}" y2="{bottom}" stroke="{FAINT}"/>')
        texts.append(f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{_man(cost)}</text>')
    for subsidy in plot.subsidies.ticks:
        _, y = plot.at((0, subsidy))
        lines.append(f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" stroke="{FAINT}"/>')
        texts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{_man(subsidy)}</text>')
    return (
        "".join(lines)
        + f'<path d="M{left},{top} V{bottom} H{right}" fill="none" stroke="{SOFT}"/>'
        + f'<g font-size="11" fill="{INK}">{"".join(texts)}'
        + f'<text x="4" y="{top - 12}">補助額（万円）</text>'
        + f'<text x="{right}" y="{bottom + 34}" text-anchor="end">補助対象経費（万円）</text></g>'
    )


def _man(amount: int) -> str:
    """A round amount in 万円: 1,500."""
    return f"{amount // 10_000:,}"


def _about(amount: int) -> str:
    """An amount to the nearest 万円, and whether it is that: 約101万円."""
    rounded = (amount + 5_000) // 10_000
    return f"{'' if amount == 10_000 * rounded else '約'}{rounded:,}万円"


def _labels(plot: _Plot, named: Sequence[tuple[Point, str]]) -> Iterator[str]:
    """A word at each point, below the line and none upon another; from the least cost on."""
    above = CURVE_BOTTOM + LABEL_STEP - 4
    for point, words in named:
        x, y = plot.at(point)
        above = min(y + 16, above - LABEL_STEP)
        start = max(min(x + 9, WIDTH - LABEL_SIZE * len(words)), CURVE_LEFT + 2)
        yield (
            f'<text x="{start}" y="{above}" font-size="{LABEL_SIZE}" font-weight="700" '
            f'fill="{INK}" stroke="#fff" stroke-width="3" paint-order="stroke">'
            f"{escape(words)}</text>"
        )


def _diamond(point: Point) -> str:
    x, y = point
    return f'<path d="M{x - 7},{y} L{x},{y - 7} L{x + 7},{y} L{x},{y + 7} Z" fill="{INK}"/>'


def _figure(title: str, described: str, height: int, drawing: str, caption: str) -> str:
    return (
        f'<figure>\n<svg viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}: {escape(described)}" '
        f'font-family="inherit" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{drawing}</svg>\n"
        f"<figcaption>{escape(title)}。{escape(caption)}</figcaption>\n</figure>\n"
    )
