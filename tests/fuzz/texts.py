"""Client files as people and their enemies write them: by the grammar, mutated, or broken."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from itsubsidy.files.encoding import decode
from itsubsidy.files.keys import Key, Keys
from itsubsidy.inputs.spelling import APPLICANT, ITEM, LEDGER_ROW, QUOTE

ROOT: Final = Path(__file__).parent.parent.parent

NASTY: Final = (
    *("", " ", "　", "\t", "0", "-1", "1e9", ".5", "0x10", "0120", "12:30", "1_000", "1__0"),
    *("null", "~", "true", "no", "はい", "=", "=1+1", "＝1+1", "+1", "-", "@SUM(1)", "- ", ": "),
    *("&a", "*a", "!x", "!!int 3", "<<: *a", "%TAG", "---", "...", "|", ">", "'", '"', "#", "?"),
    *("{", "}", "[", "]", "[]", "{}", "[[", "{{", ",", "，", "：", "。", "「」", "・", "％", "円"),
    *("1,200,000", "１２０万円", "1.5%", "150%", "100%", "0%", "2/3", "-1/3", "1億2000万円"),
    *("2025-08-20", "2025-02-30", "令和7年5月", "9999-12-31", "0001-01-01", "9" * 39, "9" * 400),
    *("\u202e", "\u2028", "\u2066", "\u200b", "\ufeff", "\xad", "\x85", "\x7f", "\x9b", "\x1b[2J"),
    *("\0", "\ufffe", "\ue000", "\U000e0041", "か\u3099", "a" + "\u0301" * 8, "é" * 9, "🍜" * 30),
    *("<zz>", "</td>", "&amp;", "[x](http://evil.example)", "|", "`x`", "**x**", "$1", "\\", "\\n"),
    *("http://evil.example", "www.evil.example", "a@evil.example", "../wages.csv", "/etc/passwd"),
    *("all", "全員", "software", "値引き", "group", "グループ", "wages.csv", "共P-02", "会計"),
)
"""What to put where something else is expected."""

ENCODINGS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "cp932", "euc_jp", "iso2022_jp", "utf-7")


class Texts(NamedTuple):
    """The files of a client, as text; the ledger is there where the applicant names it."""

    applicant: str
    quote: str
    ledger: str = ""


def _of_folder(folder: Path) -> Texts:
    applicant, quote = (folder / f"{name}.yaml" for name in ("applicant", "quote"))
    ledger = "".join(decode(path.read_bytes())[0] for path in folder.glob("*.csv"))
    return Texts(applicant.read_text(encoding="utf-8"), quote.read_text(encoding="utf-8"), ledger)


SOUND: Final = tuple(
    _of_folder(folder)
    for place in (ROOT / "examples", ROOT / "tests/japanese")
    for folder in sorted(place.iterdir())
    if (folder / "quote.yaml").is_file()
)
"""Every example whose quote is YAML, in English and in Japanese."""

BROKEN: Final = tuple(
    path.read_bytes().decode("utf-8", "replace")
    for path in sorted((ROOT / "tests/bad").glob("*.yaml"))
)
"""Every file of the tests that is refused."""


# --- by the grammar ------------------------------------------------------------------------------


def client(chance: random.Random) -> Texts:
    """A client by the tables of keys: mostly sound, with some keys and values of other places."""
    japanese = chance.random() < 0.5
    wrong = chance.choice((0, 0, 0, 0.03, 0.2))
    kinds = _Kinds(chance, japanese, wrong)
    group = chance.random() < 0.15
    applicant = kinds.group() if group else kinds.business()
    items = [kinds.item(at, group) for at in range(chance.choice((1, 1, 2, 3, 5, 12)))]
    quote: dict[str, Any] = {"items": items}
    for name in chance.sample(("vendor", "title", "tax", "tax_rate"), chance.randint(0, 4)):
        quote[name] = kinds.value(QUOTE[name])
    ledger = ""
    if not group and chance.random() < 0.2:
        applicant["near_minimum_wage"] = {"ledger": "wages.csv"}
        ledger = _ledger(chance, int(applicant.get("employees") or 1), wrong)
    return Texts(kinds.written(applicant, APPLICANT), kinds.written(quote, QUOTE), ledger)


class _Kinds:
    """Values by the keys that they stand for."""

    def __init__(self, chance: random.Random, japanese: bool, wrong: float) -> None:
        self.chance, self.japanese, self.wrong = chance, japanese, wrong

    def business(self) -> dict[str, Any]:
        chance = self.chance
        data: dict[str, Any] = {"name": self.text()}
        if chance.random() < 0.8:
            data |= {"industry": self.value(APPLICANT["industry"]), "employees": self.count()}
        else:
            data["size"] = self.value(APPLICANT["size"])
        for name in ("capital", "prefecture", "wage_plan_exemption"):
            if chance.random() < 0.3:
                data[name] = self.value(APPLICANT[name])
        if chance.random() < 0.2:
            entities = ("company", "sole_proprietor", "npo", "chamber", "medical_corporation")
            data["entity"] = self.word(APPLICANT["entity"], chance.choice(entities))
        if chance.random() < 0.15:
            data["near_minimum_wage"] = {"months": 3, "employees": data.get("employees", 1) // 2}
        for name in ("wage_plan", "large_company", "prerequisites"):
            if chance.random() < 0.25:
                below = APPLICANT[name].below
                names = sorted({key.name for key in below.values()})
                few = chance.sample(names, chance.randint(1, len(names)))
                data[name] = {one: self.value(below[one]) for one in few}
        if chance.random() < 0.3:
            data["history"] = [self.decision() for _ in range(chance.randint(0, 3))]
        return data

    def decision(self) -> dict[str, Any]:
        keys, year = APPLICANT["history"].below, self.chance.randint(2021, 2026)
        decision = {"year": year, "frame": self.value(keys["frame"])}
        if self.chance.random() < 0.5:
            decision["decided_on"] = f"{year}-0{self.chance.randint(1, 9)}-12"
        if self.chance.random() < 0.3:
            decision["otasuketai"] = self.value(keys["otasuketai"])
        return decision

    def group(self) -> dict[str, Any]:
        members = [
            {"name": f"員{at}", "size": self.value(APPLICANT["size"])}
            for at in range(self.chance.choice((1, 9, 10, 12)))
        ]
        organiser = self.value(APPLICANT["organiser"])
        return {"name": self.text(), "entity": "group", "organiser": organiser, "members": members}

    def item(self, at: int, group: bool) -> dict[str, Any]:
        chance = self.chance
        data: dict[str, Any] = {
            "name": f"品{at}" if chance.random() < 0.9 else self.text(),
            "category": "software" if at == 0 else self.category(),
            "price": self.value(ITEM["price"]),
        }
        if chance.random() < 0.4:
            data |= {"per": chance.choice(("month", "year")), "months": chance.randint(1, 40)}
        for name in ("quantity", "processes", "functions", "discount", "registered"):
            if chance.random() < 0.35:
                data[name] = self.value(ITEM[name])
        software = data["category"] in ("software", "ソフトウェア")
        if at and chance.random() < 0.4 and (not software or chance.random() < self.wrong):
            data["for"] = "品0" if chance.random() > self.wrong else f"品{chance.randrange(at)}"
        if group and chance.random() < 0.3:
            data["members"] = [f"員{chance.randrange(12)}"]
        if chance.random() < 0.1:
            data["accounts"] = {"suppliers": chance.randint(1, 9), "sme_suppliers": 1}
        return data

    def category(self) -> Any:
        """What is no discount line, for which few keys are allowed; or anything."""
        category = self.value(ITEM["category"])
        while category in ("discount", "値引き") and self.chance.random() > self.wrong:
            category = self.value(ITEM["category"])
        return category

    def text(self) -> str:
        if self.chance.random() < 0.02 + self.wrong:
            return self.chance.choice(NASTY)
        return self.chance.choice(
            ("みなと食堂", "株式会社　港", "ABC Inc.", "会計ソフト①", "o'Brien")
        )

    def count(self) -> int:
        return self.chance.choice((0, 1, 4, 5, 6, 19, 20, 21, 50, 51, 100, 300, 301))

    def value(self, key: Key) -> Any:
        """A value of a key, sometimes another one."""
        chance = self.chance
        if chance.random() < self.wrong:
            return chance.choice((None, [], {}, ["x"], {"x": 1}, True, -1, 1.5, *NASTY))
        match key.name:
            case "processes":
                return chance.sample(
                    ["共P-01", "P02", "会計・財務・経営", "汎P-07"], chance.randint(1, 3)
                )
            case "functions":
                names = list(key.values)
                return [self.word(key, one) for one in chance.sample(names, chance.randint(1, 3))]
            case "prefecture":
                return chance.choice(("東京都", "東京", "北海道", "沖縄県"))
            case "decided_on":
                return "2024-09-02"
            case "price" | "capital" | "taxable_income":
                return chance.choice((0, 1, 999, 30_000, 250_000, 1_234_567, "150万円", "12,345円"))
            case "discount":
                return 0 if chance.random() < 0.9 else "1千円"
            case "employees" | "minimum_wage_margin" | "security_action":
                return chance.choice((0, 1, 2))
            case "months" | "quantity":
                return chance.choice((1, 2, 3, 12, 36))
        if key.values and key.words is not None and key.read is not None and "true" in key.values:
            return chance.choice((True, False, "はい", "いいえ"))
        if key.values:
            return self.word(key, chance.choice(list(key.values)))
        if "%" in key.about or key.name.endswith(("share", "growth")) or key.name == "tax_rate":
            return chance.choice(("0%", "1.5%", "3%", "100%", "0.015", "2/3", "10%"))
        return self.text()

    def word(self, key: Key, value: str) -> str:
        return key.values[value].split("・")[0] if self.japanese else value

    def written(self, data: dict[str, Any], keys: Keys) -> str:
        """The data as YAML, in block or in flow style."""
        lines = self._lines(data, keys)
        return "\n".join(lines) + "\n"

    def _key(self, name: str, keys: Keys) -> str:
        known = keys.get(name)
        return known.spellings[0] if known and self.japanese else name

    def _lines(self, data: dict[str, Any], keys: Keys) -> list[str]:
        lines: list[str] = []
        for name, value in data.items():
            below = keys[name].below if name in keys else {}
            head = f"{self._key(name, keys)}:"
            if isinstance(value, dict) and value and self.chance.random() < 0.5:
                lines += [head, *(f"  {line}" for line in self._lines(value, below))]
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                lines.append(head)
                for entry in value:
                    if self.chance.random() < 0.5 or not entry:
                        lines.append(f"- {self._flow(entry, below)}")
                    else:
                        first, *rest = self._lines(entry, below)
                        lines += [f"- {first}", *(f"  {line}" for line in rest)]
            else:
                lines.append(f"{head} {self._flow(value, below)}")
        return lines

    def _flow(self, value: Any, keys: Keys) -> str:
        if isinstance(value, dict):
            pairs = (f"{self._key(k, keys)}: {self._flow(v, {})}" for k, v in value.items())
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, list):
            return f"[{', '.join(self._flow(one, keys) for one in value)}]"
        if isinstance(value, bool) or value is None:
            return {True: "true", False: "false", None: "null"}[value]
        if isinstance(value, int):
            return str(value)
        text = str(value)
        plain = text.isalnum() or all(one.isalnum() or one in "-/.%" for one in text)
        if plain and text and text[0] not in "-%" and self.chance.random() > 0.05:
            return text
        return f"'{text.replace(chr(39), chr(39) * 2)}'" if "\n" not in text else '"x"'


def _ledger(chance: random.Random, people: int, wrong: float) -> str:
    head = [LEDGER_ROW[name].spellings[0] for name in ("employee", "prefecture")]
    months = [f"2025-{month:02}" for month in range(1, chance.randint(2, 10))]
    rows = [[*head, *months]]
    for person in range(min(people, 40)):
        wages = [chance.choice(("1163", "1,213円", "1050.5", "", "2000")) for _ in months]
        rows.append([f"従業員{person}", chance.choice(("東京都", "新潟")), *wages])
    cells = [
        [chance.choice(NASTY) if chance.random() < wrong / 5 else cell for cell in row]
        for row in rows
    ]
    quoted = (
        [f'"{cell}"' if "," in cell and '"' not in cell else cell for cell in r] for r in cells
    )
    return "\r\n".join(",".join(row) for row in quoted)


# --- mutations -----------------------------------------------------------------------------------


def mutated(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """The text with some things in it changed."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        text = chance.choice(_MUTATIONS)(text, chance, others)[:200_000]
    return text


