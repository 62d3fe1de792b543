"""What a claim may assume of its matrices: each assumption is decided on numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.matrices.algebra import Matrix
from checks.matrices.networks import Network

if TYPE_CHECKING:
    from checks.matrices.instances import Instance


class Condition(Boolean):
    """A condition on matrices, which stands among a claim's assumptions; `holds(instance)` decides it on numbers."""

    def holds(self, instance: Instance) -> bool:
        raise NotImplementedError

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()


class Balanced(Condition):
    """W_{j+1}^T W_{j+1} = W_j W_j^T for every pair of neighbouring layers."""

    def __new__(cls, network: Network) -> Balanced:
        return Boolean.__new__(cls, network)

    def holds(self, instance: Instance) -> bool:
        from numeric.networks import is_balanced

        return bool(is_balanced(instance.layers(self.args[0])))

    def _latex(self, printer: Any) -> str:
        w = self.args[0].name
        return rf"{w}_{{j+1}}^T {w}_{{j+1}} = {w}_j {w}_j^T \; (1 \le j < {printer._print(self.args[0].depth)})"

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name} is balanced"


class FullRank(Condition):
    """The rank of a matrix is the smaller one of its dimensions."""

    def __new__(cls, matrix: Matrix) -> FullRank:
        return Boolean.__new__(cls, matrix)

    def holds(self, instance: Instance) -> bool:
        from numeric.matrices import rank

        value = self.args[0].evaluate(instance)
        return bool(rank(value) == min(value.nrows(), value.ncols()))

    def _latex(self, printer: Any) -> str:
        return rf"{printer._print(self.args[0])} \text{{ has full rank}}"

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]} has full rank"
