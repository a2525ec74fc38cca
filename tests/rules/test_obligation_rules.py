"""The file of obligations: every threshold at its boundary, every figure told, nothing broken."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.resources import files
from typing import Any, Final

import pytest
from clients import ON

from itsubsidy import Applicant, Quote, estimate
from itsubsidy.reports.content.obligations import obligations_report
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import FILE as ANY_SCREEN
from itsubsidy.rules.programme.figures import Entry, Provision, Threshold
from itsubsidy.rules.programme.obligations import Told, programme_obligations, read_obligations
from itsubsidy.rules.programme.rulefile import RuleFileError, programme_for
from itsubsidy.terms import FRAMES, Frame

FILE: Final = "it2025-obligations.yaml"
TEXT: Final = (files("itsubsidy.rules.programme") / FILE).read_text(encoding="utf-8")
RULES: Final = programme_obligations("it2025")
OPERATORS: Final = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
FOUR: Final = ["共P-01", "共P-02", "共P-03", "共P-04"]
OFFERS: Final[dict[str, dict[str, Any]]] = {
    "normal": {"price": 400_000, "category": "software", "processes": FOUR},
    "invoice": {"price": 400_000, "category": "software", "functions": ["accounting"]},
    "edi": {
        "price": 10_000,
        "category": "software",
        "per": "month",
        "months": 24,
        "functions": ["ordering"],
        "accounts": {"suppliers": 1, "sme_suppliers": 1},
    },
    "security": {"price": 400_000, "category": "otasuketai"},
    "consortium": {"price": 400_000, "category": "software", "functions": ["accounting"]},
}


def below(node: object) -> Iterator[Entry]:
    """Every entry in the file, those within others too."""
    if isinstance(node, Entry):
        yield node
        node = tuple(node.__dict__.values())
    if isinstance(node, dict):
        node = tuple(node.values())
    if isinstance(node, tuple):
        for value in node:
            yield from below(value)


ENTRIES: Final = tuple(below(RULES))
THRESHOLDS: Final = [entry for entry in ENTRIES if isinstance(entry, Threshold)]
TOLD: Final = [entry for entry in ENTRIES if isinstance(entry, Told)]


# --- thresholds ----------------------------------------


def group(**more: Any) -> dict[str, Any]:
    """Ten members, five of them persons."""
    kinds = ["company"] * 5 + ["sole_proprietor"] * 5
    members = [{"name": f"員{at}", "size": "small", "entity": k} for at, k in enumerate(kinds)]
    return {"name": "組", "entity": "group", "organiser": "consortium", "members": members, **more}


def ask(frame: str, applicant: dict[str, Any], **more: Any) -> Any:
    business = group() if frame == "consortium" else {"name": "甲", "size": "medium", **applicant}
    item = {"name": "品", **OFFERS[frame], **more}
    answer = estimate(
        Applicant.model_validate(business),
        [Quote.model_validate({"items": [item]})],
        on=ON,
        advise=False,
        obligations=True,
    )
    frames = dict(answer.quotes[0].frames)
    return next(result for name, result in frames.items() if name == frame)


def holds(found: Any, rule: Threshold[Any]) -> bool | None:
    """What is said of the item of the score that a threshold belongs to."""
    item = rule.id.rsplit(".", 1)[0]
    (said,) = [one.holds for one in found.score if one.id == item]
    return None if said is None else bool(said)


def by_amount(rule: Threshold[Any], value: int) -> bool:
    """Whether the item is for a subsidy of so many yen."""
    plan = {"payroll_growth": "1.5%", "minimum_wage_margin": 50, "announced": True}
    found = ask("normal", {"wage_plan": plan}, price=2 * value)
    assert found.subsidy == value
    return any(one.id == rule.id.rsplit(".", 1)[0] for one in found.score)


def by_plan(rule: Threshold[Any], value: Any) -> bool | None:
    frame, kind = rule.id.split(".")[0], rule.id.rsplit(".", 1)[1]
    plan = {"payroll_growth": "9%", "minimum_wage_margin": 99, "announced": True}
    key = "minimum_wage_margin" if kind == "margin" else "payroll_growth"
    applicant: dict[str, Any] = {"wage_plan": plan | {key: value}}
    if kind == "growth_other":
        applicant["size"] = "large"
    price = {}
    if "_upper." in rule.id:  # a small business may apply for so much whatever it plans
        applicant["size"], price = "small", {"price": 4_000_000}
    return holds(ask(frame, applicant, **price), rule)


def by_stars(rule: Threshold[Any], value: int) -> bool | None:
    frame = rule.id.split(".")[0]
    if value > 2:  # there are two at most
        return rule.holds(value)
    return holds(ask(frame, {"prerequisites": {"security_action": value}}), rule)


def by_age(rule: Threshold[Any], value: int) -> bool:
    """Whether a paper issued on the like of the day so many months before may still be used."""
    frame = rule.id.split(".")[0]
    person = {"entity": "sole_proprietor"} if rule.id.endswith("identity.issued_within") else {}
    found = ask(frame, person)
    (paper,) = [one for one in found.papers if f"{one.id}.issued_within" == rule.id]
    return bool(ON.replace(month=ON.month - value) >= paper.issued_since)


PROBES: Final[dict[str, Callable[[Threshold[Any], Any], bool | None]]] = {
    "amount": by_amount,
    "growth": by_plan,
    "growth_other": by_plan,
    "margin": by_plan,
    "stars": by_stars,
    "issued_within": by_age,
}


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in THRESHOLDS])
def test_threshold(rule: Threshold[Any], offset: int) -> None:
    step = Fraction(1, 1000) if isinstance(rule.value, Fraction) else 1
    value = rule.value + offset * step
    observed = PROBES[rule.id.rsplit(".", 1)[1]](rule, value)
    assert observed is OPERATORS[rule.op](value, rule.value)


def test_every_kind_of_threshold_has_a_probe_and_every_probe_a_threshold() -> None:
    assert {rule.id.rsplit(".", 1)[1] for rule in THRESHOLDS} == PROBES.keys()


# --- figures that are told ----------------------------------------


@pytest.mark.parametrize("figure", [pytest.param(figure, id=figure.id) for figure in TOLD])
def test_every_figure_in_words_is_said(figure: Told[Any]) -> None:
    frame = figure.id.split(".")[0]
    plan = {"payroll_growth": "1.5%", "minimum_wage_margin": 50, "announced": True}
    price = {"price": 4_000_000} if ".wage_plan." in figure.id else {}
    found = ask(frame, {"wage_plan": plan}, **price)
    words = figure.id.split(".shares.")[0].split(".numbers.")[0]
    (said,) = [one for one in found.obligations if one.id == words]
    assert figure.text in said.when + said.formula


def test_no_text_keeps_a_name_in_its_place() -> None:
    plan = {"payroll_growth": "1.5%", "minimum_wage_margin": 50, "announced": True}
    for frame in FRAMES:
        for one in ask(frame, {"wage_plan": plan}).obligations:
            assert "{" not in one.when + one.formula


# --- the file ----------------------------------------


def test_every_entry_has_a_label_and_a_page() -> None:
    for entry in ENTRIES:
        if isinstance(entry, Provision):
            assert entry.id
            assert entry.label
            assert entry.source


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_cites_its_own_guideline(frame: Frame) -> None:
    """And the two pages on productivity and the civil code that all share."""
    own = {"normal": "tsujyo", "edi": "denshi", "consortium": "fukusu"}.get(frame, frame)
    shared = {"koubo-fukusu p.33", "civil-code 140条"}
    assert RULES is not None
    for entry in below(RULES.frame(frame)):
        if isinstance(entry, Provision):
            for source in entry.source.split(", "):
                assert own in source.split()[0] or source in shared, entry.id


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("source: koubo-tsujyo p.20}", "source: koubo-tsujyo p.45}", "koubo-tsujyo は 44 頁まで"),
        ("kitei-2025-tsujyo p.17", "kitei-2025-tsujyo p.20", "kitei-2025-tsujyo は 19 頁まで"),
        ("kitei-2025-tsujyo p.17", "kitei-2024-tsujyo p.17", "documents にない文書です"),
        ("effect: reject", "effect: refuse", "使えるのは plus・minus・rejectです"),
        ("by: cloud", "by: clouds", "「clouds」は使えません"),
        ("who: vendor", "who: seller", "「seller」は使えません"),
        ("only: near_minimum_wage", "only: near", "「near」は使えません"),
        ("opens: 2026-03-01", "opens: 2026年3月", "使えるのは 日付です"),
        ("value: 18, unit: month", "value: 18.5, unit: month", "使えるのは 整数です"),
        ("  less: {label", "  lesser: {label", "normal.less: 書かれていません"),
    ],
)
def test_a_broken_copy_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    broken = TEXT.replace(old, new, 1).encode()
    with pytest.raises(RuleFileError, match=message):
        read_obligations(broken, FILE, programme_for(ON))


def test_a_programme_may_have_none() -> None:
    assert programme_obligations("it2099") is None


def test_amounts_are_worked_out_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables and batches do not read the file: only what asks for obligations does."""

    def refuse(_: str) -> None:
        raise AssertionError("the file was read")

    monkeypatch.setattr("itsubsidy.answers.obligations.programme_obligations", refuse)
    applicant = Applicant.model_validate({"name": "甲", "size": "medium"})
    quote = Quote.model_validate({"items": [{"name": "品", **OFFERS["normal"]}]})
    estimate(applicant, [quote], on=ON, obligations=False)
    with pytest.raises(AssertionError, match="the file was read"):
        estimate(applicant, [quote], on=ON)


def test_the_weights_are_said_to_be_unpublished() -> None:
    applicant = Applicant.model_validate({"name": "甲", "size": "medium"})
    quote = Quote.model_validate({"items": [{"name": "品", **OFFERS["normal"]}]})
    answer = estimate(applicant, [quote], on=ON)
    text = draw(obligations_report(answer), "markdown", ANY_SCREEN)
    assert "点数と採択の見込みは示しません（公募要領（通常枠）20頁）" in text
    closed = draw(obligations_report(answer, ["edi"]), "markdown", ANY_SCREEN)
    assert "点数" not in closed


def test_each_frame_s_own_guideline_says_so() -> None:
    assert RULES is not None
    said = {frame: RULES.frame(frame) for frame in FRAMES}
    assert {frame: rules.weights.source for frame, rules in said.items() if rules} == {
        "normal": "koubo-tsujyo p.20",
        "invoice": "koubo-invoice p.18",
        "edi": "koubo-denshi p.18",
        "security": "koubo-security p.14",
        "consortium": "koubo-fukusu p.21",
    }
