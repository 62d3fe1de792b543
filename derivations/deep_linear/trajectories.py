"""Beyond the slides: the layers and the flow of their product (lines 11 and 27), integrated side by side."""

from __future__ import annotations

from itertools import pairwise

import sympy as sp

from checks.script import run_topic
from checks.statements.side_by_side import SideBySide
from derivations.deep_linear.document import note

if __name__ == "__main__":
    run_topic(__file__)

# the entries of W, which starts as the product of the layers
w_11, w_12, w_21, w_22 = note.reals("w_11 w_12 w_21 w_22")
square = sp.Matrix([[w_11, w_12], [w_21, w_22]])
row = sp.Matrix([[w_11, w_12]])


def quadratic(W: sp.Matrix, target: sp.Matrix) -> sp.Expr:
    return sum(((x - y) ** 2 for x, y in zip(W, target, strict=True)), sp.S.Zero) / 2


def quartic(W: sp.Matrix, target: sp.Matrix) -> sp.Expr:
    return sum(((x - y) ** 4 for x, y in zip(W, target, strict=True)), sp.S.Zero) / 4


def gradient(loss: sp.Expr, W: sp.Matrix) -> sp.Matrix:
    return W.applyfunc(lambda x: sp.diff(loss, x))


# the right side of line 11 as scalars --------------------------------------------------------------------------------

unit = sp.eye(2)


def two_layers(W: sp.Matrix, G: sp.Matrix) -> sp.Matrix:
    """N = 2 for a 2x2 matrix: the root of B is (B + sqrt(det B)) / sqrt(tr B + 2 sqrt(det B))."""
    B, C = W * W.T, W.T * W
    determinant = sp.sqrt(sp.expand(B.det()))
    trace = sp.sqrt(sp.expand(B.trace()) + 2 * determinant)
    return -((B + determinant * unit) * G + G * (C + determinant * unit)) / trace


def three_layers(W: sp.Matrix, G: sp.Matrix) -> sp.Matrix:
    """N = 3 for a 2x2 matrix of positive determinant with two singular values; elsewhere a root or a logarithm ends it.

    With a and b the singular values to the power 2/3, the cube root X of W W^T or W^T W has the eigenvalues a and b, so
    X^2 = (a + b) X - a b and X^3 = (a^2 + a b + b^2) X - a b (a + b).
    """
    total = sp.sqrt((W[0, 0] + W[1, 1]) ** 2 + (W[0, 1] - W[1, 0]) ** 2)
    difference = sp.sqrt((W[0, 0] - W[1, 1]) ** 2 + (W[0, 1] + W[1, 0]) ** 2)
    a, b = (((total + sign * difference) / 2) ** sp.Rational(2, 3) for sign in (1, -1))
    X, Y = ((B + a * b * (a + b) * unit) / (a**2 + a * b + b**2) for B in (W * W.T, W.T * W))
    return -(((a + b) * X - a * b * unit) * G + X * G * Y + G * ((a + b) * Y - a * b * unit))


def single_output(W: sp.Matrix, G: sp.Matrix, depth: int) -> sp.Matrix:
    """Line 27 for a row W."""
    norm_squared = (W * W.T)[0]
    scale = norm_squared ** (1 - sp.Rational(1, depth))
    return -scale * (G + (depth - 1) * (G * W.T)[0] / norm_squared * W)


def unbalanced_single_output(W: sp.Matrix, G: sp.Matrix, delta: sp.Rational) -> sp.Matrix:
    """N = 2, W = u v with u^2 - |v|^2 = delta, which the flow conserves; q = u^2 solves q^2 - delta q = |W|^2."""
    q = (delta + sp.sqrt(delta**2 + 4 * (W * W.T)[0])) / 2
    return -(q * G + (G * W.T)[0] / q * W)


# starts --------------------------------------------------------------------------------------------------------------


def rotation(cosine: sp.Rational, sine: sp.Rational) -> sp.Matrix:
    return sp.Matrix([[cosine, -sine], [sine, cosine]])


fifths, thirteenths = rotation(sp.Rational(3, 5), sp.Rational(4, 5)), rotation(sp.Rational(5, 13), sp.Rational(12, 13))
frames = (fifths, thirteenths, unit, rotation(sp.Rational(4, 5), sp.Rational(3, 5)))
singular_values = sp.diag(sp.Rational(6, 5), sp.Rational(4, 5))


def balanced_square(depth: int) -> list[sp.Matrix]:
    """Layers U_j S U_{j-1}^T with one S, so that W_{j+1}^T W_{j+1} = U_j S^2 U_j^T = W_j W_j^T."""
    return [above * singular_values * below.T for below, above in pairwise(frames[: depth + 1])]


