"""Gradient descent of several ReLU neurons towards one, in floating point: many starts at once. Nothing is certified.

The loss is E[(sum of relu(<w_i, x>) - relu(<v, x>))^2]/2 over x ~ N(0, I) in any dimension. With t the angle between
a and b, E[relu(<a, x>) relu(<b, x>)] = |a| |b| (sin t + (pi - t) cos t)/(2 pi) (Cho and Saul, Kernel Methods for Deep
Learning, the arc-cosine kernel of degree 1); the gradient is taken from it term by term.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"


def small_starts(runs: int, neurons: int, dimension: int, seed: int, scale: float = 0.3) -> Array:
    """Independent normal weights of standard deviation `scale`/sqrt(dimension): (runs, neurons, dimension)."""
    normal = np.random.default_rng(seed).standard_normal((runs, neurons, dimension))
    return np.asarray(scale / np.sqrt(dimension) * normal)


def _angles(a: Array, b: Array) -> tuple[Array, Array, Array]:
    """Pairwise angles and lengths: a is (runs, k, d), b is (runs, m, d); angles are (runs, k, m)."""
    one, other = (np.linalg.norm(w, axis=-1) for w in (a, b))
    unit, unit_b = a / one[..., None], b / other[..., None]
    # twice the arc tangent keeps the digits of small angles, as the arc cosine does not
    apart = np.linalg.norm(unit[:, :, None] - unit_b[:, None], axis=-1)
    together = np.linalg.norm(unit[:, :, None] + unit_b[:, None], axis=-1)
    return 2 * np.arctan2(apart, together), one, other


def gradient(w: Array, v: Array) -> Array:
    """The gradient of the loss in each neuron: weights (runs, n, d), teacher (d,)."""
    teacher = np.broadcast_to(v, (len(w), 1, len(v)))
    (between, lengths, _), (off, _, size) = _angles(w, w), _angles(w, teacher)
    linear = (w.sum(axis=1, keepdims=True) - teacher) / 2
    pull = (np.sin(between) * lengths[:, None]).sum(axis=2) - size * np.sin(off[..., 0])
    turned = pull[..., None] * w / lengths[..., None] - between @ w + off * teacher
    return np.asarray(linear + turned / (2 * np.pi))


def loss(w: Array, v: Array) -> Array:
    """The loss of each run."""
    teacher = np.broadcast_to(v, (len(w), 1, len(v)))

    def kernel(a: Array, b: Array) -> Array:
        t, one, other = _angles(a, b)
        means = one[:, :, None] * other[:, None] * (np.sin(t) + (np.pi - t) * np.cos(t)) / (2 * np.pi)
        return np.asarray(means.sum(axis=(1, 2)))

    return kernel(w, w) / 2 - kernel(w, teacher) + kernel(teacher, teacher) / 2


def losses_along(w: Array, v: Array, rate: float, counts: Sequence[int]) -> Array:
    """The losses after each of the rising `counts` of steps: (counts, runs)."""
    done, found = 0, []
    for count in counts:
        for _ in range(count - done):
            w = w - rate * gradient(w, v)
        done = count
        found.append(loss(w, v))
    return np.array(found)
