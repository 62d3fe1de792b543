"""Lines 34 to 38: two layers, and what the theorem says for them."""

from __future__ import annotations

import sympy as sp

from checks.matrices.networks import Network
from checks.script import run_topic
from checks.statements.matrix_identity import MatrixIdentity
from derivations.deep_linear.document import balanced, eta, note
from derivations.deep_linear.theorem import end_to_end_flow

if __name__ == "__main__":
    run_topic(__file__)

net = Network(2)
w1, w2, We, G = net.layer(1), net.layer(2), net.end_to_end, net.gradient
half = sp.Rational(1, 2)

note.claim(
    "product-rule-two-layers",
    line=34,
    printed=r"\dot{W}_e = \dot{W}_2 W_1 + W_2 \dot{W}_1",
    states=MatrixIdentity(net.rate(We, eta), net.rate(w2, eta) * w1 + w2 * net.rate(w1, eta)),
    remark="repeated on lines 35 to 37; the steps between this line and line 38 are missing from the slides",
)
layers = note.claim(
    "two-layers-in-terms-of-the-layers",
    line=None,
    printed=r"\dot{W}_e = -\eta\left(W_2 W_2^T \nabla\mathcal{L}(W_e) + \nabla\mathcal{L}(W_e) W_1^T W_1\right)",
    states=MatrixIdentity(net.rate(We, eta), -eta * (w2 * w2.T * G + G * w1.T * w1)),
    remark="the step missing after line 34: true with or without balancedness",
)


@layers.derivation
def _(chain):
    chain.start(net.rate(w2, eta) * w1 + w2 * net.rate(w1, eta), "product rule")
    chain.line(-eta * ((G * w1.T) * w1 + w2 * (w2.T * G)), "the flow of each layer")


for name, left, right, printed in (
    ("left-gram-matrix-two-layers", w2 * w2.T, (We * We.T) ** half, r"W_2 W_2^T = [W_e W_e^T]^{1/2}"),
    ("right-gram-matrix-two-layers", w1.T * w1, (We.T * We) ** half, r"W_1^T W_1 = [W_e^T W_e]^{1/2}"),
):
    claim = note.claim(
        name,
        line=None,
        printed=printed,
        given=[balanced(net)],
        states=MatrixIdentity(left, right),
        remark="the other step missing after line 34, for every shape and rank",
    )

matches = note.claim(
    "two-layers-match-the-theorem",
    line=38,
    printed=r"\dot{W}_e = -\eta\left([W_e W_e^T]^{1/2} \nabla\mathcal{L}(W_e) + "
    r"\nabla\mathcal{L}(W_e) [W_e^T W_e]^{1/2}\right)",
    given=[balanced(net)],
    states=MatrixIdentity(net.rate(We, eta), end_to_end_flow(net)),
    remark="the right side is line 11 with N = 2; the formula that is said to match it is missing from the slides",
)


@matches.derivation
def _(chain):
    chain.start(net.rate(w2, eta) * w1 + w2 * net.rate(w1, eta), "product rule")
    chain.line(-eta * (w2 * w2.T * G + G * w1.T * w1), "the flow of each layer")
    chain.line(
        -eta * ((We * We.T) ** half * G + G * (We.T * We) ** half),
        "W_e W_e^T = W_2 (W_1 W_1^T) W_2^T = W_2 (W_2^T W_2) W_2^T = (W_2 W_2^T)^2; the same on the right",
    )
