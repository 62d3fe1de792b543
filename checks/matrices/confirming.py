"""Confirming a matrix statement: agreement with the definitions on exact random instances of many shapes and depths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from checks.matrices.comparing import Sided, compared, counterexample
from checks.matrices.instances import Instance
from checks.matrices.sampling import Plan, instances
from checks.verdict import Evidence, Outcome
from numeric.matrices import rank, shape
from numeric.networks import end_to_end

if TYPE_CHECKING:
    from checks.settings import Settings
    from numeric.domains import Domain

LARGE = 3  # instances with dimensions up to 20


def confirm_matrices(statement: Sided, domain: Domain, settings: Settings) -> Evidence:
    """Evaluate both sides on `settings.points` instances, exactly or in balls of `settings.digits` digits.

    Agreement on fewer instances confirms nothing. The details say what was seen: how many comparisons had no rounding,
    and the shapes, depths and ranks of the letters and end-to-end matrices. Raises CannotLower, KeyError and ValueError
    for statements that have no numeric meaning.
    """
    plan = plan_of(statement, domain, settings)
    coverage: Counter[str] = Counter()
    exact = agreed = undefined = unclear = 0
    for instance in instances(plan, 2 * settings.points, settings.points - LARGE, LARGE):
        found = compared(statement, instance, settings.digits)
        if found.differs and (shown := counterexample(statement, plan, instance, settings.digits)):
            return Evidence("confirm", Outcome.REFUTES, f"differs {shown}", {"agreed": agreed}, shown)
        if found.agrees:
            agreed += 1
            exact += found.exact
            coverage.update(_features(instance))
            if agreed >= settings.points:
                break
        elif found.undefined:
            undefined += 1
        else:
            unclear += 1
    details = {
        "points": agreed,
        "exact": exact,
        "digits": settings.digits,
        "undefined": undefined,
        "unclear": unclear,
        "seed": settings.seed,
        **_grouped(coverage),
    }
    if agreed < settings.points:
        summary = f"only {agreed} of {settings.points} instances could be evaluated"
        return Evidence("confirm", Outcome.NOTHING, summary, details)
    how = "with no rounding" if exact == agreed else f"to {settings.digits} digits, on {exact} with no rounding"
    return Evidence("confirm", Outcome.AGREES, f"agrees at {agreed} random instances {how}", details)


def plan_of(statement: Sided, domain: Domain, settings: Settings) -> Plan:
    """What instances of a statement consist of, within a claim's domain."""
    return Plan((statement.left, statement.right), domain.conditions, domain.symbols, settings.seed)


def _features(instance: Instance) -> set[str]:
    """What an instance is an example of, as words `group: member`."""
    layers_and_letters = [*instance.letters.values(), *(W for layers in instance.networks.values() for W in layers)]
    found = {f"dimensions: up to {_bracket(n for W in layers_and_letters for n in shape(W))}"}
    matrices: list[Any] = list(instance.letters.values())
    for layers in instance.networks.values():
        found.add(f"depths: {len(layers)}")
        matrices.append(end_to_end(layers))
    for m in matrices:
        height, width = shape(m)
        form = "tall" if height > width else "wide" if height < width else "square"
        found.add(f"shapes: {'1x1' if height == width == 1 else form}")
        full = min(height, width)
        found.add(f"ranks: {'zero' if rank(m) == 0 else 'deficient' if rank(m) < full else 'full'}")
    return found


def _bracket(sizes: Iterable[int]) -> int:
    largest = max(sizes, default=1)
    return next(end for end in (1, 2, 5, 10, 20, largest) if largest <= end)


def _grouped(coverage: Counter[str]) -> dict[str, dict[str, int]]:
    groups: dict[str, dict[str, int]] = {}
    for feature, count in sorted(coverage.items()):
        group, member = feature.split(": ")
        groups.setdefault(group, {})[member] = count
    return groups
