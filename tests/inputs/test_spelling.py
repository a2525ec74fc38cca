"""Both spellings of everything: the table is whole, and what it reads is what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from itsubsidy import Applicant, InputError, Quote, estimate
from itsubsidy.files.encoding import decode
from itsubsidy.files.folders import find_client
from itsubsidy.files.keys import Key, Keys, known_key
from itsubsidy.files.text import normal
from itsubsidy.files.yaml import parse
from itsubsidy.inputs.item import Item
from itsubsidy.inputs.reading import load_client
from itsubsidy.inputs.spelling import APPLICANT, CLIENT_FILE, QUOTE, path_in_english
from itsubsidy.inputs.validated import validate
from itsubsidy.inputs.values import PREFECTURES, PROCESS_NAMES, PROCESSES

JAPANESE = Path(__file__).parent.parent / "japanese"
FOLDERS = sorted(path.name for path in JAPANESE.iterdir())


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def choices_in(annotation: Any) -> Iterator[str]:
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        yield from choices_in(argument)


def pairs(model: type[BaseModel], keys: Keys) -> Iterator[tuple[type[BaseModel], Keys]]:
    """Every mapping of a file with the model that reads it."""
    yield model, keys
    for name, field in model.model_fields.items():
        key = keys[field.alias or name]
        for below in models_in(field.annotation):
            yield from pairs(below, key.below)


MAPPINGS = [*pairs(Applicant, APPLICANT), *pairs(Quote, QUOTE)]


def every_key(keys: Keys) -> Iterator[Key]:
    for key in {key.name: key for key in keys.values()}.values():
        yield key
        yield from every_key(key.below)


@pytest.mark.parametrize(("model", "keys"), MAPPINGS)
def test_the_table_has_every_key_and_every_value(model: type[BaseModel], keys: Keys) -> None:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    assert {key.name for key in keys.values()} == set(fields)
    for name, field in fields.items():
        choices = sorted(set(choices_in(field.annotation)) - set(PROCESSES))
        assert sorted(set(keys[name].values) - {"true", "false"}) == choices, name
        takes_mapping = bool(list(models_in(field.annotation)))
        assert bool(keys[name].below) is takes_mapping, name


@pytest.mark.parametrize(("model", "keys"), MAPPINGS)
def test_no_spelling_means_two_things(model: type[BaseModel], keys: Keys) -> None:
    fields = {key.name: key for key in keys.values()}
    spellings = [one for key in fields.values() for one in (key.name, *key.spellings)]
    assert len(spellings) == len(set(spellings)), model
    assert [normal(one) for one in spellings] == spellings
    for key in fields.values():
        assert key.spellings
        assert key.about
        assert all(normal(word) == word for word in key.words or {})
        for english, japanese in key.values.items():
            if english not in ("true", "false"):
                assert (key.words or {})[english] == english
                assert (key.words or {})[normal(japanese)] == english


@pytest.mark.parametrize("name", FOLDERS)
def test_every_example_says_the_same_in_japanese(name: str, examples: Path) -> None:
    told = [answer(load_client(*find_client(folder / name))) for folder in (examples, JAPANESE)]
    assert told[0] == told[1]


def test_every_example_is_there_in_japanese(examples: Path) -> None:
    assert sorted(path.name for path in examples.iterdir() if path.is_dir()) == FOLDERS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp932"])
@pytest.mark.parametrize("name", FOLDERS)
def test_every_example_says_the_same_in_every_encoding(
    name: str, encoding: str, examples: Path, tmp_path: Path
) -> None:
    for path in (JAPANESE / name).iterdir():
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        text = mark + re.sub("\r?\n", "\r\n", decode(path.read_bytes())[0])
        (tmp_path / path.name).write_bytes(text.encode(encoding))
    told = answer(load_client(*find_client(tmp_path)))
    assert told == answer(load_client(*find_client(examples / name)))


def answer(client: Any) -> Any:
    """The JSON object without paths, hashes, and how the files were read."""
    told = estimate(client.applicant, client.quotes, on=date(2025, 8, 20)).to_dict()
    for part in (told["applicant"], *told["quotes"]):
        part.pop("file")
        part.pop("sha256")
    told["applicant"].pop("ledger")
    told["notes"] = [note for note in told["notes"] if "読みました" not in note]
    return json.loads(json.dumps(told))


def capital(text: str) -> Any:
    return parse(f"資本金: {text}\n".encode(), "f", CLIENT_FILE).data.get("capital")


FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def decimal(amount: int, unit: int) -> str:
    """`123456`, 10,000 → `12.3456`."""
    whole, rest = divmod(amount, unit)
    digits = len(str(unit)) - 1
    return f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".")


@given(st.integers(0, 10**13) | st.integers(0, 10**9).map(lambda n: n * 10_000))
def test_an_amount_in_any_accepted_way_is_the_same_yen(amount: int) -> None:
    """The ways that a person writes an amount, each made from the number itself."""
    hundred_millions, rest = divmod(amount, 10**8)
    ten_thousands, ones = divmod(rest, 10**4)
    mixed = "".join(
        f"{number}{unit}"
        for number, unit in ((hundred_millions, "億"), (ten_thousands, "万"), (ones, ""))
        if number
    )
    ways = [
        f"{amount}",
        f"{amount:_}",
        f"{amount:,}",
        f"'{amount:,}'",
        f"{amount}円",
        f"{amount:,}円",
        f"{amount:,} 円",
        f"￥{amount:,}",
        f"'\\{amount:,}'",
        f"¥{amount}",
        f"{amount:,}円".translate(FULL_WIDTH),
        f"{amount}".translate(FULL_WIDTH),
        f"{decimal(amount, 10**4)}万円",
        f"{decimal(amount, 10**8)}億円",
        f"{decimal(amount, 10**4)}万".translate(FULL_WIDTH),
        f"{mixed or 0}円",
        f"{decimal(amount, 10**3)}千円",
        f"{decimal(amount, 10**6)}百万円",
        f"金{amount:,}円也",
        f"「{amount}」",
        f"“{amount:,}円”。",
        f"{decimal(amount, 10**4)}万円、",
    ]
    assert [capital(way) for way in ways] == [amount] * len(ways)


WEIGHTS = {"億": 10**8, "万": 10**4, "千": 10**3}


@given(st.text("0123456789０９,，.万億千円￥ -", min_size=1, max_size=9))
def test_what_is_read_as_an_amount_adds_up_and_the_rest_is_refused(text: str) -> None:
    """A slow reading of digits and units from the left agrees with every amount accepted."""
    found = capital(f"'{text}'")
    if found is None:
        assert not text.strip()  # a blank is not written
        return
    if isinstance(found, str):
        assert found == text
        return
    bare = normal(text).translate({ord(mark): None for mark in "¥円, "})
    total, number = 0, ""
    for letter in [*bare, ""]:
        if letter.isdigit() or letter == ".":
            number += letter
        elif number or letter:
            whole, _, decimals = number.partition(".")
            unit = WEIGHTS.get(letter, 1)
            total += int(whole or 0) * unit
            total += int(decimals or 0) * unit // 10 ** len(decimals)
            number = ""
    if "千万" not in bare:
        assert found == total
    assert isinstance(found, int)
    assert found >= 0


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("従業員数", "10", 10),
        ("従業員数", "10人", 10),
        ("従業員数", "１０名", 10),
        ("常時使用する従業員数", "1,000人", 1000),
        ("業種", "58", "retail"),
        ("業種", "Ｉ58", "retail"),
        ("都道府県", "東京", "東京"),
        ("規模", "小規模", "small"),
        ("規模", "小規模事業者", "small"),
        ("法人種別", "ＮＰＯ法人", "npo"),
        ("法人種別", "法人", "company"),
        ("法人種別", "一般社団", "一般社団"),
        ("消費税", "税別", "excluded"),
        ("資本金", "1億2000万円", 120_000_000),
        ("資本金", "5千万円", 50_000_000),
        ("資本金", "3百万円", 3_000_000),
        ("資本金", "1,200千円", 1_200_000),
    ],
)
def test_value_as_people_write_it(key: str, text: str, value: object) -> None:
    data = parse(f"{key}: {text}\n".encode(), "f", CLIENT_FILE).data
    assert list(data.values()) == [value]


@pytest.mark.parametrize(
    ("text", "months"),
    [("36", 36), ("36か月", 36), ("36ヶ月", 36), ("36カ月", 36), ("３６月", 36), ("36ｶ月", 36)],
)
def test_months_as_people_write_them(text: str, months: int) -> None:
    data = parse(f"明細: [{{契約月数: {text}}}]\n".encode(), "f", CLIENT_FILE).data
    assert data == {"items": [{"months": months}]}


def quoted(*lines: str) -> Quote:
    text = "明細:\n" + "".join(f"  - {{品名: 甲, {line}}}\n" for line in lines)
    return validate(Quote, parse(text.encode(), "quote.yaml", CLIENT_FILE))


def line(text: str) -> Item:
    return quoted(text).items[0]


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("3", 3, None),
        ("1.5", Fraction(3, 2), None),
        ("3台", 3, "台"),
        ("７．５時間", Fraction(15, 2), "時間"),
        ("1,200 件", 1_200, "件"),
        ("2.5人日", Fraction(5, 2), "人日"),
        ("1一式", 1, "一式"),
        ("0.125", Fraction(1, 8), None),
        ("1.50時間", Fraction(3, 2), "時間"),
        ("4.0", 4, None),
        ("0台", 0, "台"),
    ],
)
def test_quantities_keep_their_unit(text: str, quantity: int | Fraction, unit: str | None) -> None:
    found = quoted(
        f"区分: 導入設定, 単価: 1, 数量: '{text}'"
        if "," in text
        else f"区分: 導入設定, 単価: 1, 数量: {text}",
        "区分: 対象外, 単価: 1",
    ).items[0]
    assert (found.quantity, found.unit) == (quantity, unit)
    assert type(found.quantity) is type(quantity)


def test_the_unit_behind_a_quantity_goes_before_one_of_its_own() -> None:
    assert line("区分: 導入設定, 単価: 1, 数量: 2時間, 単位: 式").unit == "時間"
    assert line("区分: 導入設定, 単価: 1, 数量: 2, 単位: 時間").unit == "時間"
    assert line("区分: 導入設定, 単価: 1, 数量: 2, 単位: 0012").unit == "0012"


def test_a_discount_has_no_unit() -> None:
    (_, off) = quoted("区分: 対象外, 単価: 100", "区分: 値引き, 単価: 10, 数量: 2回").items
    assert (off.quantity, off.unit) == (2, None)
    assert change_of(off) == {"quantity": 2}


def change_of(item: Item) -> dict[str, Any]:
    """What of an item's data is of its quantity."""
    return {key: value for key, value in item.written().items() if key in ("quantity", "unit")}


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("0.5", Fraction(1, 2)),
        ("0.5円", Fraction(1, 2)),
        ("２,７２７.２７円", Fraction(272_727, 100)),
        ("1.5万円", 15_000),
        ("1500.0", 1_500),
        ("￥1,234.5", Fraction(2_469, 2)),
    ],
)
def test_prices_with_decimals(text: str, price: int | Fraction) -> None:
    found = line(f"区分: 対象外, 単価: '{text}'" if "," in text else f"区分: 対象外, 単価: {text}")
    assert found.price == price


