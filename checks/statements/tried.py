"""Statements about what happens when something is run: they are tried by running it, exactly, at rational points.

A subclass yields the runs of one point. Confirming runs them at random points, searching at small and awkward ones;
neither knows of the derivation. A run whose numbers grow too long for exact arithmetic says nothing.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import sympy as sp

from checks.statements.base import Statement
from checks.statements.pointwise import Point, Sides, written
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.settings import Settings
    from numeric.domains import Domain


class Tried(Statement):
    """A statement that is tried by running what it speaks about."""

    @abstractmethod
    def runs(self, point: Point, digits: int) -> Iterator[tuple[dict[str, str], Sides]]:
        """The runs at one point of the domain: what was run, by name and value, and what must hold at its end."""

    def counterexample_at(
        self, domain: Domain, point: dict[sp.Symbol, sp.Rational], digits: int = 50
    ) -> Counterexample | None:
        if domain.contains(point) is not True:
            return None
        failing = ((run, sides) for run, sides in self.runs(point, digits) if sides.truth is False)
        return next((_shown(point, run, sides) for run, sides in failing), None)

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        """Every run at random points of the domain; fewer agreeing points than `settings.points` confirm nothing."""
        from numeric.points import sample

        agreed = silent = points = 0
        for point in sample(domain, 2 * settings.points, settings.seed, hard=False):
            before = agreed
            for run, sides in self.runs(point, settings.digits):
                if sides.truth is False:
                    found = _shown(point, run, sides)
                    return Evidence("confirm", Outcome.REFUTES, f"differs {found}", {"agreed": agreed}, found)
                agreed += sides.truth is True or sides.touching
                silent += sides.truth is None and not sides.touching
            points += agreed > before
            if points >= settings.points:
                break
        details = {"points": points, "runs": agreed, "silent": silent, "seed": settings.seed}
        if points < settings.points:
            summary = f"only {points} of {settings.points} points could be tried"
            return Evidence("confirm", Outcome.NOTHING, summary, details)
        return Evidence("confirm", Outcome.AGREES, f"holds in {agreed} exact runs at {points} random points", details)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.searching.engines import by_grid, by_hypothesis, by_samples
        from checks.searching.shrinking import shrink

        def test(point: Point) -> Counterexample | None:
            return self.counterexample_at(domain, dict(point))

        engines: list[tuple[str, Callable[[], Point | None]]] = [
            ("small numbers", lambda: by_grid(test, domain, limit=3 * settings.examples)),
            ("exact samples", lambda: by_samples(test, domain, settings)),
            ("hypothesis", lambda: by_hypothesis(test, domain, settings, wide=False)),
        ]
        for engine, run in engines:
            point = run()
            if point is not None:
                small = shrink(dict(point), lambda p: test(p) is not None)
                found = test(small)
                assert found is not None
                return Evidence("search", Outcome.REFUTES, f"{engine} found: {found}", {"engine": engine}, found)
        names = [name for name, _ in engines]
        tried = {"examples": settings.examples, "engines": names, "seed": settings.seed}
        return Evidence("search", Outcome.AGREES, f"{', '.join(names)}: no counterexample found", tried)


def _shown(point: Point, run: dict[str, str], sides: Sides) -> Counterexample:
    return Counterexample(run | written(point), sides.left, sides.right, sides.relation)
