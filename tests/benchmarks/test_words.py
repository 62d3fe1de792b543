"""The theorem for one depth by words: its cost, how it grows with the depth, and what expanding products costs."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import sympy as sp
from sympy.core.cache import clear_cache

from checks.proving.words import balanced, end_to_end_flow

ROUNDS = 3
DEPTHS = [3, 10, 50, 100, 200]
MOST = 16  # times as long at twice the depth: four would be quadratic, eight cubic


def by_words(depth: int) -> Callable[[], bool]:
    """The rules are made afresh: a proof starts from nothing."""

    def run() -> bool:
        balanced.cache_clear()
        return end_to_end_flow(depth)

    return run


def by_expansion(depth: int, power: int = 1) -> Callable[[], bool]:
    """Both sides as sums of products of non-commutative symbols; the j-th power of the flow times `power`.

    W_k W_k^T becomes W_{k+1}^T W_{k+1} wherever it stands, until nothing changes; what is left of the difference is 0.
    """

    def run() -> bool:
        clear_cache()  # else it is only looked up
        W, V = ([sp.Symbol(f"{name}_{k}", commutative=False) for k in range(depth + 1)] for name in "WV")
        G = sp.Symbol("G", commutative=False)
        terms = range(1, depth + 1)
        layers = sum(sp.Mul(*W[:j:-1], *V[j + 1 :], G, *V[1:j], *reversed(W[1:j])) for j in terms)
        top, bottom = W[depth] * V[depth], V[1] * W[1]
        difference = sp.expand(layers - sum(top ** (power * (depth - j)) * G * bottom ** (j - 1) for j in terms))
        while True:
            before = difference
            for k in range(1, depth):
                difference = sp.expand(difference.subs(W[k] * V[k], V[k + 1] * W[k + 1]))
            if difference == before:
                return bool(difference == 0)

    return run


def fastest(*runs: Callable[[], bool]) -> list[float]:
    """The shortest time of each, in turns, so that a busy machine slows all alike."""
    best = [float("inf")] * len(runs)
    for _ in range(ROUNDS):
        for i, run in enumerate(runs):
            start = time.perf_counter()
            assert run()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_theorem_for_one_depth(benchmark: pytest.FixtureRequest, depth: int) -> None:
    rounds = 1 if depth > 100 else 5
    assert benchmark.pedantic(by_words(depth), rounds=rounds, warmup_rounds=rounds - 1)  # type: ignore[attr-defined]


def test_growth_with_the_depth(benchmark: pytest.FixtureRequest) -> None:
    runs = [by_words(depth) for depth in DEPTHS]
    seconds = dict(zip(DEPTHS, fastest(*runs), strict=True))
    benchmark.extra_info["milliseconds"] = {n: round(1000 * t, 3) for n, t in seconds.items()}  # type: ignore[attr-defined]
    benchmark.pedantic(runs[0], rounds=1)  # type: ignore[attr-defined]
    assert seconds[100] / seconds[50] < MOST
    assert seconds[200] / seconds[100] < MOST


def test_expanding_products_takes_longer(benchmark: pytest.FixtureRequest) -> None:
    assert not by_expansion(3, power=2)()
    words, expanded = fastest(by_words(4), by_expansion(4))
    benchmark.extra_info["times as fast as expansion"] = round(expanded / words, 1)  # type: ignore[attr-defined]
    benchmark.pedantic(by_words(4), rounds=1)  # type: ignore[attr-defined]
    assert expanded / words > 5
