"""Matrix expressions with shapes that may be symbols.

Every constructor checks shapes and raises StatementError where they do not fit. A node says what it is (`rows`,
`columns`, LaTeX) and what it means: `evaluate(instance)` computes it from its definition on matrices of numbers.
Scalars are SymPy expressions, in which `Trace` makes a number of a matrix.
"""

from __future__ import annotations

import itertools
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Str

from checks.errors import StatementError

if TYPE_CHECKING:
    from checks.matrices.instances import Instance

KINDS = ("general", "orthogonal", "diagonal", "positive semidefinite")


def same(a: sp.Expr, b: sp.Expr) -> bool:
    """Whether two dimensions (or indices) are the same whatever their symbols stand for."""
    return a == b or sp.expand(a - b) == 0


class Matrix(sp.Basic):
    """A matrix expression of shape rows x columns."""

    rows: sp.Expr
    columns: sp.Expr

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.rows, self.columns

    @property
    def is_square(self) -> bool:
        return same(self.rows, self.columns)

    @property
    def T(self) -> Matrix:
        return transpose(self)

    @abstractmethod
    def evaluate(self, instance: Instance) -> Any:
        """The matrix of numbers that this expression stands for (flint's fmpq_mat, or arb_mat where irrational)."""

    def __add__(self, other: object) -> Matrix:
        return Sum.of(self, _matrix(other, "+"))

    def __sub__(self, other: object) -> Matrix:
        return Sum.of(self, Scaled.by(sp.Integer(-1), _matrix(other, "-")))

    def __neg__(self) -> Matrix:
        return Scaled.by(sp.Integer(-1), self)

    def __mul__(self, other: object) -> Matrix:
        return Product.of(self, other) if isinstance(other, Matrix) else Scaled.by(scalar(other), self)

    def __rmul__(self, other: object) -> Matrix:
        return Scaled.by(scalar(other), self)

    def __truediv__(self, other: object) -> Matrix:
        return Scaled.by(1 / scalar(other), self)

    def __pow__(self, exponent: object) -> Matrix:
        return Power.of(self, scalar(exponent))

    def _latex(self, printer: Any) -> str:
        return self.written(printer._print)

    def _sympystr(self, printer: Any) -> str:
        return self.plain(printer._print)

    @abstractmethod
    def written(self, show: Any) -> str:
        """LaTeX, with `show` printing the parts."""

    @abstractmethod
    def plain(self, show: Any) -> str:
        """Plain text, with `show` printing the parts."""


def _matrix(value: object, sign: str) -> Matrix:
    if not isinstance(value, Matrix):
        raise StatementError(f"{value} is added ({sign}) to a matrix; only matrices of the same shape can be")
    return value


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


def _matrices(values: Sequence[object], what: str) -> Sequence[Matrix]:
    if not values or not all(isinstance(v, Matrix) for v in values):
        raise StatementError(f"{what} is made of matrices, not of {', '.join(map(repr, values)) or 'nothing'}")
    return values  # type: ignore[return-value]  # just seen


class Letter(Matrix):
    """A matrix with a name. `kind` is one of KINDS; orthogonal ones are square, diagonal ones have entries >= 0."""

    def __new__(cls, name: str, rows: sp.Expr | int, columns: sp.Expr | int, kind: str = "general") -> Letter:
        if kind not in KINDS:
            raise StatementError(f"{name}: a letter is {', '.join(KINDS)}, not {kind}")
        shape = integer(rows, f"the number of rows of {name}", 1), integer(columns, f"the columns of {name}", 1)
        made = sp.Basic.__new__(cls, Str(name), *shape, Str(kind))
        if kind in ("orthogonal", "positive semidefinite") and not made.is_square:
            raise StatementError(f"{name} is {kind}, so it must be square, not {rows} x {columns}")
        return made

    @property
    def func(self) -> Any:
        return lambda *parts: sp.Basic.__new__(Letter, *parts)

    @property
    def name(self) -> str:
        return str(self.args[0].name)

    @property
    def rows(self) -> sp.Expr:
        return self.args[1]

    @property
    def columns(self) -> sp.Expr:
        return self.args[2]

    @property
    def kind(self) -> str:
        return str(self.args[3].name)

    @property
    def is_symmetric(self) -> bool:
        return self.kind == "positive semidefinite" or (self.kind == "diagonal" and self.is_square)

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()  # dimensions are no scalars of the statement

    def evaluate(self, instance: Instance) -> Any:
        return instance.letter(self)

    def written(self, show: Any) -> str:
        return str(show(sp.Symbol(self.name)))

    def plain(self, show: Any) -> str:
        return self.name


