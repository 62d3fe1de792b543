"""A line of progress on a terminal, for work that takes longer than a moment."""

from __future__ import annotations

import sys
import time
from typing import Any

from checks.scheduling import Progress

_MOMENT = 0.5  # seconds before anything is shown


class ProgressLine:
    """Call it with each Progress; as a context manager it wipes its line at the end. Silent where stderr is a pipe."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._bar: Any = None
        self._visible = sys.stderr.isatty()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        if not self._visible:
            return
        if self._bar is None:
            if time.monotonic() - self._begin < _MOMENT:
                return
            self._show(progress.total)
        self._bar.update(self._task, completed=progress.done, now=", ".join(progress.running[:2]))

    def _show(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar
        from rich.table import Column

        now = TextColumn("{task.fields[now]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
        bar = Bar(
            TextColumn("judging"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            now,
            console=Console(stderr=True),
            transient=True,
        )
        self._task = bar.add_task("", total=total, now="")
        bar.start()
        self._bar = bar
