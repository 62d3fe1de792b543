"""Limits in one variable, exact, uniform in everything else because nothing else is left."""

from __future__ import annotations

import sympy as sp

from checks.proving.ladder import Hung, limited
from checks.proving.relations import Context


def limit(e: sp.Expr, x: sp.Symbol, point: sp.Expr, context: Context, seconds: float = 10.0) -> sp.Expr | None:
    """The limit of e as x tends to `point` (0 from above, or oo), or None where it is not found.

    SymPy's Gruntz algorithm works on symbols that carry the signs the domain implies. x itself is made positive,
    which is what "0 from above" and "to infinity" mean.
    """
    inside = context.inside(e.doit())
    here = sp.Symbol(x.name, positive=True)
    inside = inside.xreplace({y: here for y in inside.free_symbols if y.name == x.name})
    try:
        with limited(seconds):
            value = sp.limit(inside, here, point, "+" if point == 0 else "-")
    except (Hung, NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
    if value.has(sp.Limit, sp.nan, sp.zoo, sp.AccumBounds):
        return None
    return sp.nsimplify(sp.simplify(value)) if value.is_number and value.is_finite else value