class Identity(Matrix):
    """The identity matrix of a size."""

    def __new__(cls, size: sp.Expr | int) -> Identity:
        return sp.Basic.__new__(cls, integer(size, "the size of an identity matrix", 1))

    @property
    def rows(self) -> sp.Expr:
        return self.args[0]

    @property
    def columns(self) -> sp.Expr:
        return self.args[0]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import identity

        return identity(instance.size(self.rows))

    def written(self, show: Any) -> str:
        return "I"

    def plain(self, show: Any) -> str:
        return "I"


class Zero(Matrix):
    """The matrix of zeros of a shape."""

    @property
    def rows(self) -> sp.Expr:
        return self.args[0]

    @property
    def columns(self) -> sp.Expr:
        return self.args[1]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import zeros

        return zeros(instance.size(self.rows), instance.size(self.columns))

    def written(self, show: Any) -> str:
        return "0"

    def plain(self, show: Any) -> str:
        return "0"


class Product(Matrix):
    """A product of two or more matrices whose inner dimensions agree."""

    @classmethod
    def of(cls, *factors: Matrix) -> Matrix:
        flat = [g for f in _matrices(factors, "a product") for g in (f.args if isinstance(f, Product) else (f,))]
        for a, b in itertools.pairwise(flat):
            if not same(a.columns, b.rows):
                raise StatementError(
                    f"{a} is {a.rows} x {a.columns} and {b} is {b.rows} x {b.columns}: they cannot be multiplied"
                )
        scale = sp.Mul(*(f.args[0] for f in flat if isinstance(f, Scaled)))
        bare = [f.args[1] if isinstance(f, Scaled) else f for f in flat]
        kept = [f for f in bare if not isinstance(f, Identity)] or bare[:1]
        return Scaled.by(scale, kept[0] if len(kept) == 1 else sp.Basic.__new__(cls, *kept))

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[-1].columns

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import multiply

        value = self.args[0].evaluate(instance)
        for factor in self.args[1:]:
            value = multiply(value, factor.evaluate(instance))
        return value

    def written(self, show: Any) -> str:
        return r" \, ".join(
            rf"\left({show(f)}\right)" if isinstance(f, Sum | IndexedSum) else show(f) for f in self.args
        )

    def plain(self, show: Any) -> str:
        return "*".join(f"({show(f)})" if isinstance(f, Sum) else show(f) for f in self.args)


class Sum(Matrix):
    """A sum of matrices of one shape."""

    @classmethod
    def of(cls, *terms: Matrix) -> Matrix:
        flat = [g for t in _matrices(terms, "a sum") for g in (t.args if isinstance(t, Sum) else (t,))]
        first = flat[0]
        for t in flat[1:]:
            if not (same(t.rows, first.rows) and same(t.columns, first.columns)):
                raise StatementError(
                    f"{first} is {first.rows} x {first.columns} and {t} is {t.rows} x {t.columns}: they cannot be added"
                )
        return flat[0] if len(flat) == 1 else sp.Basic.__new__(cls, *flat)

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].columns

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import add

        value = self.args[0].evaluate(instance)
        for term in self.args[1:]:
            value = add(value, term.evaluate(instance))
        return value

    def written(self, show: Any) -> str:
        parts = [show(t) for t in self.args]
        return parts[0] + "".join(f" - {p[1:].lstrip()}" if p.startswith("-") else f" + {p}" for p in parts[1:])

    def plain(self, show: Any) -> str:
        return " + ".join(show(t) for t in self.args)


class Scaled(Matrix):
    """A scalar times a matrix."""

    @classmethod
    def by(cls, scalar: sp.Expr, matrix: Matrix) -> Matrix:
        if isinstance(matrix, Scaled):
            scalar, matrix = scalar * matrix.args[0], matrix.args[1]
        return matrix if scalar == 1 else sp.Basic.__new__(cls, scalar, matrix)

    @property
    def rows(self) -> sp.Expr:
        return self.args[1].rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[1].columns

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import scale

        return scale(instance.scalar(self.args[0]), self.args[1].evaluate(instance))

    def written(self, show: Any) -> str:
        scalar, matrix = self.args
        inner = rf"\left({show(matrix)}\right)" if isinstance(matrix, Sum) else show(matrix)
        if scalar == -1:
            return f"- {inner}"
        front = rf"\left({show(scalar)}\right)" if scalar.is_Add else show(scalar)
        return rf"{front} \, {inner}"

    def plain(self, show: Any) -> str:
        scalar, matrix = self.args
        inner = f"({show(matrix)})" if isinstance(matrix, Sum) else show(matrix)
        return (
            f"-{inner}" if scalar == -1 else f"({show(scalar)})*{inner}" if scalar.is_Add else f"{show(scalar)}*{inner}"
        )