@pytest.mark.parametrize(
    ("text", "per", "payments"),
    [
        ("一括", "once", 1),
        ("一式", "once", 1),
        ("月", "month", 360),
        ("1か月", "month", 360),
        ("年", "year", 30),
        ("12か月ごと", "year", 30),
        ("隔月", "2 months", 180),
        ("四半期", "3 months", 120),
        ("四半期払い", "3 months", 120),
        ("３ヶ月毎", "3 months", 120),
        ("半年", "6 months", 60),
        ("半年ごと", "6 months", 60),
        ("6か月ごと", "6 months", 60),
        ("6 months", "6 months", 60),
        ("2年", "24 months", 15),
        ("3年", "36 months", 10),
        ("5年", "60 months", 6),
        ("10年", "120 months", 3),
    ],
)
def test_periods_as_people_write_them(text: str, per: str, payments: int) -> None:
    found = line(f"区分: 対象外, 単価: 1, 課金単位: {text}, 契約月数: 360")
    assert (found.per, found.payments) == (per, payments)


@pytest.mark.parametrize("text", ["13", "13か月目", "１３ヶ月目", "13月目", "13カ月目から"])
def test_first_months_as_people_write_them(text: str) -> None:
    found = line(f"区分: ソフトウェア, 単価: 1, 契約月数: 12, 何か月目から: {text}")
    assert found.first_month == 13


