"""The rounds of a programme: what is known, what is not, and a calendar that others can read."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itsubsidy.cli import ExitCode, main
from itsubsidy.reports.formats.ics import folded
from itsubsidy.rules.programme.rulefile import programmes

OVER_2026 = "分かっている最後の締切 2026-10-30 は終わっています。その後の回は確認していません"
OVER_2025 = "受付は 2026-01-07 に終了しています"
NEXT = "次の デジタル化・AI導入補助金2026 の受付は 2026-03-30 からです"
NO_ROUNDS = "複数社連携IT導入枠の回は分かっていません"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    assert main(["rounds", *arguments]) == ExitCode.ANSWERED
    out, err = capsys.readouterr()
    return out, err


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    out, err = printed(capsys, "--format", "json", *arguments)
    assert err == ""
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_json_has_days_as_iso_dates(capsys: pytest.CaptureFixture[str]) -> None:
    """2026-09-20 to 2026-09-29 is 9 days, to 2026-10-30 31 more."""
    answer = told(capsys, "--date", "2026-09-20", "--frame", "通常枠")
    assert answer == {
        "schema": "itsubsidy.rounds/1",
        "programme": {
            "id": "it2026",
            "name": "デジタル化・AI導入補助金2026",
            "date": "2026-09-20",
            "opens": "2026-03-30",
            "closes": None,
            "last_deadline": "2026-10-30",
            "later_rounds": "unknown",
            "closed": False,
            "verified_on": "2026-11-25",
        },
        "next": None,
        "frames": [
            {
                "frame": "normal",
                "name": "通常枠",
                "current": 5,
                "later_rounds": "unknown",
                "rounds": [
                    {
                        "round": number,
                        "deadline": deadline,
                        "time": "17:00",
                        "decision": decision,
                        "report": report,
                        "days_left": days_left,
                    }
                    for number, deadline, decision, report, days_left in (
                        (1, "2026-05-12", "2026-06-18", "2026-12-25", None),
                        (2, "2026-06-15", "2026-07-23", "2027-01-29", None),
                        (3, "2026-07-21", "2026-09-02", "2027-02-26", None),
                        (4, "2026-08-25", "2026-10-07", "2027-03-31", None),
                        (5, "2026-09-29", "2026-11-09", "2027-04-30", 9),
                        (6, "2026-10-30", None, None, 40),
                    )
                ],
                "source": "schedule2026 締切",
                "grade": "reported",
            }
        ],
        "notes": [],
    }


@pytest.mark.parametrize(
    ("day", "current", "days_left"),
    [
        ("2026-03-29", None, 44),  # applications open on the next day; 2 + 30 + 12 days
        ("2026-03-30", 1, 43),
        ("2026-05-12", 1, 0),
        ("2026-05-13", 2, None),
        ("2026-10-31", None, None),
    ],
)
def test_the_round_of_a_day(
    day: str, current: int | None, days_left: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--programme", "it2026", "--date", day, "--frame", "normal")
    (frame,) = told(capsys, *arguments)["frames"]
    assert (frame["current"], frame["rounds"][0]["days_left"]) == (current, days_left)


def test_a_frame_may_have_rounds_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    frames = {frame["frame"]: frame for frame in told(capsys, "--date", "2026-07-01")["frames"]}
    assert list(frames) == ["normal", "invoice", "edi", "security", "consortium"]
    own = [(one["round"], one["deadline"]) for one in frames["consortium"]["rounds"]]
    assert own == [(1, "2026-06-15"), (2, "2026-08-25")]
    assert frames["security"]["rounds"] == frames["normal"]["rounds"]


def test_rounds_that_are_not_known_are_null_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, "--date", "2025-08-20", "--frame", "consortium")
    (frame,) = answer["frames"]
    assert (frame["rounds"], frame["later_rounds"], frame["current"]) == (None, None, None)
    assert answer["notes"] == [NO_ROUNDS]
    out, _ = printed(capsys, "--date", "2025-08-20", "--frame", "consortium")
    assert "回は分かっていません。制度の受付は 2025-03-31 から 2026-01-07 までです" in out


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (("--date", "2026-11-25"), [OVER_2026]),
        (("--date", "2026-10-30"), []),
        (("--date", "2026-01-07"), []),
        (("--date", "2026-01-08"), [OVER_2025, NEXT]),
        (("--date", "2026-03-29"), [OVER_2025, NEXT]),
        # the next programme is open by then
        (("--date", "2026-11-25", "--programme", "it2025"), [OVER_2025]),
        (("--date", "2026-03-29", "--programme", "it2026"), ["受付は 2026-03-30 からです"]),
    ],
)
def test_what_is_over_and_what_is_not_known_comes_first(
    arguments: tuple[str, ...], lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = printed(capsys, *arguments)
    heading, *rest = out.split("\n\n")[0].splitlines()
    assert " から見た締切（" in heading
    assert rest == lines
    assert err == ""
    markdown, _ = printed(capsys, *arguments, "--format", "markdown")
    assert [line for line in markdown.split("\n\n") if line.startswith("**")] == [
        f"**{line}**" for line in lines
    ]
    for form in ("csv", "ics"):  # which have no place for it
        _, err = printed(capsys, *arguments, "--frame", "normal", "--format", form)
        assert err == "".join(f"注: {line}\n" for line in lines)


def test_the_rounds_of_one_frame_may_be_over_while_others_are_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "複数者連携デジタル化・AI導入枠"
    over = "分かっている最後の締切 2026-08-25 は終わっています。その後の回は確認していません"
    out, err = printed(capsys, "--date", "2026-09-10", "--frame", "consortium", "--format", "ics")
    assert "BEGIN:VEVENT" not in out
    assert err == f"注: {name}: {over}\n"


def test_the_table_says_the_days_and_what_comes_after(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = printed(capsys, "--date", "2025-12-02", "--frame", "invoice")
    assert out.splitlines() == [
        "IT導入補助金2025  2025-12-02 から見た締切（2026-11-22 確認）",
        "",
        "インボイス枠（インボイス対応類型）",
        "",
        " 回   締切              残り  交付決定          実績報告",
        "-----------------------------------------------------------------",
        " 1次  2025-05-12 17:00  終了  2025-06-18        分かっていません",
        " 2次  2025-06-16 17:00  終了  2025-07-24        分かっていません",
        " 3次  2025-07-18 17:00  終了  2025-09-02        分かっていません",
        " 4次  2025-08-20 17:00  終了  2025-09-30        分かっていません",
        " 5次  2025-09-22 17:00  終了  2025-10-31        分かっていません",
        " 6次  2025-10-31 17:00  終了  2025-12-11        分かっていません",
        " 7次  2025-12-02 17:00  当日  2026-01-20        分かっていません",
        " 8次  2026-01-07 17:00  36日  分かっていません  分かっていません",
        "",
        "2026-01-07 より後の回はありません",
        "根拠 schedule 締切（公式の原文で確かめていません。"
        "確かめるには: 事業ホームページの交付申請受付スケジュール）",
    ]


def test_later_rounds_that_are_not_known_are_told_while_one_is_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, _ = printed(capsys, "--date", "2026-10-01")
    assert "2026-10-30 より後の回は確認していません" in out


def test_csv_has_a_row_a_frame_and_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rounds.csv"
    printed(capsys, "--date", "2025-08-20", "--format", "csv", "-o", str(file))
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    heads = "制度,申請枠,回,締切,時刻,交付決定,実績報告,残り日数,後の回,根拠,確かさ"
    assert ",".join(rows[0]) == heads
    assert len(rows) == 1 + 4 * 8 + 1
    fifth = "IT導入補助金2025,通常枠,5,2025-09-22,17:00,2025-10-31,,33,なし,schedule 締切,reported"
    assert ",".join(rows[5]) == fifth
    last = ["IT導入補助金2025", "複数社連携IT導入枠", *[""] * 6, "分かっていません", "", ""]
    assert rows[-1] == last


# --- the calendar -------------------------------------------------------------------------------

CONTENT_LINE = re.compile(r"[A-Z-]+(?:;[A-Z]+=[^:;,\"]+)*:.*")


def unfolded(text: str) -> list[str]:
    """The content lines of a calendar, each checked by RFC 5545 3.1."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert all(map(CONTENT_LINE.fullmatch, lines))
    return lines


