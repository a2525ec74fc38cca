"""Every format for every example: complete, in agreement, and safe with hostile names."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from clients import ON

from itsubsidy import Estimate, estimate
from itsubsidy._version import __version__
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import load_client
from itsubsidy.reports.blocks import Report
from itsubsidy.reports.content.citations import in_words
from itsubsidy.reports.content.difference import difference_report
from itsubsidy.reports.content.estimate import HEADINGS, LAST_HEADINGS, estimate_report
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.formats import FORMATS, draw, markdown
from itsubsidy.reports.formats.pictures import scale
from itsubsidy.reports.screen import Screen
from itsubsidy.rules.programme.rulefile import programme_for

FOLDERS = ["buyer", "clinic", "inn", "manufacturer", "shop", "shopping-street", "workshop"]
HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "<script>alert(1)</script>",
    "</svg><img src=x onerror=alert(1)>",
    "[red]x[/red] [B]",
    "a|b||c",
    "*a* _b_ `c` ~d~ $e$",
    "\u202e逆さ",
    "a\x07b\x1b[31m",
    "# 見出し",
    "- 箇条",
    "1. 番号",
    "&amp; & &lt;",
    "\"引用\" 'も'",
]

OF_ESTIMATES = [name for name in FORMATS if name != "ics"]


def example(folder: Path, **more: Any) -> Estimate:
    client = load_client(*find_client(folder))
    return estimate(client.applicant, client.quotes, on=ON, **more)


def shown(report: Report | Estimate, format: str = "table", width: int | None = None) -> str:
    """A report as the command prints it; of an estimate, what `estimate` shows."""
    if isinstance(report, Estimate):
        report = estimate_report(report)
    return draw(report, format, Screen(width))


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("format", OF_ESTIMATES)
def test_the_amounts_agree_in_every_format(name: str, format: str, examples: Path) -> None:
    answer = example(examples / name, draw=format == "html")
    text = shown(answer, format)
    plain = format in ("json", "csv")
    for result in answer.quotes[0].frames.values():
        assert result.name in text
        for amount in (result.eligible_cost, result.subsidy, result.self_payment):
            assert (str(amount) if plain else f"{amount:,}") in text


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("format", OF_ESTIMATES)
def test_every_format_has_the_receipt(name: str, format: str, examples: Path) -> None:
    answer = example(examples / name)
    text = shown(answer, format)
    assert len(answer.files) == (3 if name == "workshop" else 2)
    for file, sha256 in answer.files:
        assert sha256 in text
        assert file in text
    for fact in ("it2025", "2026-11-22", "2025-08-20", __version__):
        assert fact in text


@pytest.mark.parametrize("format", OF_ESTIMATES)
@pytest.mark.parametrize("name", FOLDERS)
def test_the_command_writes_what_it_shows(
    name: str, format: str, examples: Path, tmp_path: Path, capfdbinary: Any
) -> None:
    arguments = ["estimate", str(examples / name), "--format", format, "--date", "2025-08-20"]
    assert main(arguments) == ExitCode.ANSWERED
    shown = capfdbinary.readouterr().out
    target = tmp_path / "out"
    assert main([*arguments, "-o", str(target)]) == ExitCode.ANSWERED
    assert target.read_bytes() == shown
    assert shown.startswith(b"\xef\xbb\xbf") is (format == "csv")


# --- CSV -----------------------------------------------------------------------------------


def test_csv_has_a_row_for_each_quote_and_frame(examples: Path) -> None:
    text = shown(example(examples / "shop"), "csv")
    assert text.count("\r\n") == text.count("\n") == 6
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["申請枠"], row["判定"], row["補助額"]) for row in rows] == [
        ("通常枠", "対象", "354000"),
        ("インボイス枠（インボイス対応類型）", "対象", "775333"),
        ("インボイス枠（電子取引類型）", "対象外", "0"),
        ("セキュリティ対策推進枠", "対象外", "0"),
        ("複数社連携IT導入枠", "対象外", "0"),
    ]
    assert [row["補助額最大"] for row in rows] == ["", "補助額最大", "", "", ""]
    assert rows[0]["補助率"] == "1/2以内"  # a bare 1/2 would be read as the second of January


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_cells_are_never_formulas(text: str, answer: Callable[..., Estimate]) -> None:
    rows = list(csv.reader(io.StringIO(shown(hostile(text, answer), "csv"))))
    assert {len(row) for row in rows} == {len(HEADINGS) + len(LAST_HEADINGS)}
    for row in rows[1:]:
        assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for cell in row)
        assert not any(ord(char) < 32 for cell in row for char in cell)


# --- hostile text --------------------------------------------------------------------------


def hostile(text: str, answer: Callable[..., Estimate]) -> Estimate:
    return answer(
        {"size": "small", "name": text},
        {"name": text, "category": "software", "price": 100_000, "functions": ["accounting"]},
        {"name": f"{text}二", "category": "other", "price": 1},
        vendor=text,
        title=text,
    )


class Reader(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "circle", "line", "path", "polyline", "rect"):
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", HOSTILE)
def test_html_shows_text_and_never_runs_it(text: str, answer: Callable[..., Estimate]) -> None:
    page, found = Reader(), hostile(text, answer)
    page.feed(shown(found, "html"))
    assert page.stack == []
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "iframe", "link", "object"}
    leads = {address for _, address in found.programme.addresses}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        assert attributes.get("href") in (leads if tag == "a" else {None})
    assert not any(ord(char) < 32 and char != "\n" for char in page.text)
    assert "\u202e" not in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_tables_show_text_and_never_obey_it(text: str, answer: Callable[..., Estimate]) -> None:
    found = hostile(text, answer)
    for printed in (
        shown(found, width=80),
        shown(explanation_report(found)),
        shown(difference_report(found, found)),
    ):
        assert not any(ord(char) < 32 and char != "\n" for char in printed)
        assert "\u202e" not in printed
        assert "…" not in printed


@pytest.mark.parametrize("text", HOSTILE)
def test_json_keeps_text_to_the_letter(text: str, answer: Callable[..., Estimate]) -> None:
    told = json.loads(shown(hostile(text, answer), "json"))
    assert told["quotes"][0]["vendor"] == text.strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_tables_keep_their_columns(text: str, answer: Callable[..., Estimate]) -> None:
    found = hostile(text, answer)
    written = shown(found, "markdown") + shown(explanation_report(found), "markdown")
    for row in written.splitlines():
        if row.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", row)) in (5, 6, 7)
        elif row:
            assert re.match(r"#{1,3} |- |\*\*|[^\s#>*-]|\\", row), row
    assert not re.search(r"(?<!\\)<script", written)
    assert "\x1b" not in written


def test_markdown_escapes_what_would_mark_up() -> None:
    assert markdown.escaped("a|b *c* _d_ <e> [f] `g` #h") == (
        r"a\|b \*c\* \_d\_ \<e\> \[f\] \`g\` \#h"
    )
    assert markdown.escaped("- a") == r"\- a"
    assert markdown.escaped("1. a") == r"\1. a"


# --- HTML ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FOLDERS)
def test_html_is_one_page_that_fetches_nothing(name: str, examples: Path) -> None:
    answer = example(examples / name, draw=True)
    text = shown(answer, "html")
    page = Reader()
    page.feed(text)
    assert ("html", {"lang": "ja"}) in page.tags
    pictures = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(pictures) == 2
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)
    outside = text.replace("http://www.w3.org/2000/svg", "")
    for _, address in answer.programme.addresses:  # led to where the reader asks for it
        outside = outside.replace(address, "")
    assert "http" not in outside
    assert "url(" not in outside
    assert "@import" not in outside


def test_the_answer_comes_first(examples: Path) -> None:
    page = Reader()
    page.feed(shown(example(examples / "shop", draw=True), "html"))
    text = page.text
    first = text.index("775,333円")
    assert first < text.index("次にできること") < text.index("資料編") < text.index("通常枠")


def test_the_curve_is_the_frames_own(examples: Path) -> None:
    """Half of the shop's prices: 354,000 × 4/5 + 20,000 + 90,000 = 393,200."""
    curve = example(examples / "shop", draw=True).quotes[0].curve.points
    assert curve[0] == (0, 0)
    assert max(paid for _, paid in curve) == 3_500_000 + 100_000 + 200_000
    assert list(curve) == sorted(curve)
    half = estimate_scaled(examples / "shop", 50)
    assert half == (574_000, 393_200)


