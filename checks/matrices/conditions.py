"""Whether an instance satisfies what a claim assumes: conditions on matrices, relations of scalars, kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb, fmpq_mat
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.matrices.assumptions import Condition
from numeric.errors import NumericError
from numeric.matrices import identity
from numeric.powers import NoPower, Semidefinite
from numeric.precision import digits_to_bits, precision

if TYPE_CHECKING:
    from checks.matrices.instances import Instance

_ORDERS: dict[type, tuple[str, ...]] = {
    sp.StrictLessThan: ("less",),
    sp.LessThan: ("less", "equal"),
    sp.StrictGreaterThan: ("greater",),
    sp.GreaterThan: ("greater", "equal"),
    sp.Equality: ("equal",),
    sp.Unequality: ("less", "greater"),
}


def all_hold(conditions: Iterable[Boolean], instance: Instance) -> bool:
    """Whether every condition certainly holds; an undecided one does not. StatementError for unknown kinds."""
    return all(holds(c, instance) is True for c in conditions)


def holds(condition: Boolean, instance: Instance) -> bool | None:
    """The truth of a condition at an instance; None where balls overlap or a side is undefined."""
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, Condition):
        try:
            return condition.holds(instance)
        except NumericError:
            return None
    if isinstance(condition, Relational):
        return _related(condition, instance)
    truth = {}
    for part in condition.args:
        if not isinstance(part, Boolean):
            raise StatementError(f"{condition} is no condition that can be decided on matrices of numbers")
        truth[part] = holds(part, instance)
    if None in truth.values():
        return None
    decided = condition.func(*(sp.true if truth[part] else sp.false for part in condition.args))
    return bool(decided)


def is_of_kind(matrix: fmpq_mat, kind: str) -> bool:
    """Whether a matrix is what a letter of this kind stands for."""
    if kind == "orthogonal":
        return bool(matrix * matrix.transpose() == identity(matrix.nrows()))
    if kind == "diagonal":
        cells = ((i, j, matrix[i, j]) for i in range(matrix.nrows()) for j in range(matrix.ncols()))
        return all(x >= 0 if i == j else x == 0 for i, j, x in cells)
    if kind == "positive semidefinite":
        try:
            Semidefinite(matrix)
        except NoPower:
            return False
    return True


def _related(relation: Relational, instance: Instance) -> bool | None:
    try:
        left, right = (instance.scalar(side) for side in relation.args)
    except NumericError:
        return None
    if isinstance(left, arb) or isinstance(right, arb):
        with precision(digits_to_bits(instance.digits)):
            left, right = arb(left), arb(right)
            order = "less" if left < right else "greater" if left > right else None
    else:
        order = "less" if left < right else "greater" if left > right else "equal"
    orders = _ORDERS.get(type(relation))
    if orders is None:
        raise StatementError(f"{relation} is no relation that can be decided on matrices of numbers")
    return None if order is None else order in orders
