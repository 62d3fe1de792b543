"""Deep linear networks: layers W_1, ..., W_N of any compatible shapes, their product, and the flow of a loss on them.

The loss is a differentiable function of the end-to-end matrix W_e = W_N ... W_1 alone, otherwise arbitrary. Layer j has
shape n_j x n_{j-1}; the depth may be a symbol, and so may every width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.symbol import Str

from checks.errors import StatementError
from checks.matrices.algebra import Matrix
from checks.matrices.letters import Identity
from checks.matrices.shapes import integer, same, scalar

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
        from checks.matrices.flows import LayerGradient

        return sp.Basic.__new__(LayerGradient, self, sp.expand(integer(index, "the number of a layer")))

    def rate(self, matrix: Matrix, eta: sp.Expr | int = 1) -> Matrix:
        """The time derivative of `matrix` along the flow in which layer j moves at -eta times its gradient."""
        from checks.matrices.flows import Rate

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
