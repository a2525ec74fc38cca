"""What the files cannot say: asked, never taken for an answer, and with its yen and page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from itsubsidy import Applicant, Estimate, InputError, Quote, load_applicant
from itsubsidy.cli import main
from itsubsidy.rules.frames.worksheet import FrameResult
from itsubsidy.terms import FRAMES, Frame

SOFTWARE = {
    "name": "会計",
    "category": "software",
    "price": 18_000,
    "per": "month",
    "months": 36,
    "processes": ["共P-04"],
    "functions": ["accounting", "ordering"],
    "accounts": {"suppliers": 4, "sme_suppliers": 1},
}
SERVICE = {
    "name": "見守り",
    "category": "otasuketai",
    "price": 22_000,
    "per": "month",
    "months": 36,
}
SINGLE: tuple[Frame, ...] = ("normal", "invoice", "edi", "security")
LARGE = {
    "largest_share": "0%",
    "total_share": "0%",
    "officer_share": "0%",
    "owned_by_deemed_large": False,
    "officers_all_from_large": False,
    "taxable_income": 0,
}
ANSWERS = {
    "gbizid_prime": True,
    "security_action": 1,
    "pays_minimum_wage": True,
    "productivity_growth": "6%",
    "productivity_growth_first_year": "6%",
}
ANSWERED = {"size": "small", "large_company": LARGE, "prerequisites": ANSWERS, "history": []}


def group(count: int = 10, **more: Any) -> dict[str, Any]:
    members = [{"name": f"員{number}", "size": "small", **more} for number in range(count)]
    return {"entity": "group", "organiser": "consortium", "members": members}


def frames(told: Estimate) -> dict[Frame, FrameResult]:
    return dict(told.quotes[0].frames)


def lines(result: FrameResult, *texts: str) -> list[str]:
    return [line for line in result.to_confirm if all(text in line for text in texts)]


# --- payment in the period ---------------------------------------------------------------------

PAYMENT = {
    "normal": ["koubo-tsujyo p.23", "koubo-tsujyo p.24", "koubo-tsujyo p.27"],
    "invoice": ["koubo-invoice p.20", "koubo-invoice p.21"],
    "edi": ["koubo-denshi p.21", "koubo-denshi p.22"],
    "security": ["koubo-security p.17", "koubo-security p.18"],
    "consortium": ["koubo-fukusu p.16", "koubo-fukusu p.21", "koubo-fukusu p.28"],
}
ARTICLE = {  # 第12条 of the 交付規程, 第10条 of that for groups
    "normal": "kitei-2025-tsujyo p.6",
    "invoice": "kitei-2025-invoice p.5",
    "edi": "kitei-2025-denshi p.4",
    "security": "kitei-2025-security p.5",
    "consortium": "kitei-2025-fukusu p.6",
}


def payment(result: FrameResult) -> str:
    (line,) = lines(result, "支払い", ARTICLE[result.frame])
    return line


@pytest.mark.parametrize("frame", FRAMES)
def test_payment_in_time_is_to_be_confirmed_in_every_frame(
    frame: Frame, answer: Callable[..., Estimate]
) -> None:
    applicant = group() if frame == "consortium" else {"size": "small"}
    line = payment(frames(answer(applicant, SOFTWARE, SERVICE))[frame])
    assert all(page in line for page in PAYMENT[frame])


@pytest.mark.parametrize(
    ("frame", "yen"),
    [
        ("normal", "432,000円"),  # 18,000 × 24
        ("invoice", "432,000円"),
        ("edi", "432,000円"),  # the fee itself, of which a quarter of the accounts counts
        ("security", "528,000円"),  # 22,000 × 24
        ("consortium", "4,320,000円"),  # ten members
    ],
)
def test_what_the_counted_months_cost_is_paid_ahead(
    frame: Frame, yen: str, answer: Callable[..., Estimate]
) -> None:
    applicant = group() if frame == "consortium" else {"size": "small"}
    line = payment(frames(answer(applicant, SOFTWARE, SERVICE))[frame])
    assert f" {yen}（税抜）は前払い" in line


@pytest.mark.parametrize(
    ("months", "yen"), [(23, "414,000円"), (24, "432,000円"), (25, "432,000円")]
)
def test_no_more_months_are_paid_ahead_than_count(
    months: int, yen: str, answer: Callable[..., Estimate]
) -> None:
    told = answer({"size": "small"}, {**SOFTWARE, "months": months})
    assert f" {yen}（税抜）は前払い" in payment(frames(told)["normal"])


def test_every_item_with_a_term_is_paid_ahead_and_no_other(answer: Callable[..., Estimate]) -> None:
    """18,000 × 24 + 3,000 × 12 + 60,000 × 24/36 = 432,000 + 36,000 + 40,000."""
    told = answer(
        {"size": "small"},
        SOFTWARE,
        {"name": "連携", "category": "integration", "price": 3_000, "per": "month", "months": 24},
        {"name": "保守", "category": "support", "price": 60_000, "months": 36},
        {"name": "設定", "category": "setup", "price": 120_000},
        {"name": "会計2", "category": "software", "price": 100_000, "processes": ["共P-02"]},
    )
    assert " 508,000円（税抜）は前払い" in payment(frames(told)["normal"])


def test_what_is_paid_ahead_is_net_of_tax_and_discounts(answer: Callable[..., Estimate]) -> None:
    """(19,800 × 24 - 36,000 × 24/36) ÷ 1.1 = 451,200 ÷ 1.1 = 410,181.8."""
    told = answer(
        {"size": "small"}, {**SOFTWARE, "price": 19_800, "discount": 36_000}, tax="included"
    )
    assert " 410,181円（税抜）は前払い" in payment(frames(told)["normal"])


def test_nothing_is_paid_ahead_where_all_is_bought_outright(
    answer: Callable[..., Estimate],
) -> None:
    item = {"name": "会計", "category": "software", "price": 400_000, "processes": ["共P-04"]}
    assert "前払い" not in payment(frames(answer({"size": "small"}, item))["normal"])


# --- unanswered questions ----------------------------------------------------------------------


@pytest.mark.parametrize("frame", FRAMES)
def test_an_unanswered_question_is_no_check(frame: Frame, answer: Callable[..., Estimate]) -> None:
    applicant = group() if frame == "consortium" else {"size": "small"}
    result = frames(answer(applicant, SOFTWARE, SERVICE))[frame]
    asked = ("prerequisites", "deemed_large", "waiting", "once")
    assert [check.id for check in result.checks if any(word in check.id for word in asked)] == []
    count = {
        "normal": 7,  # GビズID, SECURITY ACTION, 最低賃金, 生産性 ×2, みなし大企業, 履歴
        "invoice": 5,
        "edi": 5,
        "security": 6,
        "consortium": 6,  # GビズID, SECURITY ACTION ×2, 生産性, みなし大企業, 履歴
    }
    assert len(lines(result, "未回答: ")) == count[frame]
    assert all(check.actual is not None for check in result.checks if check.ok)


@pytest.mark.parametrize("frame", FRAMES)
def test_where_all_is_answered_nothing_is_unanswered(
    frame: Frame, answer: Callable[..., Estimate]
) -> None:
    applicant: dict[str, Any] = dict(ANSWERED)
    if frame == "consortium":
        del applicant["size"], applicant["large_company"]
        applicant |= group(large_company=LARGE, prerequisites={"security_action": 1})
    result = frames(answer(applicant, SOFTWARE, SERVICE))[frame]
    assert lines(result, "未回答") == []
    checks = {check.id.removeprefix(f"{frame}."): check.ok for check in result.checks}
    deemed_large = "deemed_large" if frame == "edi" else "not_deemed_large"
    assert checks[deemed_large] is (frame != "edi")
    assert checks["prerequisites.gbizid_prime"]


LABELS = {
    "largest_share": "同一の大企業の持分",
    "total_share": "大企業全体の持分",
    "officer_share": "大企業の役職員を兼ねる役員の割合",
    "owned_by_deemed_large": "みなし大企業（①〜③）による全部の所有",
    "officers_all_from_large": "みなし大企業（①〜③）の役職員が役員の全て",
    "taxable_income": "直近3年の課税所得の平均",
}


@pytest.mark.parametrize(
    "left_open", [[key] for key in LABELS] + [["officer_share", "taxable_income"]], ids="-".join
)
def test_the_tests_of_deemed_large_that_are_left_open_are_named(
    left_open: list[str], answer: Callable[..., Estimate]
) -> None:
    some = {key: value for key, value in LARGE.items() if key not in left_open}
    told = frames(answer({"size": "small", "large_company": some}, SOFTWARE))
    for frame in ("normal", "edi"):
        (line,) = lines(
            told[frame],
            "未回答: みなし大企業（当たれば" if frame == "edi" else "みなし大企業でない",
        )
        assert f"（{'、'.join(LABELS[key] for key in left_open)}）（" in line
    assert "normal.not_deemed_large" not in {check.id for check in told["normal"].checks}
    assert "edi.deemed_large" not in {check.id for check in told["edi"].checks}


def test_one_test_that_is_met_closes_whatever_is_left_open(
    answer: Callable[..., Estimate],
) -> None:
    applicant = {"size": "small", "large_company": {"total_share": "2/3"}}
    result = frames(answer(applicant, SOFTWARE))["normal"]
    assert [check.id for check in result.failed] == ["normal.not_deemed_large"]
    assert lines(result, "みなし大企業") == []


@pytest.mark.parametrize("open_members", [0, 1, 10])
def test_members_that_do_not_answer_are_counted(
    open_members: int, answer: Callable[..., Estimate]
) -> None:
    """koubo-fukusu pp.9, 15: みなし大企業 and SECURITY ACTION, of each member."""
    applicant = group(large_company=LARGE, prerequisites={"security_action": 2}, history=[])
    for member in applicant["members"][:open_members]:
        del member["large_company"], member["prerequisites"]
    result = frames(answer(applicant, SOFTWARE))["consortium"]
    ids = {check.id for check in result.checks}
    assert ("consortium.not_deemed_large" in ids) is not open_members
    told = [f"（{open_members}者）", f"（構成員 {open_members}者）"] if open_members else []
    found = lines(result, "未回答", "者）")
    assert [text for text in told if any(text in line for line in found)] == told
    assert len(found) == len(told)


def test_a_member_that_is_deemed_large_closes_whoever_does_not_answer(
    answer: Callable[..., Estimate],
) -> None:
    applicant = group()
    applicant["members"][3]["large_company"] = {"largest_share": "50%"}
    result = frames(answer(applicant, SOFTWARE))["consortium"]
    (check,) = result.failed
    assert (check.id, check.ok) == ("consortium.not_deemed_large", False)
    assert "員3" in check.label


def test_a_member_without_its_declaration_closes(answer: Callable[..., Estimate]) -> None:
    applicant = group()
    applicant["members"][3]["prerequisites"] = {"security_action": 0}
    applicant["members"][4]["prerequisites"] = {"security_action": "pending"}
    result = frames(answer(applicant, SOFTWARE))["consortium"]
    (check,) = result.failed
    assert (check.id, check.actual) == ("consortium.prerequisites.security_action", 0)
    assert len(lines(result, "申請中: SECURITY ACTION", "員4")) == 1
    assert len(lines(result, "未回答: SECURITY ACTION", "8者")) == 1


@pytest.mark.parametrize(
    ("decision", "is_open", "asked"),
    [
        ({"year": 2022, "frame": "normal"}, True, 1),
        ({"year": 2022, "frame": "normal", "otasuketai": False}, True, 0),
        ({"year": 2022, "frame": "normal", "otasuketai": True}, False, 0),
        ({"year": 2022, "frame": "security"}, False, 0),  # which pays for nothing else
        ({"year": 2021, "frame": "normal"}, True, 0),  # before the years that are named
    ],
)
def test_whether_a_decision_had_a_service_is_asked(
    decision: dict[str, Any], is_open: bool, asked: int, answer: Callable[..., Estimate]
) -> None:
    """koubo-security p.14: 2022, 2023 and 2024 under any frame."""
    security = frames(answer({"size": "small", "history": [decision]}, SERVICE))["security"]
    assert security.eligible is is_open
    assert len(lines(security, "未回答: ", "お助け隊サービスの交付決定")) == asked


@pytest.mark.parametrize("told", [0, 1, 9, 10])
def test_members_that_do_not_state_their_decisions_are_counted(
    told: int, answer: Callable[..., Estimate]
) -> None:
    """koubo-fukusu p.21: each member is barred for twelve months after its own."""
    applicant = group()
    for member in applicant["members"][:told]:
        member["history"] = []
    result = frames(answer(applicant, SOFTWARE))["consortium"]
    found = lines(result, "未回答: 2024年度", "koubo-fukusu p.21")
    assert [f"構成員 {10 - told}者" in line for line in found] == ([True] if told < 10 else [])


def test_a_group_may_state_the_decisions_of_all(answer: Callable[..., Estimate]) -> None:
    result = frames(answer({**group(), "history": []}, SOFTWARE))["consortium"]
    assert lines(result, "未回答: 2024年度") == []


def test_the_other_growth_is_told_only_where_it_is_in_doubt(
    answer: Callable[..., Estimate],
) -> None:
    history = [{"year": 2022, "frame": "consortium"}, {"year": 2022, "frame": "invoice"}]
    result = frames(answer({"size": "small", "history": history}, SOFTWARE))["normal"]
    growth = lines(result, "労働生産性")
    assert len(growth) == 2
    assert all("（4%以上）" in line for line in growth)


# --- what is asked of whom ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "source"),
    [
        ("normal", "koubo-tsujyo p.17"),
        ("invoice", "koubo-invoice p.15"),
        ("edi", "koubo-denshi p.15, koubo-denshi p.16"),
        ("security", "koubo-security p.12"),
        ("consortium", "koubo-fukusu p.23, koubo-fukusu p.24"),
    ],
)
def test_the_papers_are_to_be_confirmed(
    frame: Frame, source: str, answer: Callable[..., Estimate]
) -> None:
    applicant = group() if frame == "consortium" else {"size": "small"}
    result = frames(answer(applicant, SOFTWARE, SERVICE))[frame]
    found = lines(result, "納税証明書", f"（{source}）")
    assert len(found) == (2 if frame == "edi" else 1)  # there also of every supplier


@pytest.mark.parametrize("category", ["consulting", "setup", "support", "extension"])
def test_services_must_not_cost_too_much_beside_the_tool(
    category: str, answer: Callable[..., Estimate]
) -> None:
    item = {"name": "付", "category": category, "price": 1_000, "months": 1}
    told = frames(answer({"size": "small"}, SOFTWARE, item))
    asked = category != "extension"
    assert bool(lines(told["normal"], "著しく高くない", "koubo-tsujyo p.8")) is asked
    assert bool(lines(told["invoice"], "著しく高くない", "koubo-invoice p.8")) is asked


@pytest.mark.parametrize(("size", "count"), [("small", 1), ("medium", 0)])
def test_small_businesses_file_their_staff(
    size: str, count: int, answer: Callable[..., Estimate]
) -> None:
    told = frames(answer({"size": size}, SOFTWARE, SERVICE))
    assert len(lines(told["invoice"], "従業員一覧", "koubo-invoice p.13")) == count
    assert len(lines(told["security"], "従業員一覧", "koubo-security p.19")) == count
    assert lines(told["normal"], "従業員一覧") == []


# --- applications under way --------------------------------------------------------------------

ASKED: dict[Frame, set[Frame]] = {  # RULES of each frame: what may be held beside it
    "normal": {"normal", "consortium"},
    "invoice": {"invoice", "edi", "consortium"},
    "edi": {"invoice", "edi", "consortium"},
    "security": {"security"},
}


@pytest.mark.parametrize("applied", FRAMES)
def test_an_application_under_way_closes_nothing_and_is_told_where_it_matters(
    applied: Frame, answer: Callable[..., Estimate]
) -> None:
    entry = {"year": 2025, "frame": applied, "status": "applied"}
    without = frames(answer({"size": "small", "history": []}, SOFTWARE, SERVICE))
    told = frames(answer({"size": "small", "history": [entry]}, SOFTWARE, SERVICE))
    for frame in SINGLE:
        assert (told[frame].eligible, told[frame].subsidy, told[frame].checks) == (
            without[frame].eligible,
            without[frame].subsidy,
            without[frame].checks,
        )
        asked = lines(told[frame], f"申請中: 2025年度 {FRAMES[applied]}")
        assert len(asked) == (applied in ASKED[frame]), frame


@pytest.mark.parametrize("status", ["decided", "applied"])
def test_a_decision_of_this_year_closes_and_an_application_does_not(
    status: str, answer: Callable[..., Estimate]
) -> None:
    entry = {"year": 2025, "frame": "normal", "status": status}
    normal = frames(answer({"size": "small", "history": [entry]}, SOFTWARE))["normal"]
    assert normal.eligible is (status == "applied")


@pytest.mark.parametrize(
    ("entry", "frames_told"),
    [
        ({"frame": "security"}, ["normal", "invoice", "security"]),
        ({"frame": "edi", "otasuketai": True}, ["normal", "invoice", "security"]),
        ({"frame": "edi"}, []),
    ],
)
def test_an_application_for_a_service_is_told_where_it_may_bar(
    entry: dict[str, Any], frames_told: list[Frame], answer: Callable[..., Estimate]
) -> None:
    """koubo-tsujyo p.19, koubo-invoice p.17, koubo-security p.14; nothing in koubo-denshi."""
    history = [{"year": 2025, "status": "applied", **entry}]
    told = frames(answer({"size": "small", "history": history}, SOFTWARE, SERVICE))
    words = ("お助け隊サービスの交付決定か申請がある", "申請中: 他にお助け隊サービス")
    found = [
        frame
        for frame in SINGLE
        if any(word in line for line in told[frame].to_confirm for word in words)
    ]
    assert found == frames_told
    assert told["security"].eligible


@pytest.mark.parametrize(
    ("applied", "count"), [("normal", 1), ("invoice", 1), ("edi", 1), ("security", 0)]
)
def test_a_member_s_application_is_told_with_its_name(
    applied: Frame, count: int, answer: Callable[..., Estimate]
) -> None:
    """koubo-fukusu p.21: not beside 通常枠 and インボイス枠, but beside セキュリティ対策推進枠."""
    applicant = group()
    applicant["members"][7]["history"] = [{"year": 2025, "frame": applied, "status": "applied"}]
    result = frames(answer(applicant, SOFTWARE))["consortium"]
    assert result.eligible
    assert len(lines(result, f"申請中: 員7、2025年度 {FRAMES[applied]}")) == count


def test_an_application_is_no_decision_in_any_other_rule(answer: Callable[..., Estimate]) -> None:
    """Neither the twelve months nor the higher growth follow from one."""
    entry = {"year": 2025, "frame": "consortium", "status": "applied"}
    applicant = {
        "size": "small",
        "history": [entry],
        "prerequisites": {"productivity_growth": "3%", "productivity_growth_first_year": "3%"},
    }
    normal = frames(answer(applicant, SOFTWARE))["normal"]
    assert normal.eligible
    assert not [check for check in normal.checks if check.id.endswith(("_repeat", ".waiting"))]


@pytest.mark.parametrize("year", [2024, 2026])
def test_an_application_of_another_year_is_refused(
    year: int, answer: Callable[..., Estimate]
) -> None:
    entry = {"year": year, "frame": "normal", "status": "applied"}
    with pytest.raises(ValueError, match=r"applicant\.history\.1\.year: .*2025年度の申請だけ"):
        answer({"size": "small", "history": [entry]}, SOFTWARE)


def test_an_application_has_no_day_of_decision() -> None:
    entry = {"year": 2025, "frame": "normal", "status": "applied", "decided_on": "2025-06-18"}
    with pytest.raises(ValidationError, match="交付決定の日はありません"):
        Applicant.model_validate({"name": "甲", "size": "small", "history": [entry]})


QUOTE = "明細: [{品名: 会計, 区分: ソフトウェア, 単価: 400000, プロセス: [共P-04]}]\n"


def write(folder: Path, applicant: str) -> Path:
    (folder / "applicant.yaml").write_text(applicant, encoding="utf-8")
    (folder / "quote.yaml").write_text(QUOTE, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", ["estimate", "plan", "explain", "batch", "check"])
def test_a_file_with_an_application_of_another_year_is_told_where(
    command: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = "交付決定の履歴:\n  - {年度: 2024, 申請枠: 通常枠, 状態: 申請中}\n"
    write(in_folder, f"名称: 甲\n規模: 小規模\n{history}")
    arguments = [command, "."] + (["--date", "2025-08-20"] if command != "check" else [])
    assert main(arguments) == 1
    known = "2025年度・2026年度" if command == "check" else "2025年度"
    message = f"状態: 申請中 と書けるのは、{known}の申請だけです"
    assert f"applicant.yaml:4:10: 交付決定の履歴.1.年度: {message}" in capsys.readouterr().err


def test_a_member_s_application_of_another_year_is_told_where(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = "".join(f"  - {{名称: 員{n}, 規模: 小規模}}\n" for n in range(9))
    history = "[{年度: 2026, 申請枠: 通常枠, 状態: 申請中}]"
    late = f"  - {{名称: 員9, 規模: 小規模, 交付決定の履歴: {history}}}\n"
    write(in_folder, f"名称: 組\n法人種別: グループ\n代表: 商工団体\n構成員:\n{members}{late}")
    assert main(["estimate", ".", "--date", "2025-08-20"]) == 1
    assert "applicant.yaml:14:38: 構成員.10.交付決定の履歴.1.年度: " in capsys.readouterr().err


# --- answers under way ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["申請中", "手続中", "pending"])
def test_what_is_under_way_is_read_and_closes_nothing(
    word: str, in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = f"申請要件: {{GビズIDプライム: {word}, SECURITY ACTION: {word}}}\n"
    folder = write(in_folder, f"名称: 甲\n規模: 小規模\n{answers}")
    assert load_applicant(folder / "applicant.yaml").prerequisites.model_dump(
        exclude_unset=True
    ) == {"gbizid_prime": "pending", "security_action": "pending"}
    assert main(["estimate", ".", "--full", "--date", "2025-08-20"]) == 0
    told = capsys.readouterr().out
    assert "申請中: GビズIDプライムの取得（公募要領（通常枠）6頁）" in told
    assert "申請中: SECURITY ACTION の宣言（公募要領（通常枠）6頁）" in told


@pytest.mark.parametrize("key", ["最低賃金以上", "労働生産性の伸び", "労働生産性の1年後の伸び"])
def test_the_other_answers_are_never_under_way(key: str, in_folder: Path) -> None:
    folder = write(in_folder, f"名称: 甲\n規模: 小規模\n申請要件: {{{key}: 申請中}}\n")
    with pytest.raises(InputError) as caught:
        load_applicant(folder / "applicant.yaml")
    (problem,) = caught.value.problems
    assert problem.path == f"申請要件.{key}"


def test_an_answer_under_way_survives_a_change() -> None:
    from itsubsidy.answers.changes import Change, change

    applicant = Applicant.model_validate(
        {"name": "甲", "size": "small", "prerequisites": {"gbizid_prime": "pending"}}
    )
    quote = Quote.model_validate({"items": [SOFTWARE]})
    changed, _ = change(applicant, quote, [Change("applicant.employees", 3)])
    assert changed.prerequisites.gbizid_prime == "pending"


# --- editions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "missing"),
    [(date(2025, 10, 31), False), (date(2025, 11, 1), True), (date(2026, 1, 7), True)],
)
def test_editions_that_are_not_held_are_told_from_the_day_they_apply(
    on: date, missing: bool, answer: Callable[..., Estimate]
) -> None:
    note = answer({"size": "small"}, SOFTWARE, on=on).notes[-1]
    assert "2025-03-24・2025-06-03" in note
    assert ("2025-10-15" in note) is missing
