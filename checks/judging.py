"""One claim in, one verdict out.

`judge` is a generator: it yields lists of independent tasks, is sent their evidence, and returns the verdict. So the
rules stand here alone, and whoever schedules the tasks (an audit over many processes, a test in one) needs none of
them.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING

from checks.documents import find_claim
from checks.verdict import Counterexample, Evidence, Outcome, Standing, Verdict
from checks.witnesses import Task

if TYPE_CHECKING:
    from checks.claim import Claim
    from checks.settings import Settings

WITNESSES = ("derive", "confirm", "search")
_BY_DERIVATION = {
    Outcome.PROVES: Standing.PROVED,
    Outcome.ENCLOSES: Standing.ENCLOSED,
    Outcome.EMPTY: Standing.VACUOUS,
}
Judgement = Generator[list[Task], list[Evidence], Verdict]


def judge(claim_id: str, settings: Settings) -> Judgement:
    """Judge one claim. Raises UnknownName for an id that no document has."""
    claim = find_claim(claim_id)
    if claim.kind == "not checkable":
        return _verdict(claim, settings, Standing.NOT_CHECKABLE, str(getattr(claim.states, "reason", "")), ())
    evidence = yield [Task.of(w, claim_id, settings) for w in WITNESSES]
    standing, because = decide(claim, *evidence)
    if standing is not Standing.REFUTED:
        return _verdict(claim, settings, standing, because, tuple(evidence))
    (screening,) = yield [Task.of("assumptions", claim_id, settings)]
    found = yield from _missing_assumption(claim, settings, screening)
    if found is None:
        return _verdict(claim, settings, standing, because, (*evidence, screening))
    condition, held, under = found
    if claim.amended is not None:
        # whoever wrote down a correction says that the formula is wrong, not that it lacks an assumption
        if held is Standing.CONFIRMED:  # and nobody has shown that it would do
            return _verdict(claim, settings, standing, because, (*evidence, screening))
        because = f"{because}; it would hold under the extra assumption {condition}"
    else:
        standing = Standing.CONDITIONAL
        because = f"fails as stated; {held} under the extra assumption {condition}"
    return _verdict(claim, settings, standing, because, (*evidence, *under), extra_assumption=condition)


def derive_only(claim_id: str, settings: Settings) -> Judgement:
    """What the derivation alone is worth. Raises UnknownName for an id that no document has."""
    claim = find_claim(claim_id)
    (derived,) = yield [Task.of("derive", claim_id, settings)]
    standing = _BY_DERIVATION.get(derived.outcome, Standing.UNDECIDED)
    return _verdict(claim, settings, standing, derived.summary, (derived,))


def _missing_assumption(
    claim: Claim, settings: Settings, screening: Evidence
) -> Generator[list[Task], list[Evidence], tuple[str, Standing, tuple[Evidence, ...]] | None]:
    """The weakest candidate under which the claim is proved; else the weakest under which it is confirmed."""
    confirmed = None
    for index, condition, _ in screening.details.get("candidates", []):
        (derived,) = yield [Task.of("derive", claim.id, settings, index)]
        if derived.outcome is Outcome.PROVES or confirmed is None:
            others = yield [Task.of(w, claim.id, settings, index) for w in WITNESSES[1:]]
            standing, _ = decide(claim, derived, *others)
            under = tuple(_under(condition, e) for e in (derived, *others))
            if standing in (Standing.PROVED, Standing.ENCLOSED):
                return condition, standing, under
            if standing is Standing.CONFIRMED:
                confirmed = confirmed or (condition, standing, under)
    return confirmed


def _under(condition: str, evidence: Evidence) -> Evidence:
    return replace(evidence, details={**evidence.details, "under": condition})


def decide(claim: Claim, derived: Evidence, confirmed: Evidence, searched: Evidence) -> tuple[Standing, str]:
    """The table of verdicts. Contradictions are never averaged: they are a defect and are called `inconsistent`."""
    proves = derived.outcome in (Outcome.PROVES, Outcome.ENCLOSES)
    against = [e for e in (confirmed, searched) if e.outcome is Outcome.REFUTES]
    if proves and against:
        return Standing.INCONSISTENT, f"derive proves it, yet {against[0].witness} refutes it: {against[0].summary}"
    if derived.outcome is Outcome.EMPTY:
        seen = [e for e in (confirmed, searched) if e.details.get("points") or e.outcome is Outcome.REFUTES]
        if seen:
            return Standing.INCONSISTENT, f"the domain was shown to be empty, yet {seen[0].witness} found points in it"
        return Standing.VACUOUS, derived.summary
    if proves and confirmed.outcome is Outcome.NOTHING and confirmed.details.get("points") == 0:
        # an argument about every point at which both sides are defined says nothing where there is none
        return Standing.UNDECIDED, f"proved where it is defined ({derived.summary}), yet {confirmed.summary}"
    if proves:
        clash = claim.states.contradiction(derived, confirmed)
        if clash:
            return Standing.INCONSISTENT, clash
        if confirmed.details.get("disagreement"):
            return Standing.INCONSISTENT, confirmed.summary
        return (Standing.PROVED if derived.outcome is Outcome.PROVES else Standing.ENCLOSED), derived.summary
    if against:
        counterexample = against[-1].counterexample
        return Standing.REFUTED, f"false {counterexample}" if counterexample else against[-1].summary
    if confirmed.outcome is Outcome.SUPPORTS:
        return Standing.SUPPORTED, confirmed.summary
    if confirmed.outcome is Outcome.AGREES and searched.outcome is Outcome.AGREES:
        return Standing.CONFIRMED, f"{confirmed.summary}; {derived.summary}"
    reasons = "; ".join(
        f"{e.witness}: {e.summary}" for e in (derived, confirmed, searched) if e.outcome is Outcome.NOTHING
    )
    return Standing.UNDECIDED, reasons or derived.summary


def _smallest(evidence: tuple[Evidence, ...]) -> Counterexample | None:
    """The counterexample to show: the search's, which is shrunk, else the confirming witness's own."""
    found = [e for e in evidence if e.counterexample is not None and "under" not in e.details]
    found.sort(key=lambda e: e.witness != "search")
    return found[0].counterexample if found else None


def _verdict(
    claim: Claim,
    settings: Settings,
    standing: Standing,
    because: str,
    evidence: tuple[Evidence, ...],
    extra_assumption: str | None = None,
) -> Verdict:
    constants: dict[str, str] = {}
    for e in evidence:
        constants |= e.details.get("constants", {})
    return Verdict(
        id=claim.id,
        document=claim.document.id,
        line=claim.line,
        printed=claim.printed,
        kind=claim.kind,
        statement=str(claim.states) if claim.kind != "not checkable" else "",
        given=tuple(a.to_json() for a in claim.given),
        remark=claim.remark,
        standing=standing,
        because=because,
        evidence=evidence,
        extra_assumption=extra_assumption,
        counterexample=_smallest(evidence),
        amended=claim.amended.id if claim.amended else None,
        constants=constants,
        seconds=round(sum(e.seconds for e in evidence), 4),
        reproduce=f"corrigenda show {claim.id} --seed {settings.seed}",
    )