@pytest.mark.parametrize(
    ("text", "discount"),
    [
        ("5", 5),
        ("1,000円", 1_000),
        ("5%", Fraction(1, 20)),
        ("５．５％", Fraction(11, 200)),
        ("10%引", Fraction(1, 10)),
        ("10% OFF", Fraction(1, 10)),
        ("1割引", Fraction(1, 10)),
        ("1割5分引き", Fraction(3, 20)),
        ("2割", Fraction(1, 5)),
        ("100%", 1),
    ],
)
def test_discounts_as_people_write_them(text: str, discount: int | Fraction) -> None:
    found = line(
        f"区分: 対象外, 単価: 1万円, 値引き: '{text}'"
        if "," in text
        else f"区分: 対象外, 単価: 1万円, 値引き: {text}"
    )
    assert found.discount == discount
    assert isinstance(found.discount, Fraction) is ("円" not in text and text != "5")


@pytest.mark.parametrize(
    ("text", "acquisition"),
    [
        *(("購入", "purchase"), ("買取", "purchase"), ("リース", "lease"), ("ﾚﾝﾀﾙ", "rental")),
        *(("中古", "used"), ("lease", "lease")),
    ],
)
def test_ways_of_buying(text: str, acquisition: str) -> None:
    found = line(f"区分: ソフトウェア, 単価: 1, 取得方法: {text}")
    assert found.acquisition == acquisition


