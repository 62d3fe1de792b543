"""Other ways to write a pair of sides, one of which is shown to be equal if and only if the pair is.

inverses    Where A^{-1}(Z) is defined, A is invertible, so Z = A(Y) for one Y, and every Y occurs: Z is replaced by
            A(Y) throughout. A^{-1} is linear, and A^{-1}(A(Y)) = Y.
equations   What an assumption says to be equal may be put in place of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.matrices.algebra import Matrix, Product, Scaled, Sum
from checks.matrices.flows import Rate
from checks.matrices.letters import Letter, Zero
from checks.matrices.operators import Applied, Equation, Operator, Solved
from checks.matrices.shapes import parts
from checks.matrices.sums import IndexedSum
from checks.matrices.support import SupportPower

Side: TypeAlias = "Matrix | sp.Expr"


def readings(left: Side, right: Side, conditions: Sequence[Boolean]) -> Iterator[tuple[set[str], Side, Side]]:
    """Pairs to compare in place of (left, right), each with the names of what was used; none where inverses stay."""
    pair = without_inverses(left, right)
    if pair is None:
        return
    used = {"every Z is A(Y) where A is invertible"} if pair != (left, right) else set()
    yield used, *pair
    for c in conditions:
        if isinstance(c, Equation):
            for old, new in (c.args, c.args[::-1]):
                changed = replaced(replaced(pair[0], old, new), old.T, new.T)
                if changed != pair[0]:
                    yield used | {f"the assumption {c}"}, changed, pair[1]


def without_inverses(left: Side, right: Side) -> tuple[Side, Side] | None:
    """The sides with A(Y) in place of the letters Z that an operator A is inverted at; None where that is not enough.

    The sides are compared where both have values, so an operator that is inverted there is invertible. A sum may be
    empty: an operator that is inverted inside one counts only if it is inverted outside as well.
    """
    sides = (left, right)
    inverses = parts(sides, Solved)
    if parts(sides, SupportPower):
        return None  # about these nothing is known
    if not inverses:
        return sides
    outside = {node.operator for side in sides for node in _outside_sums(side)}
    if not {node.operator for node in inverses} <= outside:
        return None
    fixed = parts(parts(sides, Operator), Letter)
    names = {letter.name for letter in parts(sides, Letter)}
    place = {}
    for node in inverses:
        z = node.args[1]
        if isinstance(z, Letter) and z not in place:
            if z.kind != "general" or z in fixed:
                return None
            name = z.name
            while name in names:
                name += "'"
            names.add(name)
            place[z] = node.operator(Letter(name, z.rows, z.columns))
    opened = tuple(_solved(side.xreplace(place)) for side in sides)
    return None if parts(opened, Solved) else opened


def _outside_sums(e: sp.Basic) -> Iterator[Solved]:
    if isinstance(e, Solved):
        yield e
    if not isinstance(e, IndexedSum):
        for part in e.args:
            yield from _outside_sums(part)


def _solved(e: Any) -> Any:
    """The expression with the inverse of each operator cancelled against the operator."""
    if not parts((e,), Solved):
        return e
    e = e.func(*(_solved(a) for a in e.args))
    return _preimage(e.operator, e.args[1]) if isinstance(e, Solved) else e


def _preimage(operator: Operator, m: Matrix) -> Matrix:
    if isinstance(m, Applied) and m.operator == operator:
        return m.args[1]
    if isinstance(m, Zero):
        return m
    if isinstance(m, Scaled):
        return Scaled.by(m.args[0], _preimage(operator, m.args[1]))
    if isinstance(m, Sum):
        return Sum.of(*(_preimage(operator, t) for t in m.args))
    return operator.inverse(m)


def replaced(e: Any, old: Matrix, new: Matrix) -> Any:
    """The expression with `new` for each `old`, also where `old` is some neighbouring factors of a product.

    Not inside a rate, for what holds at one time need not hold along the way, and not where a sum or an operator binds
    a name that `old` or `new` speaks of.
    """
    if e == old:
        return new
    if isinstance(e, Rate) or _binds(e) & {*_names(old), *_names(new)}:
        return e
    if not e.args or isinstance(e, Letter):
        return e
    e = e.func(*(replaced(a, old, new) for a in e.args))
    if isinstance(e, Product) and isinstance(old, Product):
        n, factors = len(old.args), list(e.args)
        for i in range(len(factors) - n + 1):
            if tuple(factors[i : i + n]) == old.args:
                factors[i : i + n] = [new]
        return Product.of(*factors)
    return e


def _binds(e: Any) -> set[sp.Basic]:
    if isinstance(e, IndexedSum):
        return {e.args[1]}
    return {e.args[1]} if isinstance(e, Operator) else set()


def _names(m: Matrix) -> set[sp.Basic]:
    return {*m.free_symbols, *parts((m,), Letter)}


def denominators(e: Side) -> set[sp.Basic]:
    """What may leave an expression without a value: bases of powers whose exponent is no number >= 0, and operators."""
    powers = (p for p in e.atoms(sp.Pow) if not (p.exp.is_number and p.exp.is_nonnegative))
    return {p.base for p in powers if not p.base.is_number} | {node.operator for node in parts((e,), Solved)}
