"""The note itself: what was read, its symbols and standing conventions, and the flows that its losses define."""

from __future__ import annotations

import sympy as sp

from checks.claim import Document
from checks.quantities import GradientFlow

note = Document(
    id="product-flow",
    title="Gradient flow of a product of weights trained to a target",
    note="000_b46eb066b05b2305.txt",
    sha256="49d27e1206ac4c544d995def56daae51048fe60f68e831bc322162d97a2ad0f6",
)

s, w, t = note.reals("s w t")
weights = w1, w2, w3, w4, w5, w6 = note.reals("w1 w2 w3 w4 w5 w6")
# for a degree that stays symbolic: two of the weights, the product of the others, the product of all
wi, wj, R, P = note.reals("w_i w_j R P")
a, b, eps, x, y, u, rho, kappa, eta, s2 = note.reals("a b eps x y u rho kappa eta s2")
(d,) = note.integers("d")

# the target is positive wherever the note divides by it or takes its logarithm; the note never says so
note.convention(s > 0)
# degrees count weights
note.convention(d >= 1)
# w stands for the common value of equal weights, whose powers carry fractional exponents
note.convention(w > 0)

half = sp.Rational(1, 2)


def squared_loss(prediction: sp.Expr) -> sp.Expr:
    """Half the squared distance of a prediction from the target s."""
    return half * (prediction - s) ** 2


def product_flow(degree: int) -> GradientFlow:
    """The flow of `degree` weights, each spelled out."""
    return GradientFlow(squared_loss(sp.prod(weights[:degree])), of=weights[:degree])


def equal_weights(degree: int) -> GradientFlow:
    """The flow of `degree` weights where all of them equal w; its only state is w."""
    on = dict.fromkeys(weights[:degree], w)
    return GradientFlow(squared_loss(sp.prod(weights[:degree])), of=weights[:degree], on=on, state={w: w1})


two_weights = product_flow(2)
# one weight among others whose product is R, for any degree
any_weight = GradientFlow(squared_loss(wi * R), of=[wi])
# the same where every weight equals w, so that R = w**(d-1)
any_equal = GradientFlow(squared_loss(wi * R), of=[wi], on={wi: w, R: w ** (d - 1)}, state={w: wi})
