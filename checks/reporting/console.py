"""The console that reports are printed on: plain text in a pipe, colour only as an addition on a terminal."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from rich.console import Console
from rich.text import Text

from checks.verdict import Standing

PIPE_WIDTH = 120

# colour repeats what the word says, it never says more
_STYLES = {
    Standing.PROVED: "green",
    Standing.ENCLOSED: "green",
    Standing.CONFIRMED: "cyan",
    Standing.SUPPORTED: "cyan",
    Standing.CONDITIONAL: "yellow",
    Standing.REFUTED: "bold red",
    Standing.VACUOUS: "magenta",
    Standing.UNDECIDED: "yellow",
    Standing.INCONSISTENT: "bold white on red",
    Standing.NOT_CHECKABLE: "dim",
}


class _QuietPipe(Console):
    """Leaves a closed pipe to the command, which knows the exit code."""

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """A console that takes text as it is: LaTeX is full of what would be markup."""
    stream = sys.stderr if stderr else sys.stdout
    width = height = None
    if not stream.isatty():
        # both, else rich takes a dumb terminal's size for that of the pipe
        columns = os.environ.get("COLUMNS", "")
        width, height = int(columns) if columns.isdigit() and int(columns) >= 40 else PIPE_WIDTH, 25
    return _QuietPipe(file=stream, width=width, height=height, markup=False, highlight=False, emoji=False)


def standing(word: Standing | str) -> Text:
    """A verdict, in its colour."""
    return Text(str(word), style=_STYLES.get(Standing(word), ""))


def field(out: Console, name: str, value: Text | str, indent: int = 2, gap: int = 16) -> None:
    """`name  value` with the value's further lines aligned under its first."""
    lines = Text(value) if isinstance(value, str) else value
    room = max(20, out.width - indent - gap)
    for number, line in enumerate(lines.wrap(out, room)):
        line.rstrip()
        out.print(Text(" " * indent + (name if number == 0 else "").ljust(gap)) + line)


def formula(out: Console, name: str, latex: str, indent: int = 2, gap: int = 16) -> None:
    """A formula on one line, whatever its length: it is there to be copied."""
    out.print(Text(" " * indent + name.ljust(gap) + " ".join(latex.split())), soft_wrap=True)
