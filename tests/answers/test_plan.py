"""Plans: hand-worked cases, what holds for every purchase, and what the command says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clients import ON
from hypothesis import given, settings
from hypothesis import strategies as st

from itsubsidy import Applicant, Plan, Quote, estimate, plan
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.yaml import parse
from itsubsidy.reports.formats import FORMATS
from itsubsidy.rules.programme.rules import Programme
from itsubsidy.terms import FRAMES

CASES = sorted((Path(__file__).parent.parent / "plans").glob("*.yaml"))
MEDIUM = {"name": "乙", "size": "medium"}
ERP = {"name": "ERP", "category": "software", "price": 1_000_000, "processes": ["共P-02"]}
ACCOUNTING = {
    "name": "会計",
    "category": "software",
    "price": 1_000_000,
    "functions": ["accounting", "ordering"],
}
TRAINING = {"name": "研修", "category": "setup", "price": 100_000}
WATCH = {"name": "見守り", "category": "otasuketai", "price": 240_000}


def planned(*quotes: list[dict[str, Any]], applicant: Any = MEDIUM, **more: Any) -> Plan:
    """The plan for a purchase of one or more quotes, each a list of items."""
    read = [
        Quote.model_validate({"vendor": f"{number}社", "items": items})
        for number, items in enumerate(quotes, 1)
    ]
    return plan(Applicant.model_validate(applicant), read, on=ON, **more)


def applications(of: Plan) -> dict[str, list[Any]]:
    return {one.result.frame: [one.result.subsidy, *one.items] for one in of.applications}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, programme: Programme) -> None:
    raw = path.read_bytes()
    case = parse(raw, path.name).data
    assert raw.startswith(b"# "), "the arithmetic stands in a comment at the top"
    document, _, page = case["source"].partition(" p.")
    assert 1 <= int(page) <= programme.documents[document].pages
    members = [{"name": f"員{n}", "size": "small"} for n in range(case.get("group", 0))]
    group = {"name": "組", "entity": "group", "organiser": "consortium", "members": members}
    answer = planned(case["items"], applicant=case.get("applicant", group))
    found = {
        "subsidy": answer.subsidy,
        "self_payment": answer.self_payment,
        "single_best": {
            frame: answer.singles[frame].subsidy for frame in [answer.single_best] if frame
        },
        "applications": applications(answer),
        "left_out": {one.item: one.amount for one in answer.left_out},
        "warnings": [one.text for one in answer.warnings],
    }
    assert {key: found[key] for key in case["expect"]} == case["expect"]
    assert answer.proven
    assert answer.settled


# --- what holds for every purchase -----------------------------------------------------------


@st.composite
def purchases(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        category = draw(
            st.sampled_from(
                (
                    *("software", "software", "extension", "consulting", "setup", "support"),
                    *("pc", "register", "otasuketai", "other", "analysis"),
                )
            )
        )
        item: dict[str, Any] = {
            "name": f"品{number}",
            "category": category,
            "price": draw(st.integers(0, 5_000_000) | st.sampled_from([1, 99_999, 100_000])),
        }
        if draw(st.booleans()):
            item["months"] = draw(st.integers(1, 40))
        if category == "software":
            item["processes"] = draw(
                st.lists(st.sampled_from(["P-01", "P-02", "P-04", "P-07"]), min_size=1)
            )
            item["functions"] = draw(
                st.lists(st.sampled_from(["accounting", "ordering"]), min_size=1)
            )
            item["accounts"] = {"suppliers": 3, "sme_suppliers": draw(st.integers(0, 3))}
        found.append(item)
    software = [item["name"] for item in found if item["category"] == "software"]
    for item in found:
        if software and item["category"] not in ("software", "analysis") and draw(st.booleans()):
            item["for"] = draw(st.sampled_from(software))
    return found


APPLICANTS = st.sampled_from(
    [
        {"name": "甲", "size": size, **more}
        for size in ("small", "medium", "large")
        for more in (
            {},
            {"near_minimum_wage": {"months": 3, "employees": 3}, "employees": 9},
            {"history": [{"year": 2025, "frame": "normal", "decided_on": date(2025, 6, 1)}]},
        )
    ]
)


@given(purchases(), APPLICANTS)
@settings(max_examples=150, deadline=None)
def test_a_plan_lies_between_the_best_frame_and_the_sum_of_all(
    items: list[dict[str, Any]], applicant: dict[str, Any]
) -> None:
    answer = planned(items, applicant=applicant)
    single = estimate(
        Applicant.model_validate(applicant),
        [Quote.model_validate({"items": items})],
        on=ON,
        advise=False,
    ).quotes[0]
    paid = [result.subsidy for result in single.frames.values()]
    assert max(paid) <= answer.subsidy <= sum(paid)
    assert answer.proven
    assert answer.upper_bound == answer.subsidy
    assert answer.gain == answer.subsidy - max(paid)
    assert answer.total == single.total == answer.subsidy + answer.self_payment


@given(purchases(), APPLICANTS)
@settings(max_examples=150, deadline=None)
def test_every_yen_counts_once_or_is_left_out_with_a_reason(
    items: list[dict[str, Any]], applicant: dict[str, Any]
) -> None:
    answer = planned(items, applicant=applicant)
    counted = sum(one.result.eligible_cost for one in answer.applications)
    assert answer.total - counted == sum(one.amount for one in answer.left_out)
    assert all(one.reason and one.amount >= 0 for one in answer.left_out)
    names = [name for one in answer.applications for name in one.items]
    assert len(names) == len(set(names))
    whole = [one.item for one in answer.left_out if one.frame is None]
    assert sorted([*names, *whole]) == sorted(item["name"] for item in items)
    frames = [one.result.frame for one in answer.applications]
    assert all(one.result.eligible and one.result.subsidy > 0 for one in answer.applications)
    assert frames == [frame for frame in FRAMES if frame in frames]


@given(purchases(), APPLICANTS)
@settings(max_examples=100, deadline=None)
def test_an_item_goes_where_its_software_goes(
    items: list[dict[str, Any]], applicant: dict[str, Any]
) -> None:
    place = {
        name: one.result.frame
        for one in planned(items, applicant=applicant).applications
        for name in one.items
    }
    for item in items:
        if item["name"] in place and "for" in item and item["category"] != "otasuketai":
            assert place[item["name"]] == place[item["for"]]


@given(purchases(), APPLICANTS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_items_changes_no_amount(
    items: list[dict[str, Any]], applicant: dict[str, Any], random: Any
) -> None:
    answer = planned(items, applicant=applicant)
    other = planned(random.sample(items, len(items)), applicant=applicant)
    assert (answer.subsidy, len(answer.applications)) == (other.subsidy, len(other.applications))
    assert planned(items, applicant=applicant).to_dict() == answer.to_dict()


# --- limits ----------------------------------------------------------------------------------


def test_so_many_applications_at_most() -> None:
    # all three: ERP with training 1,100,000 × 1/2; accounting 722,222; watch 240,000 × 1/2;
    # the training is worth 66,666 in インボイス枠 and 50,000 in 通常枠
    items = [ERP, ACCOUNTING, TRAINING, WATCH]
    assert applications(planned(items)) == {
        "normal": [500_000, "ERP"],
        "invoice": [788_888, "会計", "研修"],
        "security": [120_000, "見守り"],
    }
    assert applications(planned(items, max_applications=2)) == {
        "normal": [500_000, "ERP"],
        "invoice": [788_888, "会計", "研修"],
    }
    assert applications(planned(items, max_applications=1)) == {
        "invoice": [788_888, "会計", "研修"]
    }


def test_what_a_frame_that_is_not_applied_for_would_take_is_left_out_with_that_reason() -> None:
    answer = planned([ACCOUNTING, WATCH], max_applications=1)
    assert [one[:1] + one[3:] for one in answer.left_out] == [
        (
            "見守り",
            None,
            240_000,
            "対象になるセキュリティ対策推進枠を、この組み合わせでは申請しない",
            "koubo-security p.14",
        )
    ]


def test_what_a_closed_frame_would_take_is_left_out_with_what_closes_it() -> None:
    answer = planned([ACCOUNTING, {**WATCH, "price": 99_999}])
    assert [one[:1] + one[3:] for one in answer.left_out] == [
        (
            "見守り",
            None,
            99_999,
            "セキュリティ対策推進枠が対象外（補助額の下限）",
            "koubo-security p.10",
        )
    ]


def test_without_a_frame() -> None:
    answer = planned([ERP, ACCOUNTING, WATCH], without=["invoice"])
    assert applications(answer) == {"normal": [500_000, "ERP"], "security": [120_000, "見守り"]}
    assert answer.single_best == "normal"
    assert answer.gain == 120_000


def test_a_search_that_is_stopped_says_how_much_more_there_could_be() -> None:
    answer = planned([ERP, ACCOUNTING, TRAINING], stop=lambda: True)
    assert applications(answer) == {"invoice": [788_888, "会計", "研修"]}
    assert not answer.proven
    assert not answer.settled
    assert answer.upper_bound >= 1_288_888


def test_a_term_beyond_all_reason_is_no_reason_to_miss_the_best() -> None:
    """Of 100,000 months 24 count: 416,666,667 × 24 ÷ 100,000 = 100,000.00008."""
    long = {**ACCOUNTING, "price": 416_666_667, "months": 100_000}
    answer = planned([ERP, long, TRAINING])
    # 100,000 × 3/4 with 100,000 of training; 1,000,000 × 1/2
    assert applications(answer) == {
        "normal": [500_000, "ERP"],
        "invoice": [150_000, "会計", "研修"],
    }


def test_there_is_something_to_plan() -> None:
    with pytest.raises(ValueError, match="no quote"):
        planned()


# --- several quotes --------------------------------------------------------------------------


def test_tax_is_taken_off_each_quote_as_the_invoice_that_it_is() -> None:
    """⌊54,998 ÷ 1.1⌋ + ⌊55,002 ÷ 1.1⌋ = 49,998 + 50,001; on one invoice they are 100,000."""
    attendance = {"name": "勤怠", "category": "software", "processes": ["共P-05"], "price": 54_998}
    setup = {"name": "設定", "category": "setup", "price": 55_002}
    quotes = [
        Quote.model_validate({"tax": "included", "items": [item]}) for item in (attendance, setup)
    ]
    apart = plan(Applicant.model_validate(MEDIUM), quotes, on=ON)
    assert (apart.total, apart.subsidy) == (99_999, 0)
    one = Quote.model_validate({"tax": "included", "items": [attendance, setup]})
    joined = plan(Applicant.model_validate(MEDIUM), [one], on=ON)
    assert (joined.total, joined.subsidy) == (100_000, 50_000)


def test_the_years_of_a_thing_go_to_one_application() -> None:
    """With year 1 in one and year 2 in the other each would pay more; nobody can apply so.

    800,000 + 800,000 is held at 500,000 by the one function; 通常枠 pays 1,600,000 × 1/2.
    """
    years = [
        {**ACCOUNTING, "name": f"会計 {year}年目", "price": 800_000, "months": 12}
        for year in (1, 2)
    ]
    years[0] |= {"processes": ["共P-04"], "functions": ["accounting"]}
    found = planned([{**one, "functions": ["accounting"]} for one in years])
    assert applications(found) == {"normal": [800_000, "会計 1年目", "会計 2年目"]}


def test_years_of_consulting_count_together() -> None:
    """The two years of 150,000 are dearer than 250,000, which counts in the other application.

    通常枠 (1,000,000 + 300,000) × 1/2; インボイス枠 500,000 + (1,250,000 − 666,666 2/3) × 2/3.
    """
    years = [
        {"name": f"相談 {year}年目", "category": "consulting", "price": 150_000} for year in (1, 2)
    ]
    other = {"name": "診断", "category": "consulting", "price": 250_000}
    found = planned([ERP, ACCOUNTING, *years, other])
    of_years = {
        one.result.frame: {"相談 1年目", "相談 2年目"} & {*one.items} for one in found.applications
    }
    assert sorted(map(len, of_years.values())) == [0, 2]
    # 250,000 in normal: 625,000 + 500,000 + (1,300,000 − 666,666 2/3) × 2/3 = 922,222
    # 300,000 in normal: 650,000 + 500,000 + (1,250,000 − 666,666 2/3) × 2/3 = 888,888
    assert found.subsidy == 625_000 + 922_222


def test_a_discount_by_the_month_follows_its_item_into_a_plan() -> None:
    """(100,000 − 10,000) × 24 = 2,160,000, and the numbers of the second quote go on."""
    first = [{**ERP, "price": 500_000}]
    second = [
        {**ACCOUNTING, "price": 100_000, "per": "month", "months": 36},
        {"name": "引", "category": "discount", "price": 10_000, "per": "month", "months": 24},
    ]
    found = planned(first, second)
    single = estimate(
        Applicant.model_validate(MEDIUM), [Quote.model_validate({"items": second})], on=ON
    ).quotes[0]
    assert found.total == 500_000 + 3_600_000 - 240_000
    (invoice,) = (one.result for one in found.applications if one.result.frame == "invoice")
    assert invoice.eligible_cost == single.frames["invoice"].eligible_cost == 2_160_000


def test_quotes_are_parts_of_one_purchase() -> None:
    answer = planned([ERP], [ACCOUNTING, TRAINING])
    assert applications(answer) == {
        "normal": [500_000, "ERP"],
        "invoice": [788_888, "会計", "研修"],
    }
    assert answer.total == 2_100_000
    assert [part.total for part in answer.parts] == [1_000_000, 1_100_000]


def test_totals_of_the_papers_are_theirs_and_not_the_purchases() -> None:
    quotes = [
        Quote.model_validate({"items": [item], "total": item["price"]}) for item in (ERP, TRAINING)
    ]
    assert plan(Applicant.model_validate(MEDIUM), quotes, on=ON).total == 1_100_000


def test_equal_names_in_two_quotes_are_not_mixed_up() -> None:
    """Each 本体 has its own setup: that of the ERP must not count with the accounting."""
    setup = {"name": "設定", "category": "setup", "price": 200_000, "for": "本体"}
    answer = planned([{**ERP, "name": "本体"}, setup], [{**ACCOUNTING, "name": "本体"}, setup])
    # 1,200,000 × 1/2; 500,000 + (1,200,000 − 666,666 2/3) × 2/3 = 855,555.5
    assert applications(answer) == {
        "normal": [600_000, "本体（1社）", "設定（1社）"],
        "invoice": [855_555, "本体（2社）", "設定（2社）"],
    }


def test_equal_names_of_one_vendor_are_told_apart() -> None:
    items = [{**ERP, "name": "本体"}], [{**ACCOUNTING, "name": "本体"}]
    quotes = [Quote.model_validate({"vendor": "丁", "items": one}) for one in items]
    answer = plan(Applicant.model_validate(MEDIUM), quotes, on=ON)
    assert applications(answer) == {
        "normal": [500_000, "本体（丁）"],
        "invoice": [722_222, "本体（見積2）"],
    }


def test_a_name_that_is_told_apart_is_no_other_items_name() -> None:
    taken = {**TRAINING, "name": "本体（1社）"}
    answer = planned([{**ERP, "name": "本体"}, taken], [{**ACCOUNTING, "name": "本体"}])
    names = [name for one in answer.applications for name in one.items]
    assert sorted(names) == ["本体（1社）", "本体（2社）", "本体（見積1）"]


def test_each_application_shows_its_part_of_a_discount() -> None:
    """200,000 off 2,000,000 is a tenth of each: 900,000 × 1/2; 500,000 + 233,333 1/3 × 2/3."""
    off = {"name": "全体の値引き", "category": "discount", "price": 200_000}
    answer = planned([WATCH], [ERP, off, ACCOUNTING])
    assert applications(answer) == {
        "normal": [450_000, "ERP"],
        "invoice": [655_555, "会計"],
        "security": [120_000, "見守り"],
    }
    steps = {
        one.result.frame: [
            (step.label, step.formula, step.value)
            for step in one.result.steps
            if step.id.startswith("discounts.")
        ]
        for one in answer.applications
    }
    assert steps == {
        "normal": [("全体の値引き", "ERP -100,000", -100_000)],
        "invoice": [("全体の値引き", "会計 -100,000", -100_000)],
        "security": [],
    }
    confirmed = [any("値引き" in one for one in a.result.to_confirm) for a in answer.applications]
    assert confirmed == [True, True, False]


# --- warnings --------------------------------------------------------------------------------


def test_warnings_are_those_of_the_frames_in_the_plan() -> None:
    assert [one.source for one in planned([ERP, ACCOUNTING]).warnings] == [
        "koubo-tsujyo p.22",
        "koubo-invoice p.20",
        "koubo-tsujyo p.19, koubo-invoice p.17",
    ]
    assert [one.source for one in planned([ERP, WATCH]).warnings] == [
        "koubo-tsujyo p.19, koubo-security p.14",
        "koubo-tsujyo p.19, koubo-security p.14",
    ]
    assert planned([ERP]).warnings == ()


def test_the_same_function_in_both_applications_is_warned_of() -> None:
    """Both do accounting, but one of them is not invoice-compliant and has to go to 通常枠."""
    erp = {**ERP, "functions": ["accounting"], "invoice_compliant": False}
    texts = [one.text for one in planned([erp, ACCOUNTING]).warnings]
    assert "同じ機能のITツールを通常枠とインボイス枠の両方に入れると、更に減点される" in texts


def test_items_of_two_vendors_in_one_application_are_warned_of() -> None:
    answer = planned([ERP], [ACCOUNTING], [TRAINING])
    assert applications(answer)["invoice"] == [788_888, "会計", "研修"]
    text = (
        "一つの申請に見積元の異なる明細が入る。"
        "申請はIT導入支援事業者と共同で行うので、まとめられるか確かめる"
    )
    assert (text, "koubo-invoice p.4") in answer.warnings
    assert text not in [one.text for one in planned([ERP], [ACCOUNTING, TRAINING]).warnings]


def test_rules_list_each_warning_once_with_all_its_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rules", "--date", "2025-08-20"]) == ExitCode.ANSWERED
    told = capsys.readouterr().out
    rule = "インボイス枠の審査では、通常枠の申請があると減点される"
    line = f"{rule}（公募要領（インボイス対応類型）20頁、公募要領（電子取引類型）20頁）"
    assert told.count(line) == 1


# --- the command -----------------------------------------------------------------------------


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "ics"])
def test_the_amounts_are_in_every_format(
    format: str, examples: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    arguments = ["plan", str(examples / "inn"), "--date", "2025-08-20", "--format", format]
    assert main(arguments) == ExitCode.ANSWERED
    text = capfdbinary.readouterr().out.decode("utf-8-sig")
    for amount in (3_340_000, 3_290_000, 2_420_000, 740_000, 180_000):
        assert (str(amount) if format in ("json", "csv") else f"{amount:,}") in text
    of_data = format in ("json", "csv")
    source = "koubo-tsujyo p.14" if of_data else "公募要領（通常枠）14頁"
    for fact in ("宿泊管理システム", "技術者の旅費", source, "it2025"):
        assert fact in text
    warned = "koubo-invoice p.20" if of_data else "公募要領（インボイス対応類型）20頁"
    assert (warned in text) is (format != "csv"), "warnings have no row in a sheet"
    sha256 = hashlib.sha256((examples / "inn" / "quote.yaml").read_bytes()).hexdigest()
    assert sha256 in text


def test_json_of_a_plan(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = examples / "inn"
    assert main(["plan", str(folder), "--date", "2025-08-20", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "itsubsidy.plan/1"
    assert [quote["total"] for quote in told["quotes"]] == [6_630_000]
    found = told["plan"]
    assert found["single_best"] == {"frame": "normal", "subsidy": 2_855_000}
    assert {key: found[key] for key in ("subsidy", "self_payment", "gain", "upper_bound")} == {
        "subsidy": 3_340_000,
        "self_payment": 3_290_000,
        "gain": 485_000,
        "upper_bound": 3_340_000,
    }
    assert found["proven"] is True
    assert [one["frame"] for one in found["applications"]] == ["normal", "invoice", "security"]
    assert found["applications"][0]["items"] == [
        "宿泊管理システム",
        "予約サイト連携",
        "業務改善コンサルティング",
        "全館の操作研修",
    ]
    assert found["applications"][0]["self_payment"] == 2_420_000
    assert found["left_out"] == [
        {
            "item": "技術者の旅費",
            "line": 56,
            "file": str(folder / "quote.yaml"),
            "frame": None,
            "amount": 80_000,
            "reason": "補助対象外の経費",
            "source": "koubo-tsujyo p.14",
        }
    ]


def test_csv_has_a_row_for_each_application_and_all_that_is_left_out(
    examples: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    arguments = ["plan", str(examples / "inn"), "--date", "2025-08-20", "--format", "csv"]
    assert main(arguments) == ExitCode.ANSWERED
    raw = capfdbinary.readouterr().out
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 5
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [(row["区分"], row["申請枠"], row["補助額"], row["対象外の額"]) for row in rows] == [
        ("申請", "通常枠", "2420000", ""),
        ("申請", "インボイス枠（インボイス対応類型）", "740000", ""),
        ("申請", "セキュリティ対策推進枠", "180000", ""),
        ("対象外", "", "", "80000"),
    ]


def test_explain_shows_the_working_of_each_application(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", str(examples / "inn"), "--date", "2025-08-20"]
    assert main(arguments) == ExitCode.ANSWERED
    assert "4,840,000 × 1/2" not in capsys.readouterr().out
    assert main([*arguments, "--explain"]) == ExitCode.ANSWERED
    told = capsys.readouterr().out
    for formula in ("4,840,000 × 1/2", "870,000 × 3/4", "360,000 × 1/2"):
        assert formula in told


def test_a_command_without_time_says_so_plainly(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", str(examples / "inn"), "--date", "2025-08-20", "--time-limit", "0"]
    assert main(arguments) == ExitCode.ANSWERED
    told = capsys.readouterr().out
    assert "見つけた申請の組み合わせ" in told
    assert "時間内に全ての組み合わせを調べ終えていません" in told
    assert "--time-limit で延ばせます" in told


def test_options_of_the_command(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(examples / "inn")
    for options, frames in (
        (["--max-applications", "2"], ["normal", "invoice"]),
        (["--without", "invoice", "--without", "security"], ["normal"]),
    ):
        assert main(["plan", folder, "--date", "2025-08-20", "--format", "json", *options]) == 0
        found = json.loads(capsys.readouterr().out)["plan"]["applications"]
        assert [one["frame"] for one in found] == frames
    every = [option for frame in FRAMES for option in ("--without", frame)]
    assert main(["plan", folder, *every, "--fail-if-none"]) == ExitCode.NONE_ELIGIBLE
    assert "対象になる申請枠はありません" in capsys.readouterr().out
    assert main(["plan", folder, "--without", "通常"]) == ExitCode.CANNOT_RUN


def test_problems_are_told_as_by_estimate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "applicant.yaml").write_text("name: 甲\nsize: small\n", encoding="utf-8")
    (tmp_path / "quote.yaml").write_text("items: []\n", encoding="utf-8")
    assert main(["plan", str(tmp_path), "--format", "json"]) == ExitCode.WRONG_INPUT
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "itsubsidy.plan/1"
    assert [problem["line"] for problem in told["problems"]] == [1]


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "ics"])
def test_hostile_names_do_no_harm(
    format: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    names = ['=HYPERLINK("x")', "<script>alert(1)</script>", "[red]x[/red]", "a|b", "\u202e逆"]
    items = [{**ERP, "name": names[0]}, *({**TRAINING, "name": name} for name in names[1:])]
    (tmp_path / "quote.yaml").write_text(json.dumps({"items": items}), encoding="utf-8")
    (tmp_path / "applicant.yaml").write_text("name: 甲\nsize: small\n", encoding="utf-8")
    assert main(["plan", str(tmp_path), "--format", format]) == ExitCode.ANSWERED
    text = capfdbinary.readouterr().out.decode("utf-8-sig")
    assert ("<script>" in text) is (format != "html" and format != "markdown")
    assert "\u202e" not in text
    assert "red" in text
    if format == "csv":
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)
        assert not any(cell.startswith("=") for cell in cells)


# --- in an estimate --------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["table", "markdown"])
def test_an_estimate_says_what_a_combination_would_gain(
    format: str, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["estimate", str(examples / "inn"), "--date", "2025-08-20", "--format", format]
    assert main([*arguments, "--full"]) == ExitCode.ANSWERED
    line = "3つの枠に分けて申請すると、補助額は3,340,000円（+485,000円）: itsubsidy plan"
    assert line in capsys.readouterr().out


def test_the_page_for_the_client_says_it_without_a_command(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["estimate", str(examples / "inn"), "--date", "2025-08-20", "--format", "html"]
    assert main(arguments) == ExitCode.ANSWERED
    page = capsys.readouterr().out
    assert "3,340,000円（+485,000円）" in page
    assert "itsubsidy plan" not in page


def test_of_competing_quotes_each_has_a_plan_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "applicant.yaml").write_text("name: 甲\nsize: medium\n", encoding="utf-8")
    for name, items in (("quote-a", [ERP, WATCH]), ("quote-b", [ERP])):
        text = json.dumps({"items": items}, ensure_ascii=False)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert main(["estimate", str(tmp_path), "--full"]) == ExitCode.ANSWERED
    told = capsys.readouterr().out
    files = f"{tmp_path / 'applicant.yaml'} {tmp_path / 'quote-a.yaml'}"
    assert f"620,000円（+120,000円）: itsubsidy plan {files} で分け方を表示" in told
    assert told.count("itsubsidy plan") == 1


def test_an_estimate_says_nothing_where_no_combination_gains(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["estimate", str(examples / "shop"), "--full"]) == ExitCode.ANSWERED
    assert "itsubsidy plan" not in capsys.readouterr().out


def test_the_outlook_of_an_estimate_in_json() -> None:
    applicant = Applicant.model_validate(MEDIUM)
    quotes = [Quote.model_validate({"items": items}) for items in ([ERP, WATCH], [ERP])]
    told = estimate(applicant, quotes, on=ON).to_dict()["quotes"]
    assert [quote["plan"] for quote in told] == [
        {"subsidy": 620_000, "gain": 120_000, "frames": ["normal", "security"], "proven": True},
        None,
    ]
    assert estimate(applicant, quotes, on=ON, advise=False).quotes[0].plan is None
    assert estimate(applicant, quotes, on=ON, advise=False, plan=True).quotes[0].plan is not None


# --- in a batch ------------------------------------------------------------------------------


def test_batch_adds_columns(examples: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    arguments = ["batch", str(examples), "--date", "2025-08-20", "--plan", "--format"]
    assert main([*arguments, "csv"]) == ExitCode.ANSWERED
    text = capfdbinary.readouterr().out.decode("utf-8-sig")
    rows = {row["顧客"]: row for row in csv.DictReader(io.StringIO(text))}
    assert [rows["inn"][name] for name in ("組み合わせの補助額", "増える額")] == [
        "3340000",
        "485000",
    ]
    assert rows["inn"]["組み合わせの申請枠"] == (
        "通常枠・インボイス枠（インボイス対応類型）・セキュリティ対策推進枠"
    )
    assert [rows["shop"][name] for name in ("組み合わせの補助額", "増える額")] == ["775333", "0"]
    for format_name in ("table", "markdown"):
        assert main([*arguments, format_name]) == ExitCode.ANSWERED
        told = capfdbinary.readouterr().out.decode()
        assert "組み合わせの補助額" in told
        assert "485,000" in told
    assert main([*arguments, "jsonl"]) == ExitCode.ANSWERED
    clients = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    gains = {one["client"]: one["quotes"][0]["plan"] for one in clients}
    assert [name for name, plan in gains.items() if plan] == ["inn"]


def test_batch_keeps_its_columns_where_files_are_wrong(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "applicant.yaml").write_text("name: 甲\n", encoding="utf-8")
    (tmp_path / "甲" / "quote.yaml").write_text("items: []\n", encoding="utf-8")
    arguments = ["batch", str(tmp_path), "--plan", "--format"]
    for options in (["csv"], ["csv", "--all-frames"]):
        assert main([*arguments, *options]) == ExitCode.WRONG_INPUT
        text = capfdbinary.readouterr().out.decode("utf-8-sig")
        assert len({len(row) for row in csv.reader(io.StringIO(text))}) == 1
    assert main([*arguments, "markdown"]) == ExitCode.WRONG_INPUT
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert len({line.count("|") for line in lines}) == 1
