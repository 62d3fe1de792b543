"""The ladder of zero tests: which rung, if any, closes the claim that an expression is zero on a domain.

Rungs 1 to 4 prove. The last rung evaluates at exact points; it may refute, and never proves.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from enum import StrEnum

import sympy as sp
from sympy.core.relational import Relational

from checks.proving.relations import Context
from checks.quantities import TravelTime


class Rung(StrEnum):
    """How a link was closed; the words appear in reports."""

    SAME = "identical expressions"
    NORMAL_FORM = "rational normal form"
    EXPONENTIAL = "exponential form"
    SIMPLIFY = "limited simplify"
    DERIVATIVE = "zero derivative and one exact point"
    FUNDAMENTAL = "fundamental theorem of calculus"


class Hung(Exception):
    """A limited attempt ran out of time."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Bound the CPU time of pure-Python work inside a worker; what ignores the signal is killed with the worker."""

    def stop(*_: object) -> None:
        raise Hung

    try:
        old = signal.signal(signal.SIGPROF, stop)
    except ValueError:  # not the main thread: the worker's own limit still stands
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


def close(left: sp.Expr, right: sp.Expr, context: Context) -> Rung | None:
    """The first rung that proves left = right at every point of the domain where both are defined."""
    if left == right:
        return Rung.SAME
    if left.has(TravelTime) or right.has(TravelTime):
        from checks.proving.travel import equal_by_fundamental_theorem

        return Rung.FUNDAMENTAL if equal_by_fundamental_theorem(left, right, context) else None
    # integrals stay as they are: what SymPy's integrator says is no exact argument
    left, right = (context.inside(side.doit(integrals=False)) for side in (left, right))
    difference = left - right
    if context.vanishes(difference):
        return Rung.NORMAL_FORM
    if _by_exponentials(difference, context):
        return Rung.EXPONENTIAL
    if _by_simplify(difference):
        return Rung.SIMPLIFY
    if any(_by_derivative(difference, x, context) for x in sorted(difference.free_symbols, key=str)):
        return Rung.DERIVATIVE
    return None


def _exactly_zero(e: sp.Expr, context: Context) -> bool:
    return context.vanishes(e) or _by_exponentials(e, context) or _by_simplify(e)


_HAS_EXPONENTIAL_FORM = (
    sp.sin,
    sp.cos,
    sp.tan,
    sp.sec,
    sp.csc,
    sp.cot,
    sp.sinh,
    sp.cosh,
    sp.tanh,
    sp.sech,
    sp.csch,
    sp.coth,
)


def _by_exponentials(e: sp.Expr, context: Context) -> bool:
    return e.has(*_HAS_EXPONENTIAL_FORM) and context.vanishes(e.rewrite(sp.exp))


def _by_simplify(e: sp.Expr, seconds: float = 2.0) -> bool:
    """SymPy's simplify as a last symbolic resort: small inputs, little time, and only an exact 0 counts."""
    if e.count_ops() > 150 or e.has(sp.Integral, sp.Limit):
        return False  # SymPy's integrals and limits are computed, not shown
    with (
        contextlib.suppress(Hung, ArithmeticError, ValueError, TypeError, NotImplementedError, AttributeError),
        limited(seconds),
    ):
        return bool(sp.simplify(e) == 0)
    return False


def _by_derivative(e: sp.Expr, x: sp.Symbol, context: Context) -> bool:
    """Zero derivative in x on an interval on which e is smooth, and e = 0 at one exact point of each interval."""
    if (
        x.is_integer
        or all(x.name != y.name for y in context.symbols)
        or not _slice_is_interval(x, context)
        or not is_smooth(e, context)
    ):
        return False
    if not _exactly_zero(sp.diff(e, x), context):
        return False
    (plain,) = (y for y in context.symbols if y.name == x.name)
    for value in (sp.Integer(1), sp.Integer(0), sp.Rational(1, 2), sp.Integer(2), sp.Integer(-1)):
        # one point that is plain enough will do: at 0 a function may be known that is not at 1
        if all(context.holds(c.subs(plain, value)) for c in context.raw) and _exactly_zero(e.subs(x, value), context):
            return True
    return False


def _slice_is_interval(x: sp.Symbol, context: Context) -> bool:
    """Whether {x : conditions} is an interval for fixed other symbols: only conditions affine in x, none unequal."""
    if x.is_nonzero and x.is_positive is None and x.is_negative is None:
        return False
    for c in context.conditions:
        if x not in c.free_symbols:
            continue
        if not isinstance(c, Relational) or isinstance(c, sp.Ne):
            return False
        slope = sp.diff(c.lhs - c.rhs, x)
        if x in slope.free_symbols or not sp.cancel(c.lhs - c.rhs).is_polynomial(x):
            return False
    return True


_ENTIRE = (sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.asinh, sp.erf)


def is_smooth(e: sp.Expr, context: Context) -> bool:
    """True only if e is built from functions that are analytic at every point of the domain."""
    if e.is_Symbol or e.is_number:
        return e.is_finite is not False
    if e.is_Add or e.is_Mul or isinstance(e, _ENTIRE):
        return all(is_smooth(a, context) for a in e.args)
    if e.is_Pow:
        if not is_smooth(e.base, context) or not is_smooth(e.exp, context):
            return False
        if e.exp.is_Integer:
            return bool(e.exp > 0) or context.holds(sp.Ne(e.base, 0))
        return context.positive(e.base)
    if isinstance(e, sp.log):
        return is_smooth(e.args[0], context) and context.positive(e.args[0])
    if isinstance(e, sp.hyper) and len(e.ap) == len(e.bq) + 1:
        # inside the unit disc, away from the poles in the lower parameters
        z = e.argument
        return is_smooth(z, context) and all(map(context.holds, (z < 1, z > -1, *(b > 0 for b in e.bq))))
    return False
