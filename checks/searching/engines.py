"""The search for a counterexample: Hypothesis with strategies made from the domain, then z3 for what is algebraic.

A candidate counts only after exact or ball evaluation from the definitions; then it is shrunk.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.quantities import TravelTime
from checks.searching.shrinking import Point, shrink
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from sympy.logic.boolalg import Boolean

    from checks.settings import Settings
    from checks.statements.pointwise import Pointwise
    from checks.verdict import Counterexample
    from numeric.domains import Domain

Test = Callable[[Point], "Counterexample | None"]


def coordinates(domain: Domain, *, wide: bool = True) -> SearchStrategy[Point]:
    """Points inside the plain bounds of each symbol, shrinking toward 1, 2, 1/2, 0; other conditions by filtering.

    With `wide`, magnitudes from 10^-9 to 10^9 are among them.
    """
    from hypothesis import strategies as st

    def real(x: sp.Symbol) -> SearchStrategy[Fraction]:
        bounds = domain.bounds(x)
        low, high = bounds.lower, bounds.upper

        def inside(v: Fraction) -> bool:
            return (low is None or v > low or (v == low and not bounds.lower_open)) and (
                high is None or v < high or (v == high and not bounds.upper_open)
            )

        favourites = [Fraction(a, b) for a, b in ((1, 1), (2, 1), (1, 2), (0, 1), (3, 1), (1, 3), (-1, 1), (-2, 1))]
        small = st.builds(Fraction, st.integers(-30, 30), st.integers(1, 12))
        scaled = st.builds(lambda m, k: m * Fraction(10) ** k, small, st.integers(-9, 9)) if wide else small
        options = [st.sampled_from(kept)] if (kept := [v for v in favourites if inside(v)]) else []
        if low is not None and high is not None:
            share = st.builds(lambda a, b: Fraction(a, a + b), st.integers(1, 40), st.integers(1, 40))
            options.append(share.map(lambda q: low + (high - low) * q))
        elif (end := high if low is None else low) is not None:
            way = -1 if low is None else 1
            options += [s.map(lambda v: end + way * abs(v)).filter(inside) for s in (small, scaled)]
        else:
            options += [small, scaled]
        return st.one_of(options)

    def integer(x: sp.Symbol) -> SearchStrategy[Fraction]:
        bounds = domain.bounds(x)
        low = -12 if bounds.lower is None else int(bounds.lower) + int(bounds.lower_open)
        high = max(12, low + 12) if bounds.upper is None else int(bounds.upper)
        return st.integers(low, max(low, high)).map(Fraction)

    return st.fixed_dictionaries({x: integer(x) if x.is_integer else real(x) for x in domain.symbols})


def by_hypothesis(test: Test, domain: Domain, settings: Settings, *, wide: bool = True) -> Point | None:
    """A point at which `test` finds a counterexample, shrunk by Hypothesis; None where none was met."""
    from hypothesis import HealthCheck, Phase, find
    from hypothesis import settings as profile
    from hypothesis.errors import NoSuchExample, UnsatisfiedAssumption

    quiet = profile(
        max_examples=max(6, 2 * settings.examples // 5),  # each costs several times what a sample does
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        return find(
            coordinates(domain, wide=wide),
            lambda p: test(p) is not None,
            settings=quiet,
            random=random.Random(settings.seed),
        )
    except (NoSuchExample, UnsatisfiedAssumption):
        return None


_GRID = [
    Fraction(a, b)
    for a, b in ((1, 1), (2, 1), (1, 2), (3, 1), (0, 1), (-1, 1), (4, 1), (-2, 1), (1, 3), (1, 4), (10, 1))
]
LARGEST_QUESTION = 300  # operations; longer questions only cost z3 its whole effort
CLOSE_UP = 400  # digits at which a few points are compared, for differences too small for the others
DIGITS = 25  # sides that agree so far are not told apart by a search


def by_grid(test: Test, domain: Domain, limit: int = 1500) -> Point | None:
    """A failing point among the smallest numbers a person would choose, the simplest first."""
    symbols = domain.symbols
    values = len(_GRID)
    while values > 2 and values ** len(symbols) > limit:
        values -= 1
    ranks = sorted(itertools.product(range(values), repeat=len(symbols)), key=lambda r: (sum(r), r))
    for rank in ranks[:limit]:
        point = {x: _GRID[i] for x, i in zip(symbols, rank, strict=True)}
        if domain.contains(point) and test(point) is not None:
            return point
    return None


def by_samples(test: Test, domain: Domain, settings: Settings, *, hard: bool = True) -> Point | None:
    """A failing point among exact samples: these reach thin domains and boundaries that filtering misses."""
    from numeric.points import sample

    points = sample(domain, settings.examples, settings.seed + 7, hard=hard)
    return next((p for p in points if test(p) is not None), None)


def by_solver(formula: Boolean, test: Test, domain: Domain) -> Point | None:
    """A model of the negated formula from z3, rounded to rationals and re-checked by `test`."""
    import z3

    from checks.proving.atoms import Atoms
    from checks.proving.solver import Translation, Untranslatable

    integers = frozenset(x.name for x in domain.symbols if x.is_integer)
    translation = Translation(Atoms(), integers=integers)
    try:
        told = [translation.condition(c) for c in (sp.Not(formula), *domain.conditions)]
    except Untranslatable:
        return None
    solver = translation.solver(told)
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    for digits in (6, 20):
        point = {
            x: _rational(model.eval(translation.variable(x), model_completion=True), digits) for x in domain.symbols
        }
        if test(point) is not None:
            return point
    return None


def _rational(value: Any, digits: int) -> Fraction:
    import z3

    value = z3.simplify(value)
    if z3.is_algebraic_value(value):
        value = value.approx(digits)
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def search(statement: Pointwise, domain: Domain, settings: Settings) -> Evidence:
    """The first certified counterexample of any engine, shrunk; or what was tried."""

    def test(point: Point) -> Counterexample | None:
        return statement.counterexample_at(domain, point, DIGITS)

    def close_up(point: Point) -> Counterexample | None:
        return statement.counterexample_at(domain, point, CLOSE_UP)

    expanded = _doit(statement.formula())
    costly = expanded.has(TravelTime, sp.Integral)  # each point costs an integral
    if costly:
        settings = replace(settings, examples=max(6, settings.examples // 16))
    engines: list[tuple[str, Callable[[], Point | None], Test]] = [
        ("small numbers", lambda: by_grid(test, domain, limit=7 * settings.examples), test),
        ("exact samples", lambda: by_samples(test, domain, settings, hard=not costly), test),
        ("hypothesis", lambda: by_hypothesis(test, domain, settings, wide=not costly), test),
    ]
    if expanded.count_ops() <= LARGEST_QUESTION:
        engines.append(("z3", lambda: by_solver(expanded, test, domain), test))
    if not costly:
        closely = replace(settings, examples=3)
        engines.append(("a closer look", lambda: by_samples(close_up, domain, closely, hard=False), close_up))
    for engine, run, fails in engines:
        point = run()
        if point is not None:
            small = shrink(dict(point), lambda p, fails=fails: fails(p) is not None)  # type: ignore[misc]
            found = fails(small)
            assert found is not None
            return Evidence("search", Outcome.REFUTES, f"{engine} found: {found}", {"engine": engine}, found)
    names = [name for name, _, _ in engines]
    tried = {"examples": settings.examples, "engines": names, "seed": settings.seed}
    return Evidence("search", Outcome.AGREES, f"{', '.join(names)}: no counterexample found", tried)


def _doit(b: Boolean) -> Boolean:
    return b.xreplace(
        {r: r.func(*(a.doit() for a in r.args), evaluate=False) for r in b.atoms(sp.core.relational.Relational)}
    )
