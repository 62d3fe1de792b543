"""Numbers and expressions as SymPy expressions; text is never read."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from checks.errors import StatementError


def expression(value: sp.Expr | int | Fraction) -> sp.Expr:
    """The value as a SymPy expression. StatementError for text, floating-point numbers and anything else."""
    if isinstance(value, sp.Expr):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return sp.Integer(value)
    if isinstance(value, Fraction):
        return sp.Rational(value.numerator, value.denominator)
    raise StatementError(f"{value!r}, where an expression or an exact number belongs")
