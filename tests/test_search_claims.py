"""One search for a counterexample per claim, in the claim's own domain, against the recorded verdict.

A claim that is recorded to hold must have none, a conditional one none within its extra assumption, and a refuted one
must be found to fail. `--hypothesis-profile thorough` looks forty times as hard.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import hypothesis
import pytest
import sympy as sp
from hypothesis import strategies as st

from checks import catalogue, documents, recording, witnesses
from checks.catalogue import Entry
from checks.claim import Claim
from checks.quantities import TravelTime
from checks.searching import assumptions
from checks.searching.engines import coordinates
from checks.settings import Settings
from checks.statements.base import NotCheckable, Statement
from checks.statements.degrees import EveryDegree
from checks.statements.pointwise import Pointwise
from checks.statements.relation import BothOccur
from checks.verdict import Outcome, Standing
from numeric.domains import Domain
from numeric.points import sample

OURS = [name for name, value in documents.registered().items() if value.startswith("derivations.")]
CLAIMS = [
    claim for name in OURS for claim in documents.load(name) if not isinstance(claim.states, NotCheckable | EveryDegree)
]
DIGITS = 30
SHARE = 10  # an example costs the more expensive statements as much as this many of the others


@cache
def recorded(document: str) -> dict[str, Entry]:
    """The recorded entries of one document."""
    record = catalogue.read_record(recording.record_path(document))
    return {} if record is None else {entry.id: entry for entry in catalogue.from_record(record).claims}


def expected(claim: Claim) -> Entry:
    entry = recorded(claim.document.id).get(claim.id)
    if entry is None or entry.verdict is None:
        pytest.skip("no verdict is recorded")
    return entry


def domain_of(claim: Claim, entry: Entry) -> Domain:
    """The domain in which the claim holds by its record."""
    domain = witnesses.domain_of(claim)
    if entry.verdict != Standing.CONDITIONAL:
        return domain
    found = [c for c in assumptions.candidates(claim.states, domain) if str(c) == entry.extra_assumption]
    assert found, f"the recorded assumption {entry.extra_assumption} is no candidate any more"
    return domain.with_condition(found[0])


def is_expensive(statement: Statement) -> bool:
    terms = [node for term in statement.terms() for node in sp.preorder_traversal(term)]
    return any(isinstance(node, TravelTime | sp.Integral | sp.hyper) for node in terms)


def look_for_failures(statement: Pointwise, domain: Domain) -> None:
    """Hypothesis draws points of the domain; none may be a counterexample."""
    profile = hypothesis.settings()
    if is_expensive(statement):
        profile = hypothesis.settings(profile, max_examples=max(1, profile.max_examples // SHARE))
    inside = sample(domain, 2 * profile.max_examples, seed=11)
    points = st.one_of(coordinates(domain), st.sampled_from(inside)) if inside else coordinates(domain)

    @profile
    @hypothesis.given(points)
    def holds(point):
        found = statement.counterexample_at(domain, point, DIGITS)
        assert found is None, str(found)

    holds()


def searched(claim: Claim, domain: Domain, examples: int) -> list[Outcome]:
    """What the claim's own searching and confirming witnesses say."""
    settings = Settings(examples=examples, digits=DIGITS, seed=11)
    told = [claim.states.search(domain, settings).outcome]
    if told == [Outcome.REFUTES]:
        return told
    return [*told, claim.states.confirm(domain, replace(settings, points=16)).outcome]


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim.id for claim in CLAIMS])
def test_search(claim):
    entry = expected(claim)
    standing = Standing(entry.verdict)
    examples = hypothesis.settings().max_examples
    if standing in (Standing.REFUTED, Standing.CONDITIONAL):
        assert Outcome.REFUTES in searched(claim, witnesses.domain_of(claim), examples)
    if not standing.holds and standing is not Standing.CONDITIONAL:
        return
    domain = domain_of(claim, entry)
    if isinstance(claim.states, Pointwise) and not isinstance(claim.states, BothOccur):
        look_for_failures(claim.states, domain)
    else:
        assert claim.states.search(domain, Settings(examples=examples, seed=11)).outcome is not Outcome.REFUTES


DEGREES = [
    (claim, degree)
    for name in OURS
    for claim in documents.load(name)
    if isinstance(claim.states, EveryDegree)
    for degree in claim.states.at
]


@pytest.mark.parametrize(("claim", "degree"), DEGREES, ids=[f"{claim.id}-at-{degree}" for claim, degree in DEGREES])
def test_search_at_a_degree(claim, degree):
    if not Standing(expected(claim).verdict).holds:
        pytest.skip("does not hold for every degree")
    statement = claim.states.at[degree]
    look_for_failures(statement, claim.states._own(statement, witnesses.domain_of(claim)))
