"""The client of a command: its files, and what is said where they are wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence

from itsubsidy.answers.estimate import SCHEMA
from itsubsidy.answers.receipt import origins_of, reading_notes
from itsubsidy.cli.exits import UsageError
from itsubsidy.cli.options import known_encoding
from itsubsidy.cli.output import Output, show_notes
from itsubsidy.cli.problems import Listing
from itsubsidy.files.folders import Folder, client_folder
from itsubsidy.files.limits import MOST_QUOTES
from itsubsidy.files.problems import InputError
from itsubsidy.inputs.reading import STDIN, Client, load_client
from itsubsidy.reports.content.problems import problems_report
from itsubsidy.reports.formats import draw
from itsubsidy.rules.programme.rules import Programme


def client_or_problems(
    paths: Sequence[str],
    encoding: str | None,
    programme: Programme,
    format: str,
    out: Output,
    schema: str = SCHEMA,
    most_quotes: int = MOST_QUOTES,
) -> Client | None:
    """The client, or None where its files are wrong and every problem has been shown.

    Problems go to standard error; into `out` too where the format is JSON of this schema.
    More than `most_quotes` quotes are a problem.

    Raises:
        UsageError: the paths are no client.
    """
    folder = _folder(paths)
    try:
        if folder is not None:
            files, notes = folder.files(), folder.notes
        else:
            files, notes = _files(paths), ()
        client = load_client(
            *files,
            known_encoding(encoding),
            years=(programme.year,),
            notes=notes,
            most_quotes=most_quotes,
        )
    except InputError as error:
        show_notes(folder.notes if folder is not None else ())
        listing = Listing(encoding, no_color=out.no_color)
        listing.problems(error.problems)
        if listing.excerpts:
            listing.count(error.problems)
        if format == "json":
            out.write(draw(problems_report(schema, error.problems), format, out.screen))
        return None
    show_notes(reading_notes(origins_of(client.applicant, client.quotes)))
    return client


def _folder(paths: Sequence[str]) -> Folder | None:
    """The client's folder; None where files are named."""
    first, *others = paths
    # a Path fails on names that are too long, which then are no file's
    if first == STDIN or not os.path.isdir(first):  # noqa: PTH112
        return None
    if others:
        raise UsageError("フォルダを指定するときは一つだけです。複数の顧客は一つずつ実行します")
    return client_folder(first)


def _files(paths: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The applicant's file and the quotes'."""
    if list(paths).count(STDIN) > 1:
        raise UsageError("標準入力（-）は一度だけ指定できます")
    first, *others = paths
    if not others and (first == STDIN or os.path.exists(first)):  # noqa: PTH110
        raise UsageError("見積のファイルも指定してください: itsubsidy estimate APPLICANT QUOTE...")
    return first, tuple(others)
