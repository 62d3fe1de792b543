"""Programs: every operation, every kind of number, derivatives, and what is refused.

The correctness notion throughout: f(x) is in F(X) for every x in X, or F(X) is not finite.
"""

from __future__ import annotations

import pickle
import random
from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq

from numeric.errors import CannotLower, NotDifferentiable
from numeric.precision import precision, rational
from numeric.program import Builder, Program, Reg

x, y, z, k = sp.symbols("x y z k", real=True)
n = sp.Symbol("n", integer=True)

# expression, ranges of x and y in which it is real
REAL = [
    (x + y - 3, (-2, 2), (-2, 2)),
    (x * y / (x + 3 * y), (1, 2), (1, 3)),
    (-x - y, (-2, 2), (-2, 2)),
    (x**2, (-1, 1), (0, 1)),
    (x**7 - x**-3, (1, 3), (0, 1)),
    (x**100, (-1, 1), (0, 1)),
    (sp.sqrt(x), (0, 4), (0, 1)),
    (x ** sp.Rational(3, 2), (1, 4), (0, 1)),
    (x ** sp.Rational(-2, 3), (1, 4), (0, 1)),
    (x**y, (1, 4), (-3, 3)),
    (sp.exp(x * y), (-2, 2), (-2, 2)),
    (sp.log(x), (1, 9), (0, 1)),
    (sp.sin(x), (-9, 9), (0, 1)),
    (sp.cos(x), (-9, 9), (0, 1)),
    (sp.tan(x), (-1, 1), (0, 1)),
    (sp.sec(x), (-1, 1), (0, 1)),
    (sp.csc(x), (1, 3), (0, 1)),
    (sp.cot(x), (1, 3), (0, 1)),
    (sp.asin(x / 3), (-2, 2), (0, 1)),
    (sp.acos(x / 3), (-2, 2), (0, 1)),
    (sp.atan(x), (-9, 9), (0, 1)),
    (sp.acot(x), (1, 9), (0, 1)),
    (sp.atan2(y, x), (1, 2), (-2, 2)),
    (sp.sinh(x), (-3, 3), (0, 1)),
    (sp.cosh(x), (-3, 3), (0, 1)),
    (sp.tanh(x), (-3, 3), (0, 1)),
    (sp.coth(x), (1, 3), (0, 1)),
    (sp.sech(x), (-3, 3), (0, 1)),
    (sp.csch(x), (1, 3), (0, 1)),
    (sp.asinh(x), (-3, 3), (0, 1)),
    (sp.acosh(x), (2, 5), (0, 1)),
    (sp.atanh(x / 3), (-2, 2), (0, 1)),
    (sp.Abs(x), (-2, 2), (0, 1)),
    (sp.sign(x), (-2, 2), (0, 1)),
    (sp.floor(x), (-3, 3), (0, 1)),
    (sp.ceiling(x), (-3, 3), (0, 1)),
    (sp.Min(x, y, 1), (-2, 2), (-2, 2)),
    (sp.Max(x, y, 1), (-2, 2), (-2, 2)),
    (sp.gamma(x), (1, 5), (0, 1)),
    (sp.loggamma(x), (1, 5), (0, 1)),
    (sp.digamma(x), (1, 5), (0, 1)),
    (sp.erf(x), (-2, 2), (0, 1)),
    (sp.erfc(x), (-2, 2), (0, 1)),
    (sp.zeta(x), (2, 5), (0, 1)),
    (sp.polylog(2, x / 3), (-2, 2), (0, 1)),
    (sp.besselj(1, x), (-3, 3), (0, 1)),
    (sp.LambertW(x), (0, 5), (0, 1)),
    (sp.LambertW(-x / 10, -1), (1, 3), (0, 1)),
    (sp.hyper([1, y], [3], x / 3), (-2, 2), (1, 2)),
    (sp.factorial(x), (1, 5), (0, 1)),
    (sp.binomial(x, y), (3, 5), (1, 2)),
    (sp.pi * sp.E * sp.GoldenRatio * sp.EulerGamma * x, (1, 2), (0, 1)),
    (sp.Sum(x**n / (n + 1), (n, 0, 4)), (-1, 1), (0, 1)),
    (sp.Product(x + n, (n, 1, 4)), (-1, 1), (0, 1)),
    (sp.Subs(x * z, z, x + y), (-1, 1), (-1, 1)),
]
SMOOTH = [row for row in REAL if not row[0].has(sp.sign, sp.floor, sp.ceiling, sp.Abs, sp.Min, sp.Max, sp.zeta)]
IDS = [str(row[0]) for row in REAL]


