"""Limits in one variable, exact, for every fixed value of everything else."""

from __future__ import annotations

import sympy as sp

from checks.proving.atoms import Atoms
from checks.proving.ladder import Hung, close, is_smooth, limited
from checks.proving.relations import Context

_ORDERS = 3  # how often a quotient is differentiated


def limit(e: sp.Expr, x: sp.Symbol, point: sp.Expr, context: Context, seconds: float = 10.0) -> sp.Expr | None:
    """The limit of e as x tends to `point` (0 from above, or oo), or None where it is not found."""
    found = _by_growth(e, x, point, context, seconds)
    if found is not None:
        return found
    try:
        with limited(seconds):
            return _by_derivatives(e, x, point, context)
    except (Hung, NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def _by_derivatives(e: sp.Expr, x: sp.Symbol, point: sp.Expr, context: Context) -> sp.Expr | None:
    """L'Hospital's rule at 0 for a quotient of functions that are analytic there, 1/x in place of x at infinity.

    Wherever numerator and denominator are shown to vanish at 0, whatever the parameters, they are differentiated; the
    limit is the quotient of their values at 0 once the denominator's is shown to vanish for none.
    """
    h = sp.Symbol(f"<{x.name}>", real=True)  # of either sign: analytic on both sides of 0
    inside = context.inside(e.doit())
    inside = inside.xreplace({y: h if point == 0 else 1 / h for y in inside.free_symbols if y.name == x.name})
    above, below = sp.fraction(sp.together(sp.powsimp(inside)))
    around = Context(context.raw, (*context.symbols, h))
    if not is_smooth(above, around) or not is_smooth(below, around):
        return None
    for _ in range(_ORDERS):
        top, bottom = (part.xreplace({h: sp.Integer(0)}) for part in (above, below))
        if context.holds(sp.Ne(bottom, 0, evaluate=False)):
            return sp.simplify(top / bottom)
        if close(top, sp.Integer(0), context) is None or close(bottom, sp.Integer(0), context) is None:
            return None
        above, below = sp.diff(above, h), sp.diff(below, h)
    return None


def _by_growth(e: sp.Expr, x: sp.Symbol, point: sp.Expr, context: Context, seconds: float) -> sp.Expr | None:
    """By comparing growth, checked for every value of the parameters.

    SymPy's Gruntz algorithm works on symbols that carry the signs the domain implies. x itself is made positive,
    which is what "0 from above" and "to infinity" mean.
    """
    inside = context.inside(e.doit())
    shifts = {y: _shifted(y, context) for y in inside.free_symbols if y.is_integer and y.name != x.name}
    inside = inside.xreplace({y: shifted for y, (shifted, _) in shifts.items()})
    here = sp.Symbol(x.name, positive=True)
    inside = inside.xreplace({y: here for y in inside.free_symbols if y.name == x.name})
    roots = _roots(inside, here, context)
    inside = inside.xreplace(roots)
    try:
        with limited(seconds):
            value = sp.limit(inside, here, point, "+" if point == 0 else "-")
    except (Hung, NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
    if value.has(sp.Limit, sp.nan, sp.zoo, sp.AccumBounds):
        return None
    backs = {m: back for _, (_, (m, back)) in shifts.items() if m is not None}
    backs |= {symbol: root for root, symbol in roots.items()}
    if inside.free_symbols != {here}:
        try:
            with limited(seconds):
                if not _whatever_the_parameters(inside, here, point, value, context, backs):
                    return None
        except (Hung, NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError, sp.PolynomialError):
            return None
    value = value.xreplace(backs)
    return sp.simplify(value) if value.is_finite else value


def _roots(e: sp.Expr, x: sp.Symbol, context: Context) -> dict[sp.Expr, sp.Symbol]:
    """Roots of positive quantities that stay fixed, each as one positive symbol that Gruntz's algorithm can compare."""
    found = [
        r for r in e.atoms(sp.Pow) if r.exp.is_Rational and not r.exp.is_Integer and not r.has(x) and not r.is_number
    ]
    return {
        r: sp.Symbol(f"<root {i}>", positive=True)
        for i, r in enumerate(sorted(found, key=str))
        if context.positive(r.base)
    }


def _shifted(y: sp.Symbol, context: Context) -> tuple[sp.Expr, tuple[sp.Symbol | None, sp.Expr]]:
    """An integer y >= n as m + n - 1 with a positive integer m, so that SymPy knows the signs of y - 1 to y - n + 1."""
    for n in (5, 4, 3, 2):
        if context.holds(sp.GreaterThan(y, n, evaluate=False)):
            m = sp.Symbol(f"<{y.name}>", integer=True, positive=True)
            return m + n - 1, (m, y - n + 1)
    return y, (None, y)


def _whatever_the_parameters(
    e: sp.Expr, x: sp.Symbol, point: sp.Expr, value: sp.Expr, context: Context, backs: dict[sp.Symbol, sp.Expr]
) -> bool:
    """Whether `value` is the limit at every parameter value of the domain, not only at generic ones.

    Gruntz's algorithm takes a coefficient that is not identically zero for nonzero. So the claim is read as a quotient
    of sums of products of x, its powers and logarithm, and exponentials; the leading product of the denominator (for an
    infinite limit,
    of the numerator too) must have a coefficient that vanishes nowhere, and everything else must be smaller.
    """
    if x not in e.free_symbols:
        return True
    infinite = value in (sp.oo, -sp.oo)
    atoms = Atoms(positive=lambda b: context.positive(b.xreplace(backs)))
    read = (e if infinite else e - value).rewrite([sp.sinh, sp.cosh, sp.tanh], sp.exp)
    (rational,) = atoms.read(read)
    numerator, denominator = sp.fraction(sp.together(rational))
    moving = [x, *(g for g, meaning in atoms.meaning.items() if x in meaning.free_symbols)]
    if any(not _is_product(atoms.meaning[g], x) for g in moving[1:]):
        return False
    meaning = {g: atoms.meaning[g] for g in moving[1:]}
    above, below = (_products(part, moving, meaning) for part in (numerator, denominator))

    def plain(coefficient: sp.Expr) -> sp.Expr:
        return coefficient.xreplace(atoms.meaning).xreplace(backs)

    def smaller(one: sp.Expr, other: sp.Expr) -> bool:
        quotient = sp.powsimp(sp.expand_power_base(one / other))
        return sp.limit(quotient, x, point, "+" if point == 0 else "-") == 0

    def leading(products: dict[sp.Expr, sp.Expr]) -> sp.Expr | None:
        for p, coefficient in products.items():
            if all(q == p or smaller(q, p) for q in products):
                return p if context.holds(sp.Ne(plain(coefficient), 0, evaluate=False)) else None
        return None

    if (lowest := leading(below)) is None:
        return False
    if not infinite:
        return all(smaller(p, lowest) for p in above)
    if (highest := leading(above)) is None or not smaller(lowest, highest):
        return False
    grows = sp.limit(highest / lowest, x, point, "+" if point == 0 else "-")  # oo or, with logarithms, -oo
    sign = sp.StrictGreaterThan if grows == value else sp.StrictLessThan
    return context.holds(sign(plain(above[highest] * below[lowest]), 0, evaluate=False))


def _is_product(e: sp.Expr, x: sp.Symbol) -> bool:
    """A power or the logarithm of x, or an exponential of a multiple of x."""
    if isinstance(e, sp.log):
        return bool(e.args[0] == x)
    if isinstance(e, sp.exp):
        return sp.cancel(e.args[0] / x).free_symbols.isdisjoint({x})
    return e.is_Pow and e.base == x and x not in e.exp.free_symbols


def _products(e: sp.Expr, moving: list[sp.Symbol], meaning: dict[sp.Symbol, sp.Expr]) -> dict[sp.Expr, sp.Expr]:
    """The products of moving quantities in a polynomial, with their coefficients."""
    found: dict[sp.Expr, sp.Expr] = {}
    for powers, coefficient in sp.Poly(e, *moving).terms():
        product = sp.powsimp(sp.Mul(*(meaning.get(g, g) ** k for g, k in zip(moving, powers, strict=True))))
        found[product] = found.get(product, sp.Integer(0)) + coefficient
    return found
