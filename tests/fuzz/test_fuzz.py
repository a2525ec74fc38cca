"""Inputs by the thousand through every command, the same each time; and that faults show."""

from __future__ import annotations

import gc
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import fuzz
import pytest
from fuzz import Case, Result

from itsubsidy.answers.workers import cores

COUNT: Final = 1_500
"""A few seconds of them; `.ci/run` tries more, by `python tests/fuzz/fuzz.py 20000`."""

SEED: Final = int(os.environ.get("ITSUBSIDY_FUZZ_SEED", "2025"))


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """What the processes freeze for good, a test gives back."""
    yield
    gc.unfreeze()


@pytest.mark.slow
def test_no_input_has_a_fault() -> None:
    """One of them again: python tests/fuzz/fuzz.py SEED NUMBER --again."""
    codes: Counter[int] = Counter()
    wrong = []
    for found in fuzz.fuzz(SEED, COUNT, cores()):
        codes[found.code] += 1
        if found.faults:
            wrong.append(f"seed {SEED}, number {found.number}: {'; '.join(found.faults)[:300]}")
    assert wrong == []
    assert codes.total() == COUNT
    assert codes.keys() >= {0, 1, 2}
    assert min(codes[0], codes[1], codes[2]) > COUNT // 20  # all of it is tried


def test_a_number_is_always_the_same_input() -> None:
    for number in range(50):
        assert fuzz.case(7, number) == fuzz.case(7, number)
    assert fuzz.case(7, 1) != fuzz.case(8, 1)


@pytest.fixture
def estimated(in_folder: Path) -> tuple[Case, Result]:
    """A sound client, estimated into JSON."""
    files = {
        "c/applicant.yaml": "name: 甲\nindustry: retail\nemployees: 4\n".encode(),
        "c/quote.yaml": (
            "items:\n- {name: 会計, category: software, price: 500000, functions: [accounting]}\n"
        ).encode(),
    }
    case = Case(files, ("estimate", "c", "--format", "json", "--date", "2025-08-20"))
    fuzz.write(case, in_folder)
    return case, fuzz.run(case)


def test_a_sound_client_has_no_fault(estimated: tuple[Case, Result]) -> None:
    case, result = estimated
    assert result.code == 0
    assert [fault for look in fuzz.EXPECTED for fault in look(case, result)] == []


def changed(result: Result, change: Callable[[dict[str, Any]], None]) -> Result:
    report = json.loads(result.out)
    change(report["quotes"][0]["frames"][1])
    return result._replace(out=json.dumps(report))


def test_an_amount_that_does_not_add_up_shows(estimated: tuple[Case, Result]) -> None:
    case, result = estimated

    def more(key: str) -> Callable[[dict[str, Any]], None]:
        return lambda frame: frame.update({key: frame[key] + 1})

    for key in ("eligible_cost", "subsidy", "self_payment"):
        assert list(fuzz.expected_amounts(case, changed(result, more(key))))


@pytest.mark.parametrize(
    ("look", "wrong"),
    [
        (fuzz.expected_code, {"code": 5}),
        (fuzz.expected_code, {"code": 1}),
        (fuzz.expected_code, {"code": 2}),
        (fuzz.expected_code, {"code": 2, "err": "itsubsidy: 内部の誤りで止まりました"}),
        (fuzz.expected_words, {"err": "c/quote.yaml:1:1: \x1b[2J\n"}),
        (fuzz.expected_words, {"err": "c/quote.yaml:1:1: 誤り\n" * 52}),
        (fuzz.expected_words, {"err": f"c/quote.yaml:1:1: {'長' * 60_000}\n"}),
        (fuzz.expected_time, {"seconds": 21.0}),
    ],
)
def test_what_must_not_be_shows(
    look: Callable[[Case, Result], Iterator[str]],
    wrong: dict[str, Any],
    estimated: tuple[Case, Result],
) -> None:
    case, result = estimated
    assert list(look(case, result)) == []
    assert list(look(case, result._replace(**wrong)))


def test_a_problem_without_a_place_shows(estimated: tuple[Case, Result]) -> None:
    case = estimated[0]._replace(arguments=("check", "c", "--format", "json"))
    problem = {"file": "c/quote.yaml", "line": 0, "column": 0, "path": "", "message": "誤り"}
    result = Result(1, json.dumps({"problems": [problem]}), "c/quote.yaml: 誤り\n", 0)
    assert list(fuzz.expected_places(case, result))


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (("estimate", "c", "--format", "html"), "<td><zz></td>"),
        (("estimate", "c", "--format", "csv"), "a,b\r\nc\r\n"),
        (("estimate", "c", "--format", "csv"), "a,b\r\n =1,c\r\n"),
    ],
)
def test_a_broken_shape_shows(arguments: tuple[str, ...], out: str) -> None:
    assert list(fuzz.expected_shapes(Case({}, arguments), Result(0, out, "", 0)))


def test_a_sound_client_that_is_lost_shows() -> None:
    case = Case({"a/quote.yaml": b"", "c/quote.yaml": b""}, ("batch", ".", "--format", "csv"))
    for out in ("顧客,判定\r\n", "顧客,判定\r\na,誤り\r\n"):
        assert list(fuzz.expected_neighbours(case, Result(1, out, "x", 0)))
    answered = Result(1, "顧客,判定\r\na,対象\r\n", "x", 0)
    assert list(fuzz.expected_neighbours(case, answered)) == []
