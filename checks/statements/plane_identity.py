"""Equations about means over the plane, compared in Cartesian coordinates as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from checks.gaussian import PlaneMean, Relu, Step, X, Y, affordable
from checks.statements.identity import Identity
from checks.statements.pointwise import written
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from fractions import Fraction

    from checks.settings import Settings
    from numeric.domains import Domain

_POINTS = 3


class PlaneIdentity(Identity):
    """`left = right`, where `left` is linear in means over x ~ N(0, I) in the plane.

    Confirming first compares as every identity is, with each mean as a certified integral over the angle; then, at
    three points, with each mean integrated over both coordinates of x as it stands: no polar coordinates, no cones.
    """

    kind = "mean over the plane"

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from numeric.balls import evaluate
        from numeric.points import sample

        pointwise = super().confirm(domain, affordable(settings, self.formula()))
        if pointwise.outcome is not Outcome.AGREES:
            return pointwise
        compared = 0
        for point in sample(domain, 8 * _POINTS, settings.seed + 3, hard=False):
            value = evaluate(self.right, point, digits=20)
            sizes = [abs(v) for v in point.values()]
            if not value.is_real or value.ball is None or (sizes and max(sizes) > 20):
                continue
            try:
                found, error = _cartesian(self.left, point)
            except (ArithmeticError, ValueError):
                continue
            if abs(found - float(value.ball.mid())) > 100 * error:
                why = f"integrated over both coordinates it is {found:.12g} +- {error:.1g}, not {value}"
                return Evidence("confirm", Outcome.NOTHING, why, {"disagreement": True, "point": written(point)})
            compared += 1
            if compared == _POINTS:
                break
        if compared < _POINTS:
            return Evidence("confirm", Outcome.NOTHING, f"only {compared} means could be integrated over the plane")
        summary = f"{pointwise.summary}, and over both coordinates at {compared} points"
        return Evidence("confirm", Outcome.AGREES, summary, {**pointwise.details, "cartesian": compared})

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.searching.sampled import search_by_samples

        return search_by_samples(self, domain, affordable(settings, self.formula()))


def _cartesian(e: sp.Expr, point: dict[sp.Symbol, Fraction]) -> tuple[float, float]:
    """The value of a sum of means at a point, and what the quadrature's own estimate allows it to be off."""
    import numpy as np

    from numeric.expectations import plane_mean

    place = {x: sp.Rational(v.numerator, v.denominator) for x, v in point.items()}
    total, error = 0.0, 0.0
    known = {}
    for mean in e.atoms(PlaneMean):
        (body,) = mean.xreplace(place).args
        kinks = [a.args[0] for a in body.atoms(Relu, Step)]
        lines = [(float(sp.diff(k, X)), float(sp.diff(k, Y))) for k in kinks]
        rules = {"Relu": lambda a: np.maximum(a, 0), "Step": lambda a: np.heaviside(a, 0.5)}
        value, off = plane_mean(sp.lambdify([X, Y], body, [rules, "numpy"]), lines)
        known[mean] = sp.Float(value, 17)
        error += off
    total = float(e.xreplace(known).xreplace(place))
    return total, max(error, 1e-13 * (1 + abs(total)))
