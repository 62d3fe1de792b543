"""Where an expression has a finite real value, as conditions; and which conditions need all their parts defined.

A relation one of whose sides has no value is neither true nor false, and a connective may be settled by its other
parts. What is told to a solver about roots, logarithms and denominators is true only where they are defined, so it
may be used for a condition only if no undefined part can hide in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.quantities import TravelTime

# finite and real at every real argument
_TOTAL = (
    sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.sech, sp.atan, sp.asinh, sp.erf,
    sp.Abs, sp.sign, sp.floor, sp.ceiling, sp.Max, sp.Min,
)  # fmt: skip


def obligations(e: sp.Basic) -> set[sp.Basic]:
    """Conditions that together make `e` finite and real; a node of unknown domain stands for itself."""
    return set(_walk(e))


def _walk(e: sp.Basic) -> Iterator[sp.Basic]:
    if isinstance(e, Relational | Boolean) and not isinstance(e, sp.Symbol):
        for a in e.args:
            yield from _walk(a)
    elif e.is_Symbol or (e.is_number and e.is_real and e.is_finite):
        return
    elif e.is_Add or e.is_Mul or isinstance(e, _TOTAL):
        for a in e.args:
            yield from _walk(a)
    elif e.is_Pow:
        yield from _power(e.base, e.exp)
    elif isinstance(e, sp.log):
        yield from _walk(e.args[0])
        if not e.args[0].is_positive:
            yield sp.StrictGreaterThan(e.args[0], 0, evaluate=False)
    elif isinstance(e, TravelTime):
        # where the end points are defined; that the integral in between exists is what its own rung shows
        yield from _walk(e.args[2])
        yield from _walk(e.args[3])
    else:
        yield e


def _power(base: sp.Expr, exponent: sp.Expr) -> Iterator[sp.Basic]:
    yield from _walk(base)
    yield from _walk(exponent)
    if base.is_positive:
        return
    if not exponent.is_nonnegative:
        for factor in sp.Mul.make_args(base):
            if not factor.is_nonzero:
                yield sp.Ne(factor, 0, evaluate=False)
    if not exponent.is_integer and not base.is_nonnegative:
        yield sp.GreaterThan(base, 0, evaluate=False)


def true_needs_all(c: Boolean) -> bool:
    """Whether c can be true only at points at which every relation in it is defined."""
    if isinstance(c, Relational) or c in (sp.true, sp.false):
        return True
    if isinstance(c, sp.And):
        return all(map(true_needs_all, c.args))
    if isinstance(c, sp.Not):
        return _false_needs_all(c.args[0])
    return isinstance(c, sp.Equivalent) and all(map(_settled_needs_all, c.args))


def _false_needs_all(c: Boolean) -> bool:
    if isinstance(c, Relational) or c in (sp.true, sp.false):
        return True
    if isinstance(c, sp.Or):
        return all(map(_false_needs_all, c.args))
    if isinstance(c, sp.Not):
        return true_needs_all(c.args[0])
    if isinstance(c, sp.Implies):
        return true_needs_all(c.args[0]) and _false_needs_all(c.args[1])
    return isinstance(c, sp.Equivalent) and all(map(_settled_needs_all, c.args))


def _settled_needs_all(c: Boolean) -> bool:
    return true_needs_all(c) and _false_needs_all(c)
