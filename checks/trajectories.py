"""Confirming along trajectories, integrated from the loss in validated balls: changes over time, and solutions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.figures import number, shown
from checks.scaling import Ranges
from checks.statements.pointwise import Point, written
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.settings import Settings
    from checks.statements.growth import Growth
    from checks.statements.solution import Solution
    from numeric.domains import Domain

STOPS = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(1))  # in units of the time of one trajectory


def _field(statement: Growth | Solution) -> tuple[list[sp.Symbol], list[sp.Symbol], Any]:
    """State, parameters and the compiled velocity field, straight from the loss."""
    from numeric.program import Program

    field = statement.flow.field
    state = list(field)
    parameters = sorted(set().union(*(v.free_symbols for v in field.values())) - set(state), key=str)
    return state, parameters, Program.of(list(field.values()), [*state, *parameters])


def confirm_on_trajectories(statement: Growth, domain: Domain, settings: Settings) -> Evidence:
    """Integrate trajectories that stay in the domain; the change over rate * time must be positive and is reported.

    Each trajectory is measured at several times; a measurement counts while the state is still in the domain.
    """
    from numeric.balls import evaluate
    from numeric.errors import NumericError
    from numeric.points import sample
    from numeric.trajectories import trajectory_until

    state, parameters, field = _field(statement)
    ranges, agreed, runs = Ranges(statement.depends), 0, 0
    for point in sample(domain, settings.points * 2, settings.seed, hard=False):
        rate = number(evaluate(statement.g, point, digits=20))
        if not rate:
            continue
        unit = _unit(statement, point, rate)
        times = [share * unit for share in STOPS]
        before = number(evaluate(statement.transform, point, digits=settings.digits))
        try:
            ends = trajectory_until(
                field, [point[x] for x in state], [point[x] for x in parameters], times, digits=settings.digits
            )
        except NumericError:
            continue
        runs += 1
        for time, end in zip(times, ends, strict=True):
            after = dict(point) | {x: _middle(v) for x, v in zip(state, end, strict=True)}
            if before is None or domain.contains(after) is not True:
                break
            now = number(evaluate(statement.transform, after, digits=settings.digits))
            if now is None:
                break
            if (quotient := (now - before) / (rate * time)) <= 0:
                # midpoints are no certificate: the search, which evaluates the rate in balls, refutes
                seen = {"at": written(point) | {"t": str(time)}, "change": shown(now - before)}
                return Evidence("confirm", Outcome.NOTHING, "a trajectory moves the other way", seen)
            ranges.add(point, quotient)
            agreed += 1
        if agreed >= settings.points:
            break
    details = {
        "points": agreed,
        "trajectories": runs,
        "digits": settings.digits,
        "seed": settings.seed,
        "range_at": ranges.table(),
    }
    if agreed < settings.points:
        return Evidence("confirm", Outcome.NOTHING, f"only {agreed} states stayed in the domain", details)
    summary = f"{agreed} states on {runs} integrated trajectories change at {ranges.overall()} times the rate"
    return Evidence("confirm", Outcome.AGREES, summary, details)


def _unit(statement: Growth, point: Point, rate: Fraction) -> Fraction:
    """A time in which the state changes by a few percent, and never beyond 1/rate: far from any blow-up."""
    from numeric.balls import evaluate

    units = [1 / abs(rate)]
    for x, velocity in statement.flow.field.items():
        speed = number(evaluate(velocity, point, digits=20))
        if speed and point[x]:
            units.append(abs(point[x] / speed) / 16)
    # a power of two just below: short fractions integrate faster
    shortest = min(units)
    return Fraction(2) ** (shortest.numerator.bit_length() - shortest.denominator.bit_length() - 1)


def _middle(ball: Any) -> Fraction:
    mid = ball.mid().fmpq()
    return Fraction(int(mid.p), int(mid.q))


def compare_with_trajectories(
    statement: Solution, domain: Domain, settings: Settings, pointwise: Evidence, count: int = 6
) -> Evidence:
    """Integrate the flow from the start values and compare with the formula at the end, in validated balls."""
    from numeric.balls import evaluate
    from numeric.errors import NumericError
    from numeric.points import sample
    from numeric.trajectories import trajectory

    state, parameters, field = _field(statement)
    compared = lost = 0
    for point in sample(domain, 8 * count, settings.seed + 1, hard=False):
        time = point.get(statement.time, Fraction(1))
        start = [evaluate(statement.start[x], point, digits=settings.digits).exact for x in state]
        if None in start or not 0 < time <= 4:
            continue
        try:
            end = trajectory(field, start, [point[x] for x in parameters], time, digits=settings.digits)
        except NumericError:
            lost += 1
            continue
        for x, value in zip(state, end, strict=True):
            claimed = evaluate(statement.solution[x], point, digits=settings.digits)
            if claimed.ball is None or not claimed.is_real:
                break
            if not value.overlaps(claimed.ball):
                found = Counterexample(written(point), str(claimed), value.str(20), f"= {x}(t), integrated:")
                return Evidence("confirm", Outcome.REFUTES, f"the integrated flow is elsewhere {found}", {}, found)
        else:
            compared += 1
        if compared >= count:
            break
    if lost > compared:
        why = (
            f"only {compared} of {compared + lost} trajectories reach the time at which the formula was to be compared"
        )
        return Evidence("confirm", Outcome.NOTHING, why, pointwise.details)
    if not compared:
        return Evidence("confirm", Outcome.NOTHING, "no trajectory could be integrated", pointwise.details)
    summary = f"{pointwise.summary}; {compared} integrated trajectories end where the formula says"
    return Evidence("confirm", Outcome.AGREES, summary, {**pointwise.details, "trajectories": compared})
