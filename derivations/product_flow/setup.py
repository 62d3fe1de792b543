"""The loss, the flow of each weight, and the network that they stand for (lines 5 to 15 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.quantities import GradientFlow, Slope
from checks.script import run_topic
from checks.statements.degrees import EveryDegree
from checks.statements.identity import FlowEquation, Identity
from derivations.product_flow.document import (
    P,
    R,
    any_weight,
    half,
    kappa,
    note,
    product_flow,
    s,
    s2,
    squared_loss,
    w1,
    w2,
    w3,
    w4,
    weights,
    wi,
    x,
)

if __name__ == "__main__":
    run_topic(__file__)

note.not_checkable(
    "question",
    line=3,
    printed=r"w_1 \cdots w_d \to s",
    reason="poses the question of the note; asserts nothing",
)
note.not_checkable(
    "loss",
    line=9,
    printed=r"\mathcal{L} := \frac12(w_1\cdots w_d - s)^2",
    reason="definition of the loss; every flow below is differentiated from it",
)
note.not_checkable(
    "flow-is-negative-gradient",
    line=13,
    printed=r"\frac{d w_i}{d t} = -\frac{\partial \mathcal{L}}{\partial w_i}",
    reason="definition of gradient flow",
)


def spelled_out(degree: int) -> FlowEquation:
    """The flow of the last of `degree` weights."""
    others = sp.prod(weights[: degree - 1])
    last = weights[degree - 1]
    return FlowEquation(product_flow(degree), last, (s - others * last) * others)


weight_flow = note.claim(
    "weight-flow",
    line=13,
    printed=r"-\frac{\partial \mathcal{L}}{\partial w_i} = (s-w_1 \cdots w_d) \prod_{j \ne i} w_j",
    states=EveryDegree(
        FlowEquation(any_weight, wi, (s - wi * R) * R),
        at={degree: spelled_out(degree) for degree in range(1, 7)},
    ),
    remark="for every d at once: R is the product of the weights other than w_i, free of w_i",
)


@weight_flow.derivation
def _(chain):
    chain.start(-sp.Derivative(half * (wi * R - s) ** 2, wi), "gradient flow of the loss, with w_1...w_d = w_i R")
    chain.line(-(wi * R - s) * R, "chain rule")
    chain.line((s - wi * R) * R, "sign moved into the bracket")


network_loss = note.claim(
    "network-loss-per-sample",
    line=15,
    printed=r"\tfrac12 (w_d\cdots w_1 x - s x)^2 = x^2 \mathcal{L}",
    states=Identity(half * (P * x - s * x) ** 2, x**2 * squared_loss(P)),
    remark="the loss of the width-1 linear network on one input x with label s x; P is the product of the weights",
)


@network_loss.derivation
def _(chain):
    chain.start(half * (x * (P - s)) ** 2, "common factor x")
    chain.line(x**2 * half * (P - s) ** 2, "square of a product")


network = GradientFlow(kappa * squared_loss(wi * R), of=[wi])

note.claim(
    "network-flow",
    line=15,
    printed=r"\frac{d w_i}{dt} = \kappa\, (s-w_1 \cdots w_d) \prod_{j \ne i} w_j",
    given=[Assumption(kappa > 0)],
    states=FlowEquation(network, wi, kappa * (s - wi * R) * R),
    remark=(
        "kappa is the mean square of the input, which the note leaves open: the network runs through the same states "
        "at kappa times the speed, and at the note's own speed where kappa = 1"
    ),
)

# a network of width 2 and depth 2 whose target has the singular values s and s2
entries = w1, w2, w3, w4, o1, o2, o3, o4 = (*weights[:4], *note.reals("o1 o2 o3 o4"))
first = sp.Matrix([[w1, o1], [o2, w3]])
second = sp.Matrix([[w2, o3], [o4, w4]])
error = second * first - sp.diag(s, s2)
matrix_loss = half * sum(e**2 for e in error)
aligned = {w1: w1, w2: w2, w3: w3, w4: w4, o1: 0, o2: 0, o3: 0, o4: 0}
aligned = {old: sp.Integer(0) if new == 0 else new for old, new in aligned.items()}
modes = GradientFlow(matrix_loss, of=entries, on=aligned, state={z: z for z in weights[:4]})

for state, name, rate in ((w1, "first", (s - w1 * w2) * w2), (w3, "second", (s2 - w3 * w4) * w4)):
    target = "s" if name == "first" else "s_2"
    layer = sp.latex(state), sp.latex(w2 if state == w1 else w4)
    note.claim(
        f"aligned-modes-follow-the-product-flow-{name}",
        line=15,
        printed=rf"\frac{{d {layer[0]}}}{{dt}} = ({target} - {layer[0]} {layer[1]}) {layer[1]}",
        states=FlowEquation(modes, state, rate),
        remark="width 2, depth 2, both layers diagonal: each diagonal pair sees only its own singular value",
    )
note.claim(
    "aligned-modes-stay-aligned",
    line=15,
    printed=r"\frac{d (W_k)_{ij}}{dt} = 0 \quad (i \ne j) \text{ at diagonal } W_1, W_2",
    states=Identity(sum(Slope.at(matrix_loss, z, aligned) ** 2 for z in (o1, o2, o3, o4)), sp.Integer(0)),
    remark="all four off-diagonal rates vanish: diagonal layers stay diagonal, so the reading by modes is exact there",
)
