"""How the number of steps of an iterative method grows with a parameter: counted, fitted, never proved."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

import sympy as sp

from checks.errors import StatementError
from checks.statements.base import Statement
from checks.statements.fewer_steps import Count, Method, count
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

_WIDEST = 0.2  # an error bar beyond this says nothing of an exponent


class StepGrowth(Statement):
    """Steps of `method` (divided by those of `over`, if there is one) grow like `parameter` to the power `exponent`.

    The steps are counted in balls at each of `values`, rising numbers, at least four. The exponent is measured between
    neighbours; the last is the figure, and its change from the one before is the error bar, for what is left of a
    settling sequence is of the size of its last change. That supports the assertion or does not; it proves nothing.
    With `above`, the count or quotient exceeds that rational at every value of the parameter: one certified count that
    does not refutes it, and so does a loss that fails to fall.
    """

    kind = "growth of the number of steps"

    def __init__(
        self,
        method: Method,
        parameter: sp.Symbol,
        values: Sequence[int],
        exponent: int | Fraction,
        *,
        over: Method | None = None,
        above: Fraction | int | None = None,
    ) -> None:
        self.method, self.over, self.parameter, self.values = method, over, parameter, tuple(values)
        self.exponent, self.above = Fraction(exponent), None if above is None else Fraction(above)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {self.parameter}

    def check(self) -> None:
        if len(self.values) < 4 or any(a >= b for a, b in pairwise(self.values)) or self.values[0] < 1:
            raise StatementError("count at four rising values or more")
        for method in filter(None, (self.method, self.over)):
            method.check()
            if other := method.parameters - {self.parameter}:
                raise StatementError(f"{method.name}: no value for {', '.join(sorted(map(str, other)))}")

    @property
    def _counted(self) -> str:
        return self.method.name if self.over is None else f"{self.method.name} over {self.over.name}"

    def latex(self) -> str:
        more = "" if self.above is None else rf"\text{{, more than }} {sp.latex(sp.Rational(self.above))}"
        power = rf"{sp.latex(self.parameter)}^{{{self.exponent}}}"
        return rf"\text{{steps of {self._counted}}} \sim {power}{more}"

    def __str__(self) -> str:
        more = "" if self.above is None else f", and more than {self.above}"
        return f"steps of {self._counted} grow like {self.parameter}**{self.exponent}{more}"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        return Evidence("derive", Outcome.NOTHING, "steps are counted, for some values of the parameter")

    def _measure(self, value: int) -> tuple[Fraction | None, list[Count]]:
        counts = [count(m, {self.parameter: value}) for m in filter(None, (self.method, self.over))]
        if any(not c.steps or not c.falls for c in counts):
            return None, counts
        steps = [Fraction(c.steps or 0) for c in counts]
        return steps[0] / steps[1] if self.over else steps[0], counts

    def _against(self, value: int, measured: Fraction | None, counts: list[Count]) -> Counterexample | None:
        point = {self.parameter.name: str(value)}
        if any(c.falls is False for c in counts):
            return Counterexample(point, "the loss after some step", "before it", "<")
        if self.above is not None and measured is not None and measured <= self.above:
            return Counterexample(point, str(measured), str(self.above), ">")
        return None

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        measured = []
        for value in self.values:
            figure, counts = self._measure(value)
            if (found := self._against(value, figure, counts)) is not None:
                return Evidence("confirm", Outcome.REFUTES, f"counted in balls: {found}", {}, found)
            if figure is None:
                return Evidence("confirm", Outcome.NOTHING, f"no certain count at {self.parameter} = {value}")
            measured.append(figure)
        slopes = [log(n / m) / log(b / a) for (a, m), (b, n) in pairwise(list(zip(self.values, measured, strict=True)))]
        exponent, bar = slopes[-1], abs(slopes[-1] - slopes[-2])
        table = {
            str(v): str(m if m.denominator == 1 else round(float(m), 4))
            for v, m in zip(self.values, measured, strict=True)
        }
        figures = {"counts": table, "exponents": [round(s, 4) for s in slopes], "points": len(measured)}
        told = f"exponent {exponent:.4f} +- {bar:.4f}, from {', '.join(f'{m} at {v}' for v, m in table.items())}"
        if bar > _WIDEST or abs(exponent - self.exponent) > bar:
            return Evidence("confirm", Outcome.NOTHING, f"the figures do not bear it out: {told}", figures)
        return Evidence("confirm", Outcome.SUPPORTS, told, figures)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        """Values between the listed ones, where the certified part of the assertion may fail."""
        between = [(a + b) // 2 for a, b in pairwise(self.values[:4])]
        for value in between:
            if (found := self._against(value, *self._measure(value))) is not None:
                return Evidence("search", Outcome.REFUTES, f"counted in balls: {found}", {}, found)
        return Evidence("search", Outcome.AGREES, f"nothing against it at {between}", {"points": len(between)})
