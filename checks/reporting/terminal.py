"""The report of an audit: a table in document order, the legend, the errata, and what remains open."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks.auditing import Audit
from checks.catalogue import Listing
from checks.reporting.console import field, formula, standing
from checks.reporting.jsonfile import summary
from checks.verdict import Counterexample, Standing, Verdict

_WIDE = 110  # columns from which the reasons have a column of their own


def print_audit(out: Console, audit: Audit) -> None:
    """The whole report."""
    for found in audit.listings:
        verdicts = [v for v in audit.verdicts if v.document == found.id]
        if verdicts:
            _heading(out, found)
            _table(out, verdicts)
    by_id = {v.id: v for v in audit.verdicts}
    _legend(out, audit)
    _errata(out, [v for v in audit.verdicts if v.standing.is_erratum], by_id)
    for title, which in (
        ("Contradictions", Standing.INCONSISTENT),
        ("Vacuous", Standing.VACUOUS),
        ("Undecided", Standing.UNDECIDED),
        ("Not checkable", Standing.NOT_CHECKABLE),
    ):
        _reasons(out, title, [v for v in audit.verdicts if v.standing is which])
    _troubles(out, audit)


def counterexample(out: Console, found: Counterexample) -> None:
    """The point and both sides evaluated there."""
    where = [found.along] if found.along else []
    where += [f"{name} = {value}" for name, value in found.point.items()]
    field(out, "counterexample", ", ".join(where) or "everywhere")
    field(out, "", f"left side   {found.left}")
    field(out, "", f"right side  {found.right}")
    field(out, "", f"and left {found.relation} right is false")


def _heading(out: Console, found: Listing) -> None:
    out.print(Text(f"{found.id}: {found.title}", style="bold"))
    out.print(Text(f"note {found.note}, sha256 {found.sha256[:16]}…", style="dim"))


def _table(out: Console, verdicts: list[Verdict]) -> None:
    longest = max(len(_name(v.id)) for v in verdicts)
    wide = out.width >= max(_WIDE, longest + 60)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("line", justify="right", no_wrap=True)
    table.add_column("claim", overflow="fold", min_width=longest)  # names are never cut
    if wide:
        table.add_column("kind", max_width=24)
    table.add_column("verdict", no_wrap=True)
    if wide:
        table.add_column("because")
    for v in verdicts:
        if wide:
            table.add_row(_line(v.line), _name(v.id), v.kind, standing(v.standing), v.because)
        else:
            below = Text(f"{_name(v.id)}\n").append(f"({v.kind}) {v.because}", style="dim")
            table.add_row(_line(v.line), below, standing(v.standing))
    out.print(table)
    out.print()


def _line(line: int | None) -> str:
    return "-" if line is None else str(line)


def _name(claim_id: str) -> str:
    return claim_id.partition("/")[2]


def _legend(out: Console, audit: Audit) -> None:
    total = len(audit.verdicts)
    note = f", {audit.recalled} of them from the store" if audit.recalled else ""
    out.print(Text(f"{total} claim{'' if total == 1 else 's'} in {audit.seconds:.1f} s{note}", style="bold"))
    for word, count in summary(audit.verdicts).items():
        if count:
            head = Text(f"{count:5d} ").append(standing(word)).append(" " * (15 - len(word)))
            rest = Text(Standing(word).meaning).wrap(out, max(20, out.width - 21))
            for number, line in enumerate(rest):
                line.rstrip()
                out.print((head if number == 0 else Text(" " * 21)) + line)
    out.print()


def _errata(out: Console, errata: list[Verdict], by_id: dict[str, Verdict]) -> None:
    if not errata:
        return
    out.print(Text(f"Errata ({len(errata)})", style="bold"))
    for v in errata:
        where = "beyond the note" if v.line is None else f"line {v.line}"
        out.print(Text(f"\n{v.id}, {where}: ").append(standing(v.standing)))
        formula(out, "printed", v.printed)
        field(out, "why", v.because)
        if v.counterexample is not None:
            counterexample(out, v.counterexample)
        if v.extra_assumption:
            field(out, "holds if", v.extra_assumption)
        correction = by_id.get(v.amended) if v.amended else None
        if correction is not None:
            formula(out, "amended", correction.printed)
            field(out, "", Text("which is ").append(standing(correction.standing)).append(f" ({correction.id})"))
        field(out, "reproduce", v.reproduce)
    out.print()


def _reasons(out: Console, title: str, verdicts: list[Verdict]) -> None:
    if not verdicts:
        return
    out.print(Text(f"{title} ({len(verdicts)})", style="bold"))
    for v in verdicts:
        where = "" if v.line is None else f", line {v.line}"
        out.print(Text(f"  {v.id}{where}"))
        field(out, "", v.because, indent=6, gap=0)
        if v.standing is Standing.INCONSISTENT:
            for e in v.evidence:
                field(out, e.witness, f"{e.outcome}: {e.summary}", indent=6, gap=10)
    out.print()


def _troubles(out: Console, audit: Audit) -> None:
    if audit.failures:
        out.print(Text(f"Internal failures ({len(audit.failures)})", style="bold red"))
        for failure in audit.failures:
            field(out, "", str(failure), gap=0)
        out.print()
    if audit.interrupted:
        done = len(audit.verdicts)
        out.print(Text(f"Interrupted: {done} of {done + len(audit.missing)} claims have a verdict.", style="bold"))
