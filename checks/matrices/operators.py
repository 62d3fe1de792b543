"""Linear operators on matrices of one shape, their inverses, and equations as assumptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product, Scaled, Sum, Transpose
from checks.matrices.assumptions import Condition
from checks.matrices.chain import require_same_kind
from checks.matrices.letters import Letter, Sized
from checks.matrices.shapes import integer, parts, same
from checks.matrices.sums import IndexedSum

if TYPE_CHECKING:
    from checks.matrices.instances import Instance

_LARGEST = 36  # entries of a matrix on which an operator is inverted: a linear system of that many unknowns


class Hole(Sized):
    """The place in an operator's body where its argument goes."""

    def evaluate(self, instance: Instance) -> Any:
        raise StatementError("an operator is evaluated at an argument")

    def written(self, show: Any) -> str:
        return r"\cdot"

    plain = written


class Operator(sp.Basic):
    """A linear map of the m x n matrices into themselves.

    `Operator.of("A", m, n, body)` is Z -> body(Z). StatementError where the body has another shape, is not linear in Z
    by its form, or uses the index of one of its sums outside it.
    """

    @classmethod
    def of(cls, name: str, rows: sp.Expr | int, columns: sp.Expr | int, body: Callable[[Matrix], Matrix]) -> Operator:
        hole = sp.Basic.__new__(Hole, integer(rows, "a number of rows", 1), integer(columns, "a number of columns", 1))
        made = body(hole)
        if not (same(made.rows, hole.rows) and same(made.columns, hole.columns)):
            raise StatementError(f"{name} maps {rows} x {columns} matrices to {made.rows} x {made.columns} ones")
        if _degree(made) != 1:
            raise StatementError(f"{name} is not linear: {made}")
        if clash := made.free_symbols & {s.args[1] for s in parts((made,), IndexedSum)}:
            raise StatementError(f"{name}: {', '.join(map(str, clash))} stands inside a sum over it and outside")
        return sp.Basic.__new__(cls, Str(name), made)

    @property
    def func(self) -> Any:
        """How SymPy rebuilds an operator from its parts."""
        return lambda *args: sp.Basic.__new__(Operator, *args)

    @property
    def name(self) -> str:
        return str(self.args[0].name)

    @property
    def body(self) -> Matrix:
        return self.args[1]

    def __call__(self, argument: Matrix) -> Matrix:
        """The operator applied to a matrix of its shape; StatementError for another one."""
        return sp.Basic.__new__(Applied, self, self._fitting(argument))

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return self.body.free_symbols

    def inverse(self, argument: Matrix) -> Matrix:
        """The one matrix X with operator(X) = argument; undefined where the operator is not invertible."""
        return sp.Basic.__new__(Solved, self, self._fitting(argument))

    def at(self, argument: Matrix) -> Matrix:
        """The body with the argument in its place, the indices of its sums renamed so that they capture nothing."""
        fresh = {s.args[1]: sp.Dummy(s.args[1].name, integer=True) for s in parts((self.body,), IndexedSum)}
        (hole,) = parts((self.body,), Hole)
        return self.body.xreplace(fresh).xreplace({hole: argument})

    def _fitting(self, argument: Matrix) -> Matrix:
        require_same_kind(self.body, argument)
        return argument


def _degree(m: Matrix) -> int | None:
    """How often each term of m has the hole as a factor; None where that differs or is not seen."""
    if isinstance(m, Hole):
        return 1
    if not parts((m,), Hole):
        return 0
    if isinstance(m, Product | Sum):
        degrees = [_degree(part) for part in m.args]
        if None in degrees or (isinstance(m, Sum) and len(set(degrees)) > 1):
            return None
        return sum(d for d in degrees if d is not None) if isinstance(m, Product) else degrees[0]
    if isinstance(m, Scaled):
        return None if parts((m.args[0],), Hole) else _degree(m.args[1])
    return _degree(m.args[0]) if isinstance(m, IndexedSum | Transpose) else None


class _Used(Matrix):
    """An operator with an argument, whose shape it has."""

    shaped_by = 1

    @property
    def operator(self) -> Operator:
        return self.args[0]


class Applied(_Used):
    """operator(argument)."""

    def doit(self, **hints: Any) -> Matrix:
        return self.operator.at(self.args[1])

    def evaluate(self, instance: Instance) -> Any:
        return self.doit().evaluate(instance)

    def written(self, show: Any) -> str:
        return rf"{self.operator.name}\left({show(self.args[1])}\right)"

    def plain(self, show: Any) -> str:
        return f"{self.operator.name}({show(self.args[1])})"


class Solved(_Used):
    """The X with operator(X) = argument."""

    def evaluate(self, instance: Instance) -> Any:
        """From the linear system for the entries of X; undefined where it is singular, or too large to solve."""
        from flint import arb_mat, ctx

        from checks.matrices.instances import Undefined
        from numeric.precision import digits_to_bits, precision

        goal = self.args[1].evaluate(instance)
        system = instance.remembered(self.operator, lambda: matrix_of(self.operator, instance))
        with precision(max(digits_to_bits(instance.digits) + 64, ctx.prec)):
            right = type(goal)([[x] for x in goal.entries()])
            if type(right) is not type(system):  # balls if either side has them
                system, right = arb_mat(system), arb_mat(right)
            try:
                entries = system.solve(right).entries()
            except ZeroDivisionError as error:
                raise Undefined(f"{self.operator.name} is not invertible") from error
            return type(right)(goal.nrows(), goal.ncols(), entries)

    def written(self, show: Any) -> str:
        return rf"{self.operator.name}^{{-1}}\left({show(self.args[1])}\right)"

    def plain(self, show: Any) -> str:
        return f"{self.operator.name}^-1({show(self.args[1])})"


def matrix_of(operator: Operator, instance: Instance) -> Any:
    """The matrix of an operator on m x n matrices, written row by row: mn x mn, from its values on the units E_ab.

    Raises Undefined where mn > 36, and where the operator has no value at this instance.
    """
    from flint import arb_mat, ctx, fmpq_mat

    from checks.matrices.instances import Undefined
    from numeric.matrices import unit
    from numeric.precision import digits_to_bits, precision

    height, width = instance.size(operator.body.rows), instance.size(operator.body.columns)
    if height * width > _LARGEST:
        raise Undefined(f"{operator.name} acts on {height * width} entries: too many to solve for")
    place = Letter("<argument>", operator.body.rows, operator.body.columns)
    body = operator.at(place)
    images = []
    for a in range(height):
        for b in range(width):
            at = replace(instance, letters={**instance.letters, place: unit(height, width, a, b)})
            images.append(body.evaluate(at))
    with precision(max(digits_to_bits(instance.digits) + 64, ctx.prec)):
        kind = arb_mat if any(isinstance(x, arb_mat) for x in images) else fmpq_mat
        return kind([x.entries() for x in images]).transpose()


class Equation(Condition):
    """An equation between matrices that a claim assumes. StatementError for different shapes."""

    def __new__(cls, left: Matrix, right: Matrix) -> Equation:
        require_same_kind(left, right)
        return Boolean.__new__(cls, left, right)

    def holds(self, instance: Instance) -> bool:
        left, right = (side.evaluate(instance) for side in self.args)
        return bool(left == right)  # for balls only where both are exact

    def _latex(self, printer: Any) -> str:
        return f"{printer._print(self.args[0])} = {printer._print(self.args[1])}"

    def _sympystr(self, printer: Any) -> str:
        return f"{printer._print(self.args[0])} = {printer._print(self.args[1])}"
