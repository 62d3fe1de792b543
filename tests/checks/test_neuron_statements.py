"""Means over the plane, boxes, rates of recursions and exponential decay: what each must not accept."""

from __future__ import annotations

import pytest
import sympy as sp

from checks.errors import StatementError
from checks.gaussian import PlaneMean, Relu, Step, X, Y, along, cones, neuron, squared_loss
from checks.proving.ladder import Rung, close
from checks.proving.relations import Context
from checks.settings import Settings
from checks.statements.descent_exponent import DescentExponent
from checks.statements.enclosed import Enclosed
from checks.statements.exponential_decay import ExponentialDecay, Shares, Trap
from checks.statements.integrated import Integrated
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.recursion_rate import RecursionRate
from checks.verdict import Evidence, Outcome, Standing
from numeric.balls import compare, evaluate
from numeric.domains import Domain

a, b, c, d, x, y, z, eta = sp.symbols("a b c d x y z eta", real=True)
SETTINGS = Settings(points=12, examples=12)
third = sp.Rational(1, 3)


def derived(states, *given) -> Evidence:
    symbols = states.free_symbols.union(*(g.free_symbols for g in given))
    return states.derive(Domain(sorted(symbols, key=str), given), None, SETTINGS)


# means over the plane -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "point",
    [(1, 2, -3, 1), (1, 2, 2, 3), (1, 0, -1, 1), (-2, 1, -2, -1), (1, 2, -1, -3), (5, 1, 1, 5)],
    ids=["obtuse", "acute", "on an axis", "wide", "nearly opposite", "mirrored"],
)
def test_the_closed_form_is_the_integral(point) -> None:
    w, u = point[:2], point[2:]
    bodies = [
        neuron(w) * neuron(u),
        Step(along(w)) * neuron(u) * X,
        Step(along(w)) * neuron(u) * Y,
        (neuron(w) - neuron(u)) ** 2,
        along(w) * along(u),
        neuron(w) * along(u),
    ]
    for body in bodies:
        mean = PlaneMean(body)
        assert compare(mean, mean.doit(), {}, digits=40).order in ("equal", "overlap")


def test_a_wrong_closed_form_is_not_the_integral() -> None:
    mean = PlaneMean(neuron((1, 2)) * neuron((-3, 1)))
    assert compare(mean, mean.doit() + sp.Rational(1, 10**30), {}, digits=40).differs


def test_opposite_neurons_never_speak_together() -> None:
    assert PlaneMean(neuron((a, 0)) * neuron((-2 * a, 0))).doit().subs(a, 3) == 0
    value = evaluate(PlaneMean(neuron((a, 0)) * neuron((-2 * a, 0))), {a: sp.Integer(3)})
    assert value.ball.contains(0)
    assert value.ball.rad() < 1e-30


def test_slopes_are_taken_under_the_mean() -> None:
    loss = squared_loss([(a, b), (c, d)], (1, 0))
    place = {a: third, b: sp.Rational(2, 5), c: sp.Integer(2), d: -third}
    slope, closed = sp.diff(loss, b), sp.diff(loss.doit(), b)
    assert isinstance(slope, PlaneMean)
    assert compare(slope, closed, place, digits=40).order == "overlap"


def test_bodies_of_another_shape_are_refused() -> None:
    with pytest.raises(StatementError, match="degree 2"):
        PlaneMean(neuron((1, 2))).doit()
    with pytest.raises(StatementError, match="two sides"):
        list(cones(Relu(X) * Relu(Y) * Step(X + Y)))
    with pytest.raises(StatementError, match="no derivative"):
        sp.diff(sp.diff(squared_loss([(a, b)], (1, 0)), a), a)