def balanced_row(first: sp.Rational, last: sp.Rational) -> list[sp.Matrix]:
    """2 inputs, two hidden layers of width 2 and rank 1, 1 output; balanced just where `first` and `last` are 1."""
    outer = sp.diag(1, 0)
    return [
        first * thirteenths * outer * fifths.T,
        frames[3] * outer * thirteenths.T,
        last * outer[0, :] * frames[3].T,
    ]


half, one = sp.Rational(1, 2), sp.Integer(1)
targets = sp.Matrix([[1, half], [-half, 2]])
square_quadratic, square_quartic = quadratic(square, targets), quartic(square, targets)
row_target = sp.Matrix([[2, -half]])
row_quadratic, row_quartic = quadratic(row, row_target), quartic(row, row_target)
tiny = sp.Rational(1, 10**20)

# balanced starts -----------------------------------------------------------------------------------------------------

DISTANCE = r"\max_{a,b} \left|(W_N \cdots W_1 - W_e)_{ab}(t)\right|"

note.claim(
    "two-balanced-layers-along-the-theorem",
    line=None,
    printed=DISTANCE + r" < 10^{-20} \quad (N = 2,\; t = \tfrac12, 1)",
    states=SideBySide(
        square_quadratic,
        square,
        two_layers(square, gradient(square_quadratic, square)),
        balanced_square(2),
        [half, one],
        below=tiny,
    ),
    remark="the layers by gradient flow, W_e by line 11, both integrated from the same start; a 2x2 quadratic loss",
)
note.claim(
    "two-balanced-layers-along-the-theorem-quartic-loss",
    line=None,
    printed=DISTANCE + r" < 10^{-20} \quad (N = 2,\; \eta = \tfrac13,\; t = \tfrac12, 1)",
    states=SideBySide(
        square_quartic,
        square,
        two_layers(square, gradient(square_quartic, square)) / 3,
        balanced_square(2),
        [half, one],
        below=tiny,
        rate=one / 3,
    ),
)
note.claim(
    "three-balanced-layers-along-the-theorem",
    line=None,
    printed=DISTANCE + r" < 10^{-12} \quad (N = 3,\; t = \tfrac18, \tfrac14)",
    states=SideBySide(
        square_quadratic,
        square,
        three_layers(square, gradient(square_quadratic, square)),
        balanced_square(3),
        [half / 4, half / 2],
        below=sp.Rational(1, 10**12),
    ),
)
note.claim(
    "balanced-single-output-along-claim-2",
    line=None,
    printed=DISTANCE + r" < 10^{-20} \quad (N = 3,\; t = \tfrac14, \tfrac12)",
    states=SideBySide(
        row_quartic,
        row,
        single_output(row, gradient(row_quartic, row), 3),
        balanced_row(one, one),
        [half / 2, half],
        below=tiny,
    ),
    remark="two inputs, hidden layers of width two and rank one, a quartic loss; W_e by line 27",
)

# unbalanced starts ---------------------------------------------------------------------------------------------------

note.claim(
    "unbalanced-layers-leave-the-theorem",
    line=None,
    printed=DISTANCE + r" > \tfrac{1}{20} \quad (N = 2,\; t = \tfrac12, 1)",
    states=SideBySide(
        square_quadratic,
        square,
        two_layers(square, gradient(square_quadratic, square)),
        [2 * balanced_square(2)[0], balanced_square(2)[1] / 2],
        [half, one],
        above=sp.Rational(1, 20),
    ),
    remark="the same product at the start, one layer doubled and the other halved",
)
note.claim(
    "unbalanced-single-output-leaves-claim-2",
    line=None,
    printed=DISTANCE + r" > \tfrac{1}{10} \quad (N = 3,\; t = \tfrac14, \tfrac12)",
    states=SideBySide(
        row_quartic,
        row,
        single_output(row, gradient(row_quartic, row), 3),
        balanced_row(2 * one, half),
        [half / 2, half],
        above=sp.Rational(1, 10),
    ),
)
for name, u in (("positive", 2 * one), ("negative", half)):
    v = sp.Matrix([[half, -3 * half / 2]]) / u
    delta = u**2 - (v * v.T)[0]
    note.claim(
        f"unbalanced-single-output-flow-for-{name}-delta",
        line=None,
        printed=DISTANCE + rf" < 10^{{-20}} \quad (N = 2,\; \delta = {sp.latex(delta)},\; t = \tfrac12, 1)",
        states=SideBySide(
            row_quartic,
            row,
            unbalanced_single_output(row, gradient(row_quartic, row), delta),
            [v, sp.Matrix([[u]])],
            [half, one],
            below=tiny,
        ),
        remark=(
            "W_e = u v with a scalar u: no balance is needed, for u^2 - |v|^2 = delta is conserved and the flow is "
            "-(q G + <G, W> W/q) with q = (delta + sqrt(delta^2 + 4 |W|^2))/2"
        ),
    )
