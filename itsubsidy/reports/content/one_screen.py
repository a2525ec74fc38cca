"""An estimate on one screen of 80 columns and 24 lines, the result last.

Nothing is worked out here and nothing is lost: what has no room is counted, with the command that
shows it. Names are cut on a terminal alone, amounts never.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells

from itsubsidy.answers.cash import Cash
from itsubsidy.answers.estimate import Estimate, QuoteEstimate
from itsubsidy.answers.receipt import evidence
from itsubsidy.files.echo import printable
from itsubsidy.files.problems import Problem
from itsubsidy.inputs.item import DISCOUNT
from itsubsidy.money import yen
from itsubsidy.reports.blocks import Line
from itsubsidy.reports.content.citations import in_words
from itsubsidy.reports.content.frame import steps_elsewhere
from itsubsidy.reports.content.hints import Asked, shell_word
from itsubsidy.reports.content.sentences import why_closed
from itsubsidy.reports.content.wording import quote_name, size_name
from itsubsidy.rules.frames.worksheet import FrameResult, NextStep
from itsubsidy.terms import INDUSTRIES, ORGANISERS, STEP_KINDS, Frame, StepKind, Typed, as_typed

LINES: Final = 22
"""A terminal of 24, without the command above and the prompt below."""

WIDTH: Final = 79
"""Columns; some terminals wrap a line that fills the 80th."""

RIGHT: Final = 78
"""The column at which the day of application ends."""

MOST_QUOTES: Final = 8
FEW_STEPS: Final = 3

NONE_OPEN: Final = "対象になる申請枠がありません"


def one_screen(estimate: Estimate, asked: Asked, width: int | None) -> Iterator[Line]:
    """The screen of what was `asked` for; `width` is the terminal's columns."""
    room = None if width is None else max(width, WIDTH + 1) - 1
    several = len(estimate.quotes) > 1
    screen = _Several(estimate, asked, room) if several else _Single(estimate, asked, room)
    top, bottom = list(screen.top()), list(screen.bottom())
    used = len(top) + len(bottom) + 2
    remarks = list(screen.remarks(max(LINES - used, 1)))
    blank = Line("")
    yield from (_within(line, room) for line in (*top, blank, *remarks, blank, *bottom))


def _within(line: Line, room: int | None) -> Line:
    return line if line.is_whole else line._replace(text=_cut(line.text, room))


def _cut(text: str, room: int | None) -> str:
    """A text cut to so many columns, which says so with …."""
    if room is None or cell_len(text) <= room:
        return text
    kept = next(iter(chop_cells(text, max(room - 2, 1))), "")
    if kept[-1:].isdigit() and text[len(kept)] in "0123456789,":  # a part of an amount misleads
        kept = kept.rstrip("0123456789,")
    return kept.rstrip() + "…"


def _fitting(groups: Iterable[Sequence[Line]], room: int) -> list[Line]:
    """The lines of the first groups that have room, none of them in part."""
    kept: list[Line] = []
    for group in groups:
        if len(kept) + len(group) <= room:
            kept += group
    return kept