class Transpose(Matrix):
    """The transpose of a matrix that is no product, sum or symmetric letter (those are transposed part by part)."""

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].columns

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].rows

    def evaluate(self, instance: Instance) -> Any:
        return self.args[0].evaluate(instance).transpose()

    def written(self, show: Any) -> str:
        inner = show(self.args[0])
        return rf"\left({inner}\right)^T" if any(sign in inner for sign in " ^\\") else rf"{inner}^T"

    def plain(self, show: Any) -> str:
        return f"{show(self.args[0])}^T" if isinstance(self.args[0], Letter) else f"({show(self.args[0])})^T"


def transpose(m: Matrix) -> Matrix:
    """The transpose, pushed to the letters."""
    if isinstance(m, Transpose):
        return m.args[0]
    if isinstance(m, Product):
        return Product.of(*(transpose(f) for f in reversed(m.args)))
    if isinstance(m, Sum):
        return Sum.of(*(transpose(t) for t in m.args))
    if isinstance(m, Scaled):
        return Scaled.by(m.args[0], transpose(m.args[1]))
    if isinstance(m, IndexedSum):
        return IndexedSum.over(transpose(m.args[0]), *m.args[1:])
    if isinstance(m, Zero):
        return Zero(m.columns, m.rows)
    if isinstance(m, Identity | Power) or (isinstance(m, Letter) and m.is_symmetric):
        return m
    return sp.Basic.__new__(Transpose, m)


def is_gram(m: Matrix) -> bool:
    """Whether the form of an expression shows that it is symmetric positive semidefinite: v v^T, v B v^T or a power."""
    if isinstance(m, Power | Identity):
        return True
    if isinstance(m, Letter):
        return m.is_symmetric
    if not isinstance(m, Product):
        return False
    half, odd = divmod(len(m.args), 2)
    if odd and not is_gram(m.args[half]):
        return False
    return transpose(Product.of(*m.args[:half])) == Product.of(*m.args[half + odd :])


class Power(Matrix):
    """A power of a symmetric positive semidefinite matrix B, with a number >= 0 or a scalar expression as exponent.

    B^q has the eigenvectors of B and the powers x^q of its eigenvalues, with 0^0 = 1: B^0 is the identity for every B,
    singular ones included.
    """

    @classmethod
    def of(cls, base: Matrix, exponent: sp.Expr) -> Matrix:
        if not base.is_square:
            raise StatementError(f"{base} is {base.rows} x {base.columns}: only a square matrix has powers")
        if exponent.is_number and exponent.is_negative:
            raise StatementError(f"{base} is raised to {exponent}; only powers >= 0 are defined for singular matrices")
        if not is_gram(base):
            if exponent.is_Integer and 1 <= exponent <= 8:
                return Product.of(*[base] * int(exponent))
            raise StatementError(
                f"{base} is raised to {exponent}; a power needs a positive semidefinite base, such as W*W.T"
            )
        return base if exponent == 1 else sp.Basic.__new__(cls, base, exponent)

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].rows

    def evaluate(self, instance: Instance) -> Any:
        return instance.power(self.args[0].evaluate(instance), instance.scalar(self.args[1]))

    def written(self, show: Any) -> str:
        base, exponent = self.args
        inner = show(base) if isinstance(base, Letter) else rf"\left[{show(base)}\right]"
        return f"{inner}^{{{show(exponent)}}}"

    def plain(self, show: Any) -> str:
        return f"[{show(self.args[0])}]^({show(self.args[1])})"


