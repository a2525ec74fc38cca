"""Whatever stands in a quote's file: it is told of with its place, or every command answers it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest
from clients import ON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itsubsidy import Estimate, InputError, estimate, load_client, plan
from itsubsidy.answers.changes import Change, ChangeError, change
from itsubsidy.answers.warnings import oddities
from itsubsidy.inputs.item import Item
from itsubsidy.inputs.reading import Client, check_files
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.content.explanation import explanation_report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import FILE
from itsubsidy.rules.programme.rulefile import programme_for

EXAMPLES: Final = int(os.environ.get("ITSUBSIDY_EXAMPLES", "150"))
RULES: Final = programme_for(ON).at(ON)
SINGLE: Final = "name: 甲\nsize: small\n"
GROUP: Final = "name: 組\nentity: group\norganiser: consortium\nmembers:\n" + "".join(
    f"  - {{name: 員{number}, size: small}}\n" for number in range(1, 11)
)
NAMES: Final = (
    "会計",
    "会計 2年目",
    "会計 更新",
    "販売",
    "小計",
    "出張費",
    "研修（2時間）",
    "見守り",
)

SOUND: Final[dict[str, tuple[str, ...]]] = {
    "price": ("0", "1", "0.5", "1000円", "2.5万円", "100000", "1234.5678", "600000"),
    "quantity": ("0", "1", "2", "1.5", "3台", "7.5時間", "0.125"),
    "people": ("1", "2人"),
    "unit": ("時間", "式", "0012"),
    "model": ("A-1", "12"),
    "per": ("once", "month", "年", "半年", "3年", "四半期", "6 months", "一式", "10年"),
    "months": ("6", "12", "24", "36か月", "13", "120"),
    "first_month": ("1", "13", "13か月目"),
    "acquisition": ("purchase", "lease", "レンタル", "used"),
    "discount": ("0", "1", "5%", "1割引", "10%引", "100%"),
    "tax": ("included", "税抜"),
    "tax_rate": ("0%", "8%"),
    "processes": ("[P01]", "[P01, P02, P03, P04]"),
    "functions": ("[accounting]", "[会計, 受発注]"),
    "invoice_compliant": ("true", "false"),
    "registered": ("true", "いいえ"),
    "accounts": ("{suppliers: 3, sme_suppliers: 1}", "{suppliers: 3, sme_suppliers: 3}"),
    "for": NAMES,
    "members": ("all", "[員1]", "[員1, 員2]"),
    "note": ("x", "12"),
    "amount": ("1", "1000", "100000"),
    "rate": ("5%", "0%", "100%"),
}
BROKEN: Final = ("", "-5", "0.05", "1e3", ".5", "12.345678", "101%", "10月", "高い", "[]", "0", "x")
CATEGORIES: Final = (
    *("software",) * 6,
    *("extension", "security", "consulting", "setup", "support", "pc", "register", "otasuketai"),
    *("analysis", "analysis_hardware", "administration", "expert", "other", "値引き", "値引き"),
)
ALWAYS: Final = ("name", "category", "price")


@st.composite
def quotes(draw: st.DrawFn) -> str:
    """A quote's file, mostly sound; with some keys that do not belong, and values that are none."""
    lines = [f"tax: {draw(st.sampled_from(['included', 'excluded']))}", "items:"]
    if draw(st.integers(0, 5)) == 0:
        lines.insert(0, f"{draw(st.sampled_from(['total', '税込合計']))}: 1000")
    spoilt = draw(st.integers(0, 3)) == 0
    for _ in range(draw(st.integers(1, 4))):
        category = draw(st.sampled_from(CATEGORIES))
        keys = ["price", *draw(st.lists(st.sampled_from(sorted(FITTING[category])), max_size=5))]
        if spoilt:
            keys += draw(st.lists(st.sampled_from(sorted(SOUND)), max_size=2))
        if {"per", "first_month"} & {*keys} or (category == "値引き" and "months" in keys):
            keys += ["per", "months"]
        if "rate" in keys:
            keys.remove("price")
        values = {key: draw(st.sampled_from(SOUND[key])) for key in dict.fromkeys(keys)}
        if values.get("per") in ("3年", "10年"):
            values["months"] = "120" if values["per"] == "10年" else "36か月"
        if spoilt and draw(st.booleans()):
            values[draw(st.sampled_from(sorted(values)))] = draw(st.sampled_from(BROKEN))
        name = draw(st.sampled_from(NAMES))
        written = ", ".join(f"{key}: {value}" for key, value in values.items())
        lines.append(f"  - {{name: {name}, category: {category}, {written}}}")
    return "\n".join(lines) + "\n"


