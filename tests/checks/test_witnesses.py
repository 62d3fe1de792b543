"""Each witness is shown to say no, and contradictions between witnesses are called by their name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from checks import judging, witnesses
from checks.searching import assumptions, engines
from checks.searching.shrinking import complexity, shrink
from checks.settings import Settings
from checks.statements.identity import Identity
from checks.statements.order import Theta
from checks.statements.relation import Inequality
from checks.verdict import Counterexample, Evidence, Outcome, Standing
from numeric.domains import Domain

x, y, z, w, s, d = *sp.symbols("x y z w s", real=True), sp.Symbol("d", integer=True)
FEWER = Settings(points=64, examples=60)


def make(note, states, given=(), write=None):
    for symbol in states.free_symbols.union(*(c.free_symbols for c in given)):
        note.symbols.add(symbol)
    claim = note.claim("claim", line=None, printed="", states=states, given=given)
    if write is not None:
        claim.derivation(write)
    return claim


def ask(claim, witness, settings=FEWER):
    return witnesses.perform(witness, claim, settings)


# -- derive ---------------------------------------------------------------------------------------------------------

TRUE_LINES = [x**2 + 2 * x * y + y**2, x**2 + y**2 + 2 * x * y, x * (x + y) + y * (x + y)]
SQUARE = Identity((x + y) ** 2, x * (x + 2 * y) + y**2)


def in_order(lines):
    def write(chain):
        chain.start(lines[0], "first")
        for line in lines[1:]:
            chain.line(line, "next")

    return write


def test_derive_follows_true_lines(note):
    assert ask(make(note, SQUARE, write=in_order(TRUE_LINES)), "derive").outcome is Outcome.PROVES


@pytest.mark.parametrize("wrong", [0, 1, 2], ids=["first", "middle", "last"])
def test_derive_refuses_one_false_line(note, wrong):
    lines = [line + x if i == wrong else line for i, line in enumerate(TRUE_LINES)]
    evidence = ask(make(note, SQUARE, write=in_order(lines)), "derive")
    assert evidence.outcome is Outcome.NOTHING
    assert str(lines[wrong]) in evidence.summary


def test_derive_refuses_a_detour_that_ends_elsewhere(note):
    claim = make(note, Identity((x + y) ** 2, x**2 + y**2), write=in_order(TRUE_LINES))
    assert ask(claim, "derive").outcome is Outcome.NOTHING


def test_two_false_lines_do_not_cancel(note):
    lines = [TRUE_LINES[0], TRUE_LINES[1] + 1, TRUE_LINES[2]]
    assert ask(make(note, SQUARE, write=in_order(lines)), "derive").outcome is Outcome.NOTHING


HALVES = Inequality(w**2 / s <= 1)
DOMAIN = [s > 0, w > 0, w**2 <= s]


def change(value, image, given):
    def write(chain):
        chain.let(x, value, instead_of=w, image=image, given=given, reason="the share of the target")

    return write


def test_derive_changes_variables(note):
    note.symbols.add(x)
    claim = make(note, HALVES, DOMAIN, change(w**2 / s, sp.sqrt(s * x), [x > 0]))
    assert ask(claim, "derive").outcome is Outcome.PROVES


@pytest.mark.parametrize(
    ("value", "image", "given", "why"),
    [
        (w**2 / s, sp.sqrt(x), [x > 0], "not recovered"),
        (w**2 / s, s * x, [x > 0], "not recovered"),
        (w**2 / s, -sp.sqrt(s * x), [x > 0], "not recovered"),
        (w**2 / s, sp.sqrt(s * x), [x > 0, x < 1], "not implied"),
        (w**2 / s, sp.sqrt(s * x), [x > sp.Rational(1, 10)], "not implied"),
        (sp.log(w - 1), sp.exp(x) + 1, [], "not shown to be defined"),
    ],
)
def test_derive_refuses_a_false_change(note, value, image, given, why):
    note.symbols.add(x)
    evidence = ask(make(note, HALVES, DOMAIN, change(value, image, given)), "derive")
    assert evidence.outcome is Outcome.NOTHING
    assert why in evidence.summary


# -- confirm --------------------------------------------------------------------------------------------------------


def test_confirm_agrees_at_enough_points(note):
    evidence = ask(make(note, SQUARE), "confirm")
    assert evidence.outcome is Outcome.AGREES
    assert evidence.details["points"] == 64
    assert evidence.details["digits"] == 50


def test_confirm_refutes(note):
    evidence = ask(make(note, Identity((x + y) ** 2, x**2 + y**2)), "confirm")
    assert evidence.outcome is Outcome.REFUTES
    assert evidence.counterexample is not None


def test_confirm_says_nothing_about_too_few_points(note):
    claim = make(note, Identity(x**2, x**3), [sp.Eq(x**2, x)])
    evidence = ask(claim, "confirm")
    assert evidence.outcome is Outcome.NOTHING
    assert "2 of 64" in evidence.summary


def test_confirm_measures_from_the_definitions_not_the_derivation(note):
    false = Identity(x + 1, x + 2)
    claim = make(note, false, write=in_order([x + 2]))
    assert ask(claim, "confirm").outcome is Outcome.REFUTES


# -- search, one engine at a time -----------------------------------------------------------------------------------


def test_of(statement, domain):
    return lambda point: statement.counterexample_at(domain, point)


test_of.__test__ = False  # type: ignore[attr-defined]  # a helper, whatever its name

FALSE = Inequality(x**2 + y >= 2 * x)
PLANE = Domain([x, y])


@pytest.mark.parametrize(
    "engine",
    [
        lambda t: engines.by_grid(t, PLANE),
        lambda t: engines.by_samples(t, PLANE, FEWER),
        lambda t: engines.by_hypothesis(t, PLANE, FEWER),
        lambda t: engines.by_solver(FALSE.formula(), t, PLANE),
    ],
    ids=["small numbers", "samples", "hypothesis", "z3"],
)
def test_every_engine_finds(engine):
    point = engine(test_of(FALSE, PLANE))
    assert point is not None
    assert point[x] ** 2 + point[y] < 2 * point[x]


@pytest.mark.parametrize(
    "engine",
    [
        lambda t: engines.by_grid(t, PLANE),
        lambda t: engines.by_samples(t, PLANE, FEWER),
        lambda t: engines.by_hypothesis(t, PLANE, FEWER),
        lambda t: engines.by_solver(x**2 + y**2 >= 2 * x * y, t, PLANE),
    ],
    ids=["small numbers", "samples", "hypothesis", "z3"],
)
def test_no_engine_finds_what_is_not_there(engine):
    assert engine(test_of(Inequality(x**2 + y**2 >= 2 * x * y), PLANE)) is None


def test_the_solver_finds_a_needle():
    # fails only between 1000 and 1000 + 10^-6
    needle = Inequality((x - 1000) * (x - 1000 - sp.Rational(1, 10**6)) >= 0)
    line = Domain([x])
    assert engines.by_hypothesis(test_of(needle, line), line, FEWER) is None
    point = engines.by_solver(needle.formula(), test_of(needle, line), line)
    assert point is not None
    assert 1000 < point[x] < 1000 + Fraction(1, 10**6)


def test_a_model_is_checked_again():
    assert engines.by_solver(FALSE.formula(), lambda point: None, PLANE) is None


def test_shrinking_gives_small_numbers(note):
    evidence = ask(make(note, Inequality(x * y < 100), [x > 0, y > 0]), "search")
    values = [Fraction(v) for v in evidence.counterexample.point.values()]
    assert values[0] * values[1] >= 100
    assert sorted(values) in ([1, 100], [10, 10])


def test_shrinking_keeps_the_failure():
    fails = lambda p: p[x] > Fraction(7, 3)  # noqa: E731  # a predicate of one line
    small = shrink({x: Fraction(982451653, 1299709)}, fails)
    assert fails(small)
    assert complexity(small[x]) <= complexity(Fraction(3))


def test_assumptions_are_screened_from_the_weakest(note):
    claim = make(note, Identity(sp.sqrt(x**2), x))
    found = [condition for _, condition, _ in assumptions.screen(claim.states, witnesses.domain_of(claim), FEWER)]
    assert found[0] == "x >= 0"
    assert found.index("x >= 0") < found.index("x > 0")


# -- contradictions -------------------------------------------------------------------------------------------------

CLASH = Counterexample({"x": "1"}, "1", "2", "=")
PROVES = Evidence("derive", Outcome.PROVES, "a proof")
ENCLOSES = Evidence("derive", Outcome.ENCLOSES, "a covering")
AGREES = Evidence("confirm", Outcome.AGREES, "agrees", {"points": 64})
FOUND_NOTHING = Evidence("search", Outcome.AGREES, "found nothing")
REFUTES = Evidence("confirm", Outcome.REFUTES, "differs", {}, CLASH)
EMPTY = Evidence("derive", Outcome.EMPTY, "no point")


def nothing(witness):
    return Evidence(witness, Outcome.NOTHING, f"{witness} was killed at the time limit")


TABLE = [
    (PROVES, AGREES, FOUND_NOTHING, Standing.PROVED),
    (ENCLOSES, AGREES, FOUND_NOTHING, Standing.ENCLOSED),
    (PROVES, nothing("confirm"), nothing("search"), Standing.PROVED),
    (PROVES, replace(nothing("confirm"), details={"points": 0}), FOUND_NOTHING, Standing.UNDECIDED),
    (PROVES, REFUTES, FOUND_NOTHING, Standing.INCONSISTENT),
    (PROVES, AGREES, replace(REFUTES, witness="search"), Standing.INCONSISTENT),
    (ENCLOSES, REFUTES, FOUND_NOTHING, Standing.INCONSISTENT),
    (PROVES, replace(nothing("confirm"), details={"disagreement": True}), FOUND_NOTHING, Standing.INCONSISTENT),
    (EMPTY, nothing("confirm"), nothing("search"), Standing.VACUOUS),
    (EMPTY, AGREES, FOUND_NOTHING, Standing.INCONSISTENT),
    (EMPTY, REFUTES, FOUND_NOTHING, Standing.INCONSISTENT),
    (EMPTY, nothing("confirm"), replace(REFUTES, witness="search"), Standing.INCONSISTENT),
    (nothing("derive"), AGREES, FOUND_NOTHING, Standing.CONFIRMED),
    (nothing("derive"), AGREES, nothing("search"), Standing.UNDECIDED),
    (nothing("derive"), nothing("confirm"), FOUND_NOTHING, Standing.UNDECIDED),
    (nothing("derive"), nothing("confirm"), nothing("search"), Standing.UNDECIDED),
    (nothing("derive"), REFUTES, FOUND_NOTHING, Standing.REFUTED),
    (nothing("derive"), AGREES, replace(REFUTES, witness="search"), Standing.REFUTED),
    (nothing("derive"), Evidence("confirm", Outcome.SUPPORTS, "figures"), FOUND_NOTHING, Standing.SUPPORTED),
]  # fmt: skip


@pytest.mark.parametrize(("derived", "confirmed", "searched", "standing"), TABLE)
def test_the_table_of_verdicts(note, derived, confirmed, searched, standing):
    told, because = judging.decide(make(note, SQUARE), derived, confirmed, searched)
    assert told is standing
    assert because


def test_a_witness_that_was_killed_is_named(note):
    killed = [nothing(w) for w in judging.WITNESSES]
    told, because = judging.decide(make(note, SQUARE), *killed)
    assert told is Standing.UNDECIDED
    assert "derive was killed at the time limit" in because


@pytest.mark.parametrize(
    ("states", "lies"),
    [
        (Identity(x, x + 1), {"derive": PROVES}),
        (SQUARE, {"confirm": REFUTES}),
        (SQUARE, {"search": replace(REFUTES, witness="search")}),
        (SQUARE, {"derive": EMPTY}),
    ],
    ids=["derive lies", "confirm lies", "search lies", "the domain is said to be empty"],
)
def test_a_lie_is_found_out(note, judge, states, lies):
    verdict = judge(make(note, states), FEWER, instead=lies)
    assert verdict.standing is Standing.INCONSISTENT


def test_killed_witnesses_leave_the_claim_undecided(note, judge):
    killed = {w: nothing(w) for w in judging.WITNESSES}
    verdict = judge(make(note, SQUARE), FEWER, instead=killed)
    assert verdict.standing is Standing.UNDECIDED
    assert "time limit" in verdict.because


def test_constants_that_clash(note, judge):
    states = Theta((1 + x) * y, y)
    true = judge(make(note, states, [x > 0, x < 1, y > 0]), FEWER)
    assert true.standing is Standing.PROVED
    assert true.constants == {"lower": "1", "upper": "2"}
    lie = Evidence("derive", Outcome.PROVES, "between 3 and 4", {"bounds_at": {"": ["3", "4"]}})
    (claim,) = note
    verdict = judge(claim, FEWER, instead={"derive": lie})
    assert verdict.standing is Standing.INCONSISTENT
    assert "outside the proved 3 to 4" in verdict.because


def test_an_empty_domain_is_vacuous(note, judge):
    verdict = judge(make(note, Identity(x, x + 1), [x > 1, x < 0]), FEWER)
    assert verdict.standing is Standing.VACUOUS


def test_a_domain_of_one_point_is_not(note, judge):
    verdict = judge(make(note, Inequality(x < 2), [x >= 1, x <= 1]), FEWER)
    assert verdict.standing is Standing.PROVED


@pytest.mark.parametrize("candidate", ["assumptions", "derive"])
def test_an_assumption_needs_both_its_verdict_and_the_counterexample(note, judge, candidate):
    claim = make(note, Identity(sp.sqrt(x**2), x))
    verdict = judge(claim, FEWER, instead={candidate: nothing(candidate)})
    if candidate == "assumptions":
        assert verdict.standing is Standing.REFUTED
        assert verdict.extra_assumption is None
    else:  # confirmed, not proved, under the assumption
        assert verdict.standing is Standing.CONDITIONAL
        assert "confirmed" in verdict.because
    assert verdict.counterexample is not None
