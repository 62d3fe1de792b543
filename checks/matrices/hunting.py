"""The search for a network or for matrices that break a statement: the smallest ones first, then Hypothesis.

A counterexample counts only if its two sides are exact matrices that differ or disjoint balls, at an instance that
certainly satisfies the assumptions. The first one is shrunk, and every step of that is checked again, so that
balanced layers stay balanced.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from checks.matrices.comparing import Sided, counterexample
from checks.matrices.confirming import plan_of
from checks.matrices.instances import Instance
from checks.matrices.sampling import SMALL, TINY, Plan
from checks.matrices.shrinking import filled, shapes, shrink
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.settings import Settings
    from checks.verdict import Counterexample
    from numeric.domains import Domain


Test = Callable[[Instance], "Counterexample | None"]

DIGITS = 25  # sides that agree so far are not told apart by a search
_FILLS = 3  # random fillings of each tiny shape
_MOST = 24  # where there are few shapes


def search_matrices(statement: Sided, domain: Domain, settings: Settings) -> Evidence:
    """The first certified counterexample, shrunk; or what was tried: how many instances within the assumptions."""
    plan = plan_of(statement, domain, settings)
    within = 0

    def test(instance: Instance) -> Counterexample | None:
        nonlocal within
        if not plan.admits(instance):
            return None
        within += 1
        return counterexample(statement, plan, instance, DIGITS)

    engines: list[tuple[str, Callable[[], Instance | None]]] = [
        ("tiny matrices", lambda: by_size(plan, test, settings)),
        ("hypothesis", lambda: by_hypothesis(plan, test, settings)),
    ]
    for engine, run in engines:
        instance = run()
        if instance is not None:
            found = test(shrink(plan, instance, lambda x: test(x) is not None))
            assert found is not None
            return Evidence("search", Outcome.REFUTES, f"{engine} found: {found}", {"engine": engine}, found)
    names = [name for name, _ in engines]
    tried = {"examples": settings.examples, "instances": within, "engines": names, "seed": settings.seed}
    if within == 0:
        return Evidence("search", Outcome.NOTHING, "no instance within the assumptions was met", tried)
    return Evidence("search", Outcome.AGREES, f"{', '.join(names)}: no counterexample found", tried)


# --- engines --------------------------------------------------------------------------------------------------------


def by_size(plan: Plan, test: Test, settings: Settings) -> Instance | None:
    """A failing instance among those of dimensions 1 and 2 and few layers, the smallest first."""
    rng = random.Random(f"{plan.seed}/tiny")
    tried = shapes(plan, TINY.largest)[: settings.examples]
    fills = min(_MOST, _FILLS * settings.examples // len(tried)) if tried else 0
    for sized, points in tried:
        for k in range(fills):
            instance = filled(plan, sized, points[0] if k == 0 else rng.choice(points), rng)
            if test(instance) is not None:
                return instance
    return None


def by_hypothesis(plan: Plan, test: Test, settings: Settings) -> Instance | None:
    """A failing instance, shrunk by Hypothesis through the choices from which it was drawn; None where none was met."""
    from hypothesis import HealthCheck, Phase, find
    from hypothesis import settings as profile
    from hypothesis import strategies as st
    from hypothesis.errors import NoSuchExample, UnsatisfiedAssumption

    points = sorted(plan.points, key=lambda p: sum(abs(v.numerator) + v.denominator for v in p.values()))
    if not points:
        return None
    quiet = profile(
        max_examples=max(6, 2 * settings.examples // 5),  # each costs several times what a tiny one does
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    drawn = st.randoms(use_true_random=False).map(lambda rng: plan.draw(rng, SMALL, points))
    try:
        return find(drawn, lambda x: test(x) is not None, settings=quiet, random=random.Random(settings.seed))
    except (NoSuchExample, UnsatisfiedAssumption):
        return None
