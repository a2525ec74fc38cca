"""What may not be read or written is told: by the system itself, not by a stand-in for it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

import itsubsidy
from itsubsidy.cli import ExitCode, main

DATE: Final = ("--date", "2025-08-20")
NOBODY: Final = 65534


@contextmanager
def as_anybody() -> Iterator[None]:
    """Root may read and write everything: for the while, it is somebody who may not."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, with a client; everybody may look into it and nobody may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        client, shut = folder / "client", folder / "shut"
        client.mkdir()
        shut.mkdir()
        for where in (client, shut):
            (where / "applicant.yaml").write_text("name: 甲\nsize: small\n", encoding="utf-8")
            (where / "quote.yaml").write_text(
                "items:\n- {name: 会計, category: software, price: 500000,"
                " functions: [accounting], processes: [P04]}\n",
                encoding="utf-8",
            )
        shut.chmod(0)
        folder.chmod(0o755)
        monkeypatch.chdir(folder)
        assert main(["estimate", "client", *DATE, "--format", "csv", "-o", "/dev/null"]) == 0
        with as_anybody():  # all that is imported on the way is there by now
            try:
                Path(itsubsidy.__file__).read_bytes()
            except PermissionError:
                pytest.skip("somebody who is not root cannot read the package here")
        yield folder
        folder.chmod(0o755)
        shut.chmod(0o755)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("check", "shut/quote.yaml"),
            ExitCode.WRONG_INPUT,
            "shut/quote.yaml: 読めません（権限がありません）",
        ),
        (
            ("estimate", "shut/applicant.yaml", "client/quote.yaml"),
            ExitCode.WRONG_INPUT,
            "shut/applicant.yaml: 読めません（権限がありません）",
        ),
        (
            ("estimate", "shut"),
            ExitCode.WRONG_INPUT,
            "shut: フォルダが読めません（権限がありません）",
        ),
        (
            ("init", "shut/new"),
            ExitCode.CANNOT_RUN,
            "itsubsidy: shut/new に書けません（権限がありません）",
        ),
        (
            ("init", "new"),
            ExitCode.CANNOT_RUN,
            "itsubsidy: new に書けません（権限がありません）",
        ),
        (
            ("estimate", "client", "-o", "shut/a.csv"),
            ExitCode.CANNOT_RUN,
            "itsubsidy: shut/a.csv に書けません（権限がありません）",
        ),
        (
            ("estimate", "client", "-o", "new.csv"),
            ExitCode.CANNOT_RUN,
            "itsubsidy: new.csv に書けません（権限がありません）",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_where_nobody_is_let_in_it_is_told(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    place: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sorted(place.iterdir())
    capsys.readouterr()
    with as_anybody():
        assert main([*arguments, *(DATE if arguments[0] == "estimate" else ())]) == code
    assert capsys.readouterr() == ("", f"{message}\n")
    assert sorted(place.iterdir()) == before


def test_a_file_that_may_be_written_is_written_in_a_folder_that_may_not(place: Path) -> None:
    target = place / "a.csv"
    target.write_text("昨日", encoding="utf-8")
    target.chmod(0o666)
    place.chmod(0o555)
    with as_anybody():
        assert main(["estimate", "client", *DATE, "--format", "csv", "-o", "a.csv"]) == 0
    assert target.read_text(encoding="utf-8-sig").startswith("申請者,")
    assert sorted(path.name for path in place.iterdir()) == ["a.csv", "client", "shut"]
