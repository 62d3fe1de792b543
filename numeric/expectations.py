"""Means over the standard normal law of the plane, in Cartesian coordinates and floating point. Nothing is certified.

The integrand is smooth but for kinks on given lines through the origin. For each x the range of y is cut where such a
line is met, and each piece gets Gauss and Legendre's rule; what the finer of two rules changes is the error estimate.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"
_FAR = 10.0  # beyond it the density is below 1e-22
_NODES = (48, 64)


def plane_mean(f: Callable[[Array, Array], Array], lines: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """(mean, error estimate) of f(x, y); f may have kinks and jumps where a x + b y = 0 for an (a, b) of `lines`."""
    rough, fine = (_with(f, lines, nodes) for nodes in _NODES)
    return fine, abs(fine - rough) + 1e-14 * (1 + abs(fine))


def _with(f: Callable[[Array, Array], Array], lines: Sequence[tuple[float, float]], nodes: int) -> float:
    points, weights = np.polynomial.legendre.leggauss(nodes)
    total = 0.0
    for low, high in ((-_FAR, 0.0), (0.0, _FAR)):
        x, along = _scaled(points, weights, np.array([low]), np.array([high]))
        x, along = x[0], along[0]
        cuts = [np.clip(-a * x / b, -_FAR, _FAR) for a, b in lines if b]
        ends = np.sort(np.array([np.full_like(x, -_FAR), *cuts, np.zeros_like(x), np.full_like(x, _FAR)]), axis=0)
        for bottom, top in itertools.pairwise(ends):
            y, across = _scaled(points, weights, bottom, top)
            density = np.exp(-(x[:, None] ** 2 + y**2) / 2) / (2 * np.pi)
            total += float((along[:, None] * across * density * f(np.broadcast_to(x[:, None], y.shape), y)).sum())
    return total


def _scaled(points: Array, weights: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """The nodes and weights on each interval [low, high]."""
    half = ((high - low) / 2)[:, None]
    return (low + high)[:, None] / 2 + half * points, half * weights
