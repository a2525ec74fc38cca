"""What every answer says of itself: made by which tool and rules, for whom, from which files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from itsubsidy._version import __version__
from itsubsidy.inputs.applicant import Applicant
from itsubsidy.inputs.quote import Quote
from itsubsidy.inputs.values import Origin
from itsubsidy.rules.programme import Programme
from itsubsidy.rules.size import Standing
from itsubsidy.worksheet import check_dict


class Edition(NamedTuple):
    """Which rules an answer was made by, and when they were last held against the sources."""

    id: str
    name: str
    verified_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What an answer was made of, so that it can be made again. Plain data, made to be pickled."""

    tool: str = __version__
    """The version of itsubsidy."""
    programme: Edition
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

    def head_dict(self, schema: str) -> dict[str, Any]:
        """What JSON says first."""
        own, standing = self.applicant.origin, self.standing
        return {
            "schema": schema,
            "tool": {"name": "itsubsidy", "version": self.tool},
            "programme": {
                "id": self.programme.id,
                "name": self.programme.name,
                "application_date": self.on.isoformat(),
                "verified_on": self.programme.verified_on.isoformat(),
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
                "checks": [check_dict(check) for check in standing.checks] if standing else [],
                "members": [_member_dict(member) for member in self.members],
            },
        }


def _member_dict(member: Standing) -> dict[str, Any]:
    return {
        "name": member.business.name,
        "size": member.size,
        "deemed_large": member.deemed_large,
        "checks": [check_dict(check) for check in member.checks],
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


def edition_of(programme: Programme) -> Edition:
    """Which rules these are."""
    return Edition(programme.id, programme.name, programme.verified_on)


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
    """What to say of how files were read: those in an encoding that was guessed."""
    return [origin.note for origin in origins if origin.note]


def date_notes(programme: Programme, asked: date, on: date) -> list[str]:
    """What to say of an application date that was moved, from the one asked for to another."""
    if asked == on:
        return []
    when = (
        f"受付は {programme.closes} に終わっています"
        if asked > on
        else f"受付は {programme.opens} からです"
    )
    return [f"{programme.name} の{when}。申請日を {asked} でなく {on} として計算しました"]


def edition_note(programme: Programme) -> str:
    """By which edition of the guidelines, and when it was last held against them."""
    editions = sorted(
        {
            str(document.edition)
            for name, document in programme.documents.items()
            if name.startswith("koubo-")
        }
    )
    return (
        f"規則は {programme.name} 公募要領 {'・'.join(editions)} 版によります"
        f"（{programme.verified_on} 確認）"
    )
