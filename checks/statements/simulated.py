"""What online gradient descent on the sphere does in high dimension: simulated, never proved.

Assertions about limits in probability are borne out by figures with error bars, or they are not. Nothing here proves,
and nothing refutes: a figure in floating point is no fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import sympy as sp

from checks.errors import StatementError
from checks.expressions import expression
from checks.statements.base import Statement, require_number
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain
    from numeric.simulation import Runs

_WIDEST = 0.25  # a wider error bar does not tell multiples of 1/2 apart
_ENOUGH = 0.7  # of the runs have to arrive: resampled medians then stay finite
_NEARLY_ALL = 0.9  # what the share of runs has to exceed, with 95 % confidence, in the largest dimension
_MOST_STEPS = 10**6


@dataclass(frozen=True)
class OnlineDescent:
    """Online descent on the sphere of R^N for a loss of mean -m^k, from the overlap m_0 = N^(-1/2).

    k           information exponent: 1, 2 or 3
    dimension   the symbol for N
    step        step size delta, an expression in N
    limit       the most steps that are taken, an expression in N
    dimensions  rising values of N
    runs        independent runs in each dimension
    """

    k: int
    dimension: sp.Symbol
    step: sp.Expr
    limit: sp.Expr
    dimensions: tuple[int, ...]
    runs: int = 160

    def check(self) -> None:
        """StatementError for exponents that are not simulated, dimensions out of order, and symbols other than N."""
        if self.k not in (1, 2, 3):
            raise StatementError(f"losses with information exponents 1, 2 and 3 are simulated, not {self.k}")
        if len(self.dimensions) < 4 or self.dimensions[0] < 2 or any(a >= b for a, b in pairwise(self.dimensions)):
            raise StatementError("simulate in four rising dimensions or more, the first at least 2")
        for e, role in ((self.step, "step size"), (self.limit, "limit of steps")):
            if require_number(e, role).free_symbols - {self.dimension}:
                raise StatementError(f"the {role} depends on {self.dimension} alone")
        if max(self.at(self.limit)) > _MOST_STEPS or min(self.at(self.limit)) < 1 or min(self.at(self.step)) <= 0:
            raise StatementError(f"step sizes are positive, and a run has 1 to {_MOST_STEPS} steps")

    def at(self, e: sp.Expr) -> list[float]:
        """Rounded values of an expression in N, one for each dimension."""
        return [float(sp.N(e.subs(self.dimension, n), 17)) for n in self.dimensions]

    def __str__(self) -> str:
        where = f"{self.dimension} = {self.dimensions[0]} to {self.dimensions[-1]}"
        return f"{self.runs} runs for each of {where}, exponent {self.k}, step size {self.step}"


@lru_cache(maxsize=8)
def _run(descent: OnlineDescent, levels: tuple[sp.Rational, ...], enough: float, seed: int) -> Runs:
    from numeric.simulation import online_descent

    limits = [int(x) for x in descent.at(descent.limit)]
    return online_descent(
        descent.k,
        descent.dimensions,
        descent.at(descent.step),
        limits,
        runs=descent.runs,
        seed=seed,
        levels=[float(x) for x in levels],
        enough=enough,
    )


class Simulated(Statement):
    """What simulated statements share: they are neither derived nor searched."""

    descent: OnlineDescent

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {self.descent.dimension}

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        return Evidence("derive", Outcome.NOTHING, "a limit in probability: simulated, not derived")

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        return Evidence("search", Outcome.NOTHING, "no single run contradicts a limit in probability")


class ScalingLaw(Simulated):
    """The median over the runs of a measured quantity, divided by `over`, is of the order N^power or tends to a limit.

    quantity  "search": steps until m exceeds low. "descent": steps from there until m exceeds high. "descent over
              search": their quotient. "largest overlap": the largest |m| within the limit of steps
    over      an expression in N
    power     the asserted exponent
    tends_to  0 or oo, which asserts an exponent below or above zero; one of the two is given

    The exponent is fitted with an error bar (see `numeric.simulation`). It supports a power if the bar is at most 1/4
    and reaches it, and a limit if the bar does not reach zero; else it says nothing.
    """

    kind = "scaling law, simulated"
    _SHOWN: ClassVar[Mapping[str, str]] = {
        "search": r"\tau_{low}^+",
        "descent": r"\tau_{high}^+ - \tau_{low}^+",
        "descent over search": r"\frac{\tau_{high}^+ - \tau_{low}^+}{\tau_{low}^+}",
        "largest overlap": r"\sup_{t \le T} |m_t|",
    }

    def __init__(
        self,
        descent: OnlineDescent,
        quantity: str,
        *,
        over: sp.Expr | int = 1,
        power: sp.Rational | int | None = None,
        tends_to: sp.Expr | int | None = None,
        low: sp.Rational | None = None,
        high: sp.Rational | None = None,
    ) -> None:
        self.descent, self.quantity, self.over = descent, quantity, expression(over)
        self.power = None if power is None else sp.Rational(power)
        self.tends_to = None if tends_to is None else expression(tends_to)
        self.low, self.high = low, high

    @property
    def levels(self) -> tuple[sp.Rational, ...]:
        return tuple(x for x in (self.low, self.high) if x is not None)

    def check(self) -> None:
        self.descent.check()
        wanted = {"search": 1, "descent": 2, "descent over search": 2, "largest overlap": 0}
        if self.quantity not in wanted:
            raise StatementError(f"{self.quantity!r}: measured are {', '.join(wanted)}")
        if len(self.levels) != wanted[self.quantity] or any(not 0 < x < 1 for x in self.levels):
            raise StatementError(f"{self.quantity}: {wanted[self.quantity]} levels of the overlap, between 0 and 1")
        if len(self.levels) == 2 and self.levels[0] >= self.levels[1]:
            raise StatementError("the descent goes from a lower overlap to a higher one")
        if (self.power is None) == (self.tends_to is None) or self.tends_to not in (None, 0, sp.oo):
            raise StatementError("say either which power it is, or that it tends to 0 or oo")
        if require_number(self.over, "comparison").free_symbols - {self.descent.dimension}:
            raise StatementError(f"the comparison depends on {self.descent.dimension} alone")

    def latex(self) -> str:
        shown = self._SHOWN[self.quantity].replace("low", str(self.low)).replace("high", str(self.high))
        shown = shown.replace("T", sp.latex(self.descent.limit))
        if self.over != 1:
            shown = rf"\frac{{{shown}}}{{{sp.latex(self.over)}}}"
        if self.power is None:
            return rf"{shown} \to {sp.latex(self.tends_to)}"
        return rf"{shown} \asymp {sp.latex(self.descent.dimension**self.power)}"

    def __str__(self) -> str:
        levels = f" at levels {', '.join(map(str, self.levels))}" if self.levels else ""
        how = f"tends to {self.tends_to}" if self.power is None else f"of order {self.descent.dimension**self.power}"
        return f"{self.quantity}{levels}, over {self.over}: {how}; {self.descent}"

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        import numpy as np

        from numeric.simulation import digits_of, fitted_exponent

        descent = self.descent
        samples = self._measured(_run(descent, self.levels, _ENOUGH, settings.seed))
        samples = samples / np.asarray(descent.at(self.over))[:, None]
        found = fitted_exponent(descent.dimensions, samples, settings.seed)
        if found is None:
            return Evidence("confirm", Outcome.NOTHING, "too few of the runs arrived within the limit of steps")
        medians = dict(zip(map(str, descent.dimensions), map(digits_of, found.medians), strict=True))
        figures = {"medians": medians, "exponent": round(found.value, 4), "bar": round(found.bar, 4)}
        figures |= {"points": len(medians) * descent.runs, "seed": settings.seed}
        told = f"exponent {found.value:.3f} +- {found.bar:.3f}, medians " + ", ".join(
            f"{x} at {n}" for n, x in medians.items()
        )
        if not self._is_borne_out(found.value, found.bar):
            return Evidence("confirm", Outcome.NOTHING, f"the figures do not bear it out: {told}", figures)
        return Evidence("confirm", Outcome.SUPPORTS, told, figures)

    def _is_borne_out(self, exponent: float, bar: float) -> bool:
        if self.power is not None:
            return bar <= _WIDEST and abs(exponent - float(self.power)) <= bar
        return exponent + bar < 0 if self.tends_to == 0 else exponent - bar > 0

    def _measured(self, runs: Runs) -> Any:
        """The quantity, a row for each dimension; what an unfinished run would have measured counts as infinite."""
        import numpy as np

        if self.quantity == "largest overlap":
            return runs.largest
        if self.quantity == "search":
            return runs.first[0]
        start, end = runs.first
        arrived = np.isfinite(end)
        took = np.where(arrived, np.where(arrived, end, 0) - np.where(arrived, start, 0), np.inf)
        return took if self.quantity == "descent" else np.where(arrived, took / np.where(arrived, start, 1), np.inf)


class RecoveredShare(Simulated):
    """The share of the runs whose overlap is at least `level` after `descent.limit` steps tends to 1 as N grows.

    It is supported if the 95 % interval of the share in the largest dimension lies above 9/10, and no share lies below
    the one before it by more than their intervals explain.
    """

    kind = "recovery, simulated"

    def __init__(self, descent: OnlineDescent, level: sp.Rational) -> None:
        self.descent, self.level = descent, sp.Rational(level)

    def check(self) -> None:
        self.descent.check()
        if not 0 < self.level < 1:
            raise StatementError("the level of the overlap lies between 0 and 1")

    def latex(self) -> str:
        steps = sp.latex(self.descent.limit)
        return rf"P\left(m_t \ge {sp.latex(self.level)}\right) \to 1 \quad \left(t = {steps}\right)"

    def __str__(self) -> str:
        return f"share of overlaps from {self.level} after {self.descent.limit} steps tends to 1; {self.descent}"

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from numeric.simulation import share_interval

        descent = self.descent
        last = _run(descent, (), 1.0, settings.seed).last
        counts = [int((row >= float(self.level)).sum()) for row in last]
        intervals = [share_interval(c, descent.runs) for c in counts]
        table = {
            str(n): f"{c / descent.runs:.3f} ({low:.3f} to {high:.3f})"
            for n, c, (low, high) in zip(descent.dimensions, counts, intervals, strict=True)
        }
        told = "share " + ", ".join(f"{x} at {n}" for n, x in table.items())
        figures = {"shares": table, "points": len(table) * descent.runs, "seed": settings.seed}
        falls = any(after[1] < before[0] for before, after in pairwise(intervals))
        if falls or intervals[-1][0] <= _NEARLY_ALL:
            return Evidence("confirm", Outcome.NOTHING, f"the figures do not bear it out: {told}", figures)
        return Evidence("confirm", Outcome.SUPPORTS, told, figures)
