"""The numeric witnesses of matrix statements: what they evaluate, what they draw, and that they say no."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import sympy as sp
from flint import arb, arb_mat, fmpq, fmpq_mat, fmpq_poly

from checks.errors import StatementError
from checks.matrices.assumptions import Balanced, FullRank
from checks.matrices.comparing import compared, counterexample
from checks.matrices.conditions import holds, is_of_kind
from checks.matrices.confirming import confirm_matrices
from checks.matrices.hunting import search_matrices
from checks.matrices.instances import Instance, Layers, Undefined
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.networks import Network
from checks.matrices.sampling import Plan, instances
from checks.matrices.shapes import parts
from checks.matrices.shrinking import shapes, shrink
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace, inner, norm_squared
from checks.settings import Settings
from checks.verdict import Outcome
from numeric.domains import Domain
from numeric.losses import Entrywise, Regression
from numeric.matrices import compare, identity, rank, rows, shape
from numeric.networks import is_balanced

N, j = sp.symbols("N j", integer=True)
eta, x = sp.symbols("eta x", real=True)
d, m, n = sp.symbols("d m n", integer=True, positive=True)
W, single, line = Network(N), Network(N, outputs=1), Network(N, inputs=1, outputs=1)
square = Network(N, inputs=d, outputs=d, hidden=d)
X, Y, C = Letter("X", m, n), Letter("Y", m, n), Letter("C", n, n)
P = Letter("P", n, n, "positive semidefinite")
U, S, V = Letter("U", m, m, "orthogonal"), Letter("S", m, n, "diagonal"), Letter("V", n, n, "orthogonal")
SVD = U * S * V.T
MANY = Settings()


@dataclass
class Sides:
    """What a statement offers its witnesses."""

    left: Any
    right: Any


def domain_of(*expressions, given=()):
    symbols = {s for e in (*expressions, *given) for s in e.free_symbols if isinstance(s, sp.Symbol)}
    return Domain(sorted(symbols, key=str), given)


def confirm(left, right, given=(), settings=MANY):
    return confirm_matrices(Sides(left, right), domain_of(left, right, given=given), settings)


def search(left, right, given=(), settings=MANY):
    return search_matrices(Sides(left, right), domain_of(left, right, given=given), settings)


def plan(*expressions, given=()):
    return Plan(expressions, given, domain_of(*expressions, given=given).symbols)


def network(layers, gradient):
    """An instance of W (and, if they fit, `line`) with these layers and a linear loss."""
    layers = Layers(rows(layer) for layer in layers)
    sizes = {sp.Function("n", integer=True, positive=True)(i): w for i, w in enumerate(_widths(layers))}
    loss = Entrywise([[fmpq_poly([0, fmpq(c)]) for c in row] for row in gradient])
    values = {N: Fraction(len(layers)), eta: Fraction(1)}
    return Instance(values, sizes, {}, {W: layers, line: layers}, {W: loss, line: loss})


def _widths(layers):
    return [layers[0].ncols(), *(layer.nrows() for layer in layers)]


# -- what instances mean ----------------------------------------------------------------------------------------------

TWO = network([[[2]], [[3]]], [[5]])  # W_1 = 2, W_2 = 3, L(W) = 5 W


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (W.end_to_end, 6),
        (W.gradient, 5),
        (W.layer_gradient(1), 15),
        (W.layer_gradient(2), 10),
        (W.layer_gradient(N), 10),
        (W.rate(W.end_to_end, eta), -(15 * 3 + 10 * 2)),
        (W.rate(W.end_to_end, 2 * eta), -2 * (15 * 3 + 10 * 2)),
        (W.rate(W.layer(1) * W.layer(1).T, eta), -2 * 2 * 15),
    ],
)
def test_nodes_are_evaluated_from_the_loss_and_the_layers(node, value):
    assert node.evaluate(TWO) == rows([[value]])


def test_gradients_are_those_of_the_loss_at_the_product():
    layers = [[[1, 2]], [[1], [3]]]
    sides = network(layers, [[0, 0], [0, 0]])
    loss = Regression(identity(2), rows([[1, 0], [0, 1]]))  # 1/2 |W - I|^2
    instance = Instance(sides.scalars, sides.sizes, {}, sides.networks, {W: loss})
    assert instance.gradient(W) == rows([[0, 2], [3, 5]])
    assert instance.layer_gradients(W)[0] == rows([[1, 3]]) * rows([[0, 2], [3, 5]])
    assert instance.moved(W, fmpq(0)).layers(W)[1] == rows([[1], [3]])
    assert instance.moved(W, fmpq(2)).layers(W)[0] == rows([[1, 2]]) + 2 * instance.layer_gradients(W)[0]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (norm_squared(line.end_to_end) ** (1 - 1 / N), fmpq(6)),  # (36)^(1/2)
        (Trace(line.end_to_end) * eta + N, fmpq(8)),
        (sp.Function("n", integer=True, positive=True)(N - 1) + 1, fmpq(2)),
        (sp.Integer(7), fmpq(7)),
    ],
)
def test_exact_scalars(expression, value):
    found = TWO.scalar(expression)
    assert isinstance(found, fmpq)
    assert found == value


def test_irrational_scalars_are_balls():
    found = TWO.scalar(sp.sqrt(Trace(line.end_to_end)))
    assert isinstance(found, arb)
    assert found.rel_accuracy_bits() > 160
    of_a_ball = TWO.at({x: 2}).scalar(Trace((line.end_to_end * line.end_to_end.T) ** sp.Rational(1, 3)) ** x)
    assert of_a_ball.rel_accuracy_bits() > 160
    assert abs(of_a_ball**3 - 6**4) < arb("1e-12")


@pytest.mark.parametrize(
    ("layers", "expression"),
    [
        ([[[0]]], norm_squared(line.end_to_end) ** (1 - 1 / N)),  # 0**0
        ([[[0]]], 1 / Trace(line.end_to_end)),
        ([[[-1]]], sp.sqrt(Trace(line.end_to_end))),
        ([[[0]]], Trace((line.end_to_end * line.end_to_end.T) ** -N)),
        ([[[1]]], Trace((line.end_to_end * line.end_to_end.T) ** sp.sqrt(N + 1))),
        ([[[1]]], norm_squared(line.layer(N - 1))),
        ([[[1]]], norm_squared(line.layer_gradient(N + 1))),
    ],
    ids=["0**0", "pole", "complex", "negative power", "irrational power", "layer 0", "layer N+1"],
)
def test_undefined_values_are_refused(layers, expression):
    with pytest.raises(Undefined):
        network(layers, [[1]]).scalar(expression)


def test_integers_and_sizes_must_be_some():
    with pytest.raises(StatementError, match="integer"):
        TWO.integer(N / 4)
    with pytest.raises(StatementError, match="dimension"):
        TWO.size(N - 2)
    with pytest.raises(KeyError, match="x"):
        TWO.scalar(x)


def test_a_power_of_a_power_of_an_irrational_result():
    instance = Instance({}, {n: 2}, {P: rows([[2, 1], [1, 1]])})
    once = instance.power(instance.letter(P), fmpq(1, 3))
    assert isinstance(once, arb_mat)
    assert instance.power(once, fmpq(3)) == rows([[2, 1], [1, 1]])
    assert compare(instance.power(once, fmpq(3, 2)), instance.power(instance.letter(P), fmpq(1, 2))) == "overlap"
    with pytest.raises(Undefined, match="irrational matrix"):
        instance.power(once + once, fmpq(1, 2))  # nothing is known of a sum


# -- conditions and kinds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (Balanced(W), False),
        (sp.Not(Balanced(W)), True),
        (sp.Or(Balanced(W), eta > 0), True),
        (sp.Implies(eta > 0, Balanced(W)), False),
        (FullRank(W.end_to_end), True),
        (Trace(line.end_to_end) > 5, True),
        (Trace(line.end_to_end) > 6, False),
        (sp.Ge(sp.sqrt(Trace(line.end_to_end)), sp.sqrt(6), evaluate=False), None),  # balls touch
        (1 / (Trace(line.end_to_end) - 6) > 0, None),
    ],
)
def test_conditions_at_an_instance(condition, truth):
    assert holds(condition, TWO) is truth


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("orthogonal", [[0, 1], [-1, 0]], [[0, 1], [-1, 1]]),
        ("diagonal", [[0, 0, 0], [0, 2, 0]], [[1, 0, 0], [0, -2, 0]]),
        ("diagonal", [[1, 0]], [[1, 1]]),
        ("positive semidefinite", [[1, 1], [1, 1]], [[1, 2], [2, 1]]),
        ("positive semidefinite", [[0]], [[1, 1], [0, 1]]),
    ],
)
def test_kinds(kind, good, bad):
    assert is_of_kind(rows(good), kind)
    assert not is_of_kind(rows(bad), kind)


# -- sampling ---------------------------------------------------------------------------------------------------------


def test_instances_satisfy_what_is_assumed_and_cover_the_hard_cases():
    wanted = plan(W.end_to_end, given=[Balanced(W), N >= 1, eta > 0])
    found = list(instances(wanted, 80, 60, 3))
    assert len(found) == 80
    products = [W.end_to_end.evaluate(i) for i in found]
    assert all(is_balanced(i.layers(W)) and i.scalars[eta] > 0 for i in found)
    assert {len(i.layers(W)) for i in found} == {1, 2, 3, 4, 5, 6}
    assert {(a > b) - (a < b) for a, b in map(shape, products)} == {-1, 0, 1}
    assert (1, 1) in map(shape, products)
    assert {(rank(p) == 0, rank(p) == min(shape(p))) for p in products} == {
        (True, False),
        (False, False),
        (False, True),
    }
    assert all(max(max(shape(layer)) for layer in i.layers(W)) >= 9 for i in found[60:63])
    gram = [layer * layer.transpose() for i in found for layer in i.layers(W)[:1] if layer.nrows() > 1]
    assert any(g == g[0, 0] * identity(g.nrows()) and g[0, 0] != 0 for g in gram)  # equal singular values


def test_instances_depend_on_the_seed_alone():
    drawn = [[i.layers(W)[0] for i in instances(Plan((W.end_to_end,), [N >= 2], [N], seed), 20)] for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_unbalanced_layers_are_seldom_balanced_and_their_product_is_seldom_zero():
    found = list(instances(plan(W.end_to_end, given=[N >= 2]), 100))
    assert sum(is_balanced(i.layers(W)) for i in found) < 40
    assert sum(rank(W.end_to_end.evaluate(i)) == 0 for i in found) < 40


def test_letters_are_of_their_kinds():
    for i in instances(plan(SVD, X * P), 60):
        assert all(is_of_kind(matrix, letter.kind) for letter, matrix in i.letters.items())
        assert shape(i.letter(S)) == (i.sizes[m], i.sizes[n]) == shape(i.letter(X))


def test_half_of_the_fractional_powers_are_exact():
    power = (X * X.T) ** ((N - 1) / N)
    found = [type(power.evaluate(i)) for i in instances(plan(power, given=[N >= 2]), 80)]
    assert 20 < found.count(fmpq_mat) < 70


def test_widths_of_networks_are_kept():
    for i in instances(plan(single.end_to_end, square.end_to_end, given=[N >= 2]), 30):
        assert single.end_to_end.evaluate(i).nrows() == 1
        assert {s for layer in i.layers(square) for s in shape(layer)} == {i.sizes[d]}


@pytest.mark.parametrize(
    "given", [(N >= 2, Trace(W.end_to_end * W.end_to_end.T) > 3), (N >= 9,), (FullRank(W.end_to_end), sp.Eq(N, 3))]
)
def test_conditions_are_met_by_rejection(given):
    found = list(instances(plan(W.end_to_end, given=given), 20))
    assert len(found) == 20
    assert all(holds(c, i) is True for i in found for c in given)


def test_where_nothing_satisfies_the_conditions_nothing_is_said():
    for given in ((N >= 1, N < 1), (N >= 1, norm_squared(W.end_to_end) < 0)):
        confirmed = confirm(W.end_to_end, W.end_to_end, given)
        assert (confirmed.outcome, confirmed.details["points"]) == (Outcome.NOTHING, 0)
        assert search(W.end_to_end, W.end_to_end, given).outcome is Outcome.NOTHING


# -- comparing --------------------------------------------------------------------------------------------------------

ROOT = P ** sp.Rational(1, 2)
AT_TWO = Instance({}, {n: 1}, {P: rows([[2]])})


@pytest.mark.parametrize(
    ("right", "agrees", "differs"),
    [
        (P ** sp.Rational(1, 2), True, False),
        (ROOT + sp.Rational(1, 10**45) * Identity(n), False, True),
        (ROOT + sp.Rational(1, 10**9) * Identity(n), False, True),
        (P, False, True),
    ],
)
def test_agreement_in_balls_is_to_all_digits(right, agrees, differs):
    found = compared(Sides(ROOT, right), AT_TWO, 50)
    assert (found.agrees, found.differs, found.exact) == (agrees, differs, False)


def test_a_counterexample_lies_within_the_assumptions():
    sides = Sides(W.end_to_end, Zero(W.width(N), W.width(0)))
    assert counterexample(sides, plan(W.end_to_end, given=[N >= 1]), TWO, 50) is not None
    assert counterexample(sides, plan(W.end_to_end, given=[Balanced(W)]), TWO, 50) is None
    assert counterexample(sides, plan(W.end_to_end, given=[N >= 3]), TWO, 50) is None
    crooked = Instance({}, {m: 2}, {U: rows([[1, 1], [0, 1]])})
    assert compared(Sides(U * U.T, Identity(m)), crooked, 50).differs
    assert counterexample(Sides(U * U.T, Identity(m)), plan(U), crooked, 50) is None


# -- the flow of the end-to-end matrix --------------------------------------------------------------------------------


def flow(net=W, term=None, low=1, high=N, rate=eta):
    """The right side of the theorem, or a variant of it."""
    we, g = net.end_to_end, net.gradient
    term = term or (lambda a, b: a ** ((N - j) / N) * g * b ** ((j - 1) / N))
    return -rate * IndexedSum.over(term(we * we.T, we.T * we), j, low, high)


LEFT = W.rate(W.end_to_end, eta)
UNASSUMED = [N >= 1, eta > 0]
BALANCED = [Balanced(W), *UNASSUMED]
A, B = W.end_to_end * W.end_to_end.T, W.end_to_end.T * W.end_to_end
OWN, G = W.end_to_end, W.gradient
SINGLE = single.rate(single.end_to_end, eta)
SINGLE_GIVEN = [Balanced(single), *UNASSUMED, norm_squared(single.end_to_end) > 0]


def single_output(factor, we=single.end_to_end, g=single.gradient):
    size = norm_squared(we)
    return -eta * size ** (1 - 1 / N) * (g + factor * (inner(we, g) / size) * we)


TRUE = {
    "flow": (LEFT, flow(), BALANCED),
    # read from the last term to the first, the sum is the same: its exponents can only be confused term by term
    "all exponents swapped": (LEFT, flow(term=lambda a, b: a ** ((j - 1) / N) * G * b ** ((N - j) / N)), BALANCED),
    "single output": (SINGLE, single_output(N - 1), SINGLE_GIVEN),
    "layer gradient": (W.layer_gradient(j), W.product(N, j + 1).T * G * W.product(j - 1, 1).T, [j >= 1, j <= N]),
    "conserved": (
        W.rate(W.layer(j + 1).T * W.layer(j + 1) - W.layer(j) * W.layer(j).T, eta),
        Zero(W.width(j), W.width(j)),
        [j >= 1, j < N],
    ),
    "powers of an SVD": ((SVD * SVD.T) ** sp.Rational(2, 3), U * (S * S.T) ** sp.Rational(2, 3) * U.T, []),
    "push-through": ((X * X.T) ** sp.Rational(1, 3) * X, X * (X.T * X) ** sp.Rational(1, 3), []),
    "cyclic trace": (Trace(X * C * Y.T), Trace(Y.T * X * C), []),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_agree(name):
    left, right, given = TRUE[name]
    confirmed = confirm(left, right, given)
    assert confirmed.outcome is Outcome.AGREES, confirmed.summary
    details = confirmed.details
    assert details["points"] == MANY.points
    if parts((left, right), Network):
        assert details["exact"] == MANY.points  # rational instances leave nothing to round
    assert len(details["shapes"]) >= (2 if name == "single output" else 3), details
    assert "up to 20" in details["dimensions"]
    searched = search(left, right, given)
    assert searched.outcome is Outcome.AGREES, searched.summary
    assert searched.details["instances"] > 40


def square_flow(term):
    we, g = square.end_to_end, square.gradient
    return -eta * IndexedSum.over(term(we * we.T, we.T * we, g), j, 1, N)


SQUARE = square.rate(square.end_to_end, eta)
SQUARE_GIVEN = [Balanced(square), *UNASSUMED]
FALSE = {
    # name: (left, right, assumptions, layers of the smallest network on which it fails, its largest dimension)
    "unbalanced": (LEFT, flow(), UNASSUMED, 2, 1),
    "exponents swapped in one term": (LEFT, -eta * G * B ** ((N - 1) / N) + flow(low=2), BALANCED, 2, 2),
    "N - 1 terms": (LEFT, flow(high=N - 1), BALANCED, 1, 1),
    "N + 1 in place of N": (
        LEFT,
        flow(term=lambda a, b: a ** ((N - j) / (N + 1)) * G * b ** ((j - 1) / (N + 1))),
        BALANCED,
        2,
        1,
    ),
    "eta dropped": (LEFT, flow(rate=1), BALANCED, 1, 1),
    "eta twice": (LEFT, flow(rate=2 * eta), BALANCED, 1, 1),
    "sign lost": (LEFT, flow(rate=-eta), BALANCED, 1, 1),
    "gradient transposed": (
        SQUARE,
        square_flow(lambda a, b, g: a ** ((N - j) / N) * g.T * b ** ((j - 1) / N)),
        SQUARE_GIVEN,
        1,
        2,
    ),
    "Gram matrices exchanged": (
        SQUARE,
        square_flow(lambda a, b, g: b ** ((N - j) / N) * g * a ** ((j - 1) / N)),
        SQUARE_GIVEN,
        2,
        2,
    ),
    "N in place of N - 1": (SINGLE, single_output(N), SINGLE_GIVEN, 1, 1),
    "projection dropped": (SINGLE, single_output(0), SINGLE_GIVEN, 2, 1),
    "single output, unbalanced": (SINGLE, single_output(N - 1), SINGLE_GIVEN[1:], 2, 1),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_refuted_on_the_smallest_network(name):
    left, right, given, depth, largest = FALSE[name]
    assert confirm(left, right, given).outcome is Outcome.REFUTES
    searched = search(left, right, given)
    assert searched.outcome is Outcome.REFUTES
    point = searched.counterexample.point
    layers = [v for k, v in point.items() if k.startswith("W_")]
    assert point["N"] == str(depth) == str(len(layers))
    dimensions = [side for layer in layers for side in (layer.count("[") - 1, layer.split("]")[0].count(",") + 1)]
    assert max(dimensions) == largest, point
    assert all("/" not in value for value in point.values()), point
    assert searched.counterexample.left != searched.counterexample.right


def test_the_counterexample_can_be_read():
    shown = search(*FALSE["unbalanced"][:3]).counterexample
    assert set(shown.point) == {"N", "eta", "W_1", "W_2", "dL(We)"}
    assert shown.point["dL(We)"] == "[[1]]"
    assert shown.relation == "="
    irrational = search(P ** sp.Rational(1, 2), P ** sp.Rational(1, 3)).counterexample
    assert irrational.left.startswith("[[1.414213562")
    assert irrational.right.startswith("[[1.259921049")


@pytest.mark.parametrize("wrong", [X * X.T * X, 2 * X, X - Y, Zero(m, n)], ids=str)
def test_letters_are_hunted_too(wrong):
    for witness in (confirm, search):
        assert witness(X, wrong).outcome is Outcome.REFUTES


def test_orthogonal_letters_of_the_wrong_side():
    wrong = ((SVD * SVD.T) ** sp.Rational(2, 3), U.T * (S * S.T) ** sp.Rational(2, 3) * U)
    assert confirm(*wrong).outcome is Outcome.REFUTES
    assert search(*wrong).outcome is Outcome.REFUTES


def test_scalars_with_traces():
    true = (inner(X, Y) ** 2 + Trace(X * X.T), Trace(Y.T * X) ** 2 + norm_squared(X))
    assert confirm(*true).outcome is Outcome.AGREES
    wrong = (Trace(C) ** 2, Trace(C * C))  # true for 1x1
    assert confirm(*wrong).outcome is Outcome.REFUTES
    shown = search(*wrong).counterexample
    assert shown.point["C"].count("[") == 3


def test_what_only_large_matrices_refute():
    """The characteristic equation of 2x2 matrices holds for 1x1 as well: only Hypothesis gets to 3x3."""
    left = C * C - Trace(C) * C + ((Trace(C) ** 2 - Trace(C * C)) / 2) * Identity(n)
    found = search(left, Zero(n, n))
    assert found.details["engine"] == "hypothesis"
    shown = found.counterexample.point["C"]
    assert shown.count("[") == 4
    assert "/" not in shown
    assert confirm(left, Zero(n, n)).outcome is Outcome.REFUTES


def test_shrinking_keeps_the_failure_and_the_assumptions():
    given = [Balanced(W), N >= 2]
    wanted = plan(W.end_to_end, given=given)
    big = next(i for i in instances(wanted, 60) if len(i.layers(W)) > 3 and rank(W.end_to_end.evaluate(i)) > 1)

    def fails(instance):
        return wanted.admits(instance) and rank(W.end_to_end.evaluate(instance)) > 1

    small = shrink(wanted, big, fails)
    assert fails(small)
    assert [shape(layer) for layer in small.layers(W)] == [(2, 2), (2, 2)]
    assert {abs(v) for layer in small.layers(W) for v in layer.entries()} == {0, 1}


def test_shapes_come_in_order_of_size():
    found = shapes(plan(W.end_to_end, given=[N >= 1]), 2)
    sizes = [sum(shape(layer)[0] * shape(layer)[1] for layer in _dimensions(i)) for i, _ in found]
    assert sizes == sorted(sizes)
    assert sizes[0] == 1


def _dimensions(instance):
    widths = plan(W.end_to_end, given=[N >= 1]).widths(W, instance)
    return [fmpq_mat(b, a) for a, b in pairwise(widths)]


def test_witnesses_are_deterministic():
    left, right, given = TRUE["flow"]
    assert confirm(left, right, given) == confirm(left, right, given)
    left, right, given, *_ = FALSE["Gram matrices exchanged"]
    assert search(left, right, given) == search(left, right, given)
