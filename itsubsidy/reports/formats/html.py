"""Reports as one self-contained page, to read on a screen or print on A4.

Nothing is fetched and no script runs; the pictures are inline SVG that say in words what they
show, and colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from itsubsidy.reports.blocks import (
    Answer,
    Bars,
    Bullets,
    Checklist,
    Column,
    Cover,
    Curve,
    Grid,
    Heading,
    Links,
    MoneyBar,
    Numbered,
    PageBlock,
    Paragraph,
    Report,
    Section,
)
from itsubsidy.reports.formats.pictures import bars, curve, escape, money_bar
from itsubsidy.reports.screen import Screen

STYLE: Final = """
:root{--ink:#1a1a1a;--soft:#5a5a5a;--line:#c8c8c8;--fill:#1f4e79;--pale:#eef3f8}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:56rem;color:var(--ink);background:#fff;line-height:1.6;
 font-family:"Hiragino Sans","Yu Gothic","Noto Sans CJK JP","Noto Sans JP",Meiryo,sans-serif}
h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;
 border-bottom:2px solid var(--fill)}h3{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:.25rem 0}.alert{color:#a61b1b}ul{margin:.25rem 0;padding-left:1.25rem}
.answer{border:2px solid var(--fill);background:var(--pale);padding:.75rem 1rem;margin:1rem 0}
.answer dl{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:0}
.answer dt{font-size:.85rem;color:var(--soft)}.answer dd{margin:0;font-size:1.4rem;font-weight:700}
table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:.9rem}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top;
 overflow-wrap:anywhere}
