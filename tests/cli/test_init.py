"""A newcomer's folder: valid as it stands, and never written over anything."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from clients import lines_told

from itsubsidy.cli import ExitCode, main
from itsubsidy.inputs.schema import MODELS, schema

OPTIONS = [[], ["--english"], ["--group"], ["--group", "--english"]]
SAMPLE = ["init の見本の申請者のままです", "init の見本の品名のままです"]
WRITTEN = [".itsubsidy", "applicant.yaml", "quote.yaml"]


@pytest.mark.parametrize("options", OPTIONS, ids="".join)
def test_a_new_folder_is_valid_as_it_stands(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "顧客" / "新しい店"
    assert main(["init", str(folder), *options]) == ExitCode.ANSWERED
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out == (
        f"{folder}/applicant.yaml を書きました\n{folder}/quote.yaml を書きました\n"
        f"書き直したら、itsubsidy check {folder} で確かめます\n"
    )
    assert sorted(path.name for path in folder.iterdir()) == WRITTEN
    assert main(["check", str(folder)]) == ExitCode.ANSWERED
    lines = lines_told(capsys.readouterr().err)
    assert [line.split(": ")[-1] for line in lines] == SAMPLE
    arguments = ["estimate", str(folder), "--format", "json", "--date", "2025-08-20"]
    assert main([*arguments, "--fail-if-none"]) == ExitCode.ANSWERED
    best = json.loads(capsys.readouterr().out)["quotes"][0]["best"]
    assert best == ("consortium" if "--group" in options else "invoice")


def test_the_two_languages_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    amounts = []
    for options in ([], ["--english"]):
        folder = tmp_path / "".join(options or ["japanese"])
        assert main(["init", str(folder), *options]) == ExitCode.ANSWERED
        capsys.readouterr()
        assert main(["estimate", str(folder), "--format", "json"]) == ExitCode.ANSWERED
        (quote,) = json.loads(capsys.readouterr().out)["quotes"]
        amounts.append([frame["subsidy"] for frame in quote["frames"]])
    assert amounts[0] == amounts[1]


@pytest.mark.parametrize("options", [[], ["--english"]], ids="".join)
def test_everything_that_is_commented_out_may_be_used(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path), *options]) == ExitCode.ANSWERED
    path = tmp_path / "applicant.yaml"
    head, more = path.read_text(encoding="utf-8").split("\n\n")
    first, *rest = more.splitlines()
    lines = [head, first, *(line.removeprefix("# ") for line in rest), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(tmp_path)]) == ExitCode.ANSWERED
    lines = lines_told(capsys.readouterr().err)
    assert [line.split(": ")[-1] for line in lines] == SAMPLE


def test_every_line_is_commented_and_names_the_schema_beside_it(tmp_path: Path) -> None:
    assert main(["init", str(tmp_path)]) == ExitCode.ANSWERED
    for kind in MODELS:
        text = (tmp_path / f"{kind}.yaml").read_text(encoding="utf-8")
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert found
        beside = json.loads((tmp_path / found[1]).read_text(encoding="utf-8"))
        assert beside == schema(kind)
        keys = [line for line in text.splitlines() if re.match(r"[^#\s-][^:]*:", line)]
        assert keys
        assert all("  # " in line for line in keys)


@pytest.mark.parametrize("name", ["applicant.yaml", "applicant.yml", "申請者.yaml"])
def test_nothing_is_ever_overwritten(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == ExitCode.CANNOT_RUN
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"itsubsidy: {tmp_path} に {name} があります。何も書きませんでした\n"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name", ["quote.yaml", "quote-a.yaml", "quote.yml", "見積.xlsx", "見積書_甲.csv"]
)
def test_beside_a_quote_only_the_applicant_is_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would be estimated beside it, or instead of a spreadsheet, is a sample of ours."""
    (tmp_path / name).write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == ExitCode.ANSWERED
    assert capsys.readouterr().out == (
        f"{tmp_path / 'applicant.yaml'} を書きました\n"
        f"書き直したら、itsubsidy check {tmp_path} で確かめます\n"
    )
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {".itsubsidy", "applicant.yaml", name}
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_schemas_that_are_there_are_left(tmp_path: Path) -> None:
    beside = tmp_path / ".itsubsidy" / "quote.schema.json"
    beside.parent.mkdir()
    beside.write_text("{}", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == ExitCode.ANSWERED
    assert beside.read_text(encoding="utf-8") == "{}"
    assert sorted(path.name for path in tmp_path.iterdir()) == WRITTEN


def test_a_folder_is_written_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.mkdir

    def full(path: Path) -> None:
        if path.name == ".itsubsidy":
            raise OSError(28, "No space left on device")
        real(path)

    monkeypatch.setattr(Path, "mkdir", full)
    folder = tmp_path / "new" / "client"
    assert main(["init", str(folder)]) == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err == (
        f"itsubsidy: {folder} に書けません（空き容量がありません）\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "client").write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path / "client")]) == ExitCode.CANNOT_RUN
    assert "に書けません（フォルダではありません）" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--english"]], ids="".join)
@pytest.mark.parametrize("day", ["2025-08-20", "2025-11-20"])
def test_a_wage_ledger_to_fill_in(
    options: list[str], day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four people in the months that count from the 7th round, none of them near the minimum."""
    assert main(["init", str(tmp_path), "--wages", *options]) == ExitCode.ANSWERED
    assert f"{tmp_path}/wages.csv を書きました\n" in capsys.readouterr().out
    raw = (tmp_path / "wages.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # by which spreadsheets know UTF-8
    head, *rows = raw.decode("utf-8-sig").split("\r\n")[:-1]
    first, last = ("2024-10", "2025-09") if options else ("2024年10月", "2025年9月")
    assert (head.split(",")[2], head.split(",")[-1]) == (first, last)
    assert len(head.split(",")) == 2 + 12
    assert len(rows) == 4
    assert main(["check", str(tmp_path)]) == ExitCode.ANSWERED
    lines = lines_told(capsys.readouterr().err)
    assert [line.split(": ")[-1] for line in lines] == SAMPLE
    arguments = ["estimate", str(tmp_path), "--date", day, "--format", "json"]
    assert main(arguments) == ExitCode.ANSWERED
    told = json.loads(capsys.readouterr().out)
    assert told["applicant"]["ledger"]["file"] == str(tmp_path / "wages.csv")
    assert told["quotes"][0]["frames"][0]["rate"] == "1/2"


def test_a_wage_ledger_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "wages.csv").write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path), "--wages"]) == ExitCode.CANNOT_RUN
    assert "wages.csv があります。何も書きませんでした" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["wages.csv"]


def test_a_group_has_no_wage_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path), "--wages", "--group"]) == ExitCode.CANNOT_RUN
    assert "--wages は --group と一緒に使えません" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_group_is_told_whose_prices_are_whose(tmp_path: Path) -> None:
    """10 × (15,000 × 24 + 100,000) + 50,000 × 12 + 300,000 + 200,000 = 5,700,000."""
    assert main(["init", str(tmp_path), "--group"]) == ExitCode.ANSWERED
    lines = (tmp_path / "quote.yaml").read_text(encoding="utf-8").splitlines()
    assert "合計: 5,700,000円  # 見積の合計（税抜、円）。明細と合うかを確かめる" in lines
    said = [line.strip() for line in lines if line.startswith("  # ")]
    assert [line.split("です")[0] for line in said if "です" in line] == [
        "# 単価も数量も構成員 1者分",
        "# ここからの単価と数量は、グループ全体で一つの額",
    ]
    categories = [line.split(": ")[1].split("  ")[0] for line in lines if "区分:" in line]
    assert categories == ["ソフトウェア", "導入設定", "消費動向等分析", "事務費", "専門家費"]


def test_a_folder_with_a_space_is_quoted_in_what_to_do_next(
    in_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "01 居酒屋"]) == ExitCode.ANSWERED
    assert capsys.readouterr().out.endswith('itsubsidy check "01 居酒屋" で確かめます\n')
    assert (in_folder / "01 居酒屋" / "quote.yaml").exists()
