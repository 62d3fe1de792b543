"""Proofs about matrices of any size: what is equal is shown, what differs is not, and nothing false is ever shown."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product, Sum
from checks.matrices.assumptions import Balanced
from checks.matrices.chain import MatrixChain
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.networks import Network
from checks.matrices.operators import Equation
from checks.matrices.powers import Power
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace, inner, norm_squared
from checks.proving import induction
from checks.proving.combinations import difference_vanishes
from checks.proving.spelled import Unspellable, agree_letter_by_letter, rewritings
from checks.settings import Settings
from checks.statements.matrix_identity import MatrixIdentity
from checks.verdict import Outcome
from numeric.domains import Domain

N, j, k = sp.symbols("N j k", integer=True)
m, n = sp.symbols("m n", integer=True)
a, b, eta = sp.symbols("a b eta", real=True)
third, half = sp.Rational(1, 3), sp.Rational(1, 2)

net = Network(N)
THIN = Network(2, inputs=1)
We, G = net.end_to_end, net.gradient
deep = [Balanced(net), N >= 1]
A, B, C = Letter("A", m, n), Letter("B", m, n), Letter("C", n, m)
S = Letter("S", n, n)
v = Letter("v", n, 1)
NOTHING_YET = Equation(net.layer(1), Zero(net.width(1), net.width(0)))
U, V = Letter("U", n, n, "orthogonal"), Letter("V", n, n, "orthogonal")
D, E = Letter("D", n, n, "diagonal"), Letter("E", n, n, "diagonal")


def shown(left: object, right: object, conditions: Sequence[Boolean] = ()) -> bool:
    symbols = {x for c in conditions for x in c.free_symbols} | {a, b, eta}
    return difference_vanishes(left, right, conditions, sorted(symbols, key=str)) is not None


def flow(before: sp.Expr, behind: sp.Expr, low: object = 1, high: object = N, network: Network = net) -> Matrix:
    we = network.end_to_end
    return -eta * IndexedSum.over((we * we.T) ** before * network.gradient * (we.T * we) ** behind, j, low, high)


TRUE: list[tuple[str, Callable[[], tuple[object, object]], list[Boolean]]] = [
    ("flow", lambda: (net.rate(We, eta), flow((N - j) / N, (j - 1) / N)), deep),
    ("flow, counted from 0", lambda: (net.rate(We, eta), flow((N - 1 - j) / N, j / N, 0, N - 1)), deep),
    ("flow, backwards", lambda: (net.rate(We, eta), flow((j - 1) / N, (N - j) / N)), deep),
    ("flow, other exponents", lambda: (net.rate(We, eta), flow(1 - j / N, j / N - 1 / N)), deep),
    ("outer root", lambda: (net.layer(N) * net.layer(N).T, (We * We.T) ** (1 / N)), deep),
    ("gram matrix of all layers", lambda: (We.T * We, (net.layer(1).T * net.layer(1)) ** N), deep),
    ("transport", lambda: (We * (We.T * We) ** (2 / N), (We * We.T) ** (2 / N) * We), deep),
    ("rotation of a trace", lambda: (Trace(A * C), Trace(C * A)), []),
    ("transpose of a trace", lambda: (Trace(A * C), Trace(A.T * C.T)), []),
    ("inner product", lambda: (inner(A, B * S), inner(A * S.T, B)), []),
    ("powers of one matrix", lambda: ((A * A.T) ** third * (A * A.T) ** (2 * third), A * A.T), []),
    ("zeroth power", lambda: ((A * A.T) ** sp.Integer(0), Identity(m)), []),
    ("push-through", lambda: (A * (A.T * A) ** half, (A * A.T) ** half * A), []),
    ("conjugation", lambda: ((U * D**6 * U.T) ** third, U * D**2 * U.T), []),
    ("diagonal matrices commute", lambda: (D * E * D, D**2 * E), []),
    ("trace of the identity", lambda: (Trace(U * U.T), n + 0 * Trace(D)), []),
    ("square of a norm", lambda: (norm_squared(U * A.T), norm_squared(A)), []),
    ("linear", lambda: (A * (a * S + b * S) - b * A * S, a * A * S), []),
    ("counting", lambda: (IndexedSum.over(A * S, k, 1, N), N * A * S), [N >= 1]),
    ("zero", lambda: (A - A, Zero(m, n)), []),
    (
        "a column of one unit",
        lambda: (
            norm_squared(THIN.end_to_end) * THIN.end_to_end,
            THIN.end_to_end * THIN.end_to_end.T * THIN.end_to_end,
        ),
        [Balanced(THIN)],
    ),
    ("powers of the identity", lambda: (Power.of(Identity(n), half) * S, S), []),
    (
        "powers of no layers",
        lambda: (
            IndexedSum.over((net.product(N, k + 1) * net.product(N, k + 1).T) ** half * G, k, 1, N),
            IndexedSum.over((net.product(N, k + 1) * net.product(N, k + 1).T) ** half * G, k, 1, N - 1) + G,
        ),
        [N >= 1],
    ),
    (
        "two sums multiplied",
        lambda: (
            IndexedSum.over((A * A.T) ** k, k, 1, N) * IndexedSum.over(k * A, k, 2, N),
            IndexedSum.over((A * A.T) ** j, j, 1, N) * IndexedSum.over(k * A, k, 2, N),
        ),
        [N >= 2],
    ),
    (
        "a sum inside a trace inside a sum",
        lambda: (
            IndexedSum.over(Trace(IndexedSum.over((S * S.T) ** (k + 1), k, 1, 2)) * B, k, 1, 2),
            2 * (Trace((S * S.T) ** 2) + Trace((S * S.T) ** 3)) * B,
        ),
        [],
    ),
]

FALSE: list[tuple[str, Callable[[], tuple[object, object]], list[Boolean]]] = [
    ("not balanced", lambda: (net.rate(We, eta), flow((N - j) / N, (j - 1) / N)), [N >= 1]),
    ("N - 1 for N", lambda: (net.rate(We, eta), flow((N - j) / (N - 1), (j - 1) / (N - 1))), [Balanced(net), N >= 2]),
    ("one term short", lambda: (net.rate(We, eta), flow((N - j) / N, (j - 1) / N, 1, N - 1)), deep),
    ("one term more", lambda: (net.rate(We, eta), flow((N - j) / N, (j - 1) / N, 1, N + 1)), deep),
    ("no learning rate", lambda: (net.rate(We, 1), flow((N - j) / N, (j - 1) / N)), deep),
    ("same powers on both sides", lambda: (net.rate(We, eta), flow((N - j) / N, (N - j) / N)), deep),
    ("inner root", lambda: (net.layer(1) * net.layer(1).T, (net.layer(2) * net.layer(2).T)), [Balanced(net), N >= 2]),
    ("products do not commute", lambda: (S * U, U * S), []),
    ("traces of three factors", lambda: (Trace(S * U * V), Trace(S * V * U)), []),
    ("orthogonal is not symmetric", lambda: (U, U.T), []),
    ("root of a product", lambda: ((A * A.T) ** half * (A * A.T) ** third, (A * A.T) ** sp.Rational(1, 6)), []),
    ("gram matrices exchanged", lambda: ((S * S.T) ** half, (S.T * S) ** half), []),
    ("conjugation by the transpose", lambda: ((U * D**6 * U.T) ** third, U.T * D**2 * U), []),
    ("trace of the identity is no 1", lambda: (Trace(U * U.T), 1 + 0 * Trace(D)), []),
    ("sizes differ", lambda: (Trace((A * A.T) ** sp.Integer(0)), Trace((A.T * A) ** sp.Integer(0))), []),
    ("power of zero", lambda: ((A * A.T) ** sp.Integer(0) * A, (A * A.T) * A), []),
    ("an equation is about one time", lambda: (net.rate(net.layer(1), eta), 0 * net.layer(1)), [NOTHING_YET, N >= 1]),
    (
        "an index is not the symbol outside",
        lambda: (IndexedSum.over(A, k, 1, N), IndexedSum.over(k * B, k, 1, N)),
        [Equation(A, k * B)],
    ),
    ("a symbol named like one of ours", lambda: (Trace(S) ** 2, sp.Symbol("tau0", real=True) ** 2), []),
    (
        "two sums over one name",
        lambda: (
            IndexedSum.over((v * v.T) ** (k - 1), k, 1, N) * IndexedSum.over(k * S, k, 2, N),
            IndexedSum.over(norm_squared(v) ** (k - 2) * v * v.T, k, 1, N) * IndexedSum.over(k * S, k, 2, N),
        ),
        [N >= 2, norm_squared(v) > 0],
    ),
    ("a sum that may be empty", lambda: (IndexedSum.over(A, k, 3, N), (N - 2) * A), [N >= 1]),
]


@pytest.mark.parametrize(("sides", "conditions"), [t[1:] for t in TRUE], ids=[t[0] for t in TRUE])
def test_true_identities_are_shown(sides: Callable[[], tuple[object, object]], conditions: list[Boolean]) -> None:
    assert shown(*sides(), conditions)


@pytest.mark.parametrize(("sides", "conditions"), [t[1:] for t in FALSE], ids=[t[0] for t in FALSE])
def test_false_identities_are_not(sides: Callable[[], tuple[object, object]], conditions: list[Boolean]) -> None:
    assert not shown(*sides(), conditions)


def _random_word(rng: random.Random, length: int) -> Matrix:
    """A product of square matrices with powers, transposes and runs of layers of one width."""
    layers = Network(3, inputs=n, outputs=n, hidden=n)

    def piece(depth: int = 2) -> Matrix:
        high = rng.randint(1, 3)
        run = layers.product(high, rng.randint(1, high))
        base = rng.choice([S, U, V, D, E, run, run, run, layers.gradient])
        if depth and rng.random() < 0.4:
            inside = Product.of(*(piece(depth - 1) for _ in range(rng.randint(1, 2))))
            return Power.of(inside * inside.T, rng.choice([sp.Integer(0), half, third, sp.Integer(1), 2 * third]))
        return base.T if rng.random() < 0.4 else base

    return Product.of(*(piece() for _ in range(length)))


def test_normal_forms_keep_the_value_of_every_product() -> None:
    """What the rules make of a random product is the same matrix on exact balanced layers, to fifty digits."""
    from checks.matrices.sampling import Plan, instances
    from checks.proving.combinations import known
    from checks.proving.products import normal_form
    from checks.proving.terms import expanded
    from checks.proving.tokens import Atom, Layers, Raised
    from numeric.matrices import compare, identity, multiply

    layers = Network(3, inputs=n, outputs=n, hidden=n)

    def value(word: Sequence[object], at) -> object:  # type: ignore[no-untyped-def]  # an instance
        total = identity(at.size(n))
        for piece in word:
            if isinstance(piece, Raised):
                factor = at.power(value(piece.base, at), at.scalar(piece.exponent))
            elif isinstance(piece, Layers):
                factor = layers.product(piece.high, piece.low).evaluate(at)
            else:
                assert isinstance(piece, Atom)
                factor = piece.node.evaluate(at)
            if not isinstance(piece, Raised) and piece.flipped:
                factor = factor.transpose()
            total = multiply(total, factor)
        return total

    rng = random.Random(5)
    changed = compared = 0
    for round_ in range(150):
        product = _random_word(rng, rng.randint(2, 5))
        (term,) = expanded(product)
        factor, word = normal_form(term.word, known([Balanced(layers)], []))
        assert factor == 1
        changed += word != term.word
        plan = Plan((product, S, U, V, D, E, layers.end_to_end), [Balanced(layers)], [], seed=round_)
        at = list(instances(plan, 1 + round_ % 12))[-1]  # the first ones are tiny
        try:
            order = compare(product.evaluate(at), value(word, at))
        except ArithmeticError:
            continue
        assert order != "different", (product, word)
        compared += 1
    assert changed > 100
    assert compared > 100


def test_a_link_that_does_not_hold_proves_nothing() -> None:
    claim = MatrixIdentity(net.rate(We, eta), flow((N - j) / N, (j - 1) / N))
    domain = Domain([N, eta], [*deep, eta > 0])
    chain = claim.new_chain()
    assert isinstance(chain, MatrixChain)
    chain.start(net.rate(We, eta), "the subject")
    chain.line(2 * net.rate(We, eta), "a slip")
    assert claim.derive(domain, chain, Settings()).outcome is Outcome.NOTHING
    assert claim.derive(domain, None, Settings()).outcome is Outcome.PROVES


def test_a_line_with_a_new_denominator_is_no_proof_by_itself() -> None:
    """A line that divides by zero at some points would join sides that differ there."""
    claim = MatrixIdentity(a * A, b * A)
    domain = Domain([a, b], [sp.Eq(a, b)])
    chain = claim.new_chain()
    chain.start(a * (a - b) / (a - b) * A, "undefined on the whole domain")
    assert claim.derive(Domain([a, b], []), chain, Settings()).outcome is Outcome.NOTHING
    assert claim.derive(domain, None, Settings()).outcome is Outcome.PROVES


def test_what_has_no_normal_form_is_not_proved() -> None:
    for left, right, given in (
        (((A + B) * (A + B).T) ** half * ((A + B) * (A + B).T) ** half, (A + B) * (A + B).T, ()),
        (Trace(IndexedSum.over((S * S.T) ** k, k, 1, N)) ** 2 * B, 0 * B, (N >= 1,)),
        (flow((N - j) / N, (j - 1) / N), flow(1 - j / (N - j), (j - 1) / N), (N >= 1,)),
        (B, 2 * B, (sp.Gt(Trace(IndexedSum.over((S * S.T) ** k, k, 1, N)), 0, evaluate=False),)),
    ):
        told = MatrixIdentity(left, right).derive(Domain([N], given), None, Settings())
        assert told.outcome is Outcome.NOTHING
        assert "no proof" in told.summary


def test_letter_by_letter_sees_what_differs() -> None:
    right = flow((N - j) / N, (j - 1) / N)
    swapped = flow((N - j) / N, (N - j) / N)
    for layers in (1, 2, 3):
        assert agree_letter_by_letter(net.rate(We, eta), right, (Balanced(net),), N, layers)
    assert not agree_letter_by_letter(net.rate(We, eta), swapped, (Balanced(net),), N, 3)
    with pytest.raises(Unspellable):  # without balancedness there is no root among words
        agree_letter_by_letter(net.rate(We, eta), right, (), N, 3)
    with pytest.raises(Unspellable):
        agree_letter_by_letter(Trace(A * C), Trace(C * A), (), N, 3)


def test_rewritings_are_shown_step_by_step() -> None:
    last = net.layer(N)
    steps = rewritings(We * We.T, (Balanced(net),), N, 3)
    assert [before for before, _ in steps] == [
        r"W_{3} W_{2} \underline{W_{1} W_{1}^T} W_{2}^T W_{3}^T",
        r"W_{3} \underline{W_{2} W_{2}^T} W_{2} W_{2}^T W_{3}^T",
        r"W_{3} W_{3}^T W_{3} \underline{W_{2} W_{2}^T} W_{3}^T",
    ]
    assert steps[-1][1] == r"W_{3} W_{3}^T W_{3} W_{3}^T W_{3} W_{3}^T"
    assert rewritings((last * last.T) ** sp.Integer(3), (Balanced(net),), N, 3) == []  # a normal form already
    assert rewritings(We * We.T, (), N, 3) == []


def test_the_lemmas_are_proved_by_rules_that_they_need() -> None:
    assert all(induction.holds(parts) for parts in induction.ALL)
    for parts in induction.ALL:
        for part in parts:
            for number in range(len(part.rules)):
                weaker = part._replace(rules=part.rules[:number] + part.rules[number + 1 :])
                symmetric = len(part.rules[number][0]) == 1  # the symmetry of a power may not be needed
                assert symmetric or not weaker.closes, (part.name, number)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: A * B, "cannot be multiplied"),
        (lambda: A + C, "cannot be added"),
        (lambda: A + 1, "only matrices of the same shape"),
        (lambda: A * 0.5, "exact real number"),
        (lambda: A * (a > 0), "exact real number"),
        (lambda: Trace(A), "only a square matrix has a trace"),
        (lambda: A**2, "only a square matrix has powers"),
        (lambda: S**half, "positive semidefinite base"),
        (lambda: (S * S.T) ** sp.Integer(-1), "only powers >= 0"),
        (lambda: We * net.layer(1), "cannot be multiplied"),
        (lambda: net.layer(j) * net.layer(j + 1), "cannot be multiplied"),
        (lambda: IndexedSum.over(net.layer(j), j, 1, N), "depends on the index"),
        (lambda: IndexedSum.over(A, a, 1, N), "runs over an integer"),
        (lambda: Letter("Q", m, n, "orthogonal"), "must be square"),
        (lambda: Letter("Q", m, n, "unitary"), "not unitary"),
        (lambda: Letter("Q", "m + 1", n), "where an integer belongs"),
        (lambda: Letter("Q", 0, n), "the least is 1"),
        (lambda: Letter("Q", a, n), "where an integer belongs"),
        (lambda: Identity(-1), "the least is 1"),
        (lambda: Product.of(S, 2), "made of matrices"),
        (lambda: Sum.of(), "made of matrices"),
        (lambda: sp.I * S, "exact real number"),
        (lambda: sp.oo * S, "exact real number"),
        (lambda: (S * S.T) ** sp.I, "exact real number"),
        (lambda: (We * We.T) ** ((N - j) / (N - N)), "exact real number"),
        (lambda: IndexedSum.over(S, k, "a", 3), "where an integer belongs"),
        (lambda: IndexedSum.over(S, k, 1, N / 2), "where an integer belongs"),
        (lambda: IndexedSum.over(S, k, 1, sp.oo), "where an integer belongs"),
        (lambda: IndexedSum.over(S, 1, 1, 3), "runs over an integer"),
        (lambda: IndexedSum.over(sp.Sum(k, (k, 1, 3)) * S, k, 1, 2), "bound once more"),
        (lambda: IndexedSum.over(Trace(Identity(k)) * S, k, 1, 3), "a dimension"),
        (lambda: Network(0), "the least is 1"),
        (lambda: Network(a), "where an integer belongs"),
        (lambda: Network("N"), "where an integer belongs"),
        (lambda: Network(2, inputs=0), "the least is 1"),
        (lambda: Network(N, hidden=1), "explicit number of layers"),
        (lambda: Network(3).layer(0), "no layers"),
        (lambda: Network(3).layer(5), "no layers"),
        (lambda: net.layer(half), "where an integer belongs"),
        (lambda: net.layer(N + 1), "no layers"),
        (lambda: net.rate(Trace(S) * net.layer(1) * 0 + net.layer(1), "eta"), "exact real number"),
        (lambda: net.rate(Trace(net.layer(1) * net.layer(1).T) * net.layer(1), eta).doit(), "moves with the layers"),
        (lambda: MatrixIdentity(A, C).check(), "cannot be equal"),
        (lambda: MatrixIdentity(A, A.T * A).check(), "cannot be equal"),
        (lambda: MatrixIdentity(A, sp.Integer(0)).check(), "cannot equal a number"),
        (lambda: MatrixIdentity(a, b).check(), "no matrix occurs"),
        (lambda: net.rate((We * We.T) ** half, eta).doit(), "no polynomial"),
    ],
)
def test_what_does_not_fit_is_refused(build: Callable[[], object], words: str) -> None:
    with pytest.raises(StatementError, match=words):
        build()
