"""Making a failing instance small: few and small matrices, then the numbers a person would choose.

Guarantee: the result fails whenever the input does. Where it also fails for a loss that is linear, and a few rounds
suffice, no number alone (a scalar that is no integer, an entry of a letter, of a layer or of the gradient of the loss)
can be replaced by a simpler one of the list without losing that.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from checks.matrices.drawing import linear_loss
from checks.matrices.instances import Instance, Layers
from checks.matrices.sampling import TINY, Plan, Point
from numeric.precision import fraction

Fails = Callable[[Instance], bool]
Numbers = dict[tuple[Any, ...], Fraction]

_CHOICES = 40  # shapes for each choice of integer scalars
_SHAPES = 50  # shapes that are tried in place of a larger one
_REFILLS = 10  # random fillings of each
_LARGEST = 4
_ROUNDS = 4
_WHOLE = 4  # entries of a matrix that is replaced as a whole
_LENGTHS = 3  # numbers that such a matrix is made of, besides zeros
_SIMPLE = [Fraction(x) for x in (0, 1, -1, 2, -2, 3, 4)]


def shrink(plan: Plan, instance: Instance, fails: Fails) -> Instance:
    """A simpler failing instance; `instance` itself must be one."""
    return _simplified(_smaller(plan, instance, fails), fails)


def shapes(plan: Plan, largest: int) -> list[tuple[Instance, list[Point]]]:
    """Dimensions up to `largest` without matrices, the smallest first, each with the simple scalars that it fits."""
    alike: dict[tuple[Fraction, ...], list[Point]] = {}
    for point in plan.simple_points:
        alike.setdefault(tuple(v for x, v in point.items() if x.is_integer), []).append(point)
    found = []
    for points in alike.values():
        free = plan.open_sizes(points[0])
        equal = ((size,) * len(free) for size in range(1, largest + 1))
        for sizes in dict.fromkeys((*equal, *itertools.islice(_by_sum(len(free), largest), _CHOICES))):
            found.append((plan.sized(points[0], dict(zip(free, sizes, strict=True))), points))
    return sorted(found, key=lambda shape: _bulk(plan, shape[0]))


def filled(plan: Plan, sized: Instance, point: Point, rng: random.Random) -> Instance:
    """Plain random matrices of these dimensions."""
    return plan.filled(replace(sized, scalars=point), rng, TINY)


def _by_sum(count: int, largest: int) -> Iterator[tuple[int, ...]]:
    """All tuples of numbers from 1 to `largest`, those of small sum first."""
    for total in range(count, count * largest + 1):
        yield from _parts(count, largest, total)


def _parts(count: int, largest: int, total: int) -> Iterator[tuple[int, ...]]:
    if count == 0:
        yield from [()] if total == 0 else []
        return
    for first in range(1, largest + 1):
        if count - 1 <= total - first <= (count - 1) * largest:
            yield from ((first, *rest) for rest in _parts(count - 1, largest, total - first))


def _bulk(plan: Plan, sized: Instance) -> tuple[int, int]:
    """How large an instance is: the entries of its letters and layers, and the number of widths."""
    widths = [plan.widths(network, sized) for network in plan.networks]
    entries = sum(a * b for w in widths for a, b in itertools.pairwise(w))
    entries += sum(sized.size(x.rows) * sized.size(x.columns) for x in plan.letters)
    return entries, sum(map(len, widths))


def _smaller(plan: Plan, instance: Instance, fails: Fails) -> Instance:
    """The simplest of some random failing instances of the smallest shape that has any: all dimensions equal first."""
    rng = random.Random(f"{plan.seed}/smaller")
    largest = min(max(instance.sizes.values(), default=1), _LARGEST)
    every = shapes(plan, largest)
    for tried in ([s for s in every if len(set(s[0].sizes.values())) <= 1], every):
        bulk = _bulk(plan, instance)
        for sized, points in [s for s in tried if _bulk(plan, s[0]) <= bulk][:_SHAPES]:
            drawn = [filled(plan, sized, rng.choice(points), rng) for _ in range(_REFILLS)]
            failing = [x for x in drawn if fails(x)]
            if failing:
                instance = min([*failing, instance], key=lambda x: (_bulk(plan, x), _weight(_numbers(x))))
                break
    return instance


# --- numbers --------------------------------------------------------------------------------------------------------


def _simplified(instance: Instance, fails: Fails) -> Instance:
    best = _with_numbers(instance, _numbers(instance))
    if not fails(best):  # it fails for no linear loss
        return instance
    for _ in range(_ROUNDS):
        numbers = _numbers(best)
        for trial in _simpler(numbers):
            # earlier trials of the round may have been accepted
            changed = {place: value for place, value in trial.items() if value != numbers[place]}
            merged = {**_numbers(best), **changed}
            if _weight(merged) < _weight(_numbers(best)) and fails(candidate := _with_numbers(best, merged)):
                best = candidate
        if _weight(_numbers(best)) == _weight(numbers):
            break
    return best


def _simpler(numbers: Numbers) -> Iterator[Numbers]:
    """All numbers of one size replaced by a simpler one, as balance demands, or one matrix, or one number."""
    sizes = sorted({abs(v) for place, v in numbers.items() if place[0] in ("letter", "layer")}, reverse=True)
    for size in sizes:
        for simple in _SIMPLE:
            if simple >= 0:
                yield {
                    place: (simple if v > 0 else -simple) if place[0] in ("letter", "layer") and abs(v) == size else v
                    for place, v in numbers.items()
                }
    for _, group in itertools.groupby(numbers, key=lambda place: place[:-1]):
        places = list(group)
        # a turned matrix can only be turned back as a whole, keeping its length
        if len(places) <= _WHOLE and any(numbers[place].denominator > 1 for place in places):
            others = {abs(v) for place, v in numbers.items() if place not in places and place[0] != "scalar"}
            for size in sorted((others | {Fraction(1)}) - {0})[:_LENGTHS]:
                for values in itertools.product((Fraction(0), size, -size), repeat=len(places)):
                    yield {**numbers, **dict(zip(places, values, strict=True))}
    for place in numbers:
        for simple in _SIMPLE:
            yield {**numbers, place: simple}


def _weight(numbers: Numbers) -> int:
    """Zeros weigh least, then ones, small integers and simple fractions."""
    return sum(2 * abs(v.numerator) + 6 * (v.denominator - 1) + (v < 0) for v in numbers.values())


def _numbers(instance: Instance) -> Numbers:
    """Everything in an instance that can be changed without changing a dimension."""
    found: Numbers = {("scalar", x): v for x, v in instance.scalars.items() if not x.is_integer}
    for letter, matrix in instance.letters.items():
        found |= {("letter", letter, k): fraction(v) for k, v in enumerate(matrix.entries())}
    for network, layers in instance.networks.items():
        for j, layer in enumerate(layers):
            found |= {("layer", network, j, k): fraction(v) for k, v in enumerate(layer.entries())}
        if network in instance.losses:
            found |= {("gradient", network, k): fraction(v) for k, v in enumerate(instance.gradient(network).entries())}
    return found


def _with_numbers(instance: Instance, numbers: Numbers) -> Instance:
    """The instance with these numbers; every loss becomes the linear one of its gradient."""

    def matrix(like: fmpq_mat, *place: Any) -> fmpq_mat:
        values = (numbers[(*place, k)] for k in range(len(like.entries())))
        return fmpq_mat(like.nrows(), like.ncols(), [fmpq(v.numerator, v.denominator) for v in values])

    return Instance(
        {x: numbers.get(("scalar", x), v) for x, v in instance.scalars.items()},
        instance.sizes,
        {x: matrix(m, "letter", x) for x, m in instance.letters.items()},
        {n: Layers(matrix(W, "layer", n, j) for j, W in enumerate(layers)) for n, layers in instance.networks.items()},
        {n: linear_loss(matrix(instance.gradient(n), "gradient", n)) for n in instance.losses},
        instance.digits,
    )
