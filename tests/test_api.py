"""The Python interface and the JSON object, as users have them in scripts."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from clients import ON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import itsubsidy
from itsubsidy import (
    Applicant,
    Estimate,
    InputError,
    Plan,
    Quote,
    estimate,
    load_applicant,
    load_quote,
    plan,
)
from itsubsidy.cli import main
from itsubsidy.inputs.reading import load_client

APPLICANT = {
    "name": "株式会社みなと食堂",
    "industry": "retail",
    "capital": 5_000_000,
    "employees": 4,
}
ITEM = {
    "name": "会計・受発注クラウド",
    "category": "software",
    "price": 15_000,
    "quantity": 2,
    "per": "month",
    "months": 36,
    "processes": ["共P-02", "共P-04"],
    "functions": ["accounting", "ordering"],
}


@pytest.fixture
def shop() -> Estimate:
    quote = Quote.model_validate({"vendor": "港", "title": "一式", "items": [ITEM]})
    return estimate(Applicant.model_validate(APPLICANT), [quote], on=ON)


def test_amounts_by_frame(shop: Estimate) -> None:
    """720,000: 500,000 + (720,000 − 625,000) × 2/3 = 563,333; koubo-invoice p.13."""
    quote = shop.quotes[0]
    assert quote.best == "invoice"
    assert quote.frames["invoice"].subsidy == 563_333
    assert quote.frames["invoice"].self_payment == 516_667
    assert quote.frames["normal"].subsidy == 360_000


def test_json_object(shop: Estimate) -> None:
    told = shop.to_dict()
    assert list(told) == ["schema", "tool", "programme", "applicant", "quotes", "notes"]
    assert told["schema"] == "itsubsidy.estimate/1"
    assert told["tool"] == {"name": "itsubsidy", "version": itsubsidy.__version__}
    assert told["programme"]["id"] == "it2025"
    assert told["programme"]["name"] == "IT導入補助金2025"
    assert told["programme"]["application_date"] == "2025-08-20"
    assert told["applicant"]["size"] == "small"
    assert told["applicant"]["deemed_large"] is False
    quote = told["quotes"][0]
    assert (quote["vendor"], quote["title"], quote["total"], quote["best"]) == (
        "港",
        "一式",
        1_080_000,
        "invoice",
    )
    assert [frame["frame"] for frame in quote["frames"]] == [
        "normal",
        "invoice",
        "edi",
        "security",
        "consortium",
    ]
    invoice = quote["frames"][1]
    assert {key: invoice[key] for key in list(invoice)[:8]} == {
        "frame": "invoice",
        "name": "インボイス枠（インボイス対応類型）",
        "status": "eligible",
        "eligible_cost": 720_000,
        "rate": "4/5・2/3",
        "subsidy": 563_333,
        "self_payment": 516_667,
        "effective_rate": 0.7824,
    }
    assert invoice["components"][0] == {
        "id": "tool_first",
        "name": "ITツール（高い補助率の部分）",
        "eligible_cost": 625_000,
        "rate": "4/5",
        "subsidy": 500_000,
        "source": "koubo-invoice p.13",
    }
    assert invoice["excluded"] == [
        {
            "item": "会計・受発注クラウド",
            "line": None,
            "amount": 360_000,
            "reason": "契約36か月のうち24か月を超える分",
            "source": "koubo-invoice p.10",
            "id": "invoice.costs.software_months",
        }
    ]
    for frame in quote["frames"]:
        for step in frame["next"]:
            assert list(step) == ["id", "kind", "text", "gain", "cost", "changes"]
        for check in frame["checks"]:
            assert {"id", "label", "actual", "op", "limit", "ok", "source"} <= check.keys()
        for step in frame["steps"]:
            assert list(step) == ["id", "label", "formula", "value", "source"]
        if frame["status"] == "ineligible":
            assert frame["subsidy"] == 0
            assert any(not check["ok"] for check in frame["checks"])


def test_json_is_plain_data(shop: Estimate) -> None:
    assert json.loads(json.dumps(shop.to_dict(), ensure_ascii=False)) == shop.to_dict()


def test_percentages_and_days_in_json_are_text(answer: Callable[..., Estimate]) -> None:
    found = answer(
        {
            "size": "medium",
            "prerequisites": {"productivity_growth": "2.5%"},
            "history": [{"year": 2024, "frame": "normal", "decided_on": "2024-09-02"}],
        },
        ITEM,
    )
    checks = {check["id"]: check for check in found.to_dict()["quotes"][0]["frames"][0]["checks"]}
    growth = checks["normal.prerequisites.productivity_growth_repeat"]
    assert (growth["actual"], growth["op"], growth["limit"]) == ("2.5%", ">=", "4%")
    waiting = checks["normal.waiting"]
    assert (waiting["actual"], waiting["op"], waiting["limit"]) == (
        "2025-08-20",
        ">=",
        "2025-09-03",
    )


def test_the_same_question_gets_the_same_answer(shop: Estimate) -> None:
    again = estimate(shop.applicant, [shop.quotes[0].quote], on=ON)
    assert json.dumps(again.to_dict()) == json.dumps(shop.to_dict())


def test_files_carry_their_names_hashes_and_lines(tmp_path: Path) -> None:
    applicant, quote = tmp_path / "applicant.yaml", tmp_path / "quote.yaml"
    applicant.write_text("name: 甲\nsize: small\n", encoding="utf-8")
    quote.write_text(
        "# 見積\nitems:\n\n  - name: 旅費\n    category: other\n    price: 1_000\n",
        encoding="utf-8",
    )
    told = estimate(load_applicant(applicant), [load_quote(quote)], on=ON).to_dict()
    assert told["applicant"]["file"] == str(applicant)
    assert told["applicant"]["sha256"] == hashlib.sha256(applicant.read_bytes()).hexdigest()
    assert told["quotes"][0]["file"] == str(quote)
    assert told["quotes"][0]["sha256"] == hashlib.sha256(quote.read_bytes()).hexdigest()
    assert told["quotes"][0]["frames"][0]["excluded"][0]["line"] == 4


def test_members_that_do_not_exist_are_refused() -> None:
    quote = Quote.model_validate({"items": [{**ITEM, "members": ["誰か"]}]})
    with pytest.raises(ValueError, match="entity: group"):
        estimate(Applicant.model_validate(APPLICANT), [quote], on=ON)


def test_there_must_be_a_quote() -> None:
    with pytest.raises(ValueError, match="no quote"):
        estimate(Applicant.model_validate(APPLICANT), [], on=ON)


def test_models_are_frozen(shop: Estimate) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        shop.applicant.employees = 5  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize("value", [True, 4.0, "4", None, -1])
def test_models_are_strict(value: Any) -> None:
    with pytest.raises(ValidationError):
        Applicant.model_validate({**APPLICANT, "employees": value})


@pytest.mark.parametrize(
    ("value", "growth"),
    [
        (0.015, "1.5%"),
        ("1.5%", "1.5%"),
        (0, "0%"),
        ("-2%", "-2%"),
        ("３％", "3%"),
        ("1/8", "12.5%"),
    ],
)
def test_percentages_from_python(value: Any, growth: str, answer: Callable[..., Estimate]) -> None:
    found = answer({"size": "small", "prerequisites": {"productivity_growth": value}}, ITEM)
    checks = {check["id"]: check for check in found.to_dict()["quotes"][0]["frames"][0]["checks"]}
    assert checks["normal.prerequisites.productivity_growth"]["actual"] == growth


@pytest.mark.parametrize("value", [1, 1.5, 3, -2, True, "3", "1/0"])
def test_bare_numbers_are_no_percentages(value: Any) -> None:
    with pytest.raises(ValidationError, match="割合"):
        Applicant.model_validate({**APPLICANT, "prerequisites": {"productivity_growth": value}})


def test_results_travel_between_processes(shop: Estimate) -> None:
    assert pickle.loads(pickle.dumps(shop)).to_dict() == shop.to_dict()  # noqa: S301  # our own bytes


def test_estimate_reads_no_clock_and_writes_nothing(tmp_path: Path) -> None:
    """The function is pure: the same in a process that starts elsewhere, at another time."""
    code = (
        "from datetime import date\n"
        "from itsubsidy import Applicant, Quote, estimate\n"
        f"a = Applicant.model_validate({APPLICANT!r})\n"
        f"q = Quote.model_validate({{'items': [{ITEM!r}]}})\n"
        "print(estimate(a, [q], on=date(2025, 8, 20)).quotes[0].frames['invoice'].subsidy)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "563333\n"
    assert list(tmp_path.iterdir()) == []


def test_guidelines_of_another_year_are_not_told_as_this_year_s(shop: Estimate) -> None:
    def note(of: Estimate) -> str:
        return next(one for one in of.notes if "公募要領" in one)

    assert "IT導入補助金2025 公募要領 2025-03-24・2025-06-03 版" in note(shop)
    client = itsubsidy.load_client("examples/shop/applicant.yaml", ["examples/shop/quote.yaml"])
    in_2026 = note(estimate(client.applicant, client.quotes, on=date(2026, 6, 1)))
    assert "2026 の公募要領は手元になく" in in_2026
    assert "前年度の公募要領（2025-03-24・2025-06-03 版）から引き継いだ" in in_2026
    assert "2026 公募要領 2025" not in in_2026


def test_ties_are_told_and_go_to_the_earlier_frame(answer: Callable[..., Estimate]) -> None:
    found = answer(
        {"size": "medium"},
        {"name": "勤怠", "category": "software", "price": 200_000, "processes": ["共P-05"]},
        {"name": "お助け隊", "category": "otasuketai", "price": 200_000},
        title="二つの枠",
    )
    assert found.quotes[0].best == "normal"
    assert found.quotes[0].tied == ("security",)
    assert found.notes[0] == (
        "「二つの枠」は通常枠とセキュリティ対策推進枠の補助額が同じです。先の枠を選びました"
    )


def test_a_stated_size_that_the_table_contradicts_is_told(
    answer: Callable[..., Estimate],
) -> None:
    found = answer({"size": "small", "industry": "retail", "employees": 6}, ITEM)
    told = found.quotes[0].frames["invoice"].to_confirm
    assert any("小規模事業者」としましたが" in line and "中小企業」です" in line for line in told)


def test_a_company_without_capital_is_told_so(answer: Callable[..., Estimate]) -> None:
    found = answer({"industry": "retail", "employees": 51}, ITEM)
    assert found.standing is not None
    assert found.standing.size == "large"
    told = found.quotes[0].frames["edi"].to_confirm
    assert any("資本金が未記入" in line for line in told)


def test_a_decision_without_its_day_is_to_be_confirmed(answer: Callable[..., Estimate]) -> None:
    found = answer({"size": "small", "history": [{"year": 2024, "frame": "normal"}]}, ITEM)
    normal = found.quotes[0].frames["normal"]
    assert normal.eligible
    assert any("2024年度 通常枠の交付決定日（12か月以内" in line for line in normal.to_confirm)


def test_members_that_use_nothing_are_to_be_confirmed(answer: Callable[..., Estimate]) -> None:
    """koubo-fukusu p.10: who uses no tool is not taken for a member."""
    members = [{"name": f"員{number}", "size": "small"} for number in range(10)]
    found = answer(
        {"entity": "group", "organiser": "consortium", "members": members},
        {**ITEM, "members": ["員0", "員1"]},
    )
    told = found.quotes[0].frames["consortium"].to_confirm
    assert any("構成員と認められない: 8者（員2、" in line for line in told)


def test_every_frame_shows_how_a_discount_is_spread(answer: Callable[..., Estimate]) -> None:
    """100,000 over 600,000 : 300,000 is 66,666.7 : 33,333.3; closed frames show it too.

    A discount of nothing is nothing.
    """
    items = [
        {"name": "会計", "category": "software", "price": 600_000, "functions": ["accounting"]},
        {"name": "設定", "category": "setup", "price": 310_000, "discount": 10_000},
        {"name": "設定値引き", "category": "discount", "price": 0, "for": "設定"},
        {"name": "出精値引き", "category": "discount", "price": 100_000},
    ]
    found = answer({"size": "small"}, *items).quotes[0]
    assert found.total == 800_000
    for result in found.frames.values():
        own, step = (step for step in result.steps if step.id.startswith("discounts."))
        assert own[1:4] == ("設定の値引き", "設定 -10,000", -10_000)
        assert step.id == "discounts.4"
        assert step.label == "出精値引き"
        assert step.formula == "会計 -66,667、設定 -33,333"
        assert step.value == -100_000
        assert step.source.startswith("koubo-")


def test_a_discount_of_each_member_is_shown_for_all(answer: Callable[..., Estimate]) -> None:
    """50,000 off for each of ten is 500,000."""
    members = [{"name": f"員{number}", "size": "small"} for number in range(10)]
    group = {"entity": "group", "organiser": "consortium", "members": members}
    item = {"name": "会計", "category": "software", "price": 500_000, "functions": ["accounting"]}
    line = {"name": "値引き", "category": "discount", "price": 50_000, "for": "会計"}
    result = answer(group, item, line).quotes[0].frames["consortium"]
    step = next(step for step in result.steps if step.id == "discounts.2")
    assert (step.formula, step.value) == ("会計 -50,000 × 10者", -500_000)


def test_a_quote_of_nothing_but_a_discount_of_nothing_pays_nothing(
    answer: Callable[..., Estimate],
) -> None:
    line = {"name": "値引き", "category": "discount", "price": 0}
    found = answer({"size": "small"}, line).quotes[0]
    assert (found.total, found.best) == (0, None)


def test_a_discount_of_nobody_in_a_group_is_refused(answer: Callable[..., Estimate]) -> None:
    group = {
        "entity": "group",
        "organiser": "consortium",
        "members": [{"name": "魚政", "size": "small"}],
    }
    line = {"name": "値引き", "category": "discount", "price": 1}
    with pytest.raises(ValueError, match=r"items\.2\.for: グループの見積では"):
        answer(group, {"name": "PC", "category": "pc", "price": 1}, line)


@pytest.mark.parametrize(
    "more", [{}, {"advise": False, "plan": True}, {"advise": False, "obligations": True}]
)
def test_there_is_no_advice_without_the_working(more: dict[str, Any]) -> None:
    applicant, quote = Applicant.model_validate(APPLICANT), Quote.model_validate({"items": [ITEM]})
    with pytest.raises(ValueError, match="without the working"):
        estimate(applicant, [quote], on=ON, explained=False, **more)


@pytest.mark.parametrize("key", ["price", "quantity", "months", "discount"])
def test_a_number_too_long_to_be_written_down_is_refused(key: str) -> None:
    for digits in (41, 5_000):
        with pytest.raises(ValidationError, match="less than"):
            Quote.model_validate({"items": [{**ITEM, key: 10 ** (digits - 1)}]})


# --- what is no frame, no day -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frames", "named"),
    [
        (("x",), "'x'"),
        (("normal", "通常枠"), "'通常枠'"),
        ("normal", "'normal'"),
        ([None, "invoice", 3], "None, 3"),
    ],
)
def test_unknown_frames_are_refused_with_those_that_there_are(frames: Any, named: str) -> None:
    applicant, quote = Applicant.model_validate(APPLICANT), Quote.model_validate({"items": [ITEM]})
    message = f"{named} is no collection of frames, which are: normal, invoice, edi, security,"
    with pytest.raises(ValueError, match=message):
        estimate(applicant, [quote], on=ON, frames=frames)
    with pytest.raises(ValueError, match=message):
        plan(applicant, [quote], on=ON, without=frames)


@pytest.mark.parametrize("day", [datetime(2025, 8, 20, 9), "2025-08-20", None, 20250820])
def test_what_is_no_day_is_refused_with_what_to_give(day: Any) -> None:
    applicant, quote = Applicant.model_validate(APPLICANT), Quote.model_validate({"items": [ITEM]})
    for ask in (estimate, plan):
        with pytest.raises(
            TypeError, match=r"on must be a date without a time, such as date\(2025"
        ):
            ask(applicant, [quote], on=day)


# --- what cannot be changed ---------------------------------------------------------------------


@pytest.fixture(params=["estimate", "plan"])
def answered(request: pytest.FixtureRequest, examples: Path) -> Estimate | Plan:
    """The examples' largest answers, with next steps that add items, and several applications."""
    folder = examples / "inn"
    client = load_client(folder / "applicant.yaml", [folder / "quote.yaml"])
    if request.param == "plan":
        return plan(client.applicant, client.quotes, on=ON)
    return estimate(client.applicant, client.quotes, on=ON, draw=True)