def test_both_coordinates_disagree_where_the_cones_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Cartesian mean shares nothing with the others: it notices when both of them are wrong together."""
    states = PlaneIdentity(PlaneMean(neuron((a, b)) ** 2), a**2 + b**2)  # twice the truth
    monkeypatch.setattr(PlaneMean, "lower", lambda self, builder, env: builder.expression(a**2 + b**2, env))
    seen = states.confirm(Domain([a, b], [a > 0, b > 0]), SETTINGS)
    assert seen.outcome is Outcome.NOTHING
    assert seen.details["disagreement"]


# integrals ----------------------------------------------------------------------------------------------------------


def test_an_integral_by_its_primitive() -> None:
    assert derived(Integrated(z**2, z, sp.Integer(0), a, a**3 / 3, primitive=z**3 / 3), a > 0).outcome is Outcome.PROVES


@pytest.mark.parametrize(
    ("value", "primitive", "given"),
    [(a**3 / 3, z**3, a > 0), (a**3, z**3 / 3, a > 0), (a**3 / 3, z**3 / 3, a < 0)],
    ids=["wrong primitive", "wrong value", "ends the wrong way"],
)
def test_an_integral_that_is_not_shown(value, primitive, given) -> None:
    assert derived(Integrated(z**2, z, sp.Integer(0), a, value, primitive=primitive), given).outcome is Outcome.NOTHING


def test_a_primitive_with_a_pole_shows_nothing() -> None:
    states = Integrated(1 / z**2, z, sp.Integer(-1), a, -1 / a - 1, primitive=-1 / z)
    assert derived(states, a > 0).outcome is Outcome.NOTHING


# boxes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "given"),
    [
        (Enclosed(sp.sin(x) <= x, {x: (0, 3)}, touching=[0]), (x >= 0, x <= 3)),
        (Enclosed(sp.sin(x) < x, {x: (0, 3)}, touching=[0]), (x > 0, x <= 3)),
        (Enclosed(sp.sin(x) >= 0, {x: (0, sp.pi)}, touching=[0, sp.pi]), (x >= 0, x <= sp.pi)),
        (Enclosed(x * y <= 2, {x: (0, 1), y: (0, 1)}), (x >= 0, x <= 1, y >= 0, y <= 1)),
        (Enclosed(a**2 * sp.cos(x) >= -(a**2), {x: (0, 3)}, parts=[(1 + sp.cos(x), a**2)]), (x >= 0, x <= 3)),
    ],
    ids=["touching", "strict off the end", "both ends", "two sides", "unbounded symbol in a square"],
)
def test_an_inequality_on_a_box(states, given) -> None:
    assert derived(states, *given).outcome is Outcome.ENCLOSES


@pytest.mark.parametrize(
    ("states", "given"),
    [
        (Enclosed(sp.sin(x) < x, {x: (0, 3)}, touching=[0]), (x >= 0, x <= 3)),
        (Enclosed(sp.sin(x) <= x, {x: (0, 3)}, touching=[0]), (x >= -1, x <= 3)),
        (Enclosed(sp.sin(x) >= x * sp.Rational(99, 100), {x: (0, 1)}, touching=[0]), (x >= 0, x <= 1)),
        (Enclosed(sp.sin(x) <= x, {x: (0, 3)}), (x >= 0, x <= 3)),
        (Enclosed(a * sp.cos(x) >= -a, {x: (0, 3)}, parts=[(1 + sp.cos(x), a)]), (x >= 0, x <= 3)),
        (Enclosed(a**2 * sp.cos(x) >= -2 * a**2, {x: (0, 3)}, parts=[(1 + sp.cos(x), a**2)]), (x >= 0, x <= 3)),
        (Enclosed(x >= y, {x: (0, 1)}), (x >= 0, x <= 1)),
    ],
    ids=[
        "strict at the end",
        "domain beyond the box",
        "false",
        "end not named",
        "no square",
        "another sum",
        "unbounded",
    ],
)
def test_what_a_box_does_not_show(states, given) -> None:
    assert derived(states, *given).outcome is Outcome.NOTHING


def test_a_sum_of_squares_is_a_proof_and_a_wrong_one_is_not() -> None:
    gap = PlaneMean((2 * neuron((a, b)) - along((a, b))) ** 2)
    right = Enclosed(sp.GreaterThan(a**2 + b**2, 0, evaluate=False), {}, parts=[(1, gap)])
    wrong = Enclosed(a**2 + b**2 >= a * b, {}, parts=[(1, gap)])
    assert derived(right, a > 0, b > 0).outcome is Outcome.PROVES
    assert derived(wrong, a > 0, b > 0).outcome is Outcome.NOTHING


def test_ends_of_a_box_are_finite_numbers() -> None:
    with pytest.raises(StatementError, match="finite"):
        Enclosed(x >= 0, {x: (0, sp.oo)}).check()
    with pytest.raises(StatementError, match="box"):
        Enclosed(x + y >= 0, {x: (0, 1), y: (0, 1)}, touching=[0]).check()


# rates of recursions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("update", "exponent", "constant"),
    [
        (x / (1 + x), -1, 1),
        (x - x**3, sp.Rational(-1, 2), 1 / sp.sqrt(2)),
        (sp.atan(x), sp.Rational(-1, 2), sp.sqrt(sp.Rational(3, 2))),
    ],
    ids=["harmonic", "cubic", "arc tangent"],
)
def test_the_rate_of_a_recursion(update, exponent, constant) -> None:
    states = RecursionRate(x, update, exponent, sense="equal", constant=constant)
    assert derived(states, x > 0, x < 1).outcome is Outcome.PROVES
    assert states.confirm(Domain([x], [x > 0, x < 1]), SETTINGS).outcome is Outcome.AGREES


@pytest.mark.parametrize(
    ("update", "given"),
    [(x + x**2, (x > 0, x < 1)), (x - x**2, (x > 0, x < 2)), (x - x**2, (x > third, x < 1)), (x - x**2, (x < 1,))],
    ids=["it rises", "it turns negative", "the domain stops short of 0", "0 is not excluded"],
)
def test_a_recursion_that_is_not_shown_to_fall(update, given) -> None:
    assert derived(RecursionRate(x, update, -1), *given).outcome is Outcome.NOTHING


def test_a_wrong_rate_is_not_borne_out_by_the_figures() -> None:
    inside = Domain([x], [x > 0, x < 1])
    for states in (
        RecursionRate(x, x - x**2, -2),
        RecursionRate(x, x - x**2, -1, sense="equal", constant=2),
        RecursionRate(x, x - x**2, sp.Rational(-1, 2), sense="above"),
    ):
        assert states.confirm(inside, SETTINGS).outcome is Outcome.NOTHING
        assert states.search(inside, SETTINGS).outcome is Outcome.REFUTES


def test_a_rate_says_what_it_means() -> None:
    with pytest.raises(StatementError, match="sense"):
        RecursionRate(x, x - x**2, -1, sense="about").check()
    with pytest.raises(StatementError, match="constant"):
        RecursionRate(x, x - x**2, -1, sense="equal").check()
    with pytest.raises(StatementError, match="depends on x"):
        RecursionRate(x, x - x**2, -1, sense="equal", constant=x).check()


# exponential decay --------------------------------------------------------------------------------------------------

# x' = -x + y, y' = -2 y: along it x^2 + y^2 falls at the rate 1 at least
field = {x: -x + y, y: -2 * y}


def decay(rate, **more) -> ExponentialDecay:
    falls = (2 - rate) * x**2 + (4 - rate) * y**2 - 2 * x * y
    rest = sp.expand(falls - (x - y) ** 2)
    return ExponentialDecay(field, x**2 + y**2, rate, shares=Shares({}, decay=[(1, (x - y) ** 2), (1, rest)]), **more)


def test_a_decay_that_is_shown_and_one_that_is_not() -> None:
    given = [x >= -2, x <= 2, y >= -2, y <= 2]
    assert derived(decay(sp.Integer(1)), *given).outcome is Outcome.PROVES
    assert derived(decay(sp.Integer(3)), *given).outcome is Outcome.NOTHING
    seen = decay(sp.Integer(3)).confirm(Domain([x, y], [x >= 1, x <= 2, y >= 0, y <= third]), SETTINGS)
    assert seen.outcome is Outcome.REFUTES


def test_a_rate_that_may_fall_proves_nothing() -> None:
    # at the start it is right; but it falls along the flow, and Gronwall's lemma needs the least rate on the way
    states = ExponentialDecay(
        {x: -x}, x**2, x, shares=Shares({x: (sp.Integer(1), sp.Integer(2))}, decay=[(2 - x, x**2)])
    )
    assert derived(states, x >= 1, x <= 2).outcome is Outcome.NOTHING


@pytest.mark.parametrize(
    ("trap", "caught"),
    [
        (Trap({y: 0}, [x > 0], sp.Integer(1)), True),
        (Trap({y: 0}, [x > 0], sp.Integer(2)), False),
        (Trap({y: 1}, [x > 0], sp.Integer(1)), False),
        (Trap({}, [x > 0], sp.Integer(1)), True),
        (Trap({y: 0}, [x > 0], sp.Integer(0)), False),
    ],
    ids=["a set without decay", "bound too high", "not invariant", "the half-plane", "bound not positive"],
)
def test_what_a_trap_shows(trap, caught) -> None:
    states = ExponentialDecay({x: -x, y: -y}, 1 + x**2 + y**2, None, traps=[trap])
    seen = states.search(Domain([x, y], []), SETTINGS)
    assert (seen.outcome is Outcome.REFUTES) is caught


def test_a_trap_that_the_flow_leaves_with_the_domain() -> None:
    # 1 <= x only where it starts: the bound that this gives does not last
    states = ExponentialDecay({x: -x, y: -y}, x**2 + y**2, None, traps=[Trap({y: 0}, [x > 0], sp.Integer(1))])
    assert states.search(Domain([x, y], [x >= 1]), SETTINGS).outcome is not Outcome.REFUTES


# simulated descent --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("exponent", "standing"), [(-3, Standing.SUPPORTED), (-2, Standing.UNDECIDED)])
def test_the_exponent_of_two_neurons(judged, exponent, standing) -> None:
    assert judged(DescentExponent((2,), exponent, sp.Rational(1, 2))).standing is standing


def test_one_neuron_has_no_power_law(judged) -> None:
    assert judged(DescentExponent((1,), -3, sp.Rational(1, 2))).standing is Standing.UNDECIDED


# what the solver and the zero test know of arc tangents ---------------------------------------------------------------


def test_facts_about_the_arc_tangent() -> None:
    on = Context([x > 0], [x])
    for true in (sp.atan(x) > 0, sp.atan(x) < x, sp.atan(x) < sp.Rational(11, 7)):
        assert on.holds(true)
    for wrong in (sp.atan(x) > x, sp.atan(x) < 1, sp.atan(x) <= x / 2):
        assert not on.holds(wrong)
    assert Context([x < 0], [x]).holds(sp.atan(x) > x)
    assert not Context([], [x]).holds(sp.atan(x) >= 0)


def test_half_an_arc_tangent_by_its_derivative() -> None:
    half_angle = 2 * sp.atan(x / (y + sp.sqrt(x**2 + y**2)))
    on = Context([x >= 0, y > 0], [x, y])
    assert close(half_angle, sp.atan(x / y), on) is Rung.DERIVATIVE
    assert close(half_angle, sp.atan(x / y) / 2, on) is None
    assert close(half_angle, sp.atan(x / y) + 1, on) is None
