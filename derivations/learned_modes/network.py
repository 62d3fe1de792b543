"""Lines 1 to 8: a linear network of three layers, and the flow of its two weight matrices from the quadratic loss."""

from __future__ import annotations

import sympy as sp

from checks.matrices.algebra import Matrix
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.partials import PartialGradient
from checks.matrices.traces import Trace, norm_squared
from checks.script import run_topic
from checks.statements.matrix_identity import MatrixIdentity
from derivations.learned_modes.document import note

if __name__ == "__main__":
    run_topic(__file__)

n1, n2, n3, p = (sp.Symbol(name, integer=True) for name in ("n_1", "n_2", "n_3", "p"))

W21, W32 = Letter("W21", n2, n1), Letter("W32", n3, n2)
# every law of finitely many pairs (x, y): the columns of X and Y, with probabilities on the diagonal of P
X, Y, P = Letter("X", n1, p), Letter("Y", n3, p), Letter("P", p, p, "diagonal")
S11, S31, S33 = X * P * X.T, Y * P * X.T, Y * P * Y.T


def weighted_square(m: Matrix) -> sp.Expr:
    """The mean of |column|^2."""
    return Trace(m * P * m.T)


loss = weighted_square(Y - W32 * W21 * X) / 2


def loss_by_moments(w: Matrix, inputs: Matrix, cross: Matrix) -> sp.Expr:
    """The mean of |y - w x|^2 / 2 up to a constant, where E x x^T = inputs and E y x^T = cross."""
    return Trace(w * inputs * w.T) / 2 - Trace(cross.T * w)


for name, line, printed, reason in (
    ("author-and-score", 1, r"9 / 10", "who wrote the review, and a judgement of the paper"),
    ("what-linear-networks-show", 6, r"\text{linear and nonlinear networks}", "praise and summary without a formula"),
    (
        "optimal-speed-by-initialization",
        6,
        r"t_{\mathrm{learn}} = \min",
        "a summary; optimal in which class of starts and rates is not said. What is exact about it is at line 16",
    ),
    ("experiments-on-digits", 6, r"\text{MNIST}", "an experiment; its data are not in the note"),
    ("norm-preserving-networks", 6, r"\text{norm preservation}", "an argument by analogy, without a formula"),
    (
        "three-layers",
        8,
        r"y = W^{32} W^{21} x",
        "a definition: three layers of units, two matrices; the loss is the mean of |y - W32 W21 x|^2 / 2",
    ),
):
    note.not_checkable(name, line=line, printed=printed, reason=reason)

note.claim(
    "flow-of-the-first-weights",
    line=8,
    printed=r"\tau \frac{d}{dt} W^{21} = W^{32^T} \left(\Sigma^{31} - W^{32} W^{21} \Sigma^{11}\right)",
    states=MatrixIdentity(-PartialGradient(loss, W21), W32.T * (S31 - W32 * W21 * S11)),
    remark=(
        "tau dW/dt is minus the gradient of the mean of |y - W32 W21 x|^2 / 2, for every law of finitely many examples "
        "and all widths; without the half the right side would be twice this"
    ),
)
note.claim(
    "flow-of-the-second-weights",
    line=8,
    printed=r"\tau \frac{d}{dt} W^{32} = \left(\Sigma^{31} - W^{32} W^{21} \Sigma^{11}\right) W^{21^T}",
    states=MatrixIdentity(-PartialGradient(loss, W32), (S31 - W32 * W21 * S11) * W21.T),
    remark="Sigma31 is the mean of y x^T, Sigma11 that of x x^T",
)

first_rate, second_rate = -PartialGradient(loss, W21), -PartialGradient(loss, W32)
note.claim(
    "imbalance-is-invariant",
    line=6,
    printed=r"\frac{d}{dt} \left(W^{21} W^{21^T} - W^{32^T} W^{32}\right) = 0",
    states=MatrixIdentity(
        first_rate * W21.T + W21 * first_rate.T - second_rate.T * W32 - W32.T * second_rate, Zero(n2, n2)
    ),
    remark="an invariant of the flow of line 8, for every law of the data and all widths; the note names none",
)

