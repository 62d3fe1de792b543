"""Online descent on the sphere, against a step in full dimension; exponents and shares, against laws that are known."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from numeric.simulation import fitted_exponent, online_descent, overlap_step, share_interval

HERMITE = {  # values and slopes, written out once more
    1: (lambda u: u, lambda u: 1.0),
    2: (lambda u: (u**2 - 1) / sqrt(2), lambda u: 2 * u / sqrt(2)),
    3: (lambda u: (u**3 - 3 * u) / sqrt(6), lambda u: 3 * (u**2 - 1) / sqrt(6)),
}
DIMENSIONS = (64, 128, 256, 512, 1024)


def direction(rng, N):
    x = rng.standard_normal(N)
    return x / np.linalg.norm(x)


def full_step(k, x, theta, a, rate):
    """One step in R^N: the gradient of -h_k(<a, x>) h_k(<a, theta>), made tangent, and the new vector made unit."""
    h, slope = HERMITE[k]
    gradient = -h(a @ theta) * slope(a @ x) * a
    gradient = gradient - (gradient @ x) * x
    moved = x - rate * gradient
    return moved / np.linalg.norm(moved)


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("N", [2, 3, 17])
def test_a_step_of_the_overlap_is_a_step_in_full_dimension(k, N):
    rng = np.random.default_rng(10 * k + N)
    for _ in range(20):
        x, theta, a, rate = direction(rng, N), direction(rng, N), rng.standard_normal(N), rng.uniform(0.01, 0.5)
        m, u = x @ theta, a @ x
        w = (a @ theta - m * u) / sqrt(1 - m * m)
        expected = full_step(k, x, theta, a, rate) @ theta
        found = overlap_step(k, np.array([m]), rate, u, w, float(np.sum((a - u * x) ** 2)))
        assert found[0] == pytest.approx(expected, abs=1e-12)


def test_the_numbers_drawn_have_the_law_of_a_run_in_full_dimension():
    N, steps, runs, delta = 12, 40, 3000, 0.6
    rng = np.random.default_rng(5)
    theta = np.eye(N)[0]
    ends = []
    for _ in range(runs // 5):
        x = np.full(N, sqrt((1 - 1 / N) / (N - 1)))
        x[0] = N**-0.5
        for _ in range(steps):
            x = full_step(2, x, theta, rng.standard_normal(N), delta / N)
        ends.append(x[0])
    quick = online_descent(2, [N], [delta], [steps], runs=runs, seed=6).last[0]
    for power in (1, 2):
        one, other = np.array(ends) ** power, quick**power
        error = sqrt(one.var() / len(one) + other.var() / len(other))
        assert abs(one.mean() - other.mean()) < 4 * error
        assert abs(one.mean() - N ** (-power / 2)) > 4 * error  # both have moved, so the test could have failed


def test_first_passages_are_counted_from_one_and_stop_at_the_limit():
    runs = online_descent(1, [50, 100], [0.5, 0.5], [300, 3], runs=20, seed=0, levels=[0.05, 0.9])
    low, high = runs.first
    assert (low[0] == 1).all()  # the start 50^(-1/2) is above the level, and stays there for a step
    assert np.isinf(high[1]).all()
    assert np.isfinite(low[1]).all()
    assert (runs.largest >= np.abs(runs.last)).all()


def test_the_same_seed_gives_the_same_runs():
    one, same, other = (online_descent(3, [20], [0.1], [50], runs=5, seed=s).last for s in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).all()


def test_a_run_that_is_done_is_left_early():
    every = online_descent(1, [50], [0.5], [5000], runs=20, seed=3, levels=[0.5]).first[0]
    early = online_descent(1, [50], [0.5], [5000], runs=20, seed=3, levels=[0.5], enough=0.5).first[0]
    arrived = np.isfinite(early)
    assert arrived.mean() >= 0.5
    assert (every[arrived] == early[arrived]).all()


@pytest.mark.parametrize(
    "arguments",
    [(4, [20], [0.1], [5]), (1, [1], [0.1], [5]), (1, [20, 30], [0.1], [5, 5])],
)
def test_what_cannot_be_simulated(arguments):
    with pytest.raises(ValueError):
        online_descent(*arguments, runs=2, seed=0)


class TestExponent:
    @pytest.mark.parametrize("power", [-0.5, 0.0, 1.0, 2.0])
    def test_a_power_law_is_found(self, power):
        noise = np.random.default_rng(1).lognormal(0, 0.5, (len(DIMENSIONS), 200))
        found = fitted_exponent(DIMENSIONS, noise * np.array(DIMENSIONS)[:, None] ** power, seed=0)
        assert abs(found.value - power) < found.bar < 0.25

    def test_a_law_that_does_not_settle_has_a_wide_bar(self):
        x = np.log(np.array(DIMENSIONS))
        samples = np.exp(0.3 * x**2)[:, None] * np.random.default_rng(1).lognormal(0, 0.1, (len(x), 200))
        settled = fitted_exponent(DIMENSIONS, np.exp(3 * x)[:, None] * samples / np.exp(0.3 * x**2)[:, None], seed=0)
        assert fitted_exponent(DIMENSIONS, samples, seed=0).bar > settled.bar + 0.5

    def test_fewer_runs_have_a_wider_bar(self):
        noise = np.random.default_rng(2).lognormal(0, 1, (len(DIMENSIONS), 400))
        assert fitted_exponent(DIMENSIONS, noise[:, :25], 0).bar > fitted_exponent(DIMENSIONS, noise, 0).bar

    def test_runs_that_did_not_arrive(self):
        samples = np.ones((len(DIMENSIONS), 10))
        samples[2, :8] = np.inf
        assert fitted_exponent(DIMENSIONS, samples, seed=0) is None

    @pytest.mark.parametrize("dimensions", [(10, 20, 30), (10, 30, 20, 40)])
    def test_too_few_or_unordered_dimensions(self, dimensions):
        with pytest.raises(ValueError):
            fitted_exponent(dimensions, np.ones((len(dimensions), 9)), seed=0)


def test_share_intervals_are_wilson_s():
    # the end points p solve |s/n - p| = z sqrt(p (1 - p)/n)
    for successes, trials in ((0, 10), (3, 10), (50, 100), (100, 100)):
        for p in share_interval(successes, trials):
            if 0 < p < 1:
                assert abs(successes / trials - p) == pytest.approx(1.959963984540054 * sqrt(p * (1 - p) / trials))
    assert share_interval(0, 10)[0] == 0
    assert share_interval(100, 100)[1] == 1
    with pytest.raises(ValueError):
        share_interval(3, 2)
