"""The search without a solver, for formulas of which z3 knows nothing and each value costs several integrals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from checks.searching.engines import DIGITS, by_grid, by_hypothesis, by_samples
from checks.searching.shrinking import Point, shrink
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.settings import Settings
    from checks.statements.pointwise import Pointwise
    from checks.verdict import Counterexample
    from numeric.domains import Domain


def search_by_samples(statement: Pointwise, domain: Domain, settings: Settings) -> Evidence:
    """Small numbers, exact samples and Hypothesis; the first certified counterexample, shrunk."""

    def test(point: Point) -> Counterexample | None:
        return statement.counterexample_at(domain, point, DIGITS)

    engines: list[tuple[str, Callable[[], Point | None]]] = [
        ("small numbers", lambda: by_grid(test, domain, limit=7 * settings.examples)),
        ("exact samples", lambda: by_samples(test, domain, settings, hard=False)),
        ("hypothesis", lambda: by_hypothesis(test, domain, settings, wide=False)),
    ]
    for engine, run in engines:
        if (point := run()) is not None:
            found = test(shrink(dict(point), lambda p: test(p) is not None))
            assert found is not None
            return Evidence("search", Outcome.REFUTES, f"{engine} found: {found}", {"engine": engine}, found)
    names = [name for name, _ in engines]
    tried = {"examples": settings.examples, "engines": names, "seed": settings.seed}
    return Evidence("search", Outcome.AGREES, f"{', '.join(names)}: no counterexample found", tried)
