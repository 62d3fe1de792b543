"""The power law of gradient descent on ReLU neurons: measured from random starts, never proved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy as sp

from checks.errors import StatementError
from checks.statements.base import Statement
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

_RUNS, _DIMENSION = 8, 3
_COUNTS = tuple(1 << k for k in range(8, 13))
_QUANTILE = 2.365  # Student's t with 7 degrees of freedom, 97.5 percent
_WIDEST = 0.15  # an error bar beyond this says nothing of an exponent


class DescentExponent(Statement):
    """The loss of each number of `neurons` against one falls like T^exponent under descent at `rate`.

    Eight small normal starts in three dimensions per number of neurons, a teacher of length 1. The exponent between
    neighbouring counts of steps, each twice the one before, is extrapolated as corrections in 1/T ask, and averaged
    over the starts; the error bar is the 95 percent interval of that mean plus the mean of the last changes. That
    supports the assertion or does not: floating point refutes nothing.

    Raises StatementError for a rate that is no positive rational.
    """

    kind = "power law, simulated"

    def __init__(self, neurons: Sequence[int], exponent: int, rate: sp.Rational) -> None:
        self.neurons, self.exponent, self.rate = tuple(neurons), exponent, rate

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set()

    def check(self) -> None:
        if not self.neurons or any(n < 1 for n in self.neurons):
            raise StatementError("say how many neurons learn")
        if not (isinstance(self.rate, sp.Rational) and self.rate > 0):
            raise StatementError(f"the rate {self.rate} is no positive rational")

    def latex(self) -> str:
        return rf"L(w(T)) = \Theta(T^{{{self.exponent}}}) \quad (n = {', '.join(map(str, self.neurons))})"

    def __str__(self) -> str:
        return f"the loss falls like T**{self.exponent} for n = {', '.join(map(str, self.neurons))}"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        return Evidence("derive", Outcome.NOTHING, "descent from random starts is simulated")

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        import numpy as np

        from numeric.descent import losses_along, small_starts

        teacher = np.eye(_DIMENSION)[0]
        told, table, good = [], {}, True
        for n in self.neurons:
            starts = small_starts(_RUNS, n, _DIMENSION, settings.seed + n)
            with np.errstate(all="ignore"):
                slopes = np.diff(np.log(losses_along(starts, teacher, float(self.rate), _COUNTS)), axis=0) / np.log(2)
            last, before = slopes[-1], slopes[-2]
            exponents, changes = 2 * last - before, abs(last - before)
            figure = float(exponents.mean())
            bar = float(_QUANTILE * exponents.std(ddof=1) / np.sqrt(_RUNS) + changes.mean())
            table[f"n={n}"] = [round(float(e), 4) for e in exponents]
            good = good and 0 < bar < _WIDEST and abs(figure - self.exponent) <= bar
            told.append(f"n = {n}: {figure:.3f} +- {bar:.3f}")
        summary = f"exponents from {_RUNS} starts each, up to {_COUNTS[-1]} steps: {'; '.join(told)}"
        details = {"exponents": table, "seed": settings.seed, "points": _RUNS * len(self.neurons)}
        if not good:
            return Evidence("confirm", Outcome.NOTHING, f"the figures do not bear it out: {summary}", details)
        return Evidence("confirm", Outcome.SUPPORTS, summary, details)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        return Evidence("search", Outcome.NOTHING, "figures in floating point refute nothing")
