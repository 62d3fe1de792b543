"""Online stochastic gradient descent on the sphere, many runs at once, for losses that see the data through one index.

A run has a unit vector x in R^N, a target theta and, at each step, a fresh Gaussian a in R^N. Its loss depends on
u = <a, x> and v = <a, theta> alone, so that a step

    x' = x - (delta/N) l'(u, v) (a - u x),    then x'/|x'|,

moves the overlap m = <x, theta> by numbers of which the joint law is known: with s = sqrt(1 - m^2) and a Gaussian w
that is independent of u, v = m u + s w, and the squared length of a - u x is w^2 plus an independent chi-square
variable of N - 2 degrees of freedom. Drawing u, w and that variable is therefore the whole step, exactly, in any
dimension. Seeded, so every figure can be had again. Floating point: figures, never facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Any

import numpy as np

_CHUNK = 256  # steps whose random numbers are drawn at once
_RESAMPLES = 400
_NORMAL = 1.959963984540054  # 97.5 % of a Gaussian lies below

Array = Any  # a numpy array of floats


# Hermite polynomials, orthonormal for the standard Gaussian, with their derivatives
_HERMITE: dict[int, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    1: (lambda u: u, np.ones_like),
    2: (lambda u: (u * u - 1) / sqrt(2), lambda u: sqrt(2) * u),
    3: (lambda u: (u**3 - 3 * u) / sqrt(6), lambda u: (3 * u * u - 3) / sqrt(6)),
}
EXPONENTS = tuple(_HERMITE)


@dataclass(frozen=True)
class Runs:
    """What was seen of each run; arrays have a row for each dimension and a column for each run.

    first    for each level, the number of steps after which the overlap first exceeded it; inf where it never did
    largest  the largest |m| seen, the start included
    last     the overlap after the last step
    """

    first: tuple[Array, ...]
    largest: Array
    last: Array


def overlap_step(k: int, m: Array, rate: Array, u: Array, w: Array, square: Array) -> Array:
    """The overlap after one step on the loss -h_k(u) h_k(v), whose mean over the data is -m^k.

    m       overlaps in [-1, 1]
    rate    delta/N
    square  |a - u x|^2, at least w^2
    """
    h, slope = _HERMITE[k]
    s = np.sqrt(1 - m * m)
    moved = rate * -h(m * u + s * w) * slope(u)
    after = (m - moved * s * w) / np.sqrt(1 + moved * moved * square)
    return np.clip(after, -1, 1)  # rounding alone can leave the interval


def online_descent(
    k: int,
    dimensions: Sequence[int],
    deltas: Sequence[float],
    limits: Sequence[int],
    *,
    runs: int,
    seed: int,
    levels: Sequence[float] = (),
    enough: float = 1.0,
) -> Runs:
    """`runs` runs in each dimension N >= 2 from the overlap N^(-1/2), with step size delta and at most `limit` steps.

    A dimension is left early once the share `enough` of its runs has exceeded every level. Raises ValueError for an
    exponent outside EXPONENTS, for dimensions below 2 and for lists of different lengths.
    """
    if k not in _HERMITE or min(dimensions) < 2:
        raise ValueError(f"information exponents {EXPONENTS}, dimensions from 2")
    if not len(dimensions) == len(deltas) == len(limits):
        raise ValueError("one step size and one limit for each dimension")
    rng = np.random.default_rng(seed)
    N: Array = np.repeat(np.asarray(dimensions, dtype=float), runs)
    rate = np.repeat(np.asarray(deltas, dtype=float), runs) / N
    m = N**-0.5
    first, largest = np.full((len(levels), len(N)), np.inf), np.abs(m)
    alive, done = list(range(len(dimensions))), 0
    while alive:
        lanes = np.concatenate([np.arange(g * runs, (g + 1) * runs) for g in alive])
        count = min(_CHUNK, max(limits[g] for g in alive) - done)
        path = _path(k, m[lanes], rate[lanes], N[lanes], count, rng)
        for position, g in enumerate(alive):
            own, columns = slice(g * runs, (g + 1) * runs), slice(position * runs, (position + 1) * runs)
            seen = path[: limits[g] - done, columns]
            m[own] = seen[-1]
            largest[own] = np.maximum(largest[own], np.abs(seen).max(axis=0))
            for j, level in enumerate(levels):
                above = seen > level
                when = np.where(above.any(axis=0), above.argmax(axis=0) + done + 1, np.inf)
                first[j, own] = np.minimum(first[j, own], when)
        done += count
        alive = [g for g in alive if limits[g] > done and not _is_over(first[:, g * runs : (g + 1) * runs], enough)]
    shape = (len(dimensions), runs)
    return Runs(tuple(f.reshape(shape) for f in first), largest.reshape(shape), m.reshape(shape))


def _path(k: int, m: Array, rate: Array, N: Array, count: int, rng: Any) -> Array:
    """The overlaps after each of `count` steps, a row for each step."""
    u, w = rng.standard_normal((2, count, len(m)))
    # a chi-square variable of d degrees of freedom is twice a Gamma variable of shape d/2; of none, zero
    square = w * w + 2 * rng.standard_gamma((N - 2) / 2, (count, len(m)))
    path = np.empty((count, len(m)))
    for i in range(count):
        m = path[i] = overlap_step(k, m, rate, u[i], w[i], square[i])
    return path


def _is_over(first: Array, enough: float) -> bool:
    return bool(len(first) and (np.isfinite(first).mean(axis=1) >= enough).all())


@dataclass(frozen=True)
class Exponent:
    """An exponent with its error bar, and the medians it was fitted to (one for each dimension)."""

    value: float
    bar: float
    medians: tuple[float, ...]


def fitted_exponent(dimensions: Sequence[int], samples: Array, seed: int) -> Exponent | None:
    """The slope of log(median) against log(dimension), by least squares; None where a median is not finite.

    samples  positive, a row for each dimension (at least four, rising); inf for runs that did not arrive

    The bar is the sum of three parts: the 95 % interval of a seeded bootstrap over the runs; what the slope changes
    from the lower half of the dimensions to the upper half beyond the noise of that change; and half of N^(-1/2) in the
    smallest dimension, the slope that a correction by the factor 1 + N^(-1/2) has, for overlaps start at N^(-1/2).
    """
    if len(dimensions) < 4 or sorted(set(dimensions)) != list(dimensions):
        raise ValueError("at least four rising dimensions")
    medians = np.median(samples, axis=1)
    if not np.isfinite(medians).all():
        return None
    x, half = np.log(np.asarray(dimensions, dtype=float)), len(dimensions) // 2

    def slope_and_change(middle: Array) -> tuple[float, float]:
        y = np.log(middle)
        return _slope(x, y), _slope(x[half - 1 :], y[half - 1 :]) - _slope(x[: half + 1], y[: half + 1])

    rng = np.random.default_rng(seed)
    picks = rng.integers(0, samples.shape[1], (_RESAMPLES, *samples.shape))
    again = np.median(np.take_along_axis(samples[None], picks, axis=2), axis=2)
    if not np.isfinite(again).all():
        return None
    value, change = slope_and_change(medians)
    noise = _NORMAL * np.std([slope_and_change(middle) for middle in again], axis=0)
    bar = noise[0] + max(0.0, abs(change) - noise[1]) + dimensions[0] ** -0.5 / 2
    return Exponent(value, float(bar), tuple(map(float, medians)))


def _slope(x: Array, y: Array) -> float:
    centred = x - x.mean()
    return float((centred * y).sum() / (centred * centred).sum())


def share_interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval for a probability of which `successes` of `trials` independent runs are the sample."""
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError("successes out of at least one trial")
    p, z = successes / trials, _NORMAL
    middle = (p + z * z / (2 * trials)) / (1 + z * z / trials)
    reach = z * sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def digits_of(x: float) -> str:
    """A figure to four digits."""
    return "inf" if x == float("inf") else f"{x:.4g}" if x == 0 or -4 < log(abs(x), 10) < 7 else f"{x:.3e}"
