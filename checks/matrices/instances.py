"""Matrices of numbers for the letters, layers and scalars of a statement: what its nodes are evaluated at.

Everything in an instance is an exact rational. Derivatives are found from the loss, and powers from their definition,
in `numeric`; an irrational value comes back as a ball, one that does not exist raises Undefined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import arb, arb_mat, fmpq, fmpq_mat

from checks.errors import StatementError
from checks.matrices.letters import Letter
from checks.matrices.networks import _WIDTH, Network
from checks.matrices.shapes import parts
from checks.matrices.traces import Trace
from numeric.balls import evaluate
from numeric.errors import NumericError
from numeric.losses import Loss, gradient
from numeric.matrices import scale, trace
from numeric.networks import end_to_end, layer_gradients
from numeric.powers import NoPower, Semidefinite
from numeric.precision import digits_to_bits, precision, rational
from numeric.program import Program

if TYPE_CHECKING:
    from numeric.matrices import AnyMatrix, Scalar

_GUARD = 64  # bits by which scalars of balls are computed more precisely than asked for


class Undefined(NumericError, ArithmeticError):
    """A side of a statement has no value at an instance, such as 0**0 or a negative power of a singular matrix."""


class Layers(tuple[fmpq_mat, ...]):
    """(W_1, ..., W_N), or their gradients. Undefined for an index outside, counted from zero."""

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, int) and not 0 <= index < len(self):
            raise Undefined(f"there is no layer {index + 1} among {len(self)}")
        return super().__getitem__(index)


@dataclass(frozen=True, eq=False)
class Instance:
    """Numbers for everything that a statement leaves open.

    scalars   a rational for each scalar symbol
    sizes     a positive integer for each symbol that is a dimension and for each width n(0), n(1), ...
    letters   a matrix of its shape and kind for each letter
    networks  the layers (W_1, ..., W_N) of each network
    losses    the loss of each network, a function of its end-to-end matrix
    digits    how many decimal digits an irrational value is computed to
    """

    scalars: Mapping[sp.Symbol, Fraction] = field(default_factory=dict)
    sizes: Mapping[sp.Basic, int] = field(default_factory=dict)
    letters: Mapping[Letter, fmpq_mat] = field(default_factory=dict)
    networks: Mapping[Network, Layers] = field(default_factory=dict)
    losses: Mapping[Network, Loss] = field(default_factory=dict)
    digits: int = 50
    _known: dict[Any, Any] = field(default_factory=dict, repr=False)

    def letter(self, letter: Letter) -> fmpq_mat:
        return self.letters[letter]

    def layers(self, network: Network) -> Layers:
        return self.networks[network]

    def gradient(self, network: Network) -> fmpq_mat:
        """The gradient of the loss at W_N ... W_1, entry by entry from the loss."""
        key = ("gradient", network)
        if key not in self._known:
            self._known[key] = gradient(self.losses[network], end_to_end(self.layers(network)))
        return self._known[key]

    def layer_gradients(self, network: Network) -> Layers:
        """The gradients of the loss of W_N ... W_1 with respect to W_1, ..., W_N, by moving each entry."""
        key = ("layer gradients", network)
        if key not in self._known:
            self._known[key] = Layers(layer_gradients(self.layers(network), self.losses[network]))
        return self._known[key]

    def moved(self, network: Network, time: fmpq) -> Instance:
        """The layers after a step of this length up the gradient: W_j + time * dL/dW_j. All else stays."""
        moved = (W + scale(time, V) for W, V in zip(self.layers(network), self.layer_gradients(network), strict=True))
        return replace(self, networks={**self.networks, network: Layers(moved)}, _known={})

    def at(self, values: Mapping[sp.Symbol, Any]) -> Instance:
        """With more scalars, or other values for them; what is known of the matrices stays known."""
        return replace(self, scalars={**self.scalars, **{x: _fraction(v) for x, v in values.items()}})

    def with_digits(self, digits: int) -> Instance:
        """The same numbers, evaluated to other digits; gradients are exact and stay known."""
        exact = {key: self._known[key] for key in self._known if key[0] in ("gradient", "layer gradients")}
        return replace(self, digits=digits, _known=exact)

    def remembered(self, key: sp.Basic, find: Callable[[], Any]) -> Any:
        """What `find` computes of an expression, found once for the scalars and letters that stand in it."""
        numbers = tuple(self.scalars.get(x) for x in sorted(key.free_symbols, key=str))
        kept = [self.letters[x] for x in parts((key,), Letter)]
        place = ("found", key, numbers, *map(id, kept))
        if place not in self._known:
            # the matrices themselves are kept, so that their ids belong to no others
            self._known[place] = find(), kept
        return self._known[place][0]

    def size(self, expression: sp.Expr) -> int:
        """A dimension as a number. StatementError where it is none, or not positive."""
        found = self.sizes.get(expression) or self.integer(expression)
        if found < 1:
            raise StatementError(f"{expression} is {found}, where a dimension belongs")
        return found

    def integer(self, expression: sp.Expr) -> int:
        """The value of an expression that must be an integer; StatementError where it is not."""
        if isinstance(expression, sp.Integer):
            return int(expression)
        value = self.scalar(expression)
        if not isinstance(value, fmpq) or value.q != 1:
            raise StatementError(f"{expression} is {value}, where an integer belongs")
        return int(value.p)

    def scalar(self, expression: sp.Expr) -> Scalar:
        """The value of a scalar expression: a rational where it is seen to be one, else a ball around a real number.

        Undefined for 0**0, poles, values that are not real and layers that do not exist; KeyError for a symbol
        without a value.
        """
        if isinstance(expression, sp.Rational):
            return rational(expression)
        plain, nodes, symbols = _opened(expression)
        known = tuple(self._plain(x) for x in symbols)
        if not nodes:
            return _at(plain, symbols, known, self.digits)
        values = dict(zip(symbols, map(rational, known), strict=True))
        values |= {x: self._definition(node) for x, node in nodes}
        return _value(plain, values, self.digits)

    def power(self, matrix: AnyMatrix, exponent: Scalar) -> AnyMatrix:
        """A power of a symmetric positive semidefinite matrix, as `numeric.powers` defines it.

        A power B^p that came out in balls is raised further as (B^p)^q = B^(pq), which holds for each eigenvalue of B.
        Undefined for negative powers of singular matrices, irrational exponents, and any other matrix of balls.
        """
        if isinstance(exponent, arb):
            raise Undefined("a matrix is raised to an irrational power")
        base, done = self._origin(matrix)
        total = done * exponent
        key = ("power", id(base), total)
        if key not in self._known:
            try:
                self._known[key] = base.power(total, self.digits)
            except NoPower as reason:
                raise Undefined(str(reason)) from reason
        found = self._known[key]
        if isinstance(found, arb_mat):
            self._known["enclosed", id(found)] = found, base, total
        return found

    # --- the pieces -------------------------------------------------------------------------------------------------

    def _origin(self, matrix: AnyMatrix) -> tuple[Semidefinite, fmpq]:
        """The rational matrix and the exponent of which `matrix` is known to be the power; its spectrum found once."""
        if isinstance(matrix, arb_mat):
            # the object itself is kept, so that its id belongs to no other
            if ("enclosed", id(matrix)) not in self._known:
                raise Undefined("a power of an irrational matrix that is no power itself")
            _, base, done = self._known["enclosed", id(matrix)]
            return base, done
        spectra = self._known.setdefault(("spectra",), [])
        for known in spectra:
            if known.matrix.nrows() == matrix.nrows() and known.matrix == matrix:
                return known, fmpq(1)
        try:
            spectra.append(Semidefinite(matrix))
        except NoPower as reason:
            raise Undefined(str(reason)) from reason
        return spectra[-1], fmpq(1)

    def _plain(self, symbol: sp.Symbol) -> Fraction | int:
        if symbol in self.scalars:
            return self.scalars[symbol]
        if symbol in self.sizes:
            return self.sizes[symbol]
        raise KeyError(f"the instance gives no value for {symbol}")

    def _definition(self, node: sp.Expr) -> Scalar:
        """The trace of a matrix expression, or a width."""
        if isinstance(node, Trace):
            with precision(digits_to_bits(self.digits) + _GUARD):
                return trace(node.args[0].evaluate(self))
        index = _WIDTH(sp.Integer(self.integer(node.args[0])))
        if index not in self.sizes:
            raise Undefined(f"there is no width {index}")
        return fmpq(self.sizes[index])


def _fraction(value: Any) -> Fraction:
    exact = rational(value)
    return Fraction(int(exact.p), int(exact.q))


@lru_cache(maxsize=1 << 14)
def _at(expression: sp.Expr, symbols: tuple[sp.Symbol, ...], values: tuple[Fraction | int, ...], digits: int) -> Scalar:
    """A scalar expression at rationals; indices and exponents come up again and again."""
    return _value(expression, dict(zip(symbols, map(rational, values), strict=True)), digits)


def _value(expression: sp.Expr, values: Mapping[sp.Symbol, Scalar], digits: int) -> Scalar:
    """A scalar expression at rationals and balls; Undefined for 0**0, poles and values that are not real."""
    for power in _open_powers(expression):
        if _value(power.exp, values, digits) == 0 and _may_vanish(_value(power.base, values, digits)):
            raise Undefined(f"{power} is 0**0")
    needed = {x: values[x] for x in expression.free_symbols}
    if not any(isinstance(v, arb) for v in needed.values()):
        found = evaluate(expression, needed, digits=digits)
        if found.exact is not None:
            return found.exact
        if not found.is_real:
            raise Undefined(f"{expression} has no real value")
        return found.ball
    bits = digits_to_bits(digits) + _GUARD
    symbols = tuple(sorted(needed, key=str))
    with precision(bits):
        ball = _program(expression, symbols).real(bits)(*(arb(needed[x]) for x in symbols))[0]
    if not ball.is_finite():
        raise Undefined(f"{expression} has no value that is certainly real and finite")
    return ball


def _may_vanish(value: Scalar) -> bool:
    return bool(value.contains(0)) if isinstance(value, arb) else value == 0


@lru_cache(maxsize=4096)
def _opened(
    expression: sp.Expr,
) -> tuple[sp.Expr, tuple[tuple[sp.Symbol, sp.Expr], ...], tuple[sp.Symbol, ...]]:
    """The expression with a symbol for each outermost trace and width, what these stand for, and its other symbols."""
    nodes = tuple((sp.Dummy(f"t{i}", real=True), node) for i, node in enumerate(_outermost(expression)))
    plain = expression.xreplace({node: x for x, node in nodes})
    return plain, nodes, tuple(sorted(plain.free_symbols - {x for x, _ in nodes}, key=str))


def _outermost(expression: sp.Basic) -> Iterable[sp.Expr]:
    if isinstance(expression, Trace) or expression.func == _WIDTH:
        return [expression]
    return dict.fromkeys(node for part in expression.args for node in _outermost(part))


@lru_cache(maxsize=4096)
def _open_powers(expression: sp.Expr) -> tuple[sp.Pow, ...]:
    """The powers whose exponent has no value in form, and so might turn out to be 0."""
    return tuple(p for p in expression.atoms(sp.Pow) if p.exp.free_symbols)


@lru_cache(maxsize=4096)
def _program(expression: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> Program:
    return Program.of([expression], symbols)
