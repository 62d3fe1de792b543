"""The two sides of a matrix statement at one instance: equal, certainly different, or alike to so many digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import sympy as sp
from flint import arb, arb_mat, fmpq, fmpq_mat

from checks.matrices.algebra import Matrix
from checks.matrices.instances import Instance
from checks.matrices.sampling import Plan
from checks.verdict import Counterexample
from numeric.errors import NumericError
from numeric.matrices import compare, largest_difference, shape
from numeric.precision import digits_to_bits, precision

_GUARD = 10  # digits to which powers are computed beyond those asked for
_SHOWN = 12  # digits of a printed ball
_WRITTEN = 36  # entries of a matrix that is printed whole


class Sided(Protocol):
    """A statement that two sides are equal: two matrices, or two scalar expressions with traces."""

    left: Any
    right: Any


@dataclass(frozen=True)
class Comparison:
    """`exact` and `agrees` (to all digits) never come with `differs`; all three are false where nothing is certain.

    left, right   the two sides as matrices of numbers, None where one is undefined for the reason given
    """

    exact: bool = False
    agrees: bool = False
    differs: bool = False
    undefined: str = ""
    left: Any = None
    right: Any = None


def compared(statement: Sided, instance: Instance, digits: int) -> Comparison:
    """Both sides evaluated from their definitions; they agree in balls where no entry differs by more than
    10^-digits times the largest entry (absolutely where every entry may be zero).

    ValueError for sides of different shapes.
    """
    instance = instance.with_digits(digits + _GUARD)
    with precision(digits_to_bits(digits + _GUARD) + 64):
        try:
            left, right = (_value(side, instance) for side in (statement.left, statement.right))
        except NumericError as reason:
            return Comparison(undefined=str(reason))
        found = compare(left, right)
        if found != "overlap":
            exact = isinstance(left, fmpq_mat) and isinstance(right, fmpq_mat)
            return Comparison(exact, found == "equal", found == "different", "", left, right)
        return Comparison(False, _close(left, right, digits), False, "", left, right)


def _value(side: Matrix | sp.Expr, instance: Instance) -> Any:
    if isinstance(side, Matrix):
        return side.evaluate(instance)
    number = instance.scalar(side)
    return (arb_mat if isinstance(number, arb) else fmpq_mat)([[number]])


def _close(left: Any, right: Any, digits: int) -> bool:
    gap = arb(largest_difference(left, right, digits))
    size = max(arb(abs(x)).abs_lower() for m in (left, right) for x in m.entries())
    allowed = arb(fmpq(1, 10**digits))
    return bool(gap < (allowed * size if size > 0 else allowed))


def counterexample(statement: Sided, plan: Plan, instance: Instance, digits: int) -> Counterexample | None:
    """The instance as a certified counterexample; None where it is none, or not certainly within the assumptions."""
    found = compared(statement, instance, digits)
    if not found.differs or not plan.admits(instance):
        return None
    is_matrix = isinstance(statement.left, Matrix)
    left, right = (_shown(m, is_matrix) for m in (found.left, found.right))
    if not is_matrix or len(found.left.entries()) <= _WRITTEN:
        return Counterexample(dict(readable(instance)), left, right, "=")
    row, column = _place(found.left, found.right)
    where = f"entry ({row + 1}, {column + 1}) of a {found.left.nrows()}x{found.left.ncols()} matrix"
    left, right = (_number(m[row, column]) for m in (found.left, found.right))
    return Counterexample(dict(readable(instance)), f"{left} ({where})", right, "=")


def readable(instance: Instance) -> Mapping[str, str]:
    """What the instance is, by name: scalars, letters, layers, and the gradient of each loss."""
    shown = {x.name: str(v) for x, v in sorted(instance.scalars.items(), key=lambda item: str(item[0]))}
    shown |= {letter.name: _shown(m) for letter, m in instance.letters.items()}
    for network, layers in instance.networks.items():
        shown |= {f"{network.name}_{j}": _shown(W) for j, W in enumerate(layers, 1)}
        if network in instance.losses:
            shown[f"dL({network.name}e)"] = _shown(instance.gradient(network))
    return shown


def _place(left: Any, right: Any) -> tuple[int, int]:
    """The first entry in which two matrices certainly differ."""
    height, width = shape(left)
    cells = ((i, j) for i in range(height) for j in range(width))
    return next((i, j) for i, j in cells if compare(*(type(m)([[m[i, j]]]) for m in (left, right))) == "different")


def _shown(matrix: Any, brackets: bool = True) -> str:
    if not brackets:
        return _number(matrix[0, 0])
    return "[" + ", ".join("[" + ", ".join(map(_number, row)) + "]" for row in matrix.tolist()) + "]"


def _number(x: Any) -> str:
    return str(x.str(_SHOWN)).strip("[]") if isinstance(x, arb) else str(x)
