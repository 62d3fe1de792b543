"""Random expressions: all kinds of numbers must tell the same story about them."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from flint import acb, arb, fmpq
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from numeric.balls import compare, mpmath_check
from numeric.precision import precision, rational
from numeric.program import Program

x, y = sp.symbols("x y", real=True)

LEAVES = st.sampled_from([x, y, sp.Integer(2), sp.Rational(-1, 3), sp.pi, sp.Integer(0), sp.Integer(1)])
ONE = [sp.exp, sp.log, sp.sqrt, sp.sin, sp.cos, sp.tanh, sp.Abs, sp.atan, sp.asin, sp.sign, sp.cosh, sp.gamma, sp.erf]


def grown(parts: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    return st.one_of(
        st.builds(lambda a, b: sp.Add(a, b, evaluate=False), parts, parts),
        st.builds(lambda a, b: sp.Mul(a, b, evaluate=False), parts, parts),
        st.builds(lambda a, b: sp.Pow(a, b, evaluate=False), parts, st.sampled_from([-2, -1, 2, 3, sp.S.Half, x])),
        st.builds(lambda f, a: f(a, evaluate=False), st.sampled_from(ONE), parts),
        st.builds(lambda a, b: sp.Max(a, b, evaluate=False), parts, parts),
    )


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=8)
NUMBERS = st.fractions(-5, 5, max_denominator=12)
MODEST = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def program_of(e: sp.Expr) -> Program:
    assume(not e.has(sp.zoo, sp.nan, sp.oo))
    return Program.of([e], [x, y])


@MODEST
@given(EXPRESSIONS, NUMBERS, NUMBERS)
def test_every_kind_of_number_agrees(e: sp.Expr, a: Fraction, b: Fraction) -> None:
    program = program_of(e)
    point = rational(a), rational(b)
    (exact,) = program.exact(*point)
    seen = []
    for bits in (53, 128, 400):
        with precision(bits):
            (real,) = program.real(bits)(*map(arb, point))
            (many,) = program.complex(bits)(*map(acb, point))
            seen += [acb(z) for z in (real, many) if z.is_finite()]
            if exact is not None:
                seen.append(acb(arb(exact)))
    with precision(400):
        assert all(one.overlaps(two) for one in seen for two in seen), seen
        # the test can fail: a value moved by its own size overlaps nothing
        assert not any(z.overlaps(z + 1 + abs(z)) for z in seen if z.rad() < arb(fmpq(1, 10)))


@MODEST
@given(EXPRESSIONS, NUMBERS, NUMBERS)
def test_mpmath_never_contradicts(e: sp.Expr, a: Fraction, b: Fraction) -> None:
    program_of(e)
    found = compare(e, 0, {x: a, y: b}, digits=30, cap_bits=512).values[0]
    if found.is_defined and found.digits >= 20:
        assert mpmath_check(e, {x: a, y: b}, found.ball, 15) is not False


@MODEST
@given(EXPRESSIONS, NUMBERS, NUMBERS)
def test_derivatives_agree_with_difference_quotients(e: sp.Expr, a: Fraction, b: Fraction) -> None:
    program = program_of(e)
    adjoint = program.adjoint(0, [0])
    step = Fraction(1, 10**30)
    with precision(600):
        (slope,) = adjoint.real(600)(arb(rational(a)), arb(rational(b)))
        ends = [program.real(600)(arb(rational(a + h)), arb(rational(b)))[0] for h in (step, -step)]
        assume(slope.is_finite() and all(end.is_finite() for end in ends))
        quotient = (ends[0] - ends[1]) / (2 * arb(rational(step)))
        assume(quotient.rad() < 1)
        assert abs(quotient - slope) < arb(fmpq(1, 10**12)) * (1 + abs(slope)) ** 4 + quotient.rad()