def _left(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _open_or_closed(estimate: Estimate) -> Iterator[Line]:
    """Whether applications are still taken, and until when."""
    if estimate.programme.state:
        for said in _folded(estimate.programme.state):
            yield Line(said, "warning")
        return
    deadlines = [one.best_result.deadline for one in estimate.quotes if one.best_result]
    until = f"  締切 {deadlines[0]}" if deadlines and deadlines[0] else ""
    yield Line(estimate.programme.name + until)


def _head(estimate: Estimate, room: int | None) -> Iterator[Line]:
    """Who applies and by which row, when, and whether applications are still taken."""
    rounds = [one.best_result.round for one in estimate.quotes if one.best_result]
    its_round = f"（{rounds[0]}次締切）" if rounds and rounds[0] else ""
    name, day = printable(estimate.applicant.name), f"申請日 {estimate.on}"
    ways = [
        (_facts(estimate, full), day + end) for end in (its_round, "") for full in (True, False)
    ]
    fitting = (way for way in ways if cell_len(f"{name}  {'  '.join(way)}") <= RIGHT)
    facts, day = next(fitting, ways[-1])
    taken = cell_len(f"  {facts}  {day}")
    who = f"{_cut(name, None if room is None else RIGHT - taken)}  {facts}"
    yield Line(_left(who, RIGHT - cell_len(day) - 2) + "  " + day, "bold", is_whole=True)
    yield from _open_or_closed(estimate)
    if estimate.requested != estimate.on:
        yield Line(f"申請日 {estimate.requested} は受付の期間の外なので {estimate.on} としました")


def _folded(text: str) -> list[str]:
    """A text on one line, or where it has no room a line for each sentence."""
    if cell_len(text) <= WIDTH:
        return [text]
    first, mark, rest = text.partition("。")
    return [first + mark, rest] if rest else [text]


def _facts(estimate: Estimate, full: bool) -> str:
    """What settled the size, and the size; `full` says the more where a word has two names."""
    applicant, standing = estimate.applicant, estimate.standing
    if standing is None:
        organiser = applicant.organiser
        kinds = [as_typed(organiser, ORGANISERS)] if organiser else []
        return f"{'・'.join([*kinds, f'構成員 {len(estimate.members)}者'])}のグループ"
    known = []
    if applicant.industry is not None:
        known.append(_industry(applicant.industry, full))
    if applicant.employees is not None:
        known.append(f"{applicant.employees:,}人")
    size = size_name(standing)
    return f"{'・'.join(known)}: {size}" if known else size


def _industry(industry: str, full: bool) -> str:
    """The row by which the size went, after the word that was typed."""
    label, word = INDUSTRIES[industry], as_typed(industry, INDUSTRIES)
    known = {label, str(industry), *label.split("・")}
    if isinstance(industry, Typed) and word not in known and not word.isascii():
        return f"{word}（{label.split('・')[0]}{'の基準' if full else ''}）"
    return word if word in label.split("・") else label.split("・")[0]


def frame_label(name: str) -> str:
    """A name without brackets: `インボイス枠・インボイス対応類型`."""
    return name.replace("（", "・").replace("）", "")


class _Screen:
    """What the screen of one quote and that of several share."""

    def __init__(self, estimate: Estimate, asked: Asked, room: int | None) -> None:
        self.estimate = estimate
        self.asked = asked
        self.room = room

    def short(self, frame: Frame) -> str:
        """What to call a frame where room is short."""
        return self.estimate.programme.short[frame]

    def middle(self, frame: Frame) -> str:
        """A frame's name as far as a table has room: `インボイス枠・対応類型`."""
        name = self.estimate.programme.frames[frame].replace("（インボイス", "（")
        label = frame_label(name)
        return label if cell_len(label) <= FRAME_ROOM else self.short(frame)

    def fits(self, text: str) -> bool:
        """Whether a text has room on a line."""
        return self.room is None or cell_len(text) <= self.room

    def hint(self, parts: Sequence[str], name: str, files: str | None = None) -> list[Line]:
        """What a command shows, and the command, on as many lines as they need.

        Where the command has no room on a line of its own, its files are not named.
        """
        command = self.asked.command(name, files)
        if not self.fits(f"  {command}"):
            command = self.asked.command(name, "…")
        lines = [""]
        for piece in (*(f"{part}、" for part in parts[:-1]), f"{parts[-1]}: ", command):
            if not self.fits((lines[-1] + piece).rstrip()):
                lines.append("  ")
            lines[-1] += piece
        return [Line(line, is_whole=True) for line in lines]

    def outlook(
        self, answer: QuoteEstimate, name: str = "", files: str | None = None
    ) -> list[Line]:
        """That a combination of frames pays more than the best one, if so."""
        plan = answer.plan
        if plan is None:
            return []
        least = "" if plan.proven else "少なくとも "
        text = (
            f"{name}{len(plan.frames)}つの枠に分ければ 補助額 {least}{yen(plan.subsidy)}"
            f"（{plan.gain:+,}円）"
        )
        return self.hint([text], "plan", files)

    def to_look_up(self, answers: Iterable[QuoteEstimate]) -> list[str]:
        """How many rules behind these answers are not known by an official text, if any."""
        known = evidence(
            self.estimate.programme, (result for answer in answers for result in answer.deciding)
        )
        count = sum(known.values()) - known["official"]
        return [f"原文で確かめていない規則 {count}件"] if count else []

    def warnings(self, found: Iterable[Problem]) -> list[Line]:
        """A line for each 注意, with its place."""
        return [Line(self.warning(one), "warning") for one in found]

    def warning(self, found: Problem) -> str:
        """A 注意 with its place."""
        place = f"（{found.file}:{found.line}:{found.column}）" if found.line else ""
        path = f"{found.path}: " if found.path else ""
        message = in_words(found.message, self.estimate.programme.words)
        return printable(f"注意 {path}{message}{place}")


FRAME_ROOM: Final = 26


def _widest(title: str, cells: Iterable[str]) -> int:
    """The columns that a column of a table takes."""
    return max([cell_len(title), *map(cell_len, cells)])


class _Single(_Screen):
    """One quote."""

    @property
    def answer(self) -> QuoteEstimate:
        return self.estimate.quotes[0]

    def top(self) -> Iterator[Line]:
        yield from _head(self.estimate, self.room)
        yield from self._quote()
        yield Line("")
        yield from self._table()

    def _quote(self) -> Iterator[Line]:
        quote, total = self.answer.quote, self.answer.total
        off = any(item.discount or item.category == DISCOUNT for item in quote.items)
        kind = "税抜、値引き後、契約全体" if off else "税抜、契約全体"
        name = f"見積 {quote_name(quote)}".removesuffix(" 見積")
        amounts = f"{yen(total)}（{kind}）= {yen(self.answer.cash.outlay)}（税込）"
        if cell_len(f"{name}  {amounts}") <= WIDTH:
            yield Line(f"{name}  {amounts}")
        else:
            yield Line(name)
            yield Line(f"     {amounts}", is_whole=True)

    def _table(self) -> Iterator[Line]:
        # The widths of the columns depend on each other, so they are worked out in one place.
        results = list(self.answer.frames.values())
        opened = [result for result in results if result.eligible]
        closed = _by_reason(result for result in results if not result.eligible)
        alone = [results[0].frame for results in closed.values() if len(results) == 1]
        names = [self.middle(frame) for frame in (*(one.frame for one in opened), *alone)]
        first, second, third, fourth = (
            _widest("申請枠", names),
            _widest("補助対象経費", (f"{result.eligible_cost:,}" for result in opened)),
            _widest("補助率", (result.rate or "-" for result in opened)),
            _widest("補助額", (f" {result.subsidy:,}" for result in opened)),
        )
        last = 9 + first + second + third + fourth
        spare = WIDTH - last - cell_len("補助額最大" if opened else "対象外")
        if spare < 0:
            fourth += max(spare, -1) if opened else 0
        else:
            ends = (cell_len(self._start(group, first) + why) for why, group in closed.items())
            third += min(spare, max(0, max(ends, default=0) + 2 - last))
        last = 9 + first + second + third + fourth
        titles = (
            _left("申請枠", first),
            _right("補助対象経費", second),
            _left("補助率", third),
            _right("補助額", fourth),
            "判定",
        )
        yield Line(" " + "  ".join(titles), "bold", is_whole=True)
        yield Line("-" * (last + 6), is_whole=True)
        for result in results:
            if result.eligible:
                yield self._row(result, (first, second, third, fourth))
            elif any(result is group[0] for group in closed.values()):
                group = closed[why_closed(result)]
                yield self._closed(group, first, last)

    def _row(self, result: FrameResult, widths: Sequence[int]) -> Line:
        is_best = result.frame == self.answer.best
        cells = (
            _left(self.middle(result.frame), widths[0]),
            _right(f"{result.eligible_cost:,}", widths[1]),
            _left(result.rate or "-", widths[2]),
            _right(f"{result.subsidy:,}", widths[3]),
            "補助額最大" if is_best else "対象",
        )
        return Line(" " + "  ".join(cells), "best" if is_best else "", is_whole=True)

    def _start(self, group: Sequence[FrameResult], first: int) -> str:
        """The frames that are closed for a reason, up to where the reason begins."""
        frames = [result.frame for result in group]
        if len(frames) == 1:
            return f" {_left(self.middle(frames[0]), first)}     "
        return f" {'・'.join(map(self.short, frames))}  "

    def _closed(self, group: Sequence[FrameResult], first: int, last: int) -> Line:
        start = self._start(group, first)
        reason = why_closed(group[0])
        room = last - 2 - cell_len(start)
        text = start + (_cut(reason, room) if self.room else reason)
        return Line(_left(text, last - 2) + "  対象外", "dim", is_whole=True)

    def remarks(self, room: int) -> Iterator[Line]:
        """What to know besides: as many lines as there is room for, what is left out counted."""
        warnings = self.warnings((*self.estimate.warnings, *self.answer.warnings))
        best = self.answer.best_result
        steps = _steps(self.answer) if best is not None else []
        space = room - len(self._counts(len(warnings), len(steps)))
        first = _fitting(
            [warnings[:1], [*self._ties()], self.outlook(self.answer), [*self._left_out()]], space
        )
        shown = steps[: min(FEW_STEPS, space - len(first))]
        more = warnings[1 : space - len(first) - len(shown) + 1]
        yield from first
        improve = 0
        for step in shown:
            improve += step.kind == "improve"
            yield step.line(self.room, str(improve))
        yield from more
        yield from self._counts(len(warnings), len(steps) - len(shown))

    def _ties(self) -> Iterator[Line]:
        tied = self.answer.tied
        if tied:
            names = "と".join(self.short(frame) for frame in tied)
            yield Line(f"{names}も同じ補助額です。先の枠を選びました")

    def _left_out(self) -> Iterator[Line]:
        best = self.answer.best_result
        if best is None or not best.excluded:
            return
        whole = sum(out.amount for out in best.excluded)
        first, *others = sorted(best.excluded, key=lambda out: -out.amount)
        more = f" ほか{len(others)}件" if others else ""
        amount = f" {yen(first.amount)}{more}"
        start = f"対象にならない額 {yen(whole)}: "
        taken = cell_len(start + amount)
        name = _cut(printable(first.item), None if self.room is None else self.room - taken)
        yield Line(start + name + amount, is_whole=True)

    def _counts(self, warnings: int, steps: int) -> list[Line]:
        result = self.answer.best_result
        results = [result] if result else self.answer.frames.values()
        asked = list(dict.fromkeys(text for one in results for text in one.to_confirm))
        parts = [_asked(asked), f"注意 {warnings}件"]
        if steps > 0:
            parts.append(f"次の手 ほか{steps}件")
        doubts = sum(len(one.doubts) for one in results)
        if doubts:
            parts.append(f"別の読み {doubts}件")
        parts += self.to_look_up([self.answer])
        return self.hint(parts, "explain")

    def bottom(self) -> Iterator[Line]:
        """The result."""
        best, cash = self.answer.best_result, self.answer.cash
        if best is None:
            steps = [step for step in _steps(self.answer) if step.kind == "improve"]
            if steps:
                yield steps[0].line(self.room)
            yield Line(NONE_OPEN, "bold")
            return
        yield Line(f"補助額 {yen(best.subsidy)}（{frame_label(best.name)}）", "best", is_whole=True)
        yield from _paid_and_borne(cash)


def _asked(to_confirm: Sequence[str]) -> str:
    """How much there is to confirm: `確かめること 10件（未回答 2件）`."""
    unanswered = sum(text.startswith("未回答") for text in to_confirm)
    of_these = f"（未回答 {unanswered}件）" if unanswered else ""
    return f"確かめること {len(to_confirm)}件{of_these}"


def _by_reason(results: Iterable[FrameResult]) -> dict[str, list[FrameResult]]:
    """Closed frames by why they are."""
    found: dict[str, list[FrameResult]] = {}
    for result in results:
        found.setdefault(why_closed(result), []).append(result)
    return found


class _Step(NamedTuple):
    """A next step, of which frame where that is not the best."""

    step: NextStep
    frame: str

    @property
    def kind(self) -> StepKind:
        return self.step.kind

    def line(self, room: int | None, mark: str = "") -> Line:
        """The step and what it makes of the amounts; `mark` stands behind its label."""
        step, of = self.step, f"（{self.frame}）" if self.frame else ""
        if self.kind == "room":
            more = f"補助額 あと {yen(step.gain)}（対象経費 あと {yen(step.cost)}）{of}"
            return Line(f"上限まで   {more}", "dim", is_whole=True)
        amounts = [f"補助額 {step.gain:+,}円"] if step.gain else []
        amounts += [f"見積額 {step.cost:+,}円"] if step.cost else []
        what = printable(step.text)
        what = what.removesuffix("する") if what.endswith("にする") else what
        label = "該当するなら" if self.kind == "declare" else "見直し案"
        if mark and not (self.kind == "declare" and mark.isdecimal()):
            label += f" {mark}"
        end = f": {'、'.join(amounts) or '補助額は同じ'}{of}"
        space = None if room is None else room - cell_len(f"{label} {end}")
        return Line(f"{label} {_cut(what, space)}{end}", is_whole=True)


KINDS: Final = tuple(STEP_KINDS)


def _steps(answer: QuoteEstimate) -> list[_Step]:
    """The steps of the best frame by their kinds, then those that make another frame pay more."""
    best = answer.best_result
    own = [_Step(step, "") for step in best.next] if best else []
    others = [
        _Step(step, frame_label(result.name).split("・")[-1])
        for result, step in steps_elsewhere(answer)
    ]
    return sorted((*own, *others), key=lambda one: KINDS.index(one.kind))


class _Several(_Screen):
    """Competing quotes, one row each."""

    def top(self) -> Iterator[Line]:
        yield from _head(self.estimate, self.room)
        yield Line(f"見積 {len(self.estimate.quotes)}件の比較（足し合わせません）")
        yield Line("")
        yield from self._table()

    @property
    def most(self) -> int:
        """The place of the quote with the largest subsidy; of equal ones the first."""
        answers = self.estimate.quotes
        return max(range(len(answers)), key=lambda at: (answers[at].subsidy, -at))

    @property
    def least(self) -> int:
        """The place of the quote of which least is borne with tax; of equal ones the first."""
        answers = self.estimate.quotes
        return min(range(len(answers)), key=lambda at: (answers[at].cash.net_with_tax, at))

    @property
    def shown(self) -> list[int]:
        """The places of the quotes that are shown, in the order of the files."""
        answers = self.estimate.quotes
        marked = dict.fromkeys((self.most, self.least))
        largest = sorted(range(len(answers)), key=lambda at: (-answers[at].subsidy, at))
        kept = list(dict.fromkeys((*marked, *largest)))[:MOST_QUOTES]
        return sorted(kept)

    def _name(self, at: int) -> str:
        quote = self.estimate.quotes[at].quote
        return printable(quote.vendor or quote.title or quote.origin.file or "見積")

    def _table(self) -> Iterator[Line]:
        rows = []
        for at in self.shown:
            one = self.estimate.quotes[at]
            rows.append(
                (
                    f"{at + 1} {self._name(at)}",
                    f"{one.total:,}",
                    self.short(one.best) if one.best else "なし",
                    f"{one.subsidy:,}",
                    f"{one.cash.net_with_tax:,}",
                    self._mark(at),
                )
            )
        titles = ("見積", "見積額(税抜)", "申請枠", "補助額", "負担(税込)", "")
        widths = [max(cell_len(row[at]) for row in (titles, *rows)) for at in range(5)]
        widths[0] = max(widths[0], NAME_ROOM)
        widths[3] = max(cell_len(titles[3]), *(len(row[3]) + 1 for row in rows))
        if self.room is not None:
            taken = sum(widths[1:]) + 1 + 2 * 5 + max(cell_len(row[5]) for row in rows)
            widths[0] = max(min(widths[0], self.room - taken), 8)
        aligned = (_left, _right, _left, _right, _right)

        def row(cells: Sequence[str]) -> str:
            first = _cut(cells[0], widths[0] if self.room is not None else None)
            padded = (
                f(c, w) for f, c, w in zip(aligned, (first, *cells[1:5]), widths, strict=True)
            )
            return (" " + "  ".join((*padded, cells[5]))).rstrip()

        yield Line(row(titles), "bold", is_whole=True)
        yield Line("-" * (1 + sum(widths) + 2 * 5 + 6), is_whole=True)
        for cells in rows:
            yield Line(row(cells), "best" if cells[5].startswith("補助額") else "", is_whole=True)
        hidden = len(self.estimate.quotes) - len(rows)
        if hidden:
            yield Line(f" ほか {hidden}件: --full")

    def _mark(self, at: int) -> str:
        if at == self.most and self.estimate.quotes[at].best is not None:
            return "補助額最大"
        return "負担最小" if at == self.least else ""

    def remarks(self, room: int) -> Iterator[Line]:
        """The other frames of the marked quotes, a step, 注意, what to confirm."""
        marked = list(dict.fromkeys((self.most, self.least)))
        warnings = self._warnings()
        others = [[Line(self._others(at))] for at in marked]
        others += [[tie] for tie in self._ties()]
        others += [self._plan_of(at) for at in marked]
        steps = [
            [step.line(self.room, f"見積{at + 1}:")]
            for at in marked
            for step in _steps(self.estimate.quotes[at])
            if step.kind != "room"
        ]
        counts = self._counts(marked, len(warnings))
        ways = _fitting(self._ways_on(), room - len(counts))
        space = room - len(counts) - len(ways)
        said = _fitting([*others, *steps[:1]], space - len(warnings[:1]))
        yield from said
        yield from counts
        yield from warnings[: space - len(said)]
        yield from ways

    def _warnings(self) -> list[Line]:
        """注意 of the applicant and of the quotes that are shown."""
        warnings = self.warnings(self.estimate.warnings)
        for at in self.shown:
            for warning in self.estimate.quotes[at].warnings:
                said = self.warning(warning).replace("注意 ", f"注意 見積{at + 1} ", 1)
                warnings.append(Line(said, "warning"))
        return warnings

    def _counts(self, marked: Iterable[int], warnings: int) -> list[Line]:
        """What there is to confirm and to look up, on a line or two."""
        asked = [
            f"見積{at + 1} {len(one.to_confirm)}件"
            for at in self.shown
            if (one := self.estimate.quotes[at].best_result)
        ]
        parts = [f"確かめること {'、'.join(asked)}"] if asked else []
        parts += [f"注意 {warnings}件"] if warnings else []
        parts += self.to_look_up(self.estimate.quotes[at] for at in marked)
        whole = "、".join(parts)
        lines = [whole] if self.fits(whole) else ["、".join(parts[:-1]), parts[-1]]
        return [Line(line) for line in lines if line]

    def _ways_on(self) -> list[list[Line]]:
        """The commands that show all of it, and why."""
        full = self.hint(["全部を見る"], "estimate --full")
        why = self.hint(["根拠"], "explain")
        both = "　".join(line.text for line in (*full, *why))
        return [[Line(both, is_whole=True)]] if self.fits(both) else [full, why]

    def _plan_of(self, at: int) -> list[Line]:
        """That a combination of frames pays more for one quote, which its own file names."""
        applicant, quote = self.estimate.applicant.origin, self.estimate.quotes[at].quote.origin
        files = " ".join(shell_word(one.file) for one in (applicant, quote) if one.file)
        return self.outlook(self.estimate.quotes[at], f"見積{at + 1}は ", files or None)

    def _ties(self) -> Iterator[Line]:
        """That another quote costs as little as the one that is marked."""
        answers = self.estimate.quotes
        least = answers[self.least].cash.net_with_tax
        alike = [
            f"見積{at + 1}" for at, one in enumerate(answers) if one.cash.net_with_tax == least
        ]
        if len(alike) > 1:
            more = "ほか" if len(alike) > FEW_STEPS else ""
            yield Line(
                f"{'・'.join(alike[:FEW_STEPS])}{more}は負担が同じです。先の見積を選びました"
            )

    def _others(self, at: int) -> str:
        answer = self.estimate.quotes[at]
        results = [result for result in answer.frames.values() if result.frame != answer.best]
        opened = [f"{self.short(r.frame)} {yen(r.subsidy)}" for r in results if r.eligible]
        closed = "・".join(self.short(r.frame) for r in results if not r.eligible)
        parts = ["、".join(opened)] if opened else []
        parts += [f"{closed}は対象外"] if closed else []
        return f"見積{at + 1}のほかの枠  {'。'.join(parts)}"

    def bottom(self) -> Iterator[Line]:
        """The results of the quote that pays most and of the one that costs least."""
        answers = self.estimate.quotes
        most = answers[self.most]
        if most.best is None:
            steps = [
                (step.step.gain, step.line(self.room, f"見積{at + 1}:"))
                for at, answer in enumerate(answers)
                for step in _steps(answer)
                if step.kind == "improve"
            ]
            if steps:
                yield max(steps, key=lambda one: one[0])[1]
            yield Line(NONE_OPEN, "bold")
            return
        cash, frame = most.cash, self.short(most.best)
        name = f"見積{self.most + 1} {self._name(self.most)}"
        if self.most == self.least:
            yield self._fit(
                "補助額最大・負担最小 ", name, f" 補助額 {yen(cash.subsidy)}（{frame}）", "best"
            )
            yield from _paid_and_borne(cash)
            return
        yield self._fit("補助額最大 ", name, f" {yen(cash.subsidy)}（{frame}）", "best")
        yield Line(
            f"           支払 {yen(cash.outlay)}（税込、立て替え）、"
            f"実質負担 {yen(cash.net_with_tax)}（税込）",
            is_whole=True,
        )
        other = answers[self.least]
        name = f"見積{self.least + 1} {self._name(self.least)}"
        tail = f" 補助額 {yen(other.subsidy)}、実質負担 {yen(other.cash.net_with_tax)}（税込）"
        yield self._fit("負担最小   ", name, tail, "bold")

    def _fit(self, start: str, name: str, end: str, style: str) -> Line:
        """A line of which the name alone may be cut."""
        room = None if self.room is None else self.room - cell_len(start + end)
        return Line(start + _cut(name, room) + end, style, is_whole=True)


NAME_ROOM: Final = 18
"""Columns of the name of a quote beside others."""


def _paid_and_borne(cash: Cash) -> Iterator[Line]:
    """What goes out, how much of it before the subsidy comes, and what is borne in the end."""
    yield Line(
        f"支払 {yen(cash.outlay)}（税込）うち補助金の前に {yen(cash.advance or 0)}。"
        "補助金は後払いです",
        is_whole=True,
    )
    yield Line(
        f"実質負担 {yen(cash.net_with_tax)}（税込。税抜では {yen(cash.net)}）",
        "bold",
        is_whole=True,
    )
