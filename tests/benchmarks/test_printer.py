"""Our printer against SymPy's at 50 digits, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx, fmpq

from numeric.precision import digits_to_bits, precision
from numeric.program import Program

DIGITS = 50
BITS = digits_to_bits(DIGITS)
ROUNDS, POINTS = 15, 400

s, t, u0 = sp.symbols("s t u0", real=True)
SIGMOID = s * sp.exp(2 * s * t) / (sp.exp(2 * s * t) - 1 + s / u0)
COORDINATES = [(fmpq(7 + i, 5), fmpq(1 + i, 11), fmpq(1, 3 + i)) for i in range(POINTS)]


def ours() -> Callable[[], None]:
    function = Program.of([SIGMOID], [s, t, u0]).real(BITS)
    with precision(BITS):
        points = [tuple(map(arb, p)) for p in COORDINATES]

    def run() -> None:
        for p in points:
            function(*p)

    return run


def sympys() -> Callable[[], None]:
    function = sp.lambdify([s, t, u0], SIGMOID, "mpmath", cse=True)
    with mpmath.workdps(DIGITS):
        points = [tuple(mpmath.mpf(int(x.p)) / int(x.q) for x in p) for p in COORDINATES]

    def run() -> None:
        for p in points:
            function(*p)

    return run


def seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def test_both_compute_the_same_sigmoid() -> None:
    function = sp.lambdify([s, t, u0], SIGMOID, "mpmath", cse=True)
    for p in COORDINATES[:20]:
        with precision(BITS), mpmath.workdps(DIGITS):
            theirs = arb(function(*(mpmath.mpf(int(x.p)) / int(x.q) for x in p)))
            (found,) = Program.of([SIGMOID], [s, t, u0]).real(BITS)(*map(arb, p))
            assert abs(found - theirs) < arb(fmpq(1, 10 ** (DIGITS - 5)))


def test_the_printer_is_four_times_as_fast_as_lambdify(benchmark: pytest.FixtureRequest) -> None:
    mine, theirs = ours(), sympys()
    fastest = [float("inf"), float("inf")]
    saved = ctx.prec
    ctx.prec = BITS
    try:
        with mpmath.workdps(DIGITS):
            mine(), theirs()  # warm up both
            # interleaved, so that a busy machine slows both alike
            for _ in range(ROUNDS):
                times = seconds(mine), seconds(theirs)
                fastest = [min(f, x) for f, x in zip(fastest, times, strict=True)]
            benchmark(mine)  # type: ignore[operator]
    finally:
        ctx.prec = saved
    ratio = fastest[1] / fastest[0]
    benchmark.extra_info["times as fast as lambdify"] = round(ratio, 2)  # type: ignore[attr-defined]
    benchmark.extra_info["points per second"] = round(POINTS / fastest[0])  # type: ignore[attr-defined]
    benchmark.extra_info["lambdify's points per second"] = round(POINTS / fastest[1])  # type: ignore[attr-defined]
    assert ratio >= 4


@pytest.mark.parametrize("side", [ours, sympys], ids=["program", "lambdify"])
def test_points_per_second(benchmark: pytest.FixtureRequest, side: Callable[[], Callable[[], None]]) -> None:
    run = side()
    with precision(BITS), mpmath.workdps(DIGITS):
        benchmark(run)  # type: ignore[operator]
    assert benchmark.stats["rounds"] > 0  # type: ignore[attr-defined]
