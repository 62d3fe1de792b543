"""Topic modules as scripts: `python -m derivations.product_flow.equalization` prints the topic's derivations.

A topic run as a script exists twice, as `__main__` and as a part of its document, which its imports have loaded. The
document's claims are the ones to be shown, so a topic hands over before it records its own a second time:

    if __name__ == "__main__":
        run_topic(__file__)
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rich.console import Console

    from checks.verdict import Verdict

# that the topic is loaded as a part of its document is just what is wanted
warnings.filterwarnings("ignore", r".* found in sys\.modules after import of package", RuntimeWarning, "runpy")


def run_topic(file: str) -> NoReturn:
    """Become the process that prints the derivations of the topic in `file`.

    A new process, because this one's main module, which workers would import, is the topic's second copy.
    """
    here = Path(file).resolve()
    files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items() if name != "__main__"}
    names = [name for name, f in files.items() if f and Path(f).name == here.name and Path(f).resolve() == here]
    if len(names) != 1:
        sys.exit(f"{file} is not loaded as a part of its document")
    os.execv(sys.executable, [sys.executable, "-m", "checks.script", *names])


def print_topic(out: Console, topic: str) -> int:
    """Derive every claim of the module `topic`, and print how.

    Returns the exit code: 0 if every link of every derivation closes, else 1; 130 after Ctrl-C. A derivation may
    close and not prove its claim: that of a claim that lacks an assumption, say.
    """
    from checks import catalogue, documents
    from checks.auditing import audit
    from checks.judging import derive_only
    from checks.reporting.progress import ProgressLine

    of_package = [name for name, value in documents.registered().items() if _package(value) == _package(topic)]
    entries = [e for name in of_package for e in catalogue.listing(name).claims if e.module == topic]
    claims = [e.id for e in entries if e.kind != "not checkable"]
    if not claims:
        out.print(f"{topic} has no claims in any document")
        return 1
    with ProgressLine() as line:
        found = audit(claims, watch=line, judge=derive_only)
    for verdict in found.verdicts:
        _print(out, verdict)
    chains = {c: len(chain.steps) for c in claims if (chain := documents.find_claim(c).chain) is not None}
    proved = [v.id for v in found.verdicts if v.standing.holds]
    # the links start with the quantity in question, so all steps are there only if all links closed
    broken = [v.id for v in found.verdicts if v.id not in proved and _links(v) <= chains.get(v.id, -1)]
    out.print(
        f"{len(proved)} of {len(claims)} claims are proved by derivation; "
        f"{len(chains)} derivations are written down, {len(broken)} of them with an open link"
    )
    for claim in broken:
        out.print(f"open link: {claim}")
    for failure in found.failures:
        out.print(f"internal failure: {failure}")
    return 130 if found.interrupted else int(bool(broken or found.failures))


def _package(name: str) -> str:
    """The top of a module's name, or of an entry point's value."""
    return name.partition(":")[0].partition(".")[0]


def _links(verdict: Verdict) -> int:
    return sum(len(evidence.details.get("links", ())) for evidence in verdict.evidence)


def _print(out: Console, verdict: Verdict) -> None:
    from rich.text import Text

    from checks.reporting.console import field, formula, standing
    from checks.reporting.page import print_derivation
    from checks.verdict import Standing

    where = "beyond the note" if verdict.line is None else f"line {verdict.line}"
    out.print(Text(f"{verdict.id}, {where}", style="bold"))
    formula(out, "printed", verdict.printed)
    print_derivation(out, verdict)
    # an argument that is not there or not closed says nothing of the claim: no word for it
    word = standing(verdict.standing).append(": ") if verdict.standing is not Standing.UNDECIDED else Text()
    field(out, "by derivation", word.append(verdict.because))
    out.print()


def main() -> NoReturn:
    """Print the derivations of the module that is named on the command line."""
    from checks.errors import CorrigendaError
    from checks.reporting.console import console

    (topic,) = sys.argv[1:]
    try:
        sys.exit(print_topic(console(), topic))
    except CorrigendaError as error:
        sys.exit(f"{topic}: {error}")


if __name__ == "__main__":
    main()