def _at(text: str, chance: random.Random) -> int:
    return chance.randrange(len(text) + 1)


def _insert(text: str, chance: random.Random, _: Sequence[str]) -> str:
    at = _at(text, chance)
    return text[:at] + chance.choice(NASTY) * chance.choice((1, 1, 1, 3, 200)) + text[at:]


def _delete(text: str, chance: random.Random, _: Sequence[str]) -> str:
    at = _at(text, chance)
    return text[:at] + text[at + chance.choice((1, 1, 2, 5, 50)) :]


def _value(text: str, chance: random.Random, _: Sequence[str]) -> str:
    """Another value after a key."""
    places = [at for at in range(len(text)) if text.startswith(": ", at)]
    if not places:
        return text
    at = chance.choice(places) + 2
    end = min((end for mark in ",}]\n" if (end := text.find(mark, at)) > 0), default=len(text))
    return text[:at] + chance.choice(NASTY) + text[end:]


def _wrapped(text: str, chance: random.Random, _: Sequence[str]) -> str:
    """A list or a mapping where there was a value."""
    places = [at for at in range(len(text)) if text.startswith(": ", at)]
    if not places:
        return text
    at = chance.choice(places) + 2
    end = min((end for mark in ",}]\n#" if (end := text.find(mark, at)) > 0), default=len(text))
    before, after = chance.choice((("[", "]"), ("{", "}"), ("{x: ", "}"), ("[[", "]]"), ("'", "'")))
    return text[:at] + before + text[at:end].strip() + after + " " + text[end:]