def inside(low: int, high: int, rng: random.Random) -> Fraction:
    return low + (high - low) * Fraction(rng.randint(1, 99), 100)


def value(e: sp.Expr, at: dict[sp.Symbol, Fraction]) -> mpmath.mpf:
    """SymPy's own opinion, to 30 digits."""
    at = {s: sp.Rational(v.numerator, v.denominator) for s, v in at.items()}
    return mpmath.mpmathify(sp.N(e.doit().subs(at), 30))


@pytest.mark.parametrize(("e", "xs", "ys"), REAL, ids=IDS)
def test_balls_enclose_sympys_value(e: sp.Expr, xs: tuple[int, int], ys: tuple[int, int]) -> None:
    program, rng = Program.of([e], [x, y]), random.Random(str(e))
    for _ in range(4):
        a, b = inside(*xs, rng), inside(*ys, rng)
        with mpmath.workdps(30), precision(128):
            expected = arb(mpmath.re(value(e, {x: a, y: b})), 1e-20)
            (found,) = program.real(128)(arb(rational(a)), arb(rational(b)))
            assert found.is_finite()
            assert found.rad() < 1e-20
            assert found.overlaps(expected)
            assert not found.overlaps(expected + 1)
            (complex_found,) = program.complex(128)(acb(arb(rational(a))), acb(arb(rational(b))))
            assert complex_found.real.overlaps(expected) or not complex_found.is_finite()


@pytest.mark.parametrize(("e", "xs", "ys"), REAL, ids=IDS)
def test_wide_balls_contain_the_values_inside(e: sp.Expr, xs: tuple[int, int], ys: tuple[int, int]) -> None:
    program, rng = Program.of([e], [x, y]), random.Random(str(e))
    real, many = program.real(96), program.complex(96)
    asked = 0
    for width in (1e-6, 1e-2, 0.3):
        a, b = inside(*xs, rng), inside(*ys, rng)
        wide = arb(rational(a), width), arb(rational(b), width)
        (whole,) = real(*wide)
        (complex_whole,) = many(*(acb(w, arb(0, width)) for w in wide))
        for _ in range(6):
            shares = [Fraction(rng.randint(-9, 9), 10) * Fraction(width) for _ in range(4)]
            u, v = a + shares[0], b + shares[1]
            (point,) = real(arb(rational(u)), arb(rational(v)))
            if whole.is_finite() and point.is_finite():
                asked += 1
                assert whole.overlaps(point)
            (point,) = many(*(acb(arb(rational(p)), arb(rational(q))) for p, q in ((u, shares[2]), (v, shares[3]))))
            if complex_whole.is_finite() and point.is_finite():
                assert complex_whole.overlaps(point)
    assert asked > 0


@pytest.mark.parametrize(("e", "xs", "ys"), SMOOTH, ids=[str(row[0]) for row in SMOOTH])
def test_adjoint_agrees_with_symbolic_differentiation(e: sp.Expr, xs: tuple[int, int], ys: tuple[int, int]) -> None:
    rng = random.Random(str(e))
    a, b = inside(*xs, rng), inside(*ys, rng)
    adjoint = Program.of([e], [x, y]).adjoint(0, [0])
    with mpmath.workdps(30), precision(128):
        (found,) = adjoint.real(128)(arb(rational(a)), arb(rational(b)))
        step = Fraction(1, 10**8)
        (up, down) = (value(e, {x: a + s, y: b}) for s in (step, -step))
        slope = arb((up - down) / (2 * mpmath.mpf(10) ** -8))
        assert found.is_finite()
        assert abs(found - slope) < 1e-9 * (1 + abs(slope))


def test_second_derivatives_and_mixed_ones() -> None:
    e = x**5 * y**2 + sp.exp(x * y)
    program = Program.of([sp.Derivative(e, (x, 2), y)], [x, y])
    exact = Program.of([sp.diff(e, x, x, y)], [x, y])
    assert program.exact(fmpq(3), fmpq(0)) == exact.exact(fmpq(3), fmpq(0))
    (a,), (b,) = (p.real(100)(arb(2), arb(3)) for p in (program, exact))
    assert a.overlaps(b)
    assert a.rad() < 1e-15


