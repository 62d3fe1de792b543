"""Gradient flows as programs: the field comes from the loss by differentiation, never from a formula."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import sympy as sp

from numeric.program import Builder, Program, Reg


class GradientField:
    """The field -∇loss in `variables`. Other symbols of the loss are parameters, in `parameters`.

    Every program here takes the variables, then the parameters. Raises CannotLower and NotDifferentiable.
    """

    def __init__(
        self, loss: sp.Expr, variables: Sequence[sp.Symbol], parameters: Sequence[sp.Symbol] | None = None
    ) -> None:
        self.loss = loss
        self.variables = tuple(variables)
        if parameters is None:
            parameters = sorted(loss.free_symbols - set(variables), key=str)
        self.parameters = tuple(parameters)

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        return self.variables + self.parameters

    @cached_property
    def program(self) -> Program:
        """The velocity of each variable."""
        gradient = Program.of([self.loss], self.symbols).adjoint(0, range(len(self.variables)))
        builder = Builder(gradient.inputs)
        return builder.program(builder.neg(r) for r in builder.inline(gradient, builder.inputs))

    def lie_derivative(self, quantity: sp.Expr | Program) -> Program:
        """The rate of change of `quantity` along the flow, as a program with one output.

        A program must take the variables, then the parameters, and have one output.
        """
        program = quantity if isinstance(quantity, Program) else Program.of([quantity], self.symbols)
        slopes = program.adjoint(0, range(len(self.variables)))
        builder = Builder(self.program.inputs)
        velocities = builder.inline(self.program, builder.inputs)
        total: Reg = builder.constant(0)
        for slope, velocity in zip(builder.inline(slopes, builder.inputs), velocities, strict=True):
            if builder.value(slope) != 0:
                total = builder.add(total, builder.mul(slope, velocity))
        return builder.program([total])
