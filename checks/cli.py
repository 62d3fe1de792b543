"""The `corrigenda` command. Everything heavy is imported where it is used: help and listings feel instant."""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from checks import __version__
from checks.errors import CorrigendaError
from checks.settings import Settings

if TYPE_CHECKING:
    from checks.auditing import Audit

_DEFAULTS = Settings()
_EPILOG = """\b
Exit codes: 0 nothing refuted, 1 something refuted, 2 wrong usage,
3 an inconsistent verdict or an internal failure, 130 interrupted by Ctrl-C."""


class _Seconds(click.ParamType):
    """A positive finite number of seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number", param, ctx)
        if not (math.isfinite(seconds) and 0 < seconds <= 10**6):
            self.fail(f"{value} is not a positive number of seconds (at most 1000000)", param, ctx)
        return seconds


def _settings_options(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.option("--jobs", type=click.IntRange(1, 1024), help="Worker processes.  [default: all cores]"),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**63 - 1),
            default=_DEFAULTS.seed,
            show_default=True,
            help="Seed of all chance.",
        ),
        click.option(
            "--time-limit",
            type=_Seconds(),
            default=_DEFAULTS.time_limit,
            show_default=True,
            help="Seconds for one attempt of one witness.",
        ),
        click.option(
            "--memory-limit",
            type=click.IntRange(1024, 2**20),
            default=_DEFAULTS.memory_limit,
            show_default=True,
            help="MiB of address space for one worker.",
        ),
        click.option("--fresh", is_flag=True, help="Judge again what the store already knows."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="corrigenda")
def cli() -> None:
    """Judge the mathematics of lecture notes: derive, confirm, and try to refute every claim."""


@cli.command(epilog=_EPILOG)
@click.argument("names", nargs=-1, metavar="[DOCUMENT|CLAIM]...")
@click.option("--json", "json_file", metavar="FILE", help="Write all findings to FILE as JSON; - is standard output.")
@_settings_options
@click.pass_context
def audit(ctx: click.Context, names: tuple[str, ...], json_file: str | None, **options: Any) -> None:
    """Judge documents or claims; everything, without names.

    A claim can be named by its id, by the part behind the slash, or by a pattern such as 'product-flow/growth-*'.
    """
    _check_output(json_file)
    found = _audit(names, options)
    from checks.reporting.console import console
    from checks.reporting.jsonfile import audit_as_json, dumps
    from checks.reporting.terminal import print_audit

    with _output():
        if json_file is not None:
            _write(json_file, dumps(audit_as_json(found)))
        print_audit(console(stderr=json_file == "-"), found)
    ctx.exit(found.exit_code)


@cli.command("list")
@click.argument("names", nargs=-1, metavar="[DOCUMENT]...")
@click.option("--json", "json_file", metavar="FILE", help="Write the list to FILE as JSON; - is standard output.")
def list_claims(names: tuple[str, ...], json_file: str | None) -> None:
    """List the claims of documents with their recorded verdicts."""
    _check_output(json_file)
    from checks import catalogue, documents
    from checks.store import default_folder, warn_on_stderr

    chosen = list(names) or list(documents.registered())
    for name in chosen:
        documents.entry_point(name)
    listings = []
    broken: documents.BrokenDocument | None = None
    for document_id in dict.fromkeys(chosen):
        try:
            listings.append(catalogue.listing(document_id, default_folder()))
        except documents.BrokenDocument as error:
            broken = error
            warn_on_stderr(str(error))
    listings = catalogue.in_order(listings)
    with _output():
        if json_file is not None:
            from checks.reporting.jsonfile import dumps, listings_as_json

            _write(json_file, dumps(listings_as_json(listings)))
        if json_file != "-":
            from checks.reporting.listing import listings_as_text

            sys.stdout.write(listings_as_text(listings))
    if broken is not None:
        raise click.exceptions.Exit(3)


@cli.command(epilog=_EPILOG)
@click.argument("claim", metavar="CLAIM")
@_settings_options
@click.pass_context
def show(ctx: click.Context, claim: str, **options: Any) -> None:
    """Show all that is known about one claim, and how its verdict came about."""
    if any(c in claim for c in "*?["):
        raise click.UsageError("show takes one claim; use audit for a pattern")
    from checks import catalogue, documents
    from checks.errors import UnknownName

    if claim in documents.registered():
        raise click.UsageError(f"{claim} is a document; show takes a claim (see `corrigenda list {claim}`)")
    found = _audit((claim,), options)
    # the selection is the claim and, behind it, its correction
    (chosen,) = catalogue.named(claim, found.listings)
    by_id = {v.id: v for v in found.verdicts}
    if chosen in by_id:
        from checks.reporting.console import console
        from checks.reporting.page import print_page

        verdict = by_id[chosen]
        with _output():
            print_page(console(), verdict, by_id.get(verdict.amended) if verdict.amended else None)
    elif not found.interrupted:
        raise UnknownName(f"no verdict for {claim!r}")
    _report_failures(found)
    ctx.exit(found.exit_code)


@cli.command()
@click.argument("names", nargs=-1, metavar="[DOCUMENT]...")
@_settings_options
@click.pass_context
def record(ctx: click.Context, names: tuple[str, ...], **options: Any) -> None:
    """Audit documents and record their verdicts, against which the test suite compares.

    The record is a file of the document's package; review of a changed verdict is its difference. Nothing is
    recorded from an audit with an inconsistent verdict or an internal failure (exit code 3).
    """
    from checks import atomic, documents, recording

    chosen = list(dict.fromkeys(names)) or list(documents.registered())
    for document_id in chosen:
        documents.entry_point(document_id)
        documents.load(document_id)
        atomic.check_writable(recording.record_path(document_id))
    for document_id in chosen:
        found = _audit((document_id,), options)
        try:
            path = recording.write_record(document_id, found)
        except recording.NotRecordable as error:
            click.echo(f"corrigenda: {error}", err=True)
            ctx.exit(130 if found.interrupted else 3)
        click.echo(f"{document_id}: {len(found.verdicts)} verdicts recorded in {path}")


def _audit(names: tuple[str, ...], options: dict[str, Any]) -> Audit:
    from checks.auditing import audit as run_audit
    from checks.reporting.progress import ProgressLine
    from checks.store import Store

    settings = Settings(seed=options["seed"], time_limit=options["time_limit"], memory_limit=options["memory_limit"])
    with ProgressLine() as line:
        return run_audit(names, settings, options["jobs"], Store(), recall=not options["fresh"], watch=line)


def _report_failures(found: Audit) -> None:
    for failure in found.failures:
        click.echo(f"corrigenda: internal failure: {failure}", err=True)


def _check_output(json_file: str | None) -> None:
    """Complain about an output path before any work is done for it."""
    from checks.atomic import check_writable

    if json_file is not None and json_file != "-":
        check_writable(Path(json_file))


def _write(json_file: str, text: str) -> None:
    from checks.atomic import write_text

    if json_file == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_text(Path(json_file), text)


@contextlib.contextmanager
def _output() -> Iterator[None]:
    """Where nobody reads any more (`| head`), stop printing and go on to the exit code. Raises CannotWrite."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        if isinstance(error, CorrigendaError):
            raise
        from checks.atomic import CannotWrite

        _silence()
        raise CannotWrite(f"cannot write the report: {(error.strerror or str(error)).lower()}") from None


def _silence() -> None:
    """The interpreter must not find the broken output once again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit with its code. Errors are a line or two, unless CORRIGENDA_DEBUG is set."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # never fail on a formula that the terminal cannot write
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(args=arguments, prog_name="corrigenda", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("corrigenda: interrupted", err=True)
        code = 130
    except Exception as error:
        if os.environ.get("CORRIGENDA_DEBUG"):
            raise
        expected = isinstance(error, CorrigendaError)
        what = str(error) if expected else f"internal failure: {type(error).__name__}: {error}"
        click.echo(f"corrigenda: {what}", err=True)
        if not expected:
            click.echo("set CORRIGENDA_DEBUG=1 to see where", err=True)
        code = 2 if expected else 3
    sys.exit(code)


if __name__ == "__main__":
    main()
