"""The command line: data to stdout, the rest to stderr, and the exit codes that scripts rely on."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from itsubsidy import __version__
from itsubsidy.cli import ExitCode, main, options
from itsubsidy.cli.app import COMMANDS, command_named
from itsubsidy.files.problems import Problem
from itsubsidy.rules.programme.rulefile import RuleFileError

APPLICANT = "name: 甲\nindustry: retail\nemployees: 4\n"
QUOTE = """\
vendor: 丁
items:
  - {name: 会計, category: software, price: 100_000, functions: [accounting], processes: [共P-04]}
"""
CLOSED = "items:\n  - {name: 旅費, category: other, price: 100_000}\n"


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A client folder: 100,000 × 4/5 = 80,000 in インボイス対応類型, × 1/2 = 50,000 in 通常枠."""
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "applicant.yaml").write_text(APPLICANT, encoding="utf-8")
    (folder / "quote.yaml").write_text(QUOTE, encoding="utf-8")
    return folder


def run(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, as a script runs it."""
    more.setdefault("env", {**os.environ, "PYTHONUTF8": "1"})
    return subprocess.run(
        [sys.executable, "-m", "itsubsidy", *map(str, arguments)],
        capture_output=True,
        check=False,
        **more,
    )


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"itsubsidy {__version__}\n"


def test_table_goes_to_stdout(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client), "--date", "2025-08-20"]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert "\n補助額 80,000円（インボイス枠・インボイス対応類型）\n" in told.out
    assert told.err == ""


def test_files_may_be_named_one_by_one(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(client / "applicant.yaml"), str(client / "quote.yaml")]
    assert main(["estimate", *files, "--format", "json"]) == ExitCode.ANSWERED
    assert json.loads(capsys.readouterr().out)["quotes"][0]["best"] == "invoice"


def test_every_quote_of_a_folder_is_compared(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "quote-b.yml").write_text(QUOTE.replace("100_000", "50_000"), encoding="utf-8")
    (client / "notes.yaml").write_text("not: a quote\n", encoding="utf-8")
    assert main(["estimate", str(client), "--format", "json"]) == ExitCode.ANSWERED
    quotes = json.loads(capsys.readouterr().out)["quotes"]
    assert [(Path(q["file"]).name, q["total"]) for q in quotes] == [
        ("quote-b.yml", 50_000),
        ("quote.yaml", 100_000),
    ]


def test_json_of_problems(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (client / "quote.yaml").write_text("items: []\n", encoding="utf-8")
    assert main(["estimate", str(client), "--format", "json"]) == ExitCode.WRONG_INPUT
    told = capsys.readouterr()
    file = str(client / "quote.yaml")
    assert json.loads(told.out) == {
        "schema": "itsubsidy.estimate/1",
        "problems": [
            {
                "file": file,
                "line": 1,
                "column": 8,
                "path": "items",
                "message": "空です。一つ以上を書きます",
            }
        ],
    }
    assert told.err == f"{file}:1:8: items: 空です。一つ以上を書きます\n"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "applicant.yaml がありません"),
        ({"applicant.yaml": APPLICANT}, "quote で始まる見積（quote.yaml など）がありません"),
        (
            {"applicant.yaml": APPLICANT, "applicant.yml": APPLICANT, "quote.yaml": QUOTE},
            "applicant.yaml と applicant.yml の両方があります。一つにしてください",
        ),
    ],
)
def test_incomplete_folder(
    files: dict[str, str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["estimate", str(tmp_path)]) == ExitCode.WRONG_INPUT
    assert f"{tmp_path}: {message}\n" in capsys.readouterr().err


def test_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", "nowhere.yaml", "no-quote.yaml"]) == ExitCode.WRONG_INPUT
    assert capsys.readouterr().err == (
        "nowhere.yaml: ファイルがありません\nno-quote.yaml: ファイルがありません\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["estimate"], "顧客を指定してください"),
        (
            ["estimate", "x", "--format", "xml"],
            "--format の「xml」は使えません。使える値: table、json",
        ),
        (
            ["estimate", "x", "--date", "8/20"],
            "--date の「8/20」は日付として読めません。「2025-08-20」のように書きます",
        ),
        (["estimate", "x", "--frame", "invoce"], "「invoce」という申請枠はありません"),
        (["estimate", "x", "--programme", "it1999"], "「it1999」はありません。ある制度: it2025"),
        (["estimate", "-", "-"], "標準入力（-）は一度だけ指定できます"),
        (["estimate", "x", "--fomat", "json"], "--fomat というオプションはありません"),
        (["estimate", "x", "--date"], "--date の値がありません"),
        (["estmate"], "estmate というコマンドはありません"),
        (["rules", "normal", "invoice"], "引数が多すぎます: invoice"),
        (["rules", "nomal"], "「nomal」という申請枠はありません"),
    ],
)
def test_wrong_usage(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.CANNOT_RUN
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("itsubsidy: ")
    assert message in told.err


def test_a_folder_stands_alone(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client), str(client)]) == ExitCode.CANNOT_RUN
    assert "フォルダを指定するときは一つだけです" in capsys.readouterr().err


def test_an_applicant_needs_a_quote(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client / "applicant.yaml")]) == ExitCode.CANNOT_RUN
    assert "見積のファイルも指定してください" in capsys.readouterr().err


def test_no_arguments_show_help_in_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == ExitCode.CANNOT_RUN
    told = capsys.readouterr()
    shown = told.out + told.err
    for word in ("使い方:", "オプション", "コマンド", "estimate", "check", "rules"):
        assert word in shown


@pytest.mark.parametrize("command", ["estimate", "explain", "whatif", "check", "rules"])
def test_help_is_in_japanese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "使い方:" in shown
    for word in ("Usage", "Options", "Arguments", "Show this message", "default", "required", "…"):
        assert word not in shown


def test_fail_if_none(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", str(client), "--fail-if-none"]) == ExitCode.ANSWERED
    (client / "quote.yaml").write_text(CLOSED, encoding="utf-8")
    assert main(["estimate", str(client)]) == ExitCode.ANSWERED
    assert main(["estimate", str(client), "--fail-if-none"]) == ExitCode.NONE_ELIGIBLE
    assert "\n対象になる申請枠がありません\n" in capsys.readouterr().out


def test_frames_may_be_chosen(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["estimate", str(client), "--format", "json", "--frame", "security"]
    assert main([*arguments, "--frame", "normal"]) == ExitCode.ANSWERED
    quote = json.loads(capsys.readouterr().out)["quotes"][0]
    assert [frame["frame"] for frame in quote["frames"]] == ["normal", "security"]
    assert quote["best"] == "normal"


def test_today_is_moved_into_the_window(
    client: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(date):
        @classmethod
        def today(cls) -> Later:
            return cls(2026, 11, 22)

    monkeypatch.setattr(options, "date", Later)
    arguments = ["estimate", str(client), "--programme", "it2025", "--format", "json"]
    assert main(arguments) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert told["programme"]["application_date"] == "2026-01-07"
    assert told["notes"][0] == (
        "IT導入補助金2025 の受付は 2026-01-07 に終わっています。"
        "申請日を 2026-11-22 でなく 2026-01-07 として計算しました"
    )


def test_a_date_before_the_window_is_moved_too(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["estimate", str(client), "--programme", "it2025", "--date", "2025-01-01"]
    assert main(arguments) == ExitCode.ANSWERED
    assert "申請日 2025-01-01 は受付の期間の外なので 2025-03-31 としました" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("arguments", [["--programme", "it2026"], []])
def test_a_date_after_the_last_window_that_has_an_end_is_not_moved(
    arguments: list[str], client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["estimate", str(client), "--date", "2030-01-01", "--format", "json", *arguments]
    assert main(command) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert told["programme"]["id"] == "it2026"
    assert told["programme"]["application_date"] == "2030-01-01"
    assert not any("受付は" in note for note in told["notes"])


def test_output_file(client: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "見積 報告.json"
    arguments = ["estimate", str(client), "--format", "json", "-o", str(target)]
    assert main(arguments) == ExitCode.ANSWERED
    assert capsys.readouterr().out == ""
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "itsubsidy.estimate/1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client", "見積 報告.json"]


def test_output_file_is_whole_or_not_there(
    client: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "out.txt"
    target.write_text("before", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["estimate", str(client), "-o", str(target)]) == ExitCode.CANNOT_RUN
    assert "に書けません（空き容量がありません）" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["client", "out.txt"]


def test_output_through_a_link_writes_what_it_points_to(client: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("before", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    assert main(["estimate", str(client), "-o", str(link)]) == ExitCode.ANSWERED
    assert link.is_symlink()
    assert "80,000" in real.read_text(encoding="utf-8")
    assert real.stat().st_mode & 0o777 == 0o600


def test_output_never_replaces_an_input(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quote = client / "quote.yaml"
    assert main(["estimate", str(client), "-o", str(quote)]) == ExitCode.CANNOT_RUN
    assert "入力のファイルです" in capsys.readouterr().err
    assert quote.read_text(encoding="utf-8") == QUOTE


def test_output_into_a_named_pipe_is_written_into_it(client: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert main(["estimate", str(client), "-o", str(pipe)]) == ExitCode.ANSWERED
        assert reader.stdout is not None
        assert b"80,000" in reader.stdout.read()
    assert pipe.is_fifo()


def test_a_dash_for_output_is_standard_output(
    in_folder: Path, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["estimate", str(client), "-o", "-"]) == ExitCode.ANSWERED
    assert "80,000" in capsys.readouterr().out
    assert [path.name for path in in_folder.iterdir()] == ["client"]


def test_output_into_a_missing_folder(
    client: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "none" / "out.txt"
    assert main(["estimate", str(client), "-o", str(target)]) == ExitCode.CANNOT_RUN
    assert "に書けません" in capsys.readouterr().err


def test_check(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(client)]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out == (
        f"{client / 'applicant.yaml'}: 問題ありません\n{client / 'quote.yaml'}: 問題ありません\n"
    )


def test_check_as_json(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (client / "quote.yaml").write_text("items: []\n", encoding="utf-8")
    assert main(["check", str(client), "--format", "json"]) == ExitCode.WRONG_INPUT
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "itsubsidy.check/1"
    assert report["files"] == [str(client / "applicant.yaml")]
    assert [problem["path"] for problem in report["problems"]] == ["items"]


def test_rules_of_one_frame(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "security", "--date", "2025-08-20"]) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    assert "補助額の下限" in shown
    assert "50,000円以上" in shown
    assert "公募要領（セキュリティ対策推進枠）10頁" in shown
    assert "通常枠\n" not in shown
    assert "扱わないこと" in shown


@pytest.mark.parametrize(
    ("day", "since", "source"),
    [
        ("2025-10-31", "2025-03-31", "koubo-tsujyo p.14"),
        ("2025-11-01", "2025-11-01", "round7 案内"),
    ],
)
def test_rules_at_a_date(
    day: str, since: str, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "--date", day, "--format", "json"]) == ExitCode.ANSWERED
    rules = {one["id"]: one for one in json.loads(capsys.readouterr().out)["rules"]}
    assert rules["normal.near_minimum_wage.share"] == {
        "id": "normal.near_minimum_wage.share",
        "label": rules["normal.near_minimum_wage.share"]["label"],
        "value": "30%",
        "op": ">=",
        "unit": "percent",
        "since": since,
        "source": source,
        **({"grade": "quoted"} if source.startswith("round7") else {}),
    }


def test_standard_input(client: Path) -> None:
    done = run("estimate", client / "applicant.yaml", "-", "--format", "json", input=QUOTE.encode())
    assert done.returncode == ExitCode.ANSWERED
    quote = json.loads(done.stdout)["quotes"][0]
    assert (quote["file"], quote["best"]) == ("-", "invoice")


def test_problems_of_standard_input_are_named(client: Path) -> None:
    done = run("estimate", client / "applicant.yaml", "-", input=b"items: []\n")
    assert done.returncode == ExitCode.WRONG_INPUT
    assert done.stderr.decode() == "-:1:8: items: 空です。一つ以上を書きます\n"


def test_a_pipe_closed_early_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "itsubsidy", "rules", "--format", "json", "--date", "2025-08-20"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == ExitCode.ANSWERED


def test_a_console_that_cannot_show_japanese_gets_replacements(client: Path) -> None:
    done = run(
        "estimate", client, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    )
    assert done.returncode == ExitCode.ANSWERED
    assert b"80,000" in done.stdout
    assert b"Traceback" not in done.stderr


def test_json_on_a_console_that_cannot_show_japanese_is_escaped(client: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = run("estimate", client, "--format", "json", env=environment)
    assert json.loads(done.stdout)["quotes"][0]["frames"][0]["name"] == "通常枠"


@pytest.mark.parametrize("arguments", [["--version"], ["rules"], ["--help"]])
def test_closed_streams_are_no_error(arguments: list[str]) -> None:
    command = " ".join([sys.executable, "-m", "itsubsidy", *arguments, ">&-", "2>&-"])
    assert subprocess.run(["sh", "-c", command], check=False).returncode == ExitCode.ANSWERED


def test_a_full_disk_under_standard_output_is_told() -> None:
    command = f"{sys.executable} -m itsubsidy rules > /dev/full"
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode == ExitCode.CANNOT_RUN
    assert "標準出力 に書けません（空き容量がありません）" in done.stderr.decode()


def test_rules_outside_the_window_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["rules", "normal", "--programme", "it2025", "--date", "2030-01-01"]
    assert main(arguments) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.err == "注: 2030-01-01 は受付の期間の外です。2026-01-07 の規則を表示します\n"
    assert "2026-01-07 に有効な規則" in told.out


def test_check_knows_what_a_folder_s_files_must_be(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "applicant.yaml").write_text(QUOTE, encoding="utf-8")
    assert main(["check", str(client)]) == ExitCode.WRONG_INPUT
    assert "見積のファイルです。申請者のファイルと取り違えていませんか" in capsys.readouterr().err


def test_explain(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(client), "--date", "2025-08-20"]) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    for words in (
        "申請者と規模",
        "明細のうち対象になる額",
        "100,000 × 4/5",
        "要件と条件",
        "次の一手",
    ):
        assert words in shown
    assert main(["explain", str(client), "--frame", "edi", "--format", "markdown"]) == 0
    shown = capsys.readouterr().out
    assert "## インボイス枠（電子取引類型）（対象外）" in shown
    assert "### 対象外の理由" in shown


def test_whatif(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Six employees: 100,000 × 3/4 = 75,000 instead of 80,000."""
    arguments = ["whatif", str(client), "--set", "applicant.employees=6", "--date", "2025-08-20"]
    assert main(arguments) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    rows = [line.split() for line in shown.splitlines() if "インボイス対応類型" in line]
    assert rows[0][1:] == ["最大", "最大", "80,000", "75,000", "-5,000"]
    assert rows[1][1:] == ["100,000", "100,000", "20,000", "25,000", "+5,000"]


def test_whatif_as_json(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--set", "items.会計.price=200_000", "--set", "date=2025-11-01"]
    arguments = ["whatif", str(client), "--date", "2025-08-20", *settings, "--format", "json"]
    assert main(arguments) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "itsubsidy.whatif/1"
    assert told["before"]["quotes"][0]["total"] == 100_000
    assert told["after"]["quotes"][0]["total"] == 200_000
    assert told["after"]["programme"]["application_date"] == "2025-11-01"


def test_whatif_of_a_paper_with_its_totals(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """40 hours of 2,500 are 100,000; 30 at 10 % off are 67,500, whatever the paper adds up to."""
    (client / "quote.yaml").write_text(
        "合計: 200,000円\n税込合計: 220,000円\n明細:\n"
        "  - {品名: 会計, 区分: ソフトウェア, 金額: 10万円, 機能: [会計]}\n"
        "  - {品名: 研修, 区分: 導入設定, 単価: 2500円, 数量: 40時間, 金額: 10万円}\n",
        encoding="utf-8",
    )
    settings = ["--set", "明細.研修.数量=30時間", "--set", "明細.2.値引き=10%"]
    assert main(["whatif", str(client), *settings, "--format", "json"]) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert [told[side]["quotes"][0]["total"] for side in ("before", "after")] == [200_000, 167_500]


def test_a_total_that_does_not_fit_stops_every_command(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (client / "quote.yaml").write_text(f"total: 110_000\n{QUOTE}", encoding="utf-8")
    for command in ("estimate", "explain", "plan", "batch", "check"):
        assert main([command, str(client)]) == ExitCode.WRONG_INPUT
        told = capsys.readouterr()
        assert "quote.yaml:1:8: total: 110,000円は、明細から決まる 100,000円より" in (
            told.err + told.out
        )


@pytest.mark.parametrize(
    ("setting", "code", "message"),
    [
        ("employees", ExitCode.CANNOT_RUN, "PATH=VALUE の形ではありません"),
        ("items.1.price=[", ExitCode.CANNOT_RUN, "値が読めません"),
        ("items.9.price=1", ExitCode.WRONG_INPUT, "9 番目はありません"),
        ("applicant.employees=五", ExitCode.WRONG_INPUT, "「五」は数字で「5」と書きます"),
        ("見積日=2025-11-01", ExitCode.CANNOT_RUN, "申請日なら「申請日」と書きます"),
        ("items.1.amount=5", ExitCode.WRONG_INPUT, "5円 は、単価と数量から決まる 100,000円と"),
        ("items.1.per=半年", ExitCode.WRONG_INPUT, "契約期間の月数が要ります"),
    ],
)
def test_whatif_that_cannot_be_done(
    setting: str, code: ExitCode, message: str, client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["whatif", str(client), "--set", setting]) == code
    assert message in capsys.readouterr().err


def test_whatif_takes_one_quote(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (client / "quote-b.yaml").write_text(QUOTE, encoding="utf-8")
    assert main(["whatif", str(client), "--set", "applicant.employees=6"]) == ExitCode.CANNOT_RUN
    assert "whatif の見積は一つだけです" in capsys.readouterr().err


def test_rules_as_markdown_say_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["rules", "normal", "--date", "2025-08-20", "--format", "markdown"]
    assert main(arguments) == ExitCode.ANSWERED
    shown = capsys.readouterr().out
    assert "## 2025-11-01 からの変更" in shown
    assert (
        "| 時給と地域別最低賃金の差（上） | 50円以下 | 0円未満 | 最低賃金要件の変更 案内［引用］ |"
        in shown
    )
    assert "| 補助額の上限（1プロセス以上） | 1,500,000円未満 | 公募要領（通常枠）15頁 |" in shown


def test_no_color_in_a_pipe(client: Path) -> None:
    assert b"\x1b[" not in run("estimate", client).stdout


def test_an_internal_error_is_one_line(
    client: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("an accident")

    monkeypatch.setattr("itsubsidy.cli.estimate.estimate", fail)
    assert main(["estimate", str(client)]) == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("ITSUBSIDY_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["estimate", str(client)])


def test_a_broken_rule_file_is_told(
    client: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuleFileError((Problem("it2025.yaml", 3, 5, "normal.floor", "書かれていません"),))

    monkeypatch.setattr(options, "programme_for", refuse)
    assert main(["estimate", str(client)]) == ExitCode.CANNOT_RUN
    assert "it2025.yaml:3:5: normal.floor: 書かれていません\n" in capsys.readouterr().err


def test_an_interrupt_is_130(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("itsubsidy.cli.estimate.estimate", interrupt)
    assert main(["estimate", str(client)]) == ExitCode.INTERRUPTED


def test_every_command_and_option_is_in_the_readme(pages: dict[str, str]) -> None:
    readme = pages["README.md"] + pages["itsubsidy/cli/README.md"]
    commands = {name: command_named(name) for name in COMMANDS}
    for name, group in list(commands.items()):
        below = getattr(group, "commands", {})
        commands |= {f"{name} {verb}": command for verb, command in below.items()}
    for name, command in commands.items():
        assert f"itsubsidy {name}" in readme
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert f"`{option}" in readme, option


def test_stdout_that_is_no_stream_of_the_system(
    client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["estimate", str(client)]) == ExitCode.ANSWERED
    assert "80,000円" in out.getvalue()