def _lines(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """A line twice, elsewhere, away, or from another file."""
    lines = text.split("\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            lines.insert(to, lines[at])
        case 1:
            lines[at], lines[to] = lines[to], lines[at]
        case 2:
            del lines[at]
        case 3:
            lines[at] = " " * chance.randint(0, 4) + lines[at].lstrip()
        case _:
            lines.insert(to, chance.choice(chance.choice(others).split("\n")))
    return "\n".join(lines)


def _key(text: str, chance: random.Random, _: Sequence[str]) -> str:
    """A key of one mapping in the place of another's."""
    keys = chance.choice((APPLICANT, QUOTE, ITEM, LEDGER_ROW))
    written = [word for word in (*APPLICANT, *QUOTE, *ITEM) if f"{word}:" in text]
    if not written:
        return text
    return text.replace(f"{chance.choice(written)}:", f"{chance.choice(list(keys))}:", 1)


def _repeated(text: str, chance: random.Random, _: Sequence[str]) -> str:
    at, length = _at(text, chance), chance.choice((1, 3, 20, 80))
    part = text[at : at + length]
    return text[:at] + part * chance.choice((2, 2, 10, 300)) + text[at + length :]


def _breaks(text: str, chance: random.Random, _: Sequence[str]) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n", "\u2028", "\x85")))


_MUTATIONS: Final[tuple[Callable[[str, random.Random, Sequence[str]], str], ...]] = (
    *(_insert, _insert, _delete, _value, _value, _value, _wrapped, _lines, _lines, _key),
    *(_repeated, _breaks),
)


def encoded(text: str, chance: random.Random) -> bytes:
    """The text in UTF-8, now and then in another encoding or with bytes that are in none."""
    raw = text.encode("utf-8", "replace")
    if chance.random() < 0.9:
        return raw
    if chance.random() < 0.5:
        return text.encode(chance.choice(ENCODINGS), "replace")
    damaged = bytearray(raw or b"x")
    for _ in range(chance.randint(1, 5)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)
