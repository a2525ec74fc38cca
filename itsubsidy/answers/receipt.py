"""What every answer says of itself: made by which tool and rules, for whom, from which files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple, get_args

from itsubsidy._version import __version__
from itsubsidy.files.problems import Problem
from itsubsidy.frozen import Frozen
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.values import Origin
from itsubsidy.rules.frames.size import Standing
from itsubsidy.rules.frames.worksheet import Component, FrameResult, Step
from itsubsidy.rules.programme.rulefile import programme_after
from itsubsidy.rules.programme.rules import Grade, LaterRounds, Programme, cited_in, worst_grade
from itsubsidy.terms import Frame

GRADED: Final = (
    *("checks", "steps", "components", "excluded"),
    *("obligations", "score", "papers"),
)
"""What of a frame goes by rules that have a source."""


class Unconfirmed(NamedTuple):
    """A document that is not held, or not as it is in force."""

    name: str
    grade: Grade
    title: str


class Edition(NamedTuple):
    """Which rules an answer was made by, and when they were last held against the sources."""

    id: str
    name: str
    verified_on: date
    frames: Mapping[Frame, str]
    """The official name of each frame."""
    short: Mapping[Frame, str]
    """What to call each frame where room is short."""
    last_deadline: date
    """The last one that is known."""
    later_rounds: LaterRounds
    """Whether rounds may follow it."""
    closed: bool | None
    """Whether that deadline is past today; None where today is not known."""
    unconfirmed: tuple[Unconfirmed, ...]
    """The documents that are not official."""
    addresses: tuple[tuple[str, str], ...]
    """The documents whose public address is known, by what people call them."""
    words: Mapping[str, str]
    """What people read for the sources of rules."""

    def grade_of(self, source: str) -> Grade:
        """How well a rule with this source is known."""
        return _grade_of(source, self.unconfirmed)

    def grades_of(self, sources: Iterable[str]) -> dict[str, Grade]:
        """How well the rules with these sources are known, by the source."""
        return {source: self.grade_of(source) for source in set(sources)}

    def graded(self, results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The JSON of frames with the grade of each rule in them that is not official."""
        rules = [part for result in results for kind in GRADED for part in result[kind]]
        grades = self.grades_of(rule["source"] for rule in rules)
        for rule in rules:
            if (grade := grades[rule["source"]]) != "official":
                rule["grade"] = grade
        return results

    @property
    def state(self) -> str:
        """What a reader must know first: that applications have closed; nothing of an open one."""
        if not self.closed:
            return ""
        text = last_deadline_text(self.last_deadline, self.later_rounds)
        reference = "。終了した制度の規則による参考額です" if self.later_rounds == "none" else ""
        return text + reference


@lru_cache(maxsize=2048)  # an answer cites the same sources over and over
def _grade_of(source: str, unconfirmed: tuple[Unconfirmed, ...]) -> Grade:
    """How well a rule with this source is known, where all but these documents are official."""
    cited = cited_in(source)
    known = [document.grade for document in unconfirmed if document.name in cited]
    return worst_grade(known) if known else "official"


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What an answer was made of, so that it can be made again. Plain data, made to be pickled."""

    tool: str = __version__
    """The version of itsubsidy."""
    programme: Edition
    requested: date
    """The application date that was asked for."""
    on: date
    """The application date, moved into the programme's window."""
    applicant: Applicant
    standing: Standing | None
    """The size of a single applicant; None for a group."""
    members: tuple[Standing, ...]
    """The size of each member of a group."""
    files: tuple[tuple[str, str], ...]
    """The name and SHA-256 of each input file, the applicant's first."""
    notes: tuple[str, ...]

    @property
    def file_names(self) -> list[str]:
        """The names of the input files."""
        return [name for name, _ in self.files]

    def head_dict(self, schema: str, **more: Any) -> dict[str, Any]:
        """What JSON says first; `more` of the programme."""
        own, standing = self.applicant.origin, self.standing
        return {
            "schema": schema,
            "tool": {"name": "itsubsidy", "version": self.tool},
            "programme": {
                "id": self.programme.id,
                "name": self.programme.name,
                "application_date": self.on.isoformat(),
                "verified_on": self.programme.verified_on.isoformat(),
                "requested_date": self.requested.isoformat(),
                "closed": self.programme.closed,
                "later_rounds": self.programme.later_rounds,
                **more,
            },
            "applicant": {
                "name": self.applicant.name,
                "size": standing.size if standing else None,
                "deemed_large": standing.deemed_large if standing else False,
                "file": own.file,
                "sha256": own.sha256,
                "ledger": {"file": own.ledger.file, "sha256": own.ledger.sha256}
                if own.ledger
                else None,
                "checks": [check.to_dict() for check in standing.checks] if standing else [],
                "members": [_member_dict(member) for member in self.members],
            },
        }


def _member_dict(member: Standing) -> dict[str, Any]:
    return {
        "name": member.business.name,
        "size": member.size,
        "deemed_large": member.deemed_large,
        "checks": [check.to_dict() for check in member.checks],
    }