W = Letter("W", n3, n1)
second_moments = note.claim(
    "loss-by-second-moments",
    line=None,
    printed=r"\tfrac12 \mathbb{E}|y - W x|^2 = \tfrac12 \operatorname{Tr} W \Sigma^{11} W^T "
    r"- \operatorname{Tr} (\Sigma^{31})^T W + \tfrac12 \operatorname{Tr} \Sigma^{33}",
    states=MatrixIdentity(weighted_square(Y - W * X) / 2, loss_by_moments(W, S11, S31) + Trace(S33) / 2),
    remark="so the flow sees nothing of the law but its second moments: that the data be Gaussian is not needed",
)


@second_moments.derivation
def _(chain):
    chain.start(
        (weighted_square(Y) - Trace(Y * P * X.T * W.T) - Trace(W * X * P * Y.T) + weighted_square(W * X)) / 2,
        "expanded",
    )


# whitened inputs ---------------------------------------------------------------------------------------------------

Sigma31 = Letter("Sigma31", n3, n1)
whitened = loss_by_moments(W32 * W21, Identity(n1), Sigma31)

for name, weights, flow, printed in (
    (
        "first",
        W21,
        W32.T * (Sigma31 - W32 * W21),
        r"\tau \frac{d}{dt} W^{21} = W^{32^T} \left(\Sigma^{31} - W^{32} W^{21}\right) \quad (\Sigma^{11} = I)",
    ),
    (
        "second",
        W32,
        (Sigma31 - W32 * W21) * W21.T,
        r"\tau \frac{d}{dt} W^{32} = \left(\Sigma^{31} - W^{32} W^{21}\right) W^{21^T} \quad (\Sigma^{11} = I)",
    ),
):
    note.claim(
        f"whitened-flow-of-the-{name}-weights",
        line=10,
        printed=printed,
        states=MatrixIdentity(-PartialGradient(whitened, weights), flow),
        remark="line 8 where the input covariance is the identity, as line 10 assumes; not displayed in the note",
    )

# in the basis of the singular vectors of Sigma31 = U S V^T ---------------------------------------------------------

U, V = Letter("U", n3, n3, "orthogonal"), Letter("V", n1, n1, "orthogonal")
S = Letter("S", n3, n1, "diagonal")
turned_first, turned_second = W21 * V, U.T * W32  # columns a^1, a^2, ... and rows b^1, b^2, ...

first_modes = note.claim(
    "flow-of-the-first-weights-by-modes",
    line=10,
    printed=r"\tau \frac{d}{dt} \overline W^{21} = \overline W^{32^T} \left(S - \overline W^{32} \overline W^{21}"
    r"\right),\quad \Sigma^{31} = U S V^T,\; W^{21} = \overline W^{21} V^T,\; W^{32} = U \overline W^{32}",
    states=MatrixIdentity(
        -PartialGradient(whitened.xreplace({Sigma31: U * S * V.T}), W21) * V,
        turned_second.T * (S - turned_second * turned_first),
    ),
    remark="the step to the modes, which the note leaves out: a^alpha are the columns of W21 V, b^alpha the rows of "
    "U^T W32",
)


@first_modes.derivation
def _(chain):
    chain.start(W32.T * (U * S * V.T - W32 * W21) * V, "the flow for whitened inputs, turned")
    chain.line(W32.T * U * (S - U.T * W32 * W21 * V), "U U^T = I and V^T V = I")


note.claim(
    "flow-of-the-second-weights-by-modes",
    line=10,
    printed=r"\tau \frac{d}{dt} \overline W^{32} = \left(S - \overline W^{32} \overline W^{21}\right) "
    r"\overline W^{21^T}",
    states=MatrixIdentity(
        U.T * -PartialGradient(whitened.xreplace({Sigma31: U * S * V.T}), W32),
        (S - turned_second * turned_first) * turned_first.T,
    ),
)
note.claim(
    "energy-is-the-loss",
    line=10,
    printed=r"\tau E = \tfrac12 \|S - \overline W^{32} \overline W^{21}\|^2 = \tfrac12 \mathbb{E}|y - W x|^2 "
    r"- \tfrac12 \operatorname{Tr} \Sigma^{33} + \tfrac12 \|\Sigma^{31}\|^2",
    states=MatrixIdentity(
        norm_squared(S - turned_second * turned_first) / 2,
        whitened.xreplace({Sigma31: U * S * V.T}) + norm_squared(U * S * V.T) / 2,
    ),
    remark="E is the loss over tau, up to the least value that any linear map reaches",
)
