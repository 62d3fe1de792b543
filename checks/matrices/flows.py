"""The flow of the layers of a network: the gradient of each, and rates along the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product, Scaled, Sum, Transpose
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.networks import Network, Run
from checks.matrices.powers import Power
from checks.matrices.shapes import parts, same
from checks.matrices.sums import IndexedSum

if TYPE_CHECKING:
    from checks.matrices.instances import Instance


class LayerGradient(Matrix):
    """The gradient of L(W_N ... W_1) with respect to one layer."""

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].width(self.args[1])

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].width(self.args[1] - 1)

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set(self.args[1].free_symbols)

    def doit(self, **hints: Any) -> Matrix:
        """Read off from the differential: Tr(G^T W_N ... V ... W_1) = Tr(X V) for every V, so the gradient is X^T."""
        network, j = self.args
        above, below = network.product(network.depth, j + 1), network.product(j - 1, 1)
        return Product.of(below, network.gradient.T, above).T

    def evaluate(self, instance: Instance) -> Any:
        network, j = self.args
        return instance.layer_gradients(network)[instance.integer(j) - 1]

    def written(self, show: Any) -> str:
        network, j = self.args
        return rf"\frac{{\partial \mathcal{{L}}}}{{\partial {network.name}_{{{show(j)}}}}}"

    def plain(self, show: Any) -> str:
        return f"dL/d{self.args[0].name}[{show(self.args[1])}]"


class Rate(Matrix):
    """The time derivative of a matrix along the layer flow; the matrix is a polynomial in the layers."""

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set(self.args[0].free_symbols | self.args[2].free_symbols)

    def doit(self, **hints: Any) -> Matrix:
        """The product rule along the layers; for a product of a symbolic number of layers, a sum over them."""
        matrix, network, eta = self.args
        return _differentiated(matrix, network, eta)

    def evaluate(self, instance: Instance) -> Any:
        """The exact derivative of a polynomial in time: from its values at as many times as it has coefficients."""
        from numeric.matrices import derivative_at_zero, scale

        matrix, network, eta = self.args
        slope = derivative_at_zero(
            lambda time: matrix.evaluate(instance.moved(network, time)), _degree(matrix, network, instance)
        )
        return scale(-instance.scalar(eta), slope)

    def written(self, show: Any) -> str:
        matrix = self.args[0]
        if isinstance(matrix, Run):
            network, high, low = matrix.args
            if same(high, low):
                return rf"\dot{{{network.name}}}_{{{show(high)}}}"
            if same(high, network.depth) and low == 1:
                return rf"\dot{{{network.name}}}_e"
        return rf"\frac{{d}}{{dt}}\left({show(matrix)}\right)"

    def plain(self, show: Any) -> str:
        return f"d({show(self.args[0])})/dt"


def _differentiated(m: Matrix, network: Network, eta: sp.Expr) -> Matrix:
    """d(m)/dt by the rules of differentiation."""
    if isinstance(m, Run) and m.network == network:
        _, high, low = m.args
        if same(high, low):
            return Scaled.by(-eta, network.layer_gradient(high).doit())
        index = sp.Dummy("i", integer=True)
        body = Product.of(
            network.product(high, index + 1),
            Scaled.by(-eta, network.layer_gradient(index).doit()),
            network.product(index - 1, low),
        )
        return IndexedSum.over(body, index, low, high)
    if isinstance(m, Product):
        return Sum.of(
            *(Product.of(*m.args[:i], _differentiated(f, network, eta), *m.args[i + 1 :]) for i, f in enumerate(m.args))
        )
    if isinstance(m, Sum):
        return Sum.of(*(_differentiated(t, network, eta) for t in m.args))
    if isinstance(m, Scaled):
        _require_constant(m.args[0])
        return Scaled.by(m.args[0], _differentiated(m.args[1], network, eta))
    if isinstance(m, Transpose):
        return _differentiated(m.args[0], network, eta).T
    if isinstance(m, Letter | Identity | Zero):
        return Zero(m.rows, m.columns)
    raise StatementError(f"{m} is no polynomial in the layers, so its rate is not defined here")


def _require_constant(scalar: sp.Expr) -> None:
    if parts([scalar], Matrix):
        raise StatementError(f"{scalar} moves with the layers; the rate of a multiple by it is not defined here")


def _degree(m: Matrix, network: Network, instance: Instance) -> int:
    """A bound for the degree of m in the layers of the network."""
    if isinstance(m, Run) and m.network == network:
        return max(0, instance.integer(m.args[1]) - instance.integer(m.args[2]) + 1)
    if isinstance(m, Product):
        return sum(_degree(f, network, instance) for f in m.args)
    if isinstance(m, Sum):
        return max(_degree(t, network, instance) for t in m.args)
    if isinstance(m, Scaled):
        _require_constant(m.args[0])
        return _degree(m.args[1], network, instance)
    if isinstance(m, Transpose):
        return _degree(m.args[0], network, instance)
    if isinstance(m, Letter | Identity | Zero):
        return 0
    if isinstance(m, Power) and isinstance(m.args[1], sp.Integer):
        return int(m.args[1]) * _degree(m.args[0], network, instance)
    raise StatementError(f"{m} is no polynomial in the layers, so its rate is not defined here")