def _fitting() -> Iterator[tuple[str, set[str]]]:
    """The keys of each category that do not contradict it by themselves."""
    for category in CATEGORIES:
        fits = {*SOUND} - {"price", "members", "amount", "rate", "for"}
        if category == "値引き":
            fits = {"for", "rate", "per", "months", "first_month", "tax", "tax_rate", "note"}
        elif category not in ("software", "analysis"):
            fits.add("for")
        if category not in ("consulting", "setup", "support", "expert"):
            fits.discard("people")
        else:
            fits.discard("acquisition")
        if category in ("pc", "register", "analysis_hardware", "administration", "expert"):
            fits.discard("first_month")
        if category in ("administration", "other"):
            fits.discard("acquisition")
        yield category, fits


FITTING: Final = dict(_fitting())


def client(quote: str, applicant: str, folder: Path) -> Client | list[str]:
    (folder / "applicant.yaml").write_text(applicant, encoding="utf-8")
    (folder / "quote.yaml").write_text(quote, encoding="utf-8")
    try:
        return load_client(folder / "applicant.yaml", [folder / "quote.yaml"])
    except InputError as error:
        for problem in error.problems:
            assert problem.line
            assert problem.column
            assert problem.message
            unquoted = re.sub("「[^」]*」", "", problem.message)
            assert not re.search(r"\{|None|Fraction|Decimal", unquoted), problem
        return [problem.message for problem in error.problems]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("client")


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(quotes(), st.sampled_from([SINGLE, GROUP]))
def test_every_command_answers_a_quote_that_is_read(
    folder: Path, quote: str, applicant: str
) -> None:
    read = client(quote, applicant, folder)
    if isinstance(read, list):
        return
    files = [str(folder / "applicant.yaml"), str(folder / "quote.yaml")]
    assert all(one.line and one.message for one in oddities(check_files(files), RULES, ON))
    found = estimate(read.applicant, read.quotes, on=ON, draw=True)
    assert_sound(found)
    data = json.loads(draw(estimate_report(found), "json", FILE))
    assert data["quotes"][0]["total"] == found.quotes[0].total
    assert draw(estimate_report(found), "table", FILE)
    assert draw(explanation_report(found), "table", FILE)
    joined = plan(read.applicant, [*read.quotes, *read.quotes], on=ON)
    assert joined.total == 2 * found.quotes[0].total
    for path, value in (("months", 24), ("quantity", 2), ("price", 5), ("name", "別")):
        try:
            change(read.applicant, read.quotes[0], [Change(f"items.1.{path}", value)])
        except ChangeError as error:
            assert str(error).startswith("items.")  # noqa: PT017  # what it says is looked at


def assert_sound(found: Estimate) -> None:
    """What holds of every answer: each yen is eligible or left out, and each step can be taken."""
    answer = found.quotes[0]
    for result in answer.frames.values():
        assert result.total == answer.total
        assert result.total - result.eligible_cost == sum(one.amount for one in result.excluded)
        assert all(one.amount >= 0 for one in result.excluded)
        assert 0 <= result.subsidy <= result.eligible_cost
        items = answer.quote.items
        for line in result.steps:
            assert (line.number is None) is (line.kind not in ("item", "discount"))
            assert line.number is None or line.id.endswith(f"s.{line.number}")
        for left in result.excluded:
            assert (left.number is None) is (left.kind == "cap")
            assert left.number is None or items[left.number - 1].name == left.item
        assert all(isinstance(part.rate, Fraction) for part in result.components)
        for step in result.next:
            changes = [Change(*one) for one in step.changes if one[0] != "date"]
            assert change(found.applicant, answer.quote, changes)


def test_every_key_of_an_item_is_tried() -> None:
    keys = {field.alias or name for name, field in Item.model_fields.items()}
    assert {*SOUND, *ALWAYS} == keys
    assert set().union(*FITTING.values()) | {"members", "amount", "price"} == set(SOUND)


def test_what_is_tried_is_mostly_sound(folder: Path) -> None:
    sound = []

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(quotes())
    def look(quote: str) -> None:
        sound.append(isinstance(client(quote, SINGLE, folder), Client))

    look()
    assert sum(sound) * 3 > len(sound)
    assert not all(sound)
