"""Dimensions, indices and scalars that may stand at a matrix, and the nodes of an expression."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from checks.errors import StatementError


def same(a: sp.Expr, b: sp.Expr) -> bool:
    """Whether two dimensions (or indices) are the same whatever their symbols stand for."""
    return a == b or sp.expand(a - b) == 0


def scalar(value: object) -> sp.Expr:
    if isinstance(value, int) and not isinstance(value, bool):
        return sp.Integer(value)
    if not isinstance(value, sp.Expr) or value.has(sp.Float, sp.I, sp.oo, sp.zoo, sp.nan):
        raise StatementError(f"{value!r} stands at a matrix, where an exact real number or scalar expression belongs")
    return value


def integer(value: object, what: str, least: int | None = None) -> sp.Expr:
    """An integer, or an expression that is one; StatementError says what it was to be. Text is never read."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = sp.Integer(value)
    if not isinstance(value, sp.Expr) or value.is_integer is not True:
        raise StatementError(f"{what} is {value!r}, where an integer belongs")
    if least is not None and value.is_number and value < least:
        raise StatementError(f"{what} is {value}; the least is {least}")
    return value


def bare_symbols(dimension: sp.Expr) -> set[sp.Symbol]:
    """The symbols of a dimension, without those inside the width of a layer."""
    if dimension.is_Symbol:
        return {dimension}
    return set() if isinstance(dimension, AppliedUndef) else set().union(*map(bare_symbols, dimension.args))


def parts(expressions: Iterable[sp.Basic], kind: Any) -> list[Any]:
    """All nodes of a kind in the expressions, each once, in the order in which they stand."""
    return list(dict.fromkeys(n for e in expressions for n in sp.preorder_traversal(e) if isinstance(n, kind)))
