"""The tasks that run in killable workers: one witness on one claim, or the screening of extra assumptions."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.claim import Claim
    from checks.settings import Settings
    from numeric.domains import Domain


class Task(NamedTuple):
    """What to do: a witness (`derive`, `confirm`, `search`) or `assumptions`, and for which claim.

    `extra` is the index of the candidate assumption under which to judge, None for the claim as it is stated.
    """

    function: str
    arguments: tuple[Any, ...]

    @classmethod
    def of(cls, function: str, claim_id: str, settings: Settings, extra: int | None = None) -> Task:
        return cls(function, (claim_id, settings, extra))


def run(task: Task) -> Evidence:
    """Carry out one task; the evidence carries the seconds it took."""
    from checks.documents import find_claim

    claim_id, settings, extra = task.arguments
    started = time.perf_counter()
    evidence = perform(task.function, find_claim(claim_id), settings, extra)
    return replace(evidence, witness=task.function, seconds=round(time.perf_counter() - started, 4))


def perform(function: str, claim: Claim, settings: Settings, extra: int | None = None) -> Evidence:
    """One witness on one claim, in this process. Raises KeyError for an unknown witness."""
    domain = domain_of(claim, extra)
    witness = {"derive": _derive, "confirm": _confirm, "search": _search, "assumptions": _assumptions}[function]
    return witness(claim, domain, settings)


def domain_of(claim: Claim, extra: int | None = None) -> Domain:
    """The domain of the claim, within its extra-th candidate assumption where one is named."""
    from numeric.domains import Domain as Made

    symbols = sorted(claim.states.free_symbols.union(*(c.free_symbols for c in claim.conditions)), key=str)
    domain = Made(symbols, claim.conditions)
    if extra is not None:
        from checks.searching.assumptions import candidates

        domain = domain.with_condition(candidates(claim.states, domain)[extra])
    return domain


def _derive(claim: Claim, domain: Domain, settings: Settings) -> Evidence:
    from checks.proving.relations import Context

    if domain.conditions and Context(domain.conditions, domain.symbols).is_empty():
        return Evidence("derive", Outcome.EMPTY, "no point satisfies the assumptions (z3: unsatisfiable)")
    return claim.states.derive(domain, claim.chain, settings)


def _confirm(claim: Claim, domain: Domain, settings: Settings) -> Evidence:
    return claim.states.confirm(domain, settings)


def _search(claim: Claim, domain: Domain, settings: Settings) -> Evidence:
    return claim.states.search(domain, settings)


def _assumptions(claim: Claim, domain: Domain, settings: Settings) -> Evidence:
    from checks.searching.assumptions import screen

    survivors = [list(s) for s in screen(claim.states, domain, settings)]
    summary = f"{len(survivors)} candidate assumptions exclude every failing sample"
    return Evidence("assumptions", Outcome.NOTHING, summary, {"candidates": survivors})
