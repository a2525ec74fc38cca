"""Pages opened in a browser: the rules of axe-core, words that are cut, contrast in grey."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from datetime import date
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import Estimate, estimate
from itsubsidy.answers.plan import plan
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import load_client
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.content.cover import Addressed
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.content.plan import plan_report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.formats.html import STYLE
from itsubsidy.reports.formats.pictures import FILL, INK, SOFT
from itsubsidy.reports.screen import FILE

ON = date(2025, 8, 20)
FOLDERS = ["buyer", "clinic", "inn", "manufacturer", "shop", "shopping-street", "workshop"]
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or find_spec("axe_core_python") is None,
    reason="no Chromium or no axe-core is installed to look at the page with",
)
PROBE = """
addEventListener('load', async () => {
  const told = await axe.run(document)
  const cut = [...document.querySelectorAll('svg text')].filter(text => {
    const box = text.getBBox(), room = text.ownerSVGElement.viewBox.baseVal
    return box.x < 0 || box.y < 0 || box.x + box.width > room.width
      || box.y + box.height > room.height
  })
  const over = [...document.querySelectorAll('main *')].filter(
    element => !element.closest('thead') && element.getBoundingClientRect().right > innerWidth)
  parent.document.documentElement.dataset.told = JSON.stringify({
    rules: told.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.target)),
    passed: told.passes.length,
    width: innerWidth,
    cut: cut.map(text => text.textContent),
    over: over.map(element => element.textContent)})
})
"""


def example(folder: Path) -> Estimate:
    client = load_client(*find_client(folder))
    return estimate(client.applicant, client.quotes, on=ON, draw=True)


def seen(report: Report, width: int, folder: Path) -> dict[str, Any]:
    """What the browser finds in a page of a width."""
    assert CHROMIUM is not None
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    scripts = f"<script>{axe}</script><script>{PROBE}</script></body>"
    inner = html.escape(draw(report, "html", FILE).replace("</body>", scripts))
    page = folder / "page.html"
    page.write_text(  # in a frame, as a window is no narrower than 500 px
        f'<meta charset="utf-8"><iframe width="{width}" height="1123" style="border:0" '
        f'srcdoc="{inner}"></iframe>',
        encoding="utf-8",
    )
    flags = [
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        *(f"--user-data-dir={folder / 'profile'}", f"--window-size={width + 100},1200"),
        "--virtual-time-budget=20000",
    ]
    opened = subprocess.run(
        [CHROMIUM, *flags, "--dump-dom", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    ).stdout.decode()
    told = re.search(r'data-told="([^"]*)"', opened)
    assert told
    found: dict[str, Any] = json.loads(html.unescape(told[1]))
    return found


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", FOLDERS)
def test_a_clients_page_breaks_no_rule(
    name: str, width: int, examples: Path, tmp_path: Path
) -> None:
    """Language, landmarks, order of headings, names of pictures, heads of tables, contrast."""
    addressed = Addressed("山田商店 様", "事務所", "ご確認ください。", date(2026, 11, 25))
    report = estimate_report(example(examples / name), addressed=addressed)
    found = seen(report, width, tmp_path)
    assert found.pop("passed") > 20
    assert found.pop("width") == width
    assert found == {"rules": [], "cut": [], "over": []}


@needs_browser
@pytest.mark.parametrize("kind", ["plan", "explain"])
def test_other_pages_break_no_rule(kind: str, examples: Path, tmp_path: Path) -> None:
    client = load_client(*find_client(examples / "inn"))
    report = (
        plan_report(plan(client.applicant, client.quotes, on=ON), explain=True)
        if kind == "plan"
        else explanation_report(example(examples / "inn"))
    )
    found = seen(report, 1280, tmp_path)
    assert found.pop("passed") > 15
    assert found.pop("width") == 1280
    assert found == {"rules": [], "cut": [], "over": []}


def luminance(color: str) -> float:
    """Of a colour as WCAG has it, which is what is left of it in grey."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (INK, "#ffffff"),
        (SOFT, "#ffffff"),
        ("#ffffff", FILL),
        ("#1a1a1a", "#eef3f8"),
        ("#5a5a5a", "#eef3f8"),
        ("#a61b1b", "#ffffff"),
    ],
)
def test_words_can_be_read_in_grey(text: str, ground: str) -> None:
    """The colours of the pictures and of the page, which are those that stand in its style."""
    assert all(color in STYLE or color == "#ffffff" for color in (text, ground))
    darker, lighter = sorted((luminance(text), luminance(ground)))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_paper_repeats_the_head_of_a_table_and_splits_no_row() -> None:
    paper = STYLE[STYLE.index("@media print") :]
    assert "thead{display:table-header-group}" in paper
    assert "tr,figure,.answer,.check li{break-inside:avoid}" in paper
    assert "counter(page)" in STYLE
