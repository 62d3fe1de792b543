"""Confirming two flows side by side in rounded arithmetic, with an error estimate and no certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import mpmath
import sympy as sp

from checks.statements.side_by_side import product_of
from checks.verdict import Evidence, Outcome
from numeric.errors import NumericError
from numeric.extrapolation import extrapolated

if TYPE_CHECKING:
    from checks.statements.side_by_side import SideBySide

_SPARE = 10  # digits of the working precision beyond the tolerance


def confirm_by_extrapolation(statement: SideBySide) -> Evidence:
    """Gradients by SymPy's differentiation, two runs of extrapolation: the error is what the finer one changes."""
    digits = 1 + statement.digits
    with mpmath.workdps(digits + _SPARE):
        try:
            rough, fine = (_integrated(statement, d) for d in (digits - 2, digits))
        except (ArithmeticError, TypeError, ValueError, NumericError) as error:
            # mpmath says in these ways that a field is singular or complex
            return Evidence("confirm", Outcome.NOTHING, f"no trajectory in rounded arithmetic: {error}")
        bound = _rounded(statement.bound)
        distances = [_apart(*ends) for ends in fine]
        errors = [sum(map(_apart, a, b)) for a, b in zip(rough, fine, strict=True)]
        measured = list(zip(distances, errors, strict=True))
        bears_out = all(statement.holds(d + sign * e, bound) for d, e in measured for sign in (-1, 1))
        against = any(all(statement.fails(d + sign * 10 * e, bound) for sign in (-1, 1)) for d, e in measured)
        figures = [(mpmath.nstr(d, 10), mpmath.nstr(e, 2)) for d, e in measured]
    table = {str(t): list(figure) for t, figure in zip(statement.times, figures, strict=True)}
    told = "distance " + ", ".join(f"{d} +- {e} at t = {t}" for t, (d, e) in table.items())
    details = {"points": len(table), "distances": table, "disagreement": against}
    if bears_out:
        return Evidence("confirm", Outcome.AGREES, told, details)
    return Evidence("confirm", Outcome.NOTHING, f"the figures do not bear it out: {told}", details)


def _integrated(statement: SideBySide, digits: int) -> list[tuple[list[Any], list[Any]]]:
    """The product of the layers and the matrix at each time. TypeError for a field that is not real on the way."""
    entries = [x for W in statement.layers for x in W]
    slopes = [-statement.rate * sp.diff(statement.composed, x) for x in entries]
    layers = sp.lambdify(entries, slopes, "mpmath", cse=True)
    matrix = sp.lambdify(list(statement.W), list(statement.field), "mpmath", cse=True)
    product = sp.lambdify(entries, list(product_of(statement.layers)), "mpmath")
    times, tolerance = [_rounded(t) for t in statement.times], mpmath.mpf(10) ** -digits
    states = extrapolated(layers, [_rounded(x) for W in statement.start for x in W], times, tolerance)
    others = extrapolated(matrix, [_rounded(x) for x in statement.beginning], times, tolerance)
    if any(isinstance(x, mpmath.mpc) for state in (*states, *others) for x in state):
        raise TypeError("the field has complex values")
    return [(product(*state), other) for state, other in zip(states, others, strict=True)]


def _rounded(x: sp.Rational) -> Any:
    return mpmath.mpf(int(x.p)) / int(x.q)


def _apart(one: Sequence[Any], other: Sequence[Any]) -> Any:
    return max(abs(x - y) for x, y in zip(one, other, strict=True))
