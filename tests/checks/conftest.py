"""What the tests of the engine share: small documents, and judging in one process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checks import documents, judging, witnesses
from checks.claim import Claim, Document
from checks.settings import Settings
from checks.verdict import Evidence, Outcome, Standing, Verdict

Judge = Callable[..., Verdict]


@pytest.fixture
def note() -> Document:
    """A document of the test's own."""
    return Document("tests", "Claims made by tests", "tests.txt", "0" * 64)


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Judge a claim in this process, by the rules of `judging`. A witness that crashes fails the test.

    `instead` replaces the evidence of whole witnesses, as a witness that lies or a worker that was killed would.
    """

    def run(claim: Claim, settings: Settings | None = None, instead: dict[str, Evidence] | None = None) -> Verdict:
        settings = settings or Settings()
        instead = instead or {}
        for module in (documents, judging):
            monkeypatch.setattr(module, "find_claim", lambda _: claim)
        judgement = judging.judge(claim.id, settings)
        try:
            tasks = next(judgement)
            while True:
                tasks = judgement.send([instead.get(task.function) or witnesses.run(task) for task in tasks])
        except StopIteration as finished:
            return finished.value

    return run


NOT_SCREENED = Evidence("assumptions", Outcome.NOTHING, "extra assumptions were not asked for")


@pytest.fixture
def judged(note: Document, judge: Judge) -> Callable[..., Verdict]:
    """Make a claim of a statement and judge it."""

    def run(states: Any, given: Any = (), **more: Any) -> Verdict:
        for symbol in states.free_symbols.union(*(c.free_symbols for c in given)):
            note.symbols.add(symbol)
        name = f"claim-{len(note.claims) + 1}"
        return judge(note.claim(name, line=None, printed="", states=states, given=given), **more)

    return run


@pytest.fixture
def refuted(judged: Callable[..., Verdict]) -> Callable[..., Verdict]:
    """Judge a wrong variant: it must fail, with a certified counterexample.

    Unless the variant is expected to be conditional, the search for an assumption that would save it is left out: it
    costs most of the time, and the verdict without it is `refuted`.
    """

    def run(states: Any, given: Any, expected: Any) -> Verdict:
        instead = None if list(expected) == [Standing.CONDITIONAL] else {"assumptions": NOT_SCREENED}
        verdict = judged(states, given, settings=Settings(examples=60), instead=instead)
        assert verdict.standing in expected, verdict.because
        shown = verdict.counterexample
        assert shown is not None
        assert shown.left != shown.right or shown.relation in "<>≠"  # two equal sides refute what is strict
        return verdict

    return run


@pytest.fixture
def holds(judged: Callable[..., Verdict]) -> Callable[..., Verdict]:
    """Judge a true rewrite: it must be proved or confirmed, with nothing against it."""

    def run(states: Any, given: Any) -> Verdict:
        verdict = judged(states, given, settings=Settings(points=64, examples=60))
        assert verdict.standing in (Standing.PROVED, Standing.CONFIRMED), verdict.because
        assert verdict.counterexample is None
        return verdict

    return run
