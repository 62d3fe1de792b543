"""General degree: the weights approach each other, and the flow that is left (lines 56 to 60 and 137 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.quantities import At, GradientFlow
from checks.script import run_topic
from checks.statements.degrees import EveryDegree
from checks.statements.identity import Conserved, FlowEquation, Identity
from checks.statements.relation import Monotone
from derivations.product_flow.document import P, R, any_equal, d, equal_weights, note, s, squared_loss, w, wi, wj

if __name__ == "__main__":
    run_topic(__file__)

flow = any_equal

# the weights approach each other ---------------------------------------------------------------------------------

# two weights among d; R is the product of the others
both = GradientFlow(squared_loss(wi * wj * R), of=[wi, wj])
# the same flow written by the product P of all weights
pair = GradientFlow(
    squared_loss(wi * wj * R),
    of=[wi, wj],
    on={wi: wi, wj: wj, R: P / (wi * wj)},
    state={wi: wi, wj: wj},
)

apart = [Assumption(sp.Ne(wi, 0)), Assumption(sp.Ne(wj, 0)), Assumption(sp.Ne(wi**2, wj**2))]

note.claim(
    "equal-weights-stay-equal",
    line=58,
    printed=r"w_i = w_j \implies \frac{d(w_i - w_j)}{dt} = 0",
    states=Identity(At.made(both.rate(wi - wj), {wi: w, wj: w}), sp.Integer(0)),
    remark="what being left with one variable needs, for every degree",
)
note.claim(
    "weights-approach-each-other",
    line=58,
    printed=r"\frac{(w_i - w_j)^2}{w_i^2 + w_j^2} \text{ decreases}",
    given=[Assumption(P > 0), Assumption(P < s), *apart],
    states=Monotone(pair, (wi - wj) ** 2 / (wi**2 + wj**2), "decreasing", strict=True),
    remark=(
        "approaching in relative terms; P is the product of all weights, taken between 0 and the target as in the "
        "phases, so that the signs of the two weights are what is at stake"
    ),
)
by_absolute_value = note.claim(
    "absolute-values-approach-each-other",
    line=137,
    printed=r"\left|\log|w_i/w_j|\right| \text{ decreases}",
    given=apart,
    states=Monotone(pair, sp.log((wi / wj) ** 2) ** 2, "decreasing", strict=True),
    remark="the footnote's reading; P is the product of all weights, of either sign",
)


@by_absolute_value.derivation
def _(chain):
    chain.start(4 * sp.log((wi / wj) ** 2) * (pair.relative_rate(wi) - pair.relative_rate(wj)), "chain rule")
    chain.line(4 * sp.log((wi / wj) ** 2) * (s - P) * P * (1 / wi**2 - 1 / wj**2), "dw_i/dt = (s - P) P / w_i")


# the reduced flow -------------------------------------------------------------------------------------------------

reduced = note.claim(
    "reduced-flow",
    line=60,
    printed=r"\frac{d w}{d t} = (s - w^d) w^{d-1}",
    states=EveryDegree(
        FlowEquation(flow, w, (s - w**d) * w ** (d - 1)),
        at={n: FlowEquation(equal_weights(n), w, (s - w**n) * w ** (n - 1)) for n in range(1, 7)},
    ),
)


@reduced.derivation
def _(chain):
    chain.start((s - w * w ** (d - 1)) * w ** (d - 1), "the flow of any one weight where all equal w")
    chain.line((s - w**d) * w ** (d - 1), "powers of w")


of_power = note.claim(
    "reduced-flow-of-power",
    line=60,
    printed=r"\frac{d(w^d)}{d t} = d(s - w^d) w^{2d-2}",
    states=EveryDegree(
        FlowEquation(flow, w**d, d * (s - w**d) * w ** (2 * d - 2)),
        at={n: FlowEquation(equal_weights(n), w**n, n * (s - w**n) * w ** (2 * n - 2)) for n in range(1, 7)},
    ),
)


@of_power.derivation
def _(chain):
    chain.start(d * w ** (d - 1) * flow.rate(w), "chain rule")
    chain.line(d * w ** (d - 1) * (s - w**d) * w ** (d - 1), "the reduced flow")
    chain.line(d * (s - w**d) * w ** (2 * d - 2), "powers of w")


note.claim(
    "reduced-flow-of-power-follows",
    line=60,
    printed=r"\frac{d w}{d t} = (s - w^d) w^{d-1} \implies \frac{d(w^d)}{d t} = d\, w^{d-1} \frac{d w}{d t}",
    states=Identity(flow.rate(w**d), d * w ** (d - 1) * flow.rate(w)),
    remark="the step from the one equation to the other",
)
note.claim(
    "differences-of-squares-are-conserved",
    line=None,
    printed=r"w_i^2 - w_j^2 = \mathrm{const} \text{ for every degree}",
    states=Conserved(both, wi**2 - wj**2),
)
