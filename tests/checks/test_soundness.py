"""Ways in which something false was once proved, and neighbours of them: none may come out as holding.

`not holding` here means: refuted or conditional with a counterexample where there is one, undecided where the formula
has no value anywhere, never proved, confirmed or inconsistent.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.claim import Amended
from checks.errors import StatementError
from checks.proving.limits import limit
from checks.proving.relations import Context
from checks.quantities import GradientFlow
from checks.settings import Settings
from checks.statements.degrees import EveryDegree
from checks.statements.growth import Growth
from checks.statements.identity import Identity
from checks.statements.order import Approx, MuchGreater, Theta, To
from checks.statements.relation import Implication, Inequality
from checks.statements.solution import LimitIs, Solution
from checks.verdict import Evidence, Outcome, Standing

x, y, z, a, b, t, w, u, s = sp.symbols("x y z a b t w u s", real=True)
k, m, d = sp.symbols("k m d", integer=True)
oo = sp.oo
FEWER = Settings(points=64, examples=60)
FALSE = (Standing.REFUTED, Standing.CONDITIONAL)

POSITIVE = sp.Symbol("q", positive=True)
# a quotient of two expressions that are both identically zero: it equals anything
ZERO, ALSO_ZERO = sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1, sp.sin(2 * x) - 2 * sp.sin(x) * sp.cos(x)


@pytest.mark.parametrize(
    ("states", "given"),
    [
        # a connective may be true where one of its parts has no value
        (Inequality(sp.Ge(x, 0, evaluate=False)), [sp.Or(x < 0, sp.sqrt(x) > 2)]),
        (Implication(sp.Or(x < 0, sp.sqrt(x) > 2), x >= 0), []),
        (Implication(x < 1, sp.And(sp.sqrt(x) >= 0, x >= 0)), []),
        # a root that leaves the reals is no positive number
        (Identity(sp.sqrt((sp.sqrt(x) + 1) * y), sp.sqrt(sp.sqrt(x) + 1) * sp.sqrt(y)), []),
        # quotients where only one side vanishes, integers that may be large, limits that hold for most parameters
        (Theta(sp.Integer(1), k), [k >= 0, k <= 3]),
        (Theta(k * x, x), [x > 0, k >= 1]),
        (LimitIs(a / (a + x), sp.Integer(1), To(x, sp.Integer(0))), []),
        (LimitIs(sp.exp(-a * x), sp.Integer(0), To(x, oo)), []),
        (Approx((1 + sp.Rational(1, 10**20)) * x, x, limit=To(x, oo)), []),
        (Theta(x * sp.log(x), x, limit=To(x, oo)), [x > 1]),
        (LimitIs(1 + 1 / x, sp.Integer(0), To(x, oo)), [x > 0]),
        (LimitIs(2 + 1 / x, sp.Integer(3), To(x, oo)), [x > 0]),
        # a limit that is not approached uniformly
        (Approx(x + a, x, limit=To(x, oo)), [a > 0]),
        (Theta(x + a, x, limit=To(x, oo)), [a > 0]),
        (MuchGreater(x, a, limit=To(x, oo)), [a > 0]),
        (Inequality(k**2 - 2 * k >= 0), []),
        (Inequality(x**2 >= x), []),
    ],
    ids=str,
)
def test_a_false_statement_is_refuted(judged, states, given):
    verdict = judged(states, given, settings=FEWER)
    assert verdict.standing in FALSE, verdict.because
    assert verdict.counterexample is not None


@pytest.mark.parametrize(
    ("states", "given"),
    [
        (Inequality(sp.sqrt(-x) > 5), [x > 0]),
        (Identity(ZERO / ALSO_ZERO, sp.Integer(7)), []),
        (Inequality(sp.exp(sp.I * x) + sp.exp(-sp.I * x) > 0), []),
        (LimitIs(1 / x, sp.Integer(0), To(x, oo)), [x > 0, x < 5]),
    ],
    ids=["root of negatives", "zero over zero", "complex exponentials", "limit out of reach"],
)
def test_nothing_is_said_where_nothing_is_defined(judged, states, given):
    assert judged(states, given, settings=FEWER).standing is Standing.UNDECIDED


def test_a_claim_is_not_its_own_missing_assumption(judged):
    verdict = judged(Inequality(x**2 >= x), settings=FEWER)
    assert verdict.standing is Standing.CONDITIONAL
    assert verdict.extra_assumption not in ("x**2 >= x", "x <= x**2")


def test_what_constants_may_depend_on_may_move(judged):
    assert judged(Theta(x + a, x, limit=To(x, oo), depends=[a]), [a > 0]).standing is Standing.PROVED
    assert judged(Approx(x + a, x, limit=To(x, oo)), [a > 0, a < 1]).standing is Standing.CONFIRMED


# -- chains ---------------------------------------------------------------------------------------------------------


def chained(note, states, write, given=()):
    note.symbols |= {x, y, z, s, w}
    claim = note.claim("chained", line=None, printed="", states=states, given=given)
    claim.derivation(write)
    return claim


@pytest.mark.parametrize(
    ("states", "write"),
    [
        (Identity(x - y, sp.Integer(0)), lambda c: c.let(y, x, instead_of=x, image=y, reason="a name in use")),
        (
            Identity(sp.Abs(x), x),
            lambda c: c.let(POSITIVE, x, instead_of=x, image=POSITIVE, reason="a sign that nobody showed"),
        ),
        (Inequality(x >= 0), lambda c: c.let(z, sp.sqrt(x), instead_of=x, image=z**2, reason="not real")),
        (Inequality(sp.Ne(x, 0)), lambda c: c.let(z, 1 / x, instead_of=x, image=1 / z, reason="a pole")),
        (Inequality(sp.Ne(x + 1, 2)), lambda c: c.start((x**2 - 1) / (x - 1), "a pole")),
        (Inequality(x >= 0), lambda c: c.start((sp.sqrt(x) + 1) ** 2 - 2 * sp.sqrt(x) - 1, "not real")),
        (Identity(x + 5, x + 7), lambda c: c.start(ZERO / ALSO_ZERO, "equals anything")),
    ],
    ids=["capture", "positive symbol", "complex value", "pole in a change", "pole in a line", "complex line", "5 = 7"],
)  # fmt: skip
def test_a_derivation_cannot_shrink_the_domain(note, judge, states, write):
    verdict = judge(chained(note, states, write), FEWER)
    assert verdict.standing in FALSE, verdict.because
    derived = next(e for e in verdict.evidence if e.witness == "derive")
    assert derived.outcome is Outcome.NOTHING


# -- flows ----------------------------------------------------------------------------------------------------------

explodes = GradientFlow(-y * x**3 / 3, of=[x])  # dx/dt = y x^2


def test_a_solution_ends_at_its_blow_up(judged):
    claimed = Solution(explodes, {x: a / (1 - a * y * t)}, t, {x: a})
    beyond = judged(claimed, [a > 0, y > 0, t >= 0], settings=FEWER)
    assert not beyond.standing.holds, beyond.because


def test_a_solution_holds_before_its_blow_up(judged):
    claimed = Solution(explodes, {x: a / (1 - a * y * t)}, t, {x: a})
    assert judged(claimed, [a > 0, y > 0, t >= 0, a * y * t < 1], settings=FEWER).standing is Standing.PROVED


def test_a_growth_law_needs_a_constant_rate(note):
    note.symbols |= {x}
    with pytest.raises(StatementError, match="changes along the flow"):
        note.claim("g", line=None, printed="", states=Growth(GradientFlow(-(x**2) / 2, of=[x]), x, x), given=[x > 0])


def test_conditions_on_other_symbols_reach_an_instance(judged):
    general = Inequality(x < 2)
    verdict = judged(EveryDegree(general, {1: Inequality(x < 2)}), [x < y, y <= 1], settings=FEWER)
    assert verdict.standing is Standing.PROVED, verdict.because


# -- limits with parameters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("e", "point", "given", "expected"),
    [
        (a / (a + x), 0, [a > 0], 1),
        (a / (a + x), 0, [], None),
        (sp.exp(-a * x), oo, [a > 0], 0),
        (sp.exp(-a * x), oo, [], None),
        (a * x, oo, [a > 0], oo),
        (a * x, oo, [a < 0], -oo),
        (a * x, oo, [], None),
        (x**a, oo, [a > 0], oo),
        (x**a, oo, [], None),
        (sp.exp((b - a) * x), oo, [a > 0, b > 0], None),
        (s / (1 + (s / b - 1) * sp.exp(-2 * s * x)), oo, [s > 0, b > 0], s),
        ((d - 2) * x / ((d - 2) * x + 1), oo, [d >= 2], None),
        ((d - 2) * x / ((d - 2) * x + 1), oo, [d >= 3], 1),
        (sp.exp(a * x) * (b - 1) + x, oo, [a > 0, b > 0], None),
        (sp.log(s / x) / sp.log(1 / x), 0, [s > 0], 1),
        (sp.tanh(a * x), oo, [a > 0], 1),
        (sp.tanh(a * x), oo, [], None),
        (sp.sign(a) * x, oo, [], None),
        (1 + sp.Rational(1, 10**20) + 1 / x, oo, [], 1 + sp.Rational(1, 10**20)),
        (sp.sin(x), oo, [], None),
    ],
    ids=str,
)
def test_a_limit_holds_for_every_parameter(e, point, given, expected):
    symbols = sorted(e.free_symbols.union(*(c.free_symbols for c in given)), key=str)
    found = limit(e, x, sp.sympify(point), Context([*given, x > 0], symbols))
    assert str(found) == str(expected)  # the symbols found carry signs


# -- what the solver may be told ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "given", "expected"),
    [
        (sp.log(x) <= x - 1, [x > 0], True),
        (sp.log(x) < x - 1, [x > 0], False),
        (sp.exp(x) >= 1 + x, [], True),
        (sp.exp(x) > 1 + x, [], False),
        (x**a >= 1, [x >= 1, a >= 0], True),
        (x**a >= 1, [x > 0, a >= 0], False),
        (x**a > y**a, [x > y, y > 0, a > 0], True),
        (x**a > y**a, [x > y, y > 0], False),
        (sp.Abs(x) >= x, [], True),
        (sp.Abs(x) > x, [], False),
        (sp.sqrt(x) >= x, [x >= 0, x <= 1], True),
        (sp.sqrt(x) >= x, [x >= 0], False),
        (k**2 >= k, [], True),
        (x**2 >= x, [], False),
        (sp.Ne(3 * k, 1, evaluate=False), [], True),
        (sp.Ne(3 * x, 1), [], False),
        (sp.pi > sp.Rational(22, 7), [], False),
        (sp.cos(x) <= 1, [], True),
        (sp.cos(x) < 1, [], False),
        (sp.floor(x) <= x, [], None),  # true, and SymPy or nobody knows
        (sp.Max(x, y) > x, [], False),
        (sp.sign(x) > 0, [x >= 0], False),
        (x**k > 0, [], False),
        (x**k > 0, [x > 0], True),
        ((-1) ** k > 0, [], False),
        (1 / x < 1, [x > 1], True),
        (1 / x < 1, [], False),
        (sp.Implies(x > 1, x > 0), [], True),
        (sp.Not(sp.Eq(x, y)), [x > y], True),
        (sp.Not(sp.Eq(x, y)), [x >= y], False),
        (sp.Implies(sp.Not(sp.Eq(x, y)), sp.Ne(x**2, y**2)), [], False),
        (sp.Implies(sp.Not(sp.Eq(x, y)), sp.Ne(x**3, y**3)), [], True),
        (x >= 1, [sp.Eq(x, k), x > 0], True),
        (x > 1, [sp.Eq(x, k), x > 0], False),
    ],
    ids=str,
)
def test_the_solver_proves_what_is_true_everywhere(goal, given, expected):
    symbols = sorted(sp.sympify(goal).free_symbols.union(*(c.free_symbols for c in given)), key=str)
    told = Context(given, symbols).holds(goal)
    assert expected is None or told is expected


def test_an_empty_domain_is_found_only_if_it_is_empty():
    assert Context([x > 1, x < 0], [x]).is_empty()
    assert Context([sp.Eq(2 * k, 1)], [k]).is_empty()
    assert not Context([sp.Eq(2 * x, 1)], [x]).is_empty()
    assert not Context([sp.Or(x < 0, sp.sqrt(x) > 2), x < 1], [x]).is_empty()
    assert not Context([sp.sin(x) > sp.Rational(9, 10), x > 0, x < 2], [x]).is_empty()


def test_an_assumption_that_leaves_no_case_explains_nothing(judged):
    """x > 1 and y > 1 do not give x*y < 1, and no condition under which the premise never holds repairs that."""
    verdict = judged(Implication(sp.And(x > 1, y > 1), x * y < 1))
    assert verdict.standing is Standing.REFUTED
    assert verdict.extra_assumption is None


def test_a_correction_is_not_joined_by_an_assumption_that_nobody_proved(note, judge):
    """Beside a correction, an assumption under which the old form was merely not refuted is not mentioned."""
    (a,) = note.reals("a")
    claim = note.claim(
        "wrong",
        line=1,
        printed="",
        states=Inequality(a**3 >= 0),
        amended=Amended(printed="", states=Inequality(a**4 + 1 >= 2 * a**2)),
    )
    told = judge(claim)
    assert told.extra_assumption == "a >= 0"
    unproved = judge(claim, instead={"derive": Evidence("derive", Outcome.NOTHING, "not tried")})
    assert unproved.standing is Standing.REFUTED
    assert unproved.extra_assumption is None
    assert "would hold" not in unproved.because
