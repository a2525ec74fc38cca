"""Where a report goes: the terminal, a pipe, or a file that appears whole or not at all."""

from __future__ import annotations

import codecs
import errno
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, ParamSpec, TextIO, TypeVar

import typer

from itsubsidy.cli.exits import ReaderGoneError, UsageError
from itsubsidy.files.folders import why
from itsubsidy.files.problems import Problem
from itsubsidy.inputs.reading import STDIN
from itsubsidy.reports.screen import Screen, printable
from itsubsidy.stopping import undone_by

P = ParamSpec("P")
T = TypeVar("T")


class Output(NamedTuple):
    """Standard output, or a file of this name; `-` is standard output too."""

    file: str | None = None
    no_color: bool = False

    @property
    def is_stdout(self) -> bool:
        """Whether this is standard output."""
        return self.file in (None, STDIN)

    @property
    def _terminal(self) -> bool:
        return self.is_stdout and sys.stdout.isatty()

    @property
    def width(self) -> int | None:
        """The terminal's columns, or `COLUMNS` for a pager; None where nothing has to fit."""
        if self._terminal:
            return shutil.get_terminal_size().columns
        columns = os.environ.get("COLUMNS", "") if self.is_stdout else ""
        return int(columns) if columns.isdecimal() and int(columns) else None

    @property
    def color(self) -> bool:
        """Whether colour is wanted and can be shown."""
        plain = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        forced = os.environ.get("FORCE_COLOR") not in (None, "", "0") and self.is_stdout
        return not plain and (self._terminal or forced)

    @property
    def ascii(self) -> bool:
        """Whether standard output cannot carry Japanese."""
        encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
        return self.is_stdout and not encoding.startswith("utf")

    @property
    def screen(self) -> Screen:
        """What a report has to fit into."""
        return Screen(self.width, self.color, self.ascii)

    @property
    def may_show_progress(self) -> bool:
        """Whether somebody watches standard error, and the report goes elsewhere."""
        return sys.stderr.isatty() and not self._terminal

    def write(self, text: str, *, encoding: str = "utf-8", inputs: Iterable[str] = ()) -> None:
        """Write a whole report; a file of `inputs` is never written over.

        Raises:
            ReaderGoneError: the reader of a pipe has closed it.
            UsageError: it cannot be written, and why.
        """
        with self.opened(encoding=encoding, inputs=inputs) as write:
            write(text)

    @contextmanager
    def opened(
        self, *, encoding: str = "utf-8", inputs: Iterable[str] = ()
    ) -> Iterator[Callable[[str], object]]:
        """A function that writes piece by piece; a file appears when the block is left.

        Raises:
            ReaderGoneError: the reader of a pipe has closed it.
            UsageError: it cannot be written, and why.
        """
        sink = self._in_words(self._sink, encoding, inputs)
        with undone_by(sink.discard):
            try:
                self._in_words(sink.begin)
                yield lambda text: self._in_words(sink.write, text)
                self._in_words(sink.close)
            except BaseException:
                sink.discard()
                raise

    def _sink(self, encoding: str, inputs: Iterable[str]) -> _Stream | _File:
        if self.is_stdout:
            is_own = encoding == "utf-8" or not hasattr(sys.stdout, "buffer")
            return _Stream(sys.stdout) if is_own else _Encoded(sys.stdout, encoding)
        if not self.file:
            raise UsageError("--output のファイルの名前が空です")
        target = Path(os.path.realpath(self.file))  # what a link points to is written, not the link
        if target.is_symlink():  # it points to itself in the end
            raise OSError(errno.ELOOP, "")
        if not target.exists():
            return _File(target, encoding)
        if any(Path(file).exists() and target.samefile(file) for file in inputs):
            raise UsageError(f"{target} は入力のファイルです。別の名前を指定してください")
        if target.is_file():
            return _File(target, encoding)
        # a device or a named pipe; a folder refuses
        stream = target.open("w", encoding=encoding, errors="replace", newline="")
        return _Stream(stream, is_opened=True)

    def _in_words(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of `work`; where it cannot write, an error in the user's words."""
        try:
            return work(*args, **kwargs)
        except BrokenPipeError:
            raise ReaderGoneError from None
        except OSError as error:
            name = "標準出力" if self.is_stdout else self.file
            raise UsageError(f"{name} に書けません（{why(error)}）") from None


class _Stream:
    """Written as the pieces come: standard output, or a device or a named pipe that was opened."""

    def __init__(self, stream: TextIO, *, is_opened: bool = False) -> None:
        self.write: Callable[[str], object] = stream.write
        self.close = stream.close if is_opened else stream.flush
        self.is_opened = is_opened

    def begin(self) -> None:
        """It is open already."""

    def discard(self) -> None:
        """Close what was opened; what was written cannot be taken back."""
        if self.is_opened:
            with suppress(OSError):
                self.close()


class _Encoded(_Stream):
    """Standard output in an encoding that is not its own."""

    def __init__(self, stream: TextIO, encoding: str) -> None:
        super().__init__(stream)
        encoder = codecs.getincrementalencoder(encoding)("replace")
        self.write = lambda text: stream.buffer.write(encoder.encode(text))


class _File:
    """A file beside the target, which takes its place and its mode at the end.

    A target that others have under another name, or in a folder in which nothing new may be
    made, is written over at the end instead.
    """

    file: TextIO | None = None

    def __init__(self, target: Path, encoding: str) -> None:
        self.target = target
        self.encoding = encoding
        self.beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
        self.is_written_over = False

    def begin(self) -> None:
        """Make the file that is written."""
        status = self.target.stat() if self.target.exists() else None
        if status is not None and not os.access(self.target, os.W_OK):
            raise PermissionError(errno.EACCES, "")
        self.mode = 0o666 & ~_umask() if status is None else status.st_mode & 0o777
        self.is_written_over = status is not None and status.st_nlink > 1
        try:
            self.file = self._made()
        except OSError as error:
            if status is None or error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
            self.beside = Path(tempfile.gettempdir()) / self.beside.name
            self.is_written_over = True
            self.file = self._made()

    def _made(self) -> TextIO:
        handle = os.open(self.beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(handle, "w", encoding=self.encoding, errors="replace", newline="")

    def write(self, text: str) -> None:
        """Write a piece."""
        if self.file is not None:
            self.file.write(text)

    def close(self) -> None:
        """Put the file in the target's place."""
        if self.file is not None:
            self.file.close()
        if self.is_written_over:
            shutil.copyfile(self.beside, self.target)
            self.beside.unlink()
            return
        self.beside.chmod(self.mode)
        self.beside.replace(self.target)

    def discard(self) -> None:
        """Leave the target as it was."""
        # a full disk refuses what is still to be written, as does a write that a signal came upon
        with suppress(OSError, RuntimeError):
            if self.file is not None:
                self.file.close()
        with suppress(OSError):
            self.beside.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def tell(line: str) -> None:
    """A line on standard error. What is said there is no answer: where it is full, it is lost."""
    say(printable(line))


def say(text: str, *, in_color: bool | None = None) -> None:
    """Our own text on standard error, as it is; coloured, unless it is left to the stream."""
    try:
        typer.echo(text, err=True, color=in_color)
    except (OSError, ValueError):  # full, or closed
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Let a standard stream swallow what is still to be written, also when Python ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_new(folder: Path, files: Mapping[str, str]) -> None:
    """Write files that are not there yet into a folder, all of them or none.

    Raises:
        UsageError: they cannot be written, and why.
    """
    made: list[Path] = []
    try:
        for name, text in files.items():
            _make_folders(folder / name, made)
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                made.append(folder / name)
                file.write(text)
    except OSError as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        raise UsageError(f"{folder} に書けません（{why(error)}）") from None


def _make_folders(file: Path, made: list[Path]) -> None:
    """The folders of a file, those that are new added to what was made."""
    for parent in reversed([parent for parent in file.parents if not parent.exists()]):
        parent.mkdir()
        made.append(parent)


def show_problems(problems: Iterable[Problem]) -> None:
    """Problems on standard error, a line each."""
    for problem in problems:
        tell(str(problem))


def show_notes(notes: Iterable[str]) -> None:
    """Notes on standard error, a line each."""
    for note in notes:
        tell(f"注: {note}")


def show_alert(note: str) -> None:
    """A note that must not be overlooked, in colour where standard error has one."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    say(typer.style(printable(f"注: {note}"), fg=None if plain else "red"))


def never_fail_to_print() -> None:
    """Let a stream that was closed swallow, and one that cannot show a character replace it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # open for as long as the process, as the stream would have been
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