def parts(data: Any) -> Iterator[Any]:
    """An answer, and everything in it."""
    yield data
    below: Iterable[Any] = ()
    if isinstance(data, BaseModel):
        below = (value for _, value in data)
    elif isinstance(data, Mapping):
        below = data.values()
    elif isinstance(data, tuple):
        below = data
    for value in below:
        yield from parts(value)


def test_nothing_in_an_answer_can_be_changed(answered: Estimate | Plan) -> None:
    changeable = (dict, list, set, bytearray)
    assert not [part for part in parts(answered) if isinstance(part, changeable)]
    frames = answered.singles if isinstance(answered, Plan) else answered.quotes[0].frames
    result = frames["normal"]
    with pytest.raises(TypeError):
        frames["normal"] = result  # type: ignore[index]  # that is the point
    with pytest.raises(TypeError):
        del frames["normal"]  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        frames.clear()  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        frames._entries = {}  # type: ignore[attr-defined]  # noqa: SLF001  # that is the point
    with pytest.raises(AttributeError):
        result.subsidy = 1  # type: ignore[misc]


def test_an_answer_travels_copies_and_compares(answered: Estimate | Plan) -> None:
    for again in (
        pickle.loads(pickle.dumps(answered)),  # noqa: S301  # our own bytes
        copy.copy(answered),
        copy.deepcopy(answered),
    ):
        assert again == answered
        assert again.to_dict() == answered.to_dict()