def quote_dict(quote: Quote, total: int) -> dict[str, Any]:
    """What JSON says first of a quote; `total` is net of tax over the whole contract, yen."""
    return {
        "file": quote.origin.file,
        "sha256": quote.origin.sha256,
        "vendor": quote.vendor,
        "title": quote.title,
        "total": total,
    }


def last_deadline_text(deadline: date, later: LaterRounds) -> str:
    """That the last deadline that is known is past, and whether others may follow."""
    if later == "unknown":
        return f"分かっている最後の締切 {deadline} は終わっています。その後の回は確認していません"
    return f"受付は {deadline} に終了しています"


def problem_dict(problem: Problem) -> dict[str, Any]:
    """What JSON says of a warning; of what was made in Python there is no file."""
    return {**problem._asdict(), "file": problem.file or None}


@lru_cache(maxsize=16)
def edition_of(programme: Programme, today: date | None) -> Edition:
    """Which rules these are, and whether they are closed today."""
    last = programme.last_deadline
    return Edition(
        id=programme.id,
        name=programme.name,
        verified_on=programme.verified_on,
        frames=programme.names,
        short=programme.short_names,
        last_deadline=last,
        later_rounds=programme.later_rounds,
        closed=None if today is None else today > last,
        unconfirmed=tuple(
            Unconfirmed(name, document.grade, document.title)
            for name, document in programme.documents.items()
            if document.grade != "official"
        ),
        addresses=tuple(
            (document.short or document.title, document.address)
            for document in programme.documents.values()
            if document.address
        ),
        words=Frozen(programme.cited_words),
    )


class Behind(NamedTuple):
    """A rule that decided something: its name in the rule file, its label and its source."""

    rule: str
    label: str
    source: str


def rules_behind(results: Iterable[FrameResult]) -> list[Behind]:
    """The rules that decided these frames, each once, in the order in which they did."""
    behind: dict[str, Behind] = {}
    for result in results:
        for check in result.checks:
            if check.id not in behind:
                behind[check.id] = Behind(check.id, check.label, check.source)
        lines: tuple[Step | Component, ...] = (*result.steps, *result.components)
        for line in lines:
            if line.rule not in behind:
                behind[line.rule] = Behind(line.rule, line.rule_label, line.source)
    return list(behind.values())


def evidence(edition: Edition, results: Iterable[FrameResult]) -> dict[str, int]:
    """How many of the rules that decided these frames are known how well."""
    sources = [behind.source for behind in rules_behind(results)]
    grades = edition.grades_of(sources)
    counts = dict.fromkeys(get_args(Grade), 0)
    for source in sources:
        counts[grades[source]] += 1
    return counts


def decided_dict(
    edition: Edition, best: FrameResult | None, deciding: Iterable[FrameResult]
) -> dict[str, Any]:
    """What JSON says of the programme besides: the round of the best frame, and how well the rules
    that decided are known.
    """
    return {
        "round": best and best.round,
        "deadline": best.deadline.isoformat() if best and best.deadline else None,
        "evidence": evidence(edition, deciding),
    }


def origins_of(applicant: Applicant, quotes: Iterable[Quote]) -> list[Origin]:
    """Where the applicant, the ledger that it names and the quotes were read from."""
    own = applicant.origin
    return [own, *([own.ledger] if own.ledger else ()), *(quote.origin for quote in quotes)]


def files_of(origins: Iterable[Origin]) -> tuple[tuple[str, str], ...]:
    """The name and SHA-256 of each file."""
    return tuple(
        (origin.file, origin.sha256)
        for origin in origins
        if origin.file is not None and origin.sha256 is not None
    )


def reading_notes(origins: Iterable[Origin]) -> list[str]:
    """What to say of how files were read, and of what their folder has besides."""
    return [note for origin in origins for note in (*origin.folder_notes, origin.note) if note]


def date_notes(programme: Programme, asked: date, on: date) -> list[str]:
    """What to say of an application date that was moved, from the one asked for to another."""
    if asked == on:
        return []
    when = (
        f"受付は {programme.closes} に終わっています"
        if asked > on
        else f"受付は {programme.opens} からです"
    )
    moved = f"{programme.name} の{when}。申請日を {asked} でなく {on} として計算しました"
    after = programme_after(programme)
    if asked > on and after is not None and asked < after.opens:
        moved += f"。次の {after.name} の受付は {after.opens} からです"
    return [moved]


@lru_cache(maxsize=16)
def edition_note(programme: Programme, on: date) -> str:
    """By which editions of the guidelines, when they were held against the rules, and which of
    those that apply on a day were not. Guidelines carried over from another year are told as such.
    """
    guidelines = [one for name, one in programme.documents.items() if name.startswith("koubo-")]
    carried = any(one.grade == "carried" for one in guidelines)
    editions = "・".join(sorted({str(one.edition) for one in guidelines}))
    later = "・".join(str(one.edition) for one in programme.not_held if one.applies_from <= on)
    missing = f"。{later} の改訂版は手元になく、突き合わせていません" if later else ""
    if carried:
        basis = (
            f"{programme.name} の公募要領は手元になく、規則は交付規程などと、"
            f"前年度の公募要領（{editions} 版）から引き継いだものによります"
        )
    else:
        basis = f"規則は {programme.name} 公募要領 {editions} 版によります"
    return f"{basis}（{programme.verified_on} 照合）{missing}"