class IndexedSum(Matrix):
    """The sum of `body` over an integer `index` from `low` to `high`; the shape must not depend on the index."""

    @classmethod
    def over(cls, body: Matrix, index: sp.Symbol, low: sp.Expr | int, high: sp.Expr | int) -> Matrix:
        if not isinstance(index, sp.Symbol) or index.is_integer is not True:
            raise StatementError(f"a sum runs over an integer; {index} is not declared as one")
        low, high = integer(low, "the lower end of a sum"), integer(high, "the upper end of a sum")
        for size in (body.rows, body.columns):
            if index in size.free_symbols:
                raise StatementError(f"the shape of {body} depends on the index {index} of a sum")
        if any(index in node.bound_symbols for node in body.atoms(ExprWithLimits)):
            raise StatementError(f"the index {index} of a sum is bound once more inside it; use another symbol")
        for size in (d for m in parts([body], Letter | Identity | Zero) for d in m.shape):
            if index in _bare_symbols(size):
                raise StatementError(f"the index {index} of a sum is a dimension of one of its matrices")
        return sp.Basic.__new__(cls, body, index, low, high)

    def _xreplace(self, rule: Any) -> tuple[sp.Basic, bool]:
        """The index is bound here: it is not replaced, and renamed where it would capture what is put in."""
        body, index, low, high = self.args
        inner = {old: new for old, new in rule.items() if old != index}
        if any(index in getattr(new, "free_symbols", ()) for new in inner.values()):
            own = sp.Dummy(index.name, integer=True)
            body, index = body.xreplace({index: own}), own
        made = self.func(body.xreplace(inner), index, low.xreplace(rule), high.xreplace(rule))
        return made, made != self

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].columns

    @property
    def free_symbols(self) -> set[sp.Basic]:
        body, index, low, high = self.args
        return (body.free_symbols - {index}) | low.free_symbols | high.free_symbols

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import add, zeros

        body, index, low, high = self.args
        value = zeros(instance.size(self.rows), instance.size(self.columns))
        for i in range(instance.integer(low), instance.integer(high) + 1):
            value = add(value, body.evaluate(instance.at({index: sp.Integer(i)})))
        return value

    def written(self, show: Any) -> str:
        body, index, low, high = self.args
        inner = rf"\left({show(body)}\right)" if isinstance(body, Sum) else show(body)
        return rf"\sum_{{{show(index)}={show(low)}}}^{{{show(high)}}} {inner}"

    def plain(self, show: Any) -> str:
        body, index, low, high = self.args
        return f"sum_{{{show(index)}={show(low)}..{show(high)}}} {show(body)}"


def _bare_symbols(dimension: sp.Expr) -> set[sp.Symbol]:
    """The symbols of a dimension, without those inside the width of a layer."""
    if dimension.is_Symbol:
        return {dimension}
    return set() if isinstance(dimension, AppliedUndef) else set().union(*map(_bare_symbols, dimension.args))


class Trace(sp.Expr):
    """The trace of a square matrix expression, a scalar."""

    is_commutative = True
    precedence = 45  # a power of a trace gets parentheses

    def __new__(cls, matrix: Matrix) -> Trace:
        if not isinstance(matrix, Matrix):
            raise StatementError(f"the trace of {matrix!r}, where a matrix belongs")
        if not matrix.is_square:
            raise StatementError(f"{matrix} is {matrix.rows} x {matrix.columns}: only a square matrix has a trace")
        return sp.Expr.__new__(cls, matrix)

    def _eval_is_real(self) -> bool:
        return True

    def _eval_is_nonnegative(self) -> bool | None:
        return True if is_gram(self.args[0]) else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        matrix = self.args[0]
        if isinstance(matrix, Product) and len(matrix.args) == 2 and is_gram(matrix):
            power = "2" if exp is None else rf"2 \cdot \left({exp}\right)"
            return rf"\left\|{printer._print(matrix.args[0])}\right\|^{{{power}}}"
        shown = rf"\operatorname{{Tr}}\left({printer._print(matrix)}\right)"
        return shown if exp is None else rf"{shown}^{{{exp}}}"

    def _sympystr(self, printer: Any) -> str:
        return f"Tr({printer._print(self.args[0])})"


def inner(a: Matrix, b: Matrix) -> Trace:
    """The inner product Tr(a^T b)."""
    return Trace(a.T * b)


def norm_squared(m: Matrix) -> Trace:
    """The squared Euclidean (Frobenius) norm."""
    return Trace(m * m.T)


def parts(expressions: Iterable[sp.Basic], kind: Any) -> list[Any]:
    """All nodes of a kind in the expressions, each once, in the order in which they stand."""
    return list(dict.fromkeys(n for e in expressions for n in sp.preorder_traversal(e) if isinstance(n, kind)))
