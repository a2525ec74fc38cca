"""What Typer says in English is said in Japanese: each text that is looked for, said by Typer."""

from __future__ import annotations

import pytest

from itsubsidy.cli import ExitCode, main
from itsubsidy.cli.japanese import TYPER_SAYS

LINES = [
    (["estimate", "x", "--fomat"], "--fomat というオプションはありません"),
    (["estimate", "x", "--date"], "--date の値がありません"),
    (["estimate", "x", "--no-color=1"], "--no-color は値を取りません"),
    (["estmate"], "estmate というコマンドはありません"),
    (["rules", "normal", "invoice"], "引数が多すぎます: invoice"),
]


@pytest.mark.parametrize(
    ("text", "line"),
    list(zip(TYPER_SAYS, LINES, strict=True)),
    ids=[japanese for _, japanese in LINES],
)
def test_each_text_is_one_that_typer_says(
    text: tuple[str, str],
    line: tuple[list[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments, message = line
    monkeypatch.setattr("itsubsidy.cli.japanese.TYPER_SAYS", (text,))
    assert main(arguments) == ExitCode.CANNOT_RUN
    assert capsys.readouterr().err.startswith(f"itsubsidy: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["estimate"], "CLIENT を指定してください"),
        (["batch", ".", "--top", "0"], "--top の値が使えません。1 以上の数を半角で書きます"),
        (["plan", "x", "--time-limit", "五"], "--time-limit の値が使えません。数を半角で書きます"),
    ],
)
def test_a_value_that_is_missing_or_wrong(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == ExitCode.CANNOT_RUN
    hint = f"使い方は itsubsidy {arguments[0]} --help で見られます"
    assert capsys.readouterr().err == f"itsubsidy: {message}\n{hint}\n"


def test_what_may_have_been_meant(capsys: pytest.CaptureFixture[str]) -> None:
    main(["estmate"])
    main(["estimate", "x", "--fomat", "json"])
    assert capsys.readouterr().err == (
        "itsubsidy: estmate というコマンドはありません。"
        "あるコマンド: batch、check、estimate、explain、import、init、plan、rounds、rules、schema、"
        "whatif。"
        "もしかして: estimate\n"
        "使い方は itsubsidy --help で見られます\n"
        "itsubsidy: --fomat というオプションはありません。もしかして: --date、--format\n"
        "使い方は itsubsidy estimate --help で見られます\n"
    )