def test_an_answer_is_not_another(answer: Callable[..., Estimate]) -> None:
    one, other = (answer({"size": "small"}, ITEM, on=ON), answer({"size": "medium"}, ITEM, on=ON))
    assert one != other
    assert one.quotes[0].frames != other.quotes[0].frames


def test_what_a_next_step_sets_is_plain_data_in_json(answer: Callable[..., Estimate]) -> None:
    """A frame that asks for 3 % and 0 % answered: the step sets a percentage as it is written."""
    found = answer(
        {"size": "medium", "prerequisites": {"productivity_growth": "0%"}},
        {**ITEM, "processes": ["共P-02"], "price": 60_000},
    ).to_dict()
    steps = [step for frame in found["quotes"][0]["frames"] for step in frame["next"]]
    assert json.loads(json.dumps(found)) == found
    changes = [change for step in steps for change in step["changes"]]
    assert ["applicant.prerequisites.productivity_growth", "3%"] in changes
    dear = answer({"size": "medium"}, {**ITEM, "processes": ["共P-02"], "price": 60_000_000})
    steps = [step for frame in dear.to_dict()["quotes"][0]["frames"] for step in frame["next"]]
    plans = [value for step in steps for path, value in step["changes"] if path.endswith("plan")]
    assert plans == [{"payroll_growth": "1.5%", "minimum_wage_margin": 30, "announced": True}]