def events(lines: list[str]) -> list[dict[str, str]]:
    """The properties of each event, in their order; components are nested as they must be."""
    open_: list[str] = []
    found: list[dict[str, str]] = []
    for line in lines:
        name, value = line.split(":", 1)
        if name == "BEGIN":
            assert (value == "VCALENDAR") == (not open_)
            open_.append(value)
            found += [{}] if value == "VEVENT" else []
        elif name == "END":
            assert open_.pop() == value
        elif open_[-1] == "VEVENT":
            assert name not in found[-1]
            found[-1][name] = value
    assert open_ == []
    return found


def test_a_calendar_has_the_deadlines_that_are_to_come(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--date", "2026-08-25", "--frame", "normal", "--frame", "consortium")
    out, err = printed(capsys, *arguments, "--format", "ics")
    assert err == ""
    lines = unfolded(out)
    assert lines[:12] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//itsubsidy//rounds//JA",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "BEGIN:STANDARD",
        "DTSTART:19510101T000000",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "TZNAME:JST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    told_of = [(one["UID"], one["DTSTART;TZID=Asia/Tokyo"]) for one in events(lines)]
    assert told_of == [
        ("it2026-normal-4@itsubsidy", "20260825T170000"),
        ("it2026-normal-5@itsubsidy", "20260929T170000"),
        ("it2026-normal-6@itsubsidy", "20261030T170000"),
        ("it2026-consortium-2@itsubsidy", "20260825T170000"),
    ]
    (fourth, *_, last) = events(lines)
    assert fourth == {
        "UID": "it2026-normal-4@itsubsidy",
        "DTSTAMP": "20261125T000000Z",
        "DTSTART;TZID=Asia/Tokyo": "20260825T170000",
        "SUMMARY": "通常枠 4次締切",
        "DESCRIPTION": "デジタル化・AI導入補助金2026\\n交付決定 2026-10-07\\n"
        "実績報告 2027-03-31 まで\\n根拠 schedule2026 締切（公式の原文で確かめていません。"
        "確かめるには: 事業ホームページの交付申請受付スケジュール）",
        "TRANSP": "TRANSPARENT",
    }
    assert last["SUMMARY"] == "複数者連携デジタル化・AI導入枠 2次締切"


def test_a_calendar_without_a_deadline_to_come_is_one_still(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, err = printed(capsys, "--date", "2026-11-25", "--format", "ics")
    assert events(unfolded(out)) == []
    assert err == f"注: {OVER_2026}\n"


def test_a_calendar_of_the_same_day_has_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / name for name in ("a.ics", "b.ics")]
    for file in files:
        printed(capsys, "--date", "2026-05-01", "--format", "ics", "-o", str(file))
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.count(b"\r\n") == first.count(b"\n")


def test_names_of_events_are_all_different_and_stay(capsys: pytest.CaptureFixture[str]) -> None:
    names = []
    for programme in programmes():
        arguments = ("--programme", programme.id, "--date", "2025-01-01", "--format", "ics")
        out, _ = printed(capsys, *arguments)
        names += [one["UID"] for one in events(unfolded(out))]
    assert len(set(names)) == len(names) == 4 * 8 + 4 * 6 + 2
    later, _ = printed(capsys, "--date", "2025-12-30", "--format", "ics")
    assert {one["UID"] for one in events(unfolded(later))} <= set(names)


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("", [0]),
        ("a" * 75, [75]),
        ("a" * 76, [75, 2]),
        # the space that continues a line is an octet of it: 74 characters more
        ("a" * 149, [75, 75]),
        ("a" * 150, [75, 75, 2]),
        ("あ" * 25, [75]),
        ("あ" * 26, [75, 4]),
        # 1 + 24 × 3 = 73 octets; another character would make 76
        ("a" + "あ" * 25, [73, 4]),
        ("𠮷" * 19, [72, 5]),
    ],
)
def test_a_line_is_folded_between_characters(line: str, pieces: list[int]) -> None:
    parts = folded(line).split("\r\n")
    assert [len(part.encode()) for part in parts] == pieces
    assert folded(line).replace("\r\n ", "") == line


@pytest.mark.parametrize("option", [("--frame", "特別枠"), ("--programme", "it1999")])
def test_what_there_is_not_is_refused(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rounds", *option]) == ExitCode.CANNOT_RUN
    assert option[1] in capsys.readouterr().err


def test_without_a_date_it_is_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys)["programme"]["date"] == date.today().isoformat()