def estimate_scaled(folder: Path, hundredths: int) -> tuple[int, int]:
    from itsubsidy.answers.changes import Change, change

    client = load_client(*find_client(folder))
    changes = [
        Change(f"items.{number}.price", item.price * hundredths // 100)
        for number, item in enumerate(client.quotes[0].items, 1)
    ]
    applicant, quote = change(client.applicant, client.quotes[0], changes)
    result = estimate(applicant, [quote], on=ON).quotes[0].frames["invoice"]
    return result.eligible_cost, result.subsidy


def test_a_ceiling_is_named_only_where_it_is_reached(examples: Path) -> None:
    """The buyer's 1,920,000 reach 3,500,000; a quote of 1,000 yen comes nowhere near."""
    reached = shown(example(examples / "buyer", draw=True), "html")
    assert "上限に達するのは補助対象経費 約700万円で、補助額 350万円" in reached
    from itsubsidy import Applicant, Quote

    item = {"name": "会計", "category": "software", "price": 1_000, "functions": ["accounting"]}
    applicant = Applicant.model_validate({"name": "甲", "size": "small"})
    small = estimate(applicant, [Quote.model_validate({"items": [item]})], on=ON, draw=True)
    assert "上限に達する" not in shown(small, "html")


def test_the_picture_says_in_words_where_the_rate_changes(examples: Path) -> None:
    """The shop's tools are 708,000 of 1,148,000 yen. 500,000 ÷ 4/5 = 625,000 of them make 1,013,418
    in all and pay 694,209 with devices; (625,000 + 3,000,000 ÷ 2/3) ÷ 708,000 × 1,148,000 =
    8,310,028 pay 3,500,000 + 100,000 + 200,000.
    """
    text = shown(example(examples / "shop", draw=True), "html")
    facts = (
        "この見積は補助対象経費 1,148,000円で補助額 775,333円。"
        "補助率が 4/5から 2/3に変わるのは補助対象経費 約101万円で、補助額 約69万円。"
        "上限に達するのは補助対象経費 約831万円で、補助額 380万円"
    )
    assert text.count(facts) == 2  # for ears in the picture's label, for eyes beneath it
    for word in ("この見積", "補助率が 4/5から 2/3に変わる", "上限に達する"):
        assert f">{word}</text>" in text


@pytest.mark.parametrize(
    ("most", "step", "steps"),
    [
        (1, 10_000, 1),
        (60_000, 10_000, 6),
        (60_001, 20_000, 4),
        (1_200_000, 200_000, 6),
        (1_200_001, 500_000, 3),
        (3_800_000, 1_000_000, 4),
    ],
)
def test_an_axis_has_round_steps_and_room_for_all(most: int, step: int, steps: int) -> None:
    axis = scale(most, 330)
    assert (axis.step, axis.steps) == (step, steps)
    assert list(axis.ticks) == [step * at for at in range(steps + 1)]


CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed to open the page in")
@pytest.mark.parametrize("width", [1280, 794, 390], ids=["screen", "A4", "phone"])
@pytest.mark.parametrize("name", FOLDERS)
def test_html_in_a_browser(name: str, width: int, examples: Path, tmp_path: Path) -> None:
    """Nothing runs over the edge at screen and A4 width, and the page prints."""
    assert CHROMIUM is not None
    text = shown(example(examples / name, draw=True), "html")
    probe = (
        "<script>addEventListener('load',()=>{const d=document.documentElement;"
        "document.body.dataset.over=String(d.scrollWidth-d.clientWidth);"
        "document.body.dataset.text=document.querySelector('.answer').innerText})</script>"
    )
    page = tmp_path / "page.html"
    page.write_text(text.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    flags = [
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        *(f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},1123"),
    ]
    opened = subprocess.run(
        [CHROMIUM, *flags, "--dump-dom", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    ).stdout.decode()
    assert 'data-over="0"' in opened
    found = re.search(r'data-text="([^"]*)"', opened)
    assert found
    best = example(examples / name).quotes[0]
    assert best.best is not None
    assert f"{best.frames[best.best].subsidy:,}円" in found[1]
    printed = tmp_path / "page.pdf"
    subprocess.run(
        [CHROMIUM, *flags, f"--print-to-pdf={printed}", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert printed.read_bytes().startswith(b"%PDF")


# --- explain, comparison ---------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120, None])
@pytest.mark.parametrize("name", FOLDERS)
def test_explain_has_every_step_check_and_source(
    name: str, width: int | None, examples: Path
) -> None:
    answer = example(examples / name)
    quote = answer.quotes[0]
    assert quote.best is not None
    best = quote.frames[quote.best]
    text = re.sub(r"\s+", "", shown(explanation_report(answer), width=width))
    words = answer.programme.words
    assert not any(name in text for name in programme_for(answer.on).documents)
    if width is None:
        for step in best.steps:
            assert re.sub(r"\s+", "", step.formula) in text
            assert in_words(step.source, words).replace(" ", "") in text
        for check in best.checks:
            told_of_each = (
                re.sub(r"（[^（]*）$", "（", check.label) if answer.members else check.label
            )
            assert re.sub(r"\s+", "", told_of_each) in text
            assert in_words(check.source, words).replace(" ", "") in text
        for one in best.excluded:
            assert one.reason.replace(" ", "") in text
        for proposal in best.next:
            assert re.sub(r"\s+", "", proposal.text) in text
    assert f"{best.subsidy:,}円" in text


def test_explain_a_closed_frame_says_actual_against_required(examples: Path) -> None:
    text = shown(explanation_report(example(examples / "buyer"), ["normal"]))
    reason = text[text.index("対象外の理由") :].splitlines()[4]
    assert reason.split() == [
        "中小企業・小規模事業者等",
        "大企業",
        "小規模事業者・中小企業",
        "満たさない",
        "公募要領（通常枠）5頁",
    ]


def test_several_quotes_are_compared(answer: Callable[..., Estimate]) -> None:
    """100,000 × 4/5 = 80,000 of 110,000 with tax; 60,000 × 4/5 = 48,000 of 66,000."""
    from itsubsidy import Quote

    def quote(title: str, price: int) -> Quote:
        item = {"name": "会計", "category": "software", "price": price, "functions": ["accounting"]}
        return Quote.model_validate({"title": title, "items": [item]})

    one = answer({"size": "small"}, {"name": "x", "category": "other", "price": 1})
    both = estimate(one.applicant, [quote("甲案", 100_000), quote("乙案", 60_000)], on=ON)
    text = shown(both)
    rows = [
        line.split() for line in text.splitlines() if line.startswith((" 「甲案」", " 「乙案」"))
    ]
    paid = ["80,000", "110,000", "30,000", "30,000"]
    assert rows[0][1:] == ["対応類型", *paid, "会計", "補助額最大"]
    paid = ["48,000", "66,000", "18,000", "18,000"]
    assert rows[1][1:] == ["対応類型", *paid, "会計", "負担最小"]