def test_gradient_keeps_symbols_apart_that_share_a_register() -> None:
    # at w1 = w2 = w the derivative of w1*w2 in w1 alone is w, not 2 w
    builder = Builder(1)
    (w,) = builder.inputs
    partial = builder.gradient(x * y, [x, y], {x: w, y: w})
    assert builder.program(partial).exact(fmpq(5)) == (5, 5)


def test_gradient_in_a_symbol_that_does_not_occur_is_zero() -> None:
    builder = Builder(1)
    partial = builder.gradient(x**2, [y, x], {x: builder.inputs[0]})
    assert builder.program(partial).exact(fmpq(5)) == (0, 10)


class Double(sp.Expr):
    """A definitional node: it writes itself."""

    def lower(self, builder: Builder, env: dict[sp.Symbol, Reg]) -> Reg:
        return builder.mul(builder.constant(2), builder.expression(self.args[0], env))


def test_nodes_may_lower_themselves() -> None:
    assert Program.of([1 + Double(x + y)], [x, y]).exact(fmpq(1), fmpq(2)) == (7,)


@pytest.mark.parametrize(
    "e",
    [
        sp.Float("0.1") * x,
        x > y,
        sp.And(x > 0, y > 0),
        sp.oo,
        sp.zoo,
        sp.nan,
        sp.Function("f")(x),
        sp.Heaviside(x),
        z,
        sp.hyper([1], [2], x),
        sp.Sum(x**n, (n, 0, y)),
        sp.Sum(x**n, (n, 0, sp.oo)),
        sp.Integral(x, (x, 0, sp.oo)),
        sp.Integral(x, x),
        sp.Derivative(sp.Function("f")(x), x),
        sp.MatrixSymbol("A", 2, 2),
        0.5,
    ],
    ids=str,
)
def test_refused(e: object) -> None:
    with pytest.raises(CannotLower) as caught:
        Program.of([e], [x, y])
    assert str(caught.value).startswith("cannot evaluate")


def test_the_refused_part_is_named() -> None:
    with pytest.raises(CannotLower, match=r"Heaviside\(y\)"):
        Program.of([x + sp.exp(sp.Heaviside(y))], [x, y])


def test_refused_derivatives() -> None:
    for e in (sp.floor(x), sp.Integral(x * z, (z, 0, 1)), sp.zeta(x)):
        with pytest.raises(NotDifferentiable):
            Program.of([e], [x]).adjoint(0, [0])


@pytest.mark.parametrize(
    ("e", "at", "expected"),
    [
        (x / 3, "1", "1/3"),
        (x / 3 + sp.Rational(1, 10**30), "2", "2000000000000000000000000000003/3000000000000000000000000000000"),
        (sp.sqrt(x), "4/9", "2/3"),
        (sp.sqrt(x), "2", None),
        (sp.sqrt(x), "-4", None),
        (x ** sp.Rational(2, 3), "8/27", "4/9"),
        (x ** sp.Rational(1, 3), "-8", None),  # the principal root is not real
        (x**x, "3", "27"),
        (x**x, "-3", "-1/27"),
        (x**x, "1/4", None),
        (1 / x, "0", None),
        (x**-2, "0", None),
        (sp.log(x), "1", "0"),
        (sp.exp(x), "0", "1"),
        (sp.exp(x), "1", None),
        (sp.Abs(x) + sp.sign(x) + sp.floor(x) + sp.ceiling(x), "-5/2", "-7/2"),
        (sp.Max(x, 1, 2) - sp.Min(x, 0), "-3", "5"),
        (sp.gamma(x), "5", "24"),
        (sp.gamma(x), "-5", None),
        (sp.binomial(5, x), "2", "10"),
        (sp.binomial(5, x), "7", "0"),
        (2 ** (2**x), "40", None),
        (sp.pi * x, "1", None),
        (sp.Derivative(sp.Abs(x), x), "-3", "-1"),
        (sp.Derivative(sp.Abs(x), x), "0", None),
        (sp.Derivative(sp.Max(x, 1), x), "3", "1"),
        (sp.Derivative(sp.Max(x, 1), x), "1", None),
        (sp.Derivative(x**3, x), "0", "0"),
        (sp.Derivative(sp.sign(x), x), "2", "0"),
        (sp.Derivative(sp.sign(x), x), "0", None),
    ],
)
def test_exact(e: sp.Expr, at: str, expected: str | None) -> None:
    (found,) = Program.of([e], [x]).exact(rational(Fraction(at)))
    assert found == (None if expected is None else rational(Fraction(expected)))


