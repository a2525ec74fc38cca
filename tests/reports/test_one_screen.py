"""The screen: 22 lines of 79 columns, the result last, nothing lost without a count."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clients import ON
from rich.cells import cell_len

from itsubsidy import Estimate, Quote, estimate
from itsubsidy.cli import ExitCode, main
from itsubsidy.files.folders import find_client
from itsubsidy.inputs.reading import load_client
from itsubsidy.reports.content.estimate import estimate_report
from itsubsidy.reports.content.hints import Asked
from itsubsidy.reports.formats import draw
from itsubsidy.reports.screen import Screen

TODAY = date(2026, 11, 25)
FOLDERS = ["buyer", "clinic", "inn", "manufacturer", "shop", "shopping-street", "workshop"]
ANY_CLOUD: dict[str, Any] = {
    "name": "会計",
    "category": "software",
    "price": 100_000,
    "functions": ["accounting"],
}


def screen(answer: Estimate, width: int | None = 80, *, color: bool = False) -> str:
    return draw(
        estimate_report(answer, asked=Asked("examples/shop")), "table", Screen(width, color)
    )


def example(folder: Path, *more: Quote, on: date = ON) -> Estimate:
    client = load_client(*find_client(folder))
    return estimate(client.applicant, [*client.quotes, *more], on=on, today=TODAY)


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("on", [ON, date(2026, 8, 20)])
@pytest.mark.parametrize("width", [80, 120, None])
def test_it_is_one_screen_and_ends_with_the_result(
    name: str, on: date, width: int | None, examples: Path
) -> None:
    answer = example(examples / name, on=on)
    text = screen(answer, width)
    lines = text.splitlines()
    assert len(lines) <= 22
    assert width is None or max(map(cell_len, lines)) < width
    assert all(line == line.rstrip() for line in lines)
    assert not any(line.lstrip()[:1] in tuple("・）」、。") for line in lines if line)
    quote = answer.quotes[0]
    assert lines[-3].startswith(f"補助額 {quote.subsidy:,}円（")
    assert lines[-2].startswith(f"支払 {quote.cash.outlay:,}円（税込）うち補助金の前に ")
    assert lines[-1].startswith(f"実質負担 {quote.cash.net_with_tax:,}円（税込")


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("width", [80, 120, None])
def test_amounts_are_never_cut(name: str, width: int | None, examples: Path) -> None:
    answer = example(examples / name)
    lines = screen(answer, width).splitlines()
    if width is not None:
        assert max(map(cell_len, lines)) < width
    else:
        assert not any("…" in line for line in lines)
    for result in answer.quotes[0].frames.values():
        if result.eligible:
            assert any(
                f" {result.eligible_cost:,} " in line and f" {result.subsidy:,} " in line
                for line in lines
            )


@pytest.mark.parametrize("name", FOLDERS)
def test_colour_changes_no_word(name: str, examples: Path) -> None:
    answer = example(examples / name)
    colored = screen(answer, color=True)
    assert "\x1b[1;32m" in colored
    plain = colored
    for code in ("1;32", "1", "2", "33", "0"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == screen(answer)


def test_the_table_of_the_shop(examples: Path) -> None:
    lines = screen(example(examples / "shop")).splitlines()
    assert (
        lines[0] == "株式会社みなと食堂  小売業・4人: 小規模事業者     申請日 2025-08-20（4次締切）"
    )
    assert lines[1:13] == [
        "受付は 2026-01-07 に終了しています。終了した制度の規則による参考額です",
        "見積 港システム株式会社「クラウド会計とPOSレジ」",
        "     1,400,000円（税抜、契約全体）= 1,540,000円（税込）",
        "",
        " 申請枠                      補助対象経費  補助率           補助額  判定",
        "--------------------------------------------------------------------------",
        " 通常枠                           708,000  1/2             354,000  対象",
        " インボイス枠・対応類型         1,148,000  4/5・2/3・1/2   775,333  補助額最大",
        " インボイス枠・電子取引類型     受発注のソフトがないため            対象外",
        " セキュリティ対策推進枠         お助け隊サービスがないため          対象外",
        " 複数社連携IT導入枠             グループでの申請ではないため        対象外",
        "",
    ]
    assert lines[13] == "対象にならない額 252,000円: クラウド会計・売上管理 216,000円 ほか1件"
    assert lines[14] == "見直し案 1 「クラウド会計・売上管理」の契約を 24か月に: 見積額 -216,000円"
    assert lines[-6].startswith("確かめること ")
    assert lines[-5] == "  itsubsidy explain examples/shop"
    assert lines[-3:] == [
        "補助額 775,333円（インボイス枠・インボイス対応類型）",
        "支払 1,540,000円（税込）うち補助金の前に 1,262,800円。補助金は後払いです",
        "実質負担 764,667円（税込。税抜では 624,667円）",
    ]


def test_a_group_has_one_line_for_the_frames_that_it_cannot_have(examples: Path) -> None:
    lines = screen(example(examples / "shopping-street")).splitlines()
    assert lines[0].startswith("みなと商店街DXグループ  商工団体等・構成員 12者のグループ")
    assert any(
        line.startswith(" 通常枠・対応類型・電子取引・セキュリティ  グループでの申請のため")
        for line in lines
    )


def offers(answer: Callable[..., Estimate], *prices: int) -> Estimate:
    """Offers of software at so many yen by competing vendors, of 48 people in wholesale."""
    quotes = [
        Quote.model_validate(
            {
                "vendor": f"業者{at}",
                "items": [ANY_CLOUD | {"price": price, "processes": ["共P-04"]}],
            }
        )
        for at, price in enumerate(prices, 1)
    ]
    first = answer({"industry": "wholesale", "employees": 48}, ANY_CLOUD)
    return estimate(first.applicant, quotes, on=ON, today=TODAY)


def test_several_quotes_are_compared_and_two_are_marked(
    answer: Callable[..., Estimate],
) -> None:
    # 通常枠 2,000,000 × 1/2 = 1,000,000; インボイス枠 400,000 × 3/4 = 300,000
    lines = screen(offers(answer, 2_000_000, 400_000)).splitlines()
    assert "見積 2件の比較（足し合わせません）" in lines
    assert (
        " 1 業者1                2,000,000  通常枠     1,000,000   1,200,000  補助額最大" in lines
    )
    assert " 2 業者2                  400,000  対応類型     300,000     140,000  負担最小" in lines
    assert lines[-3:] == [
        "補助額最大 見積1 業者1 1,000,000円（通常枠）",
        "           支払 2,200,000円（税込、立て替え）、実質負担 1,200,000円（税込）",
        "負担最小   見積2 業者2 補助額 300,000円、実質負担 140,000円（税込）",
    ]
    assert len(lines) <= 22


def test_of_many_quotes_the_largest_and_the_marked_are_shown(
    answer: Callable[..., Estimate],
) -> None:
    found = offers(answer, *range(400_000, 1_600_000, 100_000))
    lines = screen(found).splitlines()
    assert len(lines) <= 22
    assert " ほか 4件: --full" in lines
    assert any(line.startswith(" 1 業者1 ") and line.endswith("負担最小") for line in lines)


def test_equal_quotes_go_by_the_order_of_the_files_and_it_says_so(
    answer: Callable[..., Estimate],
) -> None:
    lines = screen(offers(answer, 400_000, 400_000)).splitlines()
    assert "見積1・見積2は負担が同じです。先の見積を選びました" in lines
    assert lines[-3].startswith("補助額最大・負担最小 見積1 業者1 補助額 300,000円（対応類型）")


def test_without_an_open_frame_the_last_line_says_so(answer: Callable[..., Estimate]) -> None:
    lines = screen(
        answer({"size": "small"}, ANY_CLOUD | {"registered": False, "price": 10_000})
    ).splitlines()
    assert lines[-1] == "対象になる申請枠がありません"
    lines = screen(
        answer(
            {"size": "small", "prerequisites": {"gbizid_prime": False}},
            ANY_CLOUD,
        )
    ).splitlines()
    assert lines[-1] == "対象になる申請枠がありません"
    assert any("GビズIDプライムがないため" in line for line in lines)


def test_long_names_are_cut_on_a_terminal_alone(answer: Callable[..., Estimate]) -> None:
    long = "とても長い名前の" * 10
    found = answer({"size": "small", "name": long}, ANY_CLOUD | {"name": long}, title=long)
    assert max(cell_len(line) for line in screen(found).splitlines()) <= 79
    assert screen(found).count("…") >= 2
    assert screen(found, None).startswith(f"{long}  小規模事業者  申請日 2025-08-20")


def test_what_is_typed_never_moves_the_cursor(answer: Callable[..., Estimate]) -> None:
    hostile = "[red]A[/B]\x1b[31m\u202e:smile:"
    found = answer({"size": "small", "name": hostile}, ANY_CLOUD | {"name": hostile}, title=hostile)
    assert "\x1b" not in screen(found)
    assert "\u202e" not in screen(found)
    assert "[red]A[/B]" in screen(found)


def test_warnings_come_before_the_steps(answer: Callable[..., Estimate]) -> None:
    found = answer({"industry": "retail", "employees": 4, "capital": 500}, ANY_CLOUD)
    lines = screen(found).splitlines()
    warned = next(at for at, line in enumerate(lines) if line.startswith("注意 "))
    counted = next(at for at, line in enumerate(lines) if line.startswith("確かめること"))
    assert warned < counted
    assert "、注意 2件" in lines[counted]


@pytest.mark.parametrize(
    ("width", "options"),
    [
        ("80", []),
        ("80", ["--frame", "invoice"]),
        ("120", ["--programme", "it2025", "--frame", "invoice"]),
        ("", ["--programme", "it2025", "--frame", "invoice"]),
    ],
)
def test_the_command_that_it_names_leads_to_the_same_answer(
    width: str,
    options: list[str],
    examples: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(examples.parent)
    monkeypatch.setenv("COLUMNS", width)
    main(["estimate", "examples/shop", "--date", "2025-08-20", *options])
    shown = capsys.readouterr().out
    [command] = re.findall(r"itsubsidy (explain .*)", shown)
    assert main(command.split()) == ExitCode.ANSWERED
    explained = capsys.readouterr().out
    counted = re.search(r"確かめること (\d+)件", shown)
    assert counted is not None
    listed = explained.partition("までに確かめること\n")[2].partition("\n\n")[0]
    assert len(re.findall(r"^  - ", listed, re.M)) == int(counted[1])
    assert "IT導入補助金2025  申請日 2025-08-20" in explained


def test_a_quote_of_several_that_pays_more_in_frames_names_its_own_files(
    examples: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(examples)
    files = ["inn/applicant.yaml", "inn/quote.yaml", "shop/quote.yaml"]
    main(["estimate", *files, "--date", "2025-08-20"])
    shown = capsys.readouterr().out
    [command] = re.findall(r"見積1は .*: itsubsidy (plan .*)", shown)
    assert command == "plan inn/applicant.yaml inn/quote.yaml --date 2025-08-20"
    promised = re.search(r"分ければ 補助額 (?:少なくとも )?([\d,]+円)", shown)
    assert promised is not None
    main(command.split())
    assert promised[1] in capsys.readouterr().out


def test_rules_that_no_official_text_confirms_are_counted(examples: Path) -> None:
    assert "原文で確かめていない規則" not in screen(example(examples / "shop"))
    assert "原文で確かめていない規則 " in screen(example(examples / "shop", on=date(2026, 8, 20)))


def test_full_has_all_of_the_working(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["estimate", str(examples / "shop"), "--date", "2025-08-20"]
    assert main(arguments) == ExitCode.ANSWERED
    short = capsys.readouterr().out
    assert main([*arguments, "--full"]) == ExitCode.ANSWERED
    full = capsys.readouterr().out
    assert "SHA-256" not in short
    assert "SHA-256" in full
    assert len(short.splitlines()) <= 22 < len(full.splitlines())


def test_a_pager_s_columns_and_a_forced_colour(
    examples: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["estimate", str(examples / "inn"), "--date", "2025-08-20"])
    shown = capsys.readouterr().out
    assert "\x1b[1;32m" in shown
    assert not any(cell_len(line) > 79 for line in re.sub("\x1b.*?m", "", shown).splitlines())
    monkeypatch.setenv("NO_COLOR", "1")
    main(["estimate", str(examples / "inn"), "--date", "2025-08-20"])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "options", "start"),
    [
        ("a.html", [], "<!DOCTYPE html>"),
        ("a.HTM", [], "<!DOCTYPE html>"),
        ("a.json", [], "{"),
        ("a.md", [], "# "),
        ("a.csv", [], "\ufeff申請者,"),
        ("a.txt", [], "株式会社みなと食堂  小売業"),
        ("a.txt", ["--format", "json"], "{"),
    ],
)
def test_the_ending_of_a_file_says_its_format(
    file: str, options: list[str], start: str, examples: Path, tmp_path: Path
) -> None:
    target = tmp_path / file
    assert main(["estimate", str(examples / "shop"), "-o", str(target), *options]) == 0
    assert target.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize(
    ("file", "options", "said"),
    [
        ("a.xlsx", [], ".xlsx では書けません"),
        ("a.pdf", [], ".pdf では書けません"),
        ("a.jsonl", [], ".jsonl では書けません"),
        ("a.html", ["--format", "json"], ".html が合いません"),
    ],
)
def test_an_ending_that_cannot_be_is_refused(
    file: str,
    options: list[str],
    said: str,
    examples: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / file
    code = main(["estimate", str(examples / "shop"), "-o", str(target), *options])
    assert code == ExitCode.CANNOT_RUN
    assert said in capsys.readouterr().err
    assert not target.exists()


def test_help_by_one_letter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-h"]) == ExitCode.ANSWERED
    assert "estimate" in capsys.readouterr().out
    assert main(["estimate", "-h"]) == ExitCode.ANSWERED
    assert "--full" in capsys.readouterr().out
