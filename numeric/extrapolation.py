"""Solutions of differential equations in rounded arithmetic of any precision. Nothing here is certified.

Gragg's midpoint rule with 2, 4, 6, ... substeps has an error in even powers of the substep, so the results extrapolate
to substep 0 (Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, section II.9). It shares no code with
the validated `trajectories` and is there to be compared with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numeric.errors import IntegrationFailed

_COLUMNS = 14  # the order is twice that
_MOST_STEPS = 400

Vector = list[Any]
Field = Callable[..., Sequence[Any]]


def extrapolated(field: Field, start: Vector, times: Sequence[Any], tolerance: Any) -> list[Vector]:
    """The solution of x' = field(*x), x(0) = start, at rising positive `times`; all numbers are mpmath's.

    A step counts when its last two extrapolations differ by at most `tolerance` times its share of the whole time,
    in every component; else it is halved. Errors of earlier steps are carried along, so compare with a run at a smaller
    tolerance. Raises IntegrationFailed where 400 steps do not suffice; what `field` raises passes through.
    """
    state, now, length, found = start, 0 * times[0], times[0], []
    steps = 0
    for stop in times:
        while now < stop:
            if (steps := steps + 1) > _MOST_STEPS:
                raise IntegrationFailed(f"more than {_MOST_STEPS} steps before t = {stop}")
            step = min(length, stop - now)
            reached, columns = _step(field, state, step, tolerance * step / times[-1])
            if reached is None:
                length = step / 2
                continue
            state, now = reached, now + step if step < stop - now else stop
            if columns < _COLUMNS - 4 and step == length:
                length = 2 * step
        found.append(state)
    return found


def _step(field: Field, state: Vector, step: Any, tolerance: Any) -> tuple[Vector | None, int]:
    """The state one step later and the columns that it took; None where they do not settle."""
    row: list[Vector] = []
    for k in range(1, _COLUMNS + 1):
        above, row = row, [_midpoint(field, state, step, 2 * k)]
        for m, old in enumerate(above, 1):
            # Aitken and Neville in the square of the substep, whose quotient is (k / (k - m))^2
            weight = ((k - m) ** 2, k**2 - (k - m) ** 2)
            row.append([x + (x - y) * weight[0] / weight[1] for x, y in zip(row[-1], old, strict=True)])
        if k > 2 and max(abs(x - y) for x, y in zip(row[-1], row[-2], strict=True)) <= tolerance:
            return row[-1], k
    return None, _COLUMNS


def _midpoint(field: Field, state: Vector, step: Any, substeps: int) -> Vector:
    """The midpoint rule with an even number of substeps, started by Euler's, the last values smoothed."""
    h = step / substeps
    before, now = state, [x + h * v for x, v in zip(state, field(*state), strict=True)]
    for _ in range(substeps - 1):
        before, now = now, [x + 2 * h * v for x, v in zip(before, field(*now), strict=True)]
    return [(x + y + h * v) / 2 for x, y, v in zip(now, before, field(*now), strict=True)]