@pytest.mark.parametrize("power", [1, 2, 3, 8, 64, 65, 1000])
def test_powers_of_balls_around_zero_are_finite(power: int) -> None:
    # arb(0) ** 2 is nan where the midpoint is 0; products are not
    for ball in (arb(0), arb(0, 0.5)):
        (found,) = Program.of([x**power], [x]).real(64)(ball)
        assert found.is_finite()
        assert found.contains(0)
        (found,) = Program.of([x**n], [x, n]).real(64)(ball, arb(power))
        assert found.is_finite()
        assert found.contains(0)


def test_symbolic_exponents() -> None:
    power = Program.of([x**y], [x, y])
    assert power.real(64)(arb(0), arb("0.5"))[0] == 0
    assert power.real(64)(arb(-2), arb(3))[0] == -8
    assert power.real(64)(arb(-2), arb(-1))[0] == arb("-0.5")
    assert power.real(64)(arb(0), arb(0))[0] == 1
    assert not power.real(64)(arb(-2), arb("0.5"))[0].is_finite()
    assert not power.real(64)(arb(0), arb(-1))[0].is_finite()
    assert power.complex(64)(acb(-2), acb("0.5"))[0].overlaps(acb(0, arb(2).sqrt()))


@pytest.mark.parametrize(
    "e", [sp.log(x), sp.sqrt(x), 1 / (x + 1), sp.sign(sp.log(x)), sp.Max(sp.log(x), 2), sp.Abs(sp.log(x)), sp.acosh(x)]
)
def test_undefined_real_values_are_not_finite(e: sp.Expr) -> None:
    assert not Program.of([e], [x]).real(64)(arb(-1))[0].is_finite()


def test_branch_cuts_where_conventions_differ_are_undefined() -> None:
    for e in (sp.asin(x), sp.acos(x), sp.atanh(x), sp.polylog(2, x)):
        assert not Program.of([e], [x]).complex(64)(acb(2))[0].is_finite()
        assert Program.of([e], [x]).complex(64)(acb(2, 1))[0].is_finite()


def test_derivatives_of_moduli_are_undefined_off_the_real_line() -> None:
    # |i sqrt(1 + x^2)| grows with x; the rule of the real line would give the other sign
    e = sp.Derivative(sp.Abs(sp.sqrt(-1 - x**2), evaluate=False), x)
    assert not Program.of([e], [x]).complex(64)(acb(1))[0].is_finite()


def test_zero_times_undefined_stays_undefined() -> None:
    e = sp.Mul(0, sp.log(x), evaluate=False)
    assert not Program.of([e], [x]).real(64)(arb(0))[0].is_finite()


def test_precision_is_restored() -> None:
    function = Program.of([sp.exp(x)], [x]).real(400)
    ctx.prec = 77
    try:
        assert function(arb(1))[0].rad() < 1e-100
        assert ctx.prec == 77
        with pytest.raises(AttributeError):
            function("no number")
        assert ctx.prec == 77
        with pytest.raises(ZeroDivisionError), precision(500):
            raise ZeroDivisionError
        assert ctx.prec == 77
    finally:
        ctx.prec = 53


def test_nan_never_compares() -> None:
    # why every caller asks is_finite(): comparisons with nan are False and it "contains" zero
    (nan,) = Program.of([1 / x], [x]).real(64)(arb(0))
    assert not nan < 0
    assert not nan >= 0
    assert nan.contains(0)
    assert not nan.is_finite()


def test_programs_are_shared_pickled_and_compiled_once() -> None:
    program = Program.of([x + sp.exp(x), sp.exp(x)], [x])
    assert sum(i.op == "exp" for i in program.code) == 1
    assert program.real(64) is program.real(64)
    again = pickle.loads(pickle.dumps(program))
    assert again == program
    assert hash(again) == hash(program)
    assert again.real(64)(arb(1))[1].overlaps(arb(1).exp())


def test_floats_are_not_constants() -> None:
    with pytest.raises(TypeError):
        Builder(0).constant(0.5)  # type: ignore[arg-type]


def test_no_name_of_the_document_reaches_the_code() -> None:
    odd = sp.Symbol("__import__('os')", real=True)
    function = Program.of([odd + 1], [odd]).real(64)
    assert function(arb(1))[0] == 2
    assert "__import__" not in str(function.__code__.co_names)
