"""Deep linear networks: layers W_1, ..., W_N of any compatible shapes, their product, and the flow of a loss on them.

The loss is a differentiable function of the end-to-end matrix W_e = W_N ... W_1 alone, otherwise arbitrary. Layer j has
shape n_j x n_{j-1}; the depth may be a symbol, and so may every width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.symbol import Str
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.matrices.algebra import (
    Identity,
    IndexedSum,
    Letter,
    Matrix,
    Power,
    Product,
    Scaled,
    Sum,
    Transpose,
    Zero,
    integer,
    parts,
    same,
    scalar,
    transpose,
)

if TYPE_CHECKING:
    from checks.matrices.instances import Instance

_WIDTH = sp.Function("n", integer=True, positive=True)
_FREE = Str("free")  # in place of a width that is not fixed


class Network(sp.Basic):
    """Layers W_1, ..., W_N. `inputs` and `outputs` fix the outer widths, `hidden` all widths between.

    Raises StatementError where the depth is neither an integer >= 1 nor an integer expression.
    """

    def __new__(
        cls,
        depth: sp.Expr | int,
        *,
        inputs: sp.Expr | int | None = None,
        outputs: sp.Expr | int | None = None,
        hidden: sp.Expr | int | None = None,
        name: str = "W",
    ) -> Network:
        depth = integer(depth, "the number of layers", 1)
        if hidden is not None and not depth.is_number and not inputs == outputs == hidden:
            raise StatementError("a hidden width other than the outer ones needs an explicit number of layers")
        sizes = [_FREE if v is None else integer(v, "a width", 1) for v in (inputs, outputs, hidden)]
        return sp.Basic.__new__(cls, Str(name), depth, *sizes)

    @property
    def func(self) -> Any:
        """How SymPy rebuilds a network from its parts, for instance with a number as its depth."""
        return lambda *parts: sp.Basic.__new__(Network, *parts)

    @property
    def name(self) -> str:
        return str(self.args[0].name)

    @property
    def depth(self) -> sp.Expr:
        return self.args[1]

    def width(self, index: sp.Expr | int) -> sp.Expr:
        """n_index: the rows of layer `index`, and the columns of the one after it."""
        index = integer(index, "the number of a layer")
        inputs, outputs, hidden = self.args[2:]
        if same(index, self.depth):
            size = outputs
        elif index.is_Integer:
            size = inputs if index == 0 else hidden
        else:  # an outer width or a hidden one, as the index may be
            size = hidden if inputs == outputs == hidden else _FREE
        return _WIDTH(sp.expand(index)) if size == _FREE else size

    def layer(self, index: sp.Expr | int) -> Matrix:
        """W_index."""
        return self.product(index, index)

    def product(self, high: sp.Expr | int, low: sp.Expr | int) -> Matrix:
        """W_high ... W_low, the identity where high = low - 1."""
        high, low = (sp.expand(integer(i, "the number of a layer")) for i in (high, low))
        if (low.is_number and low < 1) or sp.expand(high - self.depth).is_positive:
            raise StatementError(f"there are no layers {high} down to {low} in a network of {self.depth}")
        if same(high, low - 1):
            return Identity(self.width(high))
        return sp.Basic.__new__(Run, self, high, low)

    @property
    def end_to_end(self) -> Matrix:
        """W_e = W_N ... W_1."""
        return self.product(self.depth, 1)

    @property
    def gradient(self) -> Matrix:
        """The gradient of the loss at the end-to-end matrix, of its shape."""
        return sp.Basic.__new__(Gradient, self)

    def layer_gradient(self, index: sp.Expr | int) -> Matrix:
        """The gradient of the loss with respect to layer `index`."""
        return sp.Basic.__new__(LayerGradient, self, sp.expand(integer(index, "the number of a layer")))

    def rate(self, matrix: Matrix, eta: sp.Expr | int = 1) -> Matrix:
        """The time derivative of `matrix` along the flow in which layer j moves at -eta times its gradient."""
        if not isinstance(matrix, Matrix):
            raise StatementError(f"the rate of {matrix!r}, where a matrix belongs")
        return sp.Basic.__new__(Rate, matrix, self, scalar(eta))

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set(self.depth.free_symbols)

    def _latex(self, printer: Any) -> str:
        return self.name

    _sympystr = _latex


class Run(Matrix):
    """A product of neighbouring layers W_high ... W_low, with high >= low."""

    @property
    def network(self) -> Network:
        return self.args[0]

    @property
    def rows(self) -> sp.Expr:
        return self.network.width(self.args[1])

    @property
    def columns(self) -> sp.Expr:
        return self.network.width(self.args[2] - 1)

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set(self.args[1].free_symbols | self.args[2].free_symbols)

    def evaluate(self, instance: Instance) -> Any:
        from checks.matrices.instances import Undefined
        from numeric.matrices import identity, multiply

        network, high, low = self.args
        layers = instance.layers(network)
        top, bottom = instance.integer(high), instance.integer(low)
        if top < bottom - 1:
            raise Undefined(f"there is no product of {network.name}_{top} down to {network.name}_{bottom}")
        value = identity(instance.size(self.rows))
        for i in range(top, bottom - 1, -1):
            value = multiply(value, layers[i - 1])
        return value

    def written(self, show: Any) -> str:
        network, high, low = self.args
        if same(high, low):
            return f"{network.name}_{{{show(high)}}}"
        if same(high, network.depth) and low == 1:
            return f"{network.name}_e"
        if same(high, low + 1):
            return rf"{network.name}_{{{show(high)}}} {network.name}_{{{show(low)}}}"
        return rf"{network.name}_{{{show(high)}}} \cdots {network.name}_{{{show(low)}}}"

    def plain(self, show: Any) -> str:
        network, high, low = self.args
        if same(high, network.depth) and low == 1 and high != low:
            return f"{network.name}e"
        return f"{network.name}[{show(high)}]" if same(high, low) else f"{network.name}[{show(high)}..{show(low)}]"


class Gradient(Matrix):
    """The gradient of the loss at the end-to-end matrix."""

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].end_to_end.rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].end_to_end.columns

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()

    def evaluate(self, instance: Instance) -> Any:
        return instance.gradient(self.args[0])

    def written(self, show: Any) -> str:
        return rf"\nabla\mathcal{{L}}({self.args[0].name}_e)"

    def plain(self, show: Any) -> str:
        return f"dL({self.args[0].name}e)"


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
        return transpose(Product.of(below, transpose(network.gradient), above))

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
    def rows(self) -> sp.Expr:
        return self.args[0].rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].columns

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
        return transpose(_differentiated(m.args[0], network, eta))
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
