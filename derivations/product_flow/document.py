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

s, w, w1, w2, w3, t = note.reals("s w w1 w2 w3 t")
a, b, eps, x, u, rho = note.reals("a b eps x u rho")
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


two_weights = GradientFlow(squared_loss(w1 * w2), of=[w1, w2])
