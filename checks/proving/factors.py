"""The sign of a product from the signs of groups of its factors.

A product that defeats the solver as a whole often splits into two groups whose signs it sees at once, such as a
logarithm with the factor that changes sign where the logarithm does, and the rest.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST = 6


def holds_by_factors(condition: Boolean, ask: Callable[[Boolean], bool]) -> bool:
    """True only if `ask` confirms signs of two groups of factors that together imply the order relation."""
    if not isinstance(condition, Relational) or isinstance(condition, sp.Eq | sp.Ne):
        return False
    if not condition.atoms(sp.log, sp.exp):  # the solver needs no help with polynomials and powers
        return False
    product = sp.factor(condition.lhs - condition.rhs)
    factors = [f for f in sp.Mul.make_args(product) if not f.is_number]
    number = sp.Mul(*(f for f in sp.Mul.make_args(product) if f.is_number))
    if not 2 <= len(factors) <= _MOST or not (number.is_positive or number.is_negative):
        return False
    strict = isinstance(condition, sp.StrictLessThan | sp.StrictGreaterThan)
    wanted = 1 if isinstance(condition, sp.StrictGreaterThan | sp.GreaterThan) else -1
    wanted = wanted if number.is_positive else -wanted
    zero = sp.Integer(0)
    above, below = (sp.StrictGreaterThan, sp.StrictLessThan) if strict else (sp.GreaterThan, sp.LessThan)

    def sign(group: sp.Expr) -> int:
        if ask(above(group, zero, evaluate=False)):
            return 1
        return -1 if ask(below(group, zero, evaluate=False)) else 0

    first, *others = factors
    for size in range(len(others)):
        for chosen in itertools.combinations(others, size):
            rest = sp.Mul(*(f for f in others if f not in chosen))
            if (one := sign(sp.Mul(first, *chosen))) and one * wanted == sign(rest):
                return True
    return False
