"""Domains and their exact random points."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
import sympy as sp

from numeric.domains import Bounds, Domain
from numeric.points import sample

a, b, s, t, w1, w2 = sp.symbols("a b s t w1 w2", real=True)
d, m = sp.symbols("d m", integer=True)
p = sp.Symbol("p", positive=True)

DOMAINS = {
    "positive": Domain([s], [s > 0]),
    "no conditions": Domain([a, b]),
    "ordered": Domain([w1, w2], [w1 > w2, w2 > 0]),
    "weakly ordered": Domain([w1, w2], [w1 >= w2, w2 >= 0]),
    "below half of the target": Domain([w1, w2, s], [w1 > 0, w2 > 0, w1 * w2 <= s / 2]),
    "much below the target": Domain([w1, w2, s], [w1 > w2, w2 > 0, s > 10**6 * w1 * w2]),
    "on a surface": Domain([w1, w2, s], [sp.Eq(w1 * w2, s), s > 1, w1 > 0]),
    "on a power": Domain([a, s], [sp.Eq(a**2, s), s > 0]),
    "on two surfaces": Domain([a, b, s], [sp.Eq(a + b, s), sp.Eq(a - b, 1)]),
    "interval": Domain([a], [a > 0, a < 1]),
    "thin": Domain([a], [a > 1, a < 1 + sp.Rational(1, 10**9)]),
    "far": Domain([a], [a > 10**15]),
    "integer": Domain([d, a], [d >= 2, a > 0, a**d < 1]),
    "large integer": Domain([d], [d > 1000]),
    "either": Domain([a, t], [sp.Or(a > 1, t < 0)]),
    "not": Domain([a, t], [sp.Not(sp.And(a > 1, t < 0))]),
    "implication": Domain([a, t], [sp.Implies(a > 0, t > 0)]),
    "modulus": Domain([a], [sp.Abs(a) < 1]),
    "logarithm": Domain([a], [sp.log(a) > 3]),
    "by assumption": Domain([p], [p < 2]),
    "unequal": Domain([a, b], [sp.Ne(a, b)]),
}


@pytest.mark.parametrize("domain", DOMAINS.values(), ids=DOMAINS.keys())
@pytest.mark.parametrize("hard", [True, False], ids=["hard", "easy"])
def test_samples_are_distinct_exact_points_of_the_domain(domain: Domain, hard: bool) -> None:
    points = sample(domain, 64, 5, hard=hard)
    assert len(points) == 64
    assert len({tuple(q[x] for x in domain.symbols) for q in points}) == 64
    for q in points:
        assert set(q) == set(domain.symbols)
        assert all(isinstance(v, Fraction) for v in q.values())
        assert domain.contains(q) is True


def test_samples_depend_on_the_seed_alone() -> None:
    domain = DOMAINS["below half of the target"]
    assert sample(domain, 30, 1) == sample(domain, 30, 1)
    assert sample(domain, 30, 1) != sample(domain, 30, 2)


@pytest.mark.parametrize(
    ("domain", "count"),
    [
        (Domain([a], [a > 0, a < 0]), 0),
        (Domain([a], [a**2 < 0]), 0),
        (Domain([a], [sp.Eq(a**2, 2)]), 0),  # no rational point
        (Domain([a], [False]), 0),
        (Domain([d], [d >= 1, d <= 3]), 3),
        (Domain([a], [sp.Eq(a, 7)]), 1),
        (Domain([], []), 1),
    ],
    ids=str,
)
def test_fewer_points_where_there_are_no_more(domain: Domain, count: int) -> None:
    assert len(sample(domain, 10, 0)) == count


def test_hard_samples_are_hard() -> None:
    points = sample(Domain([w1, w2], [w1 >= w2, w2 > 0]), 64, 3)
    ratios = [q[w1] / q[w2] for q in points]
    assert any(q[w1] < Fraction(1, 10**6) for q in points)
    assert any(q[w1] > 10**6 for q in points)
    assert any(r == 1 for r in ratios)
    assert any(1 < r < 1 + Fraction(1, 10**6) for r in ratios)
    easy = sample(Domain([w1, w2], [w1 >= w2, w2 > 0]), 64, 3, hard=False)
    assert all(Fraction(1, 10**4) < q[w2] for q in easy)


def test_the_boundary_is_visited() -> None:
    points = sample(DOMAINS["below half of the target"], 64, 1)
    gaps = [q[s] / 2 - q[w1] * q[w2] for q in points]
    assert any(g == 0 for g in gaps)
    assert any(0 < g < q[s] / 10**5 for g, q in zip(gaps, points, strict=True))


def test_integers_are_small_integers() -> None:
    values = [q[d] for q in sample(DOMAINS["integer"], 64, 0)]
    assert all(v.denominator == 1 and 2 <= v <= 14 for v in values)
    assert {2, 3, 4} <= set(values)


def test_sampling_is_fast() -> None:
    domain = DOMAINS["below half of the target"]
    sample(domain, 64, 0)
    best = min(_seconds(domain, seed) for seed in range(5))
    assert best < 0.1


def _seconds(domain: Domain, seed: int) -> float:
    start = time.perf_counter()
    sample(domain, 64, seed)
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("conditions", "point", "truth"),
    [
        ([a > 0], {a: Fraction(1, 10**30)}, True),
        ([a > 0], {a: 0}, False),
        ([a >= 0], {a: 0}, True),
        ([sp.Eq(a, sp.Rational(1, 3))], {a: Fraction(1, 3)}, True),
        ([sp.Eq(a, sp.Rational(1, 3))], {a: Fraction(333333, 10**6)}, False),
        ([sp.exp(a) > 1], {a: Fraction(1, 10**20)}, True),
        ([sp.exp(a) > 1], {a: 0}, False),
        ([sp.exp(a) < sp.E], {a: 2}, False),
        ([sp.log(a) > 0], {a: 0}, None),
        ([sp.log(a) > 0], {a: -1}, None),
        ([sp.Ne(sp.log(a), 0)], {a: -1}, True),
        ([sp.Eq(sp.sqrt(2) * sp.sqrt(3) * a, sp.sqrt(6) * a**2 / a, evaluate=False)], {a: 1}, None),
        ([sp.Or(a > 0, sp.log(a) > 0)], {a: 5}, True),
        ([sp.Or(a < 0, sp.log(a) > 0)], {a: 0}, None),
        ([sp.And(a > 1, sp.log(a) > 0)], {a: 0}, False),
        ([sp.Equivalent(a > 0, a < 5)], {a: 7}, False),
        ([sp.Xor(a > 0, a > 5)], {a: 3}, True),
        ([d > 0], {d: Fraction(1, 2)}, False),
        ([p < 2], {p: -1}, False),
    ],
    ids=str,
)
def test_contains(conditions: list[sp.Basic], point: dict[sp.Symbol, Fraction], truth: bool | None) -> None:
    assert Domain([], conditions).contains(point) is truth


@pytest.mark.parametrize(
    ("conditions", "symbol", "bounds"),
    [
        ([a > 0], a, Bounds(lower=Fraction(0), lower_open=True)),
        ([a >= 0, a > -1], a, Bounds(lower=Fraction(0))),
        ([sp.Lt(0, a), a <= 1], a, Bounds(Fraction(0), Fraction(1), True, False)),
        ([d >= 2], d, Bounds(lower=Fraction(2))),
        ([3 - 2 * a > 1], a, Bounds(upper=Fraction(1), upper_open=True)),
        ([w1 > w2, w2 >= 1], w1, Bounds(lower=Fraction(1), lower_open=True)),
        ([w1 >= w2, w1 < 5], w2, Bounds(upper=Fraction(5), upper_open=True)),
        ([sp.Eq(a, 7)], a, Bounds(Fraction(7), Fraction(7))),
        ([p < 2], p, Bounds(Fraction(0), Fraction(2), True, True)),
        ([a * b > 0], a, Bounds()),
        ([sp.Ne(a, 0)], a, Bounds()),
    ],
    ids=str,
)
def test_bounds(conditions: list[sp.Basic], symbol: sp.Symbol, bounds: Bounds) -> None:
    assert Domain([], conditions).bounds(symbol) == bounds


def test_with_condition() -> None:
    domain = Domain([a], [a > 0])
    narrower = domain.with_condition(a < b)
    assert narrower.symbols == (a, b)
    assert domain.contains({a: 3}) is True
    assert narrower.contains({a: 3, b: 2}) is False


def test_a_number_is_not_a_condition() -> None:
    with pytest.raises(TypeError):
        Domain([a], [a + 1])
