"""Straight-line programs: a list of registers, each computed from earlier ones.

A program is built once from SymPy expressions and then means the same thing for every kind of number: real and
complex balls, exact rationals, power series, mpmath numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from numeric.builder import Builder, Instruction, Reg

if TYPE_CHECKING:
    from flint import fmpq

__all__ = ["Builder", "Instruction", "Program", "Reg"]


@dataclass(frozen=True)
class Program:
    """A finished straight-line program from `inputs` numbers to `len(outputs)` numbers. Hashable and picklable."""

    inputs: int
    code: tuple[Instruction, ...]
    outputs: tuple[Reg, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.inputs, self.code, self.outputs)))
        object.__setattr__(self, "_compiled", {})

    def __hash__(self) -> int:
        return self._hash  # type: ignore[attr-defined]

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return Program, (self.inputs, self.code, self.outputs)

    @classmethod
    def of(cls, expressions: Sequence[sp.Expr], symbols: Sequence[sp.Symbol]) -> Program:
        """The program with one input per symbol and one output per expression. Raises CannotLower."""
        builder = Builder(len(symbols))
        env = dict(zip(symbols, builder.inputs, strict=True))
        return builder.program([builder.expression(e, env) for e in expressions])

    def adjoint(self, output: int, wrt: Sequence[int]) -> Program:
        """The program of the partial derivatives of one output in the inputs `wrt`; NotDifferentiable."""
        from numeric.adjoint import adjoint

        return adjoint(self, output, wrt)

    def _cached(self, kind: str, bits: int) -> Callable[..., tuple[Any, ...]]:
        from numeric.emit import emit

        compiled: dict[tuple[str, int], Callable[..., tuple[Any, ...]]] = self._compiled  # type: ignore[attr-defined]
        function = compiled.get((kind, bits))
        if function is None:
            function = compiled[kind, bits] = emit(self, kind, bits)
        return function

    def real(self, bits: int) -> Callable[..., tuple[Any, ...]]:
        """f(*arb) -> tuple of arb at `bits` of precision. Undefined or complex values are not finite."""
        return self._cached("real", bits)

    def complex(self, bits: int) -> Callable[..., tuple[Any, ...]]:
        """f(*acb) -> tuple of acb at `bits` of precision: principal branches, as SymPy has them."""
        return self._cached("complex", bits)

    def continued(self, bits: int, variables: int) -> Callable[..., tuple[Any, ...]]:
        """f(analytic, *acb) -> tuple of acb: the real function continued to complex values of its first inputs.

        With analytic=True a value is not finite unless it is holomorphic in the first `variables` inputs on the
        whole of the given balls. |x|, sign, Min and Max continue piecewise, so their arguments must be real at
        real points for the result to mean anything: the callers see to that.
        """
        return self._cached(f"continued {variables}", bits)

    def series(self, bits: int) -> Callable[..., tuple[Any, ...]]:
        """f(*arb_series) -> tuple of arb_series at `bits`; CannotLower for functions without a series."""
        return self._cached("series", bits)

    def exact(self, *point: fmpq) -> tuple[fmpq | None, ...]:
        """The exact rational values; None for an output that is irrational, undefined or not seen to be rational."""
        from numeric.exact import run

        return run(self, point)

    def mpmath(self, *point: Any) -> tuple[Any, ...]:
        """The values in mpmath at the precision that the caller has set; an independent implementation."""
        from numeric.interpret import run

        return run(self, point)