th{background:#f4f4f4;white-space:nowrap}.n{text-align:right;white-space:nowrap}
.s{white-space:nowrap}
tr.best td{font-weight:700;background:var(--pale)}
figure{margin:1rem 0}figcaption{font-size:.85rem;color:var(--soft)}svg{display:block;
 width:100%;max-width:34rem;height:auto}
.receipt{font-size:.8rem;color:var(--soft);overflow-wrap:anywhere}
header{display:grid;grid-template-columns:1fr auto;gap:0 1rem;margin-bottom:1rem}
header p{margin:0}header .to{font-size:1.1rem;font-weight:700}header .made,header .author{
 grid-column:2;text-align:right}header .made{grid-row:1}
.comment{border-left:4px solid var(--fill);padding-left:.75rem;margin:.75rem 0}
.money{margin:.75rem 0}.ends{display:flex;justify-content:space-between;flex-wrap:wrap}
.bar{height:1.6rem;border:1px solid var(--soft);margin:.15rem 0}.bar div{height:100%;
 background:var(--fill);print-color-adjust:exact;-webkit-print-color-adjust:exact}
.soft{font-size:.85rem;color:var(--soft)}
.check{list-style:none;padding:0}.check li{display:grid;grid-template-columns:1.5rem 1fr auto;
 gap:0 .5rem;border-bottom:1px solid var(--line);padding:.15rem 0}.who{font-size:.85rem;
 color:var(--soft);white-space:nowrap}
.handout+h1{margin-top:3rem}.handout h2{font-size:1rem;margin:.8rem 0 .15rem;
 border:0}
ol{margin:.25rem 0;padding-left:1.5rem}
@media screen and (max-width:640px){body{padding:.75rem}.answer dl{gap:.5rem 1.25rem}
 thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
 table,tbody,tr,td{display:block;width:100%}tr{border:1px solid var(--line);margin:.5rem 0}
 td{border:0;border-bottom:1px solid #eee}td::before{content:attr(data-of);display:block;
 font-size:.75rem;color:var(--soft)}.n{text-align:left}td:empty{display:none}
 .check li{grid-template-columns:1.5rem 1fr}.who{grid-column:2}}
@page{size:A4;margin:14mm;@bottom-center{content:counter(page) " / " counter(pages);
 font-size:8pt;color:#5a5a5a}}
@media print{html{font-size:10pt}body{padding:0;max-width:none;line-height:1.45}
 h2,h3{break-after:avoid}tr,figure,.answer,.check li{break-inside:avoid}
 thead{display:table-header-group}.handout{break-after:page;line-height:1.4}
 .handout:last-child{break-after:auto}}
"""

SHORT: Final = 6
"""Characters of a cell that is never broken, such as 対象外."""


def draw(report: Report, screen: Screen) -> str:  # noqa: ARG001  # every format is called alike
    """A report's page, complete from doctype to end."""
    if report.page is None:
        raise ValueError("this report has no page")
    page = report.page()
    return (
        '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{_written(page.blocks)}</main>\n</body>\n</html>\n"
    )


def _written(blocks: Iterable[PageBlock]) -> str:
    return "".join(map(_block, blocks))


def _block(block: PageBlock) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{escape(text)}</h{level}>\n"
        case Paragraph(text, strong, alert):
            inner = f"<strong>{escape(text)}</strong>" if strong else escape(text)
            kind = ' class="alert"' if alert else ""
            return f"<p{kind}>{inner}</p>\n"
        case Bullets(lines):
            return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>\n"
        case Grid():
            return _grid(block)
        case Answer():
            return _answer(block)
        case Bars():
            return bars(block)
        case Curve():
            return curve(block)
        case Cover():
            return _cover(block)
        case MoneyBar():
            return money_bar(block)
        case Numbered(lines):
            return f"<ol>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ol>\n"
        case Checklist():
            return _checklist(block)
        case Links(rows):
            return f"<ul>{''.join(_link(*row) for row in rows)}</ul>\n"
        case Section(blocks, kind):
            kind = f' class="{kind}"' if kind else ""
            return f"<section{kind}>\n{_written(blocks)}</section>\n"


def _cover(cover: Cover) -> str:
    """The head of a page: from whom, to whom, when, what of, and a word with it."""
    lines = "".join(
        f'<p class="{kind}">{escape(said)}</p>'
        for kind, said in (("to", cover.to), ("made", cover.made), ("author", cover.author))
        if said
    )
    comment = f'<p class="comment">{escape(cover.comment)}</p>' if cover.comment else ""
    return f"<header>{lines}</header>\n<h1>{escape(cover.title)}</h1>\n{comment}"


def _link(name: str, address: str) -> str:
    """A document with its address, which a rule file gives and no client."""
    href = escape(address)
    return f'<li>{escape(name)}: <a href="{href}">{href}</a></li>'


def _checklist(block: Checklist) -> str:
    rows = "".join(
        f'<li><span class="box" aria-hidden="true">☐</span><span>{escape(what)}</span>'
        f'<span class="who">{escape(who)}</span></li>'
        for who, what in block.rows
    )
    more = f'<p class="soft">{escape(block.more)}</p>' if block.more else ""
    return f'<ul class="check">{rows}</ul>\n{more}'


def _answer(answer: Answer) -> str:
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(fact)}</dd></div>" for name, fact in answer.facts
    )
    inner = f"<dl>{facts}</dl>" if facts else f"<p>{escape(answer.sentence)}</p>"
    return f'<div class="answer">{inner}</div>\n'


def _grid(grid: Grid) -> str:
    head = "".join(_head_cell(column) for column in grid.columns)
    rows = "".join(_row(grid, at) for at in range(len(grid.rows)))
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _head_cell(column: Column) -> str:
    kind = _kind(column, column.heading)
    return f'<th scope="col"{kind}>{escape(column.heading)}</th>'


def _row(grid: Grid, at: int) -> str:
    kind = ' class="best"' if at == grid.marked else ""
    cells = "".join(
        f'<td data-of="{escape(column.heading)}"{_kind(column, text)}>{escape(text)}</td>'
        for column, text in zip(grid.columns, grid.rows[at], strict=True)
    )
    return f"<tr{kind}>{cells}</tr>\n"


def _kind(column: Column, text: str) -> str:
    """The class of a cell: a number, or text that is never broken."""
    if column.is_number:
        return ' class="n"'
    return ' class="s"' if len(text) <= SHORT and " " not in text else ""
