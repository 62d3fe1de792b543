"""One neuron's loss at 50 digits: the closed form against quadrature of the definition, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import sympy as sp
from flint import arb, fmpq

from checks.gaussian import squared_loss
from numeric.precision import digits_to_bits, precision
from numeric.program import Program

DIGITS = 50
BITS = digits_to_bits(DIGITS) + 30
ROUNDS, POINTS = 7, 40

w_1, w_2, nu = sp.symbols("w_1 w_2 nu", real=True)
LOSS = squared_loss([(w_1, w_2)], (nu, 0))
COORDINATES = [(fmpq(3 + i, 7), fmpq(-5 - i, 11), fmpq(2 + i, 3 + i)) for i in range(POINTS)]
CLOSED = Program.of([LOSS.doit()], [w_1, w_2, nu])
DEFINITION = Program.of([LOSS], [w_1, w_2, nu])


def run_of(program: Program) -> Callable[[], list[arb]]:
    function = program.real(BITS)
    with precision(BITS):
        points = [tuple(map(arb, p)) for p in COORDINATES]
    return lambda: [function(*p)[0] for p in points]


def seconds(run: Callable[[], list[arb]]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def test_both_are_the_loss_to_fifty_digits() -> None:
    with precision(BITS):
        for closed, definition in zip(run_of(CLOSED)(), run_of(DEFINITION)(), strict=True):
            assert closed.overlaps(definition)
            tolerance = arb(fmpq(1, 10**DIGITS)) * abs(closed)
            assert closed.rad() < tolerance
            assert definition.rad() < tolerance


def test_the_closed_form_is_twenty_times_as_fast_as_quadrature(benchmark: pytest.FixtureRequest) -> None:
    closed, definition = run_of(CLOSED), run_of(DEFINITION)
    fastest = [float("inf"), float("inf")]
    with precision(BITS):
        closed(), definition()  # warm up both
        # interleaved, so that a busy machine slows both alike
        for _ in range(ROUNDS):
            times = seconds(closed), seconds(definition)
            fastest = [min(f, x) for f, x in zip(fastest, times, strict=True)]
        benchmark(closed)  # type: ignore[operator]
    ratio = fastest[1] / fastest[0]
    benchmark.extra_info["times as fast as quadrature"] = round(ratio, 1)  # type: ignore[attr-defined]
    benchmark.extra_info["losses per second"] = round(POINTS / fastest[0])  # type: ignore[attr-defined]
    assert ratio >= 20