def test_text_that_looks_like_a_number_stays_text() -> None:
    text = (
        "見積番号: 0012\n備考: 3\n明細: [{品名: 甲, 区分: 対象外, 単価: 1, 型番: 007, メモ: 1.0}]\n"
    )
    read = validate(Quote, parse(text.encode(), "quote.yaml", CLIENT_FILE))
    assert (read.number, read.note, read.items[0].model, read.items[0].note) == (
        "0012",
        "3",
        "007",
        "1.0",
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [("はい", True), ("有", True), ("true", True), ("いいえ", False), ("無", False)],
)
def test_answers(text: str, answer: bool) -> None:
    data = parse(f"申請要件: {{ＧビズＩＤプライム: {text}}}".encode(), "f", CLIENT_FILE).data
    assert data == {"prerequisites": {"gbizid_prime": answer}}


@pytest.mark.parametrize(("text", "stars"), [("★", 1), ("★★", 2), ("二つ星", 2), ("1つ星", 1)])
def test_stars(text: str, stars: int) -> None:
    data = parse(f"申請要件: {{SECURITY ACTION: {text}}}".encode(), "f", CLIENT_FILE).data
    assert data == {"prerequisites": {"security_action": stars}}


def test_prefectures_without_their_last_character() -> None:
    for full in PREFECTURES:
        short = full if full == "北海道" else full[:-1]
        applicant = Applicant.model_validate({"name": "甲", "size": "small", "prefecture": short})
        assert applicant.prefecture == full


def test_processes_by_name() -> None:
    item = {"name": "甲", "category": "software", "price": 1, "processes": list(PROCESS_NAMES)}
    assert Quote.model_validate({"items": [item]}).items[0].processes == PROCESSES


def test_a_key_in_any_width_is_the_same_key() -> None:
    assert known_key("　ＩＴ導入支援事業者 ", QUOTE) == QUOTE["vendor"]
    assert known_key("ＳＥＣＵＲＩＴＹ　ＡＣＴＩＯＮ", APPLICANT["prerequisites"].below) is not None


@pytest.mark.parametrize(
    ("path", "english"),
    [
        ("明細.1.単価", "items.1.price"),
        ("items.会計.契約月数", "items.会計.months"),
        ("明細.品名.数量", "items.品名.quantity"),
        ("applicant.従業員数", "applicant.employees"),
        ("applicant.構成員.2.業種", "applicant.members.2.industry"),
        ("date", "date"),
        ("nothing.here", "nothing.here"),
    ],
)
def test_paths_of_whatif_may_be_japanese(path: str, english: str) -> None:
    assert path_in_english(path)[0] == english


def test_the_python_interface_stays_strict() -> None:
    """Plain data is in English and typed; what people write is read from files."""
    for capital_value in ("120万円", "1,200,000", True, 4.0):
        with pytest.raises(ValueError, match="capital"):
            Applicant.model_validate({"name": "甲", "size": "small", "capital": capital_value})


def test_problems_of_a_japanese_file_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "quote.yaml"
    path.write_text("明細:\n  - 品名: 会計\n    区分: ソフト\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_client(path, [path])
    assert [(one.line, one.path) for one in caught.value.problems] == [
        (1, ""),
        (2, "明細.1.単価"),
        (3, "明細.1.区分"),
    ]