def test_problems_travel_with_their_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: 甲\nsize: huge\nx: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_applicant(tmp_path / "a.yaml")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  # our own bytes
    assert (again.problems, str(again)) == (caught.value.problems, str(caught.value))
    assert copy.copy(caught.value).problems == caught.value.problems


# --- what is dumped is read again ---------------------------------------------------------------

SHARES = st.fractions(0, 1)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(
    share=SHARES,
    growth=st.fractions(-2, 2),
    wage=st.fractions(100, 50_000),
    price=st.decimals(1, 10**9, places=4),
)
def test_models_survive_a_round_trip(
    share: Fraction, growth: Fraction, wage: Fraction, price: Decimal
) -> None:
    applicant = Applicant.model_validate(
        {
            **APPLICANT,
            "employees": 1,
            "large_company": {"largest_share": share, "total_share": 1 - share},
            "wage_plan": {"payroll_growth": growth},
            "prerequisites": {"productivity_growth": "0%"},
            "near_minimum_wage": {
                "ledger": [{"employee": "甲", "prefecture": "東京都", "wages": {"2025-05": wage}}]
            },
            "history": [{"year": 2024, "frame": "normal", "decided_on": "2024-09-02"}],
        }
    )
    lines: list[dict[str, Any]] = [
        ITEM,
        {"name": "設定", "category": "setup", "price": price, "quantity": Decimal("7.5")},
        {"name": "研修", "category": "setup", "price": 9_000, "discount": share},
    ]
    quote = Quote.model_validate({"tax": "included", "tax_rate": share, "items": lines})
    for mode in ("python", "json"):
        assert Applicant.model_validate(applicant.model_dump(mode=mode)) == applicant
        for model in (applicant, quote):
            written = model.model_dump(mode=mode, by_alias=True, exclude_unset=True)
            assert type(model).model_validate(written) == model
    for model in (applicant, quote):
        text = model.model_dump_json(by_alias=True, exclude_unset=True)
        assert type(model).model_validate_json(text) == model


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (Fraction(1), "100%"), ("1.5%", "1.5%"), ("1/3", "1/3")]
)
def test_a_percentage_is_dumped_as_it_is_written(share: Any, text: str) -> None:
    read = Applicant.model_validate({**APPLICANT, "large_company": {"total_share": share}})
    assert read.model_dump()["large_company"]["total_share"] == text


@pytest.mark.parametrize("rate", ["0%", "100%"])
def test_a_tax_of_nothing_or_of_as_much_again_is_estimated(
    rate: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Next steps and `whatif` work out changed copies of the files."""
    applicant, quote = tmp_path / "applicant.yaml", tmp_path / "quote.yaml"
    applicant.write_text(
        f"name: 甲\nsize: small\nprerequisites: {{productivity_growth: {rate}}}\n", encoding="utf-8"
    )
    quote.write_text(
        f"tax: included\ntax_rate: {rate}\nitems:\n"
        "- {name: 会計, category: software, price: 1000000, functions: [accounting], "
        "processes: [P04]}\n",
        encoding="utf-8",
    )
    client = [str(tmp_path), "--date", "2025-08-20"]
    for name in ("table", "json", "html", "markdown"):
        assert main(["estimate", *client, "--format", name]) == 0
    assert main(["whatif", *client, "--set", "items.1.price=500000"]) == 0
    assert capsys.readouterr().err == ""
