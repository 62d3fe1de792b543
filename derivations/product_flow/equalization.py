"""How fast two weights equalize (lines 118 to 137 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.script import run_topic
from checks.statements.identity import Conserved, FlowEquation, Identity
from checks.statements.order import Approx, To
from checks.statements.relation import Equivalence, Inequality, Monotone
from derivations.product_flow.document import note, rho, s, two_weights, w1, w2

if __name__ == "__main__":
    run_topic(__file__)

flow = two_weights

# line 130 starts from positive weights, after its sentence on the sign
positive = [Assumption(w1 > 0, 130), Assumption(w2 > 0, 130)]
positive_unsaid = [Assumption(w1 > 0), Assumption(w2 > 0)]
far_apart = To(rho, sp.oo, {w1: rho * w2})

note.claim(
    "equalization-flow-of-w1",
    line=122,
    printed=r"\frac{d w_1}{d t} = (s-w_1w_2)w_2",
    states=FlowEquation(flow, w1, (s - w1 * w2) * w2),
)
note.claim(
    "equalization-flow-of-w2",
    line=122,
    printed=r"\frac{d w_2}{d t} = (s-w_1w_2)w_1",
    states=FlowEquation(flow, w2, (s - w1 * w2) * w1),
)

note.claim(
    "relative-rate-of-product-as-sum",
    line=128,
    printed=r"\frac{d(w_1w_2)/dt}{w_1w_2} = \frac{dw_1/dt}{w_1} + \frac{dw_2/dt}{w_2}",
    states=Identity(flow.relative_rate(w1 * w2), flow.relative_rate(w1) + flow.relative_rate(w2)),
)

product_rate = note.claim(
    "relative-rate-of-product",
    line=128,
    printed=r"\frac{dw_1/dt}{w_1} + \frac{dw_2/dt}{w_2} = (s-w_1w_2)\left(\frac{w_2}{w_1} + \frac{w_1}{w_2}\right)",
    states=Identity(flow.relative_rate(w1) + flow.relative_rate(w2), (s - w1 * w2) * (w2 / w1 + w1 / w2)),
)


@product_rate.derivation
def _(chain):
    chain.start((s - w1 * w2) * w2 / w1 + (s - w1 * w2) * w1 / w2, "the flow of each weight")
    chain.line((s - w1 * w2) * (w2 / w1 + w1 / w2), "common factor")


note.claim(
    "relative-rate-of-ratio-as-difference",
    line=128,
    printed=r"\frac{d(w_1/w_2)/dt}{w_1/w_2} = \frac{dw_1/dt}{w_1} - \frac{dw_2/dt}{w_2}",
    states=Identity(flow.relative_rate(w1 / w2), flow.relative_rate(w1) - flow.relative_rate(w2)),
)

ratio_rate = note.claim(
    "relative-rate-of-ratio",
    line=128,
    printed=r"\frac{dw_1/dt}{w_1} - \frac{dw_2/dt}{w_2} = (s-w_1w_2)\left(\frac{w_2}{w_1} - \frac{w_1}{w_2}\right)",
    states=Identity(flow.relative_rate(w1) - flow.relative_rate(w2), (s - w1 * w2) * (w2 / w1 - w1 / w2)),
)


@ratio_rate.derivation
def _(chain):
    chain.start((s - w1 * w2) * w2 / w1 - (s - w1 * w2) * w1 / w2, "the flow of each weight")
    chain.line((s - w1 * w2) * (w2 / w1 - w1 / w2), "common factor")


ratio_falls = note.claim(
    "ratio-falls-when-w1-is-larger",
    line=130,
    printed=r"w_1 > w_2 \implies w_1/w_2 \text{ is decreasing}",
    given=[*positive_unsaid, w1 > w2],
    states=Monotone(flow, w1 / w2, "decreasing", strict=True),
)


@ratio_falls.derivation
def _(chain):
    chain.start(w1 / w2 * (flow.relative_rate(w1) - flow.relative_rate(w2)), "logarithmic derivative of a quotient")
    chain.line(w1 / w2 * (s - w1 * w2) * (w2 / w1 - w1 / w2), "the flow of each weight")
    chain.line((s - w1 * w2) * (w2 - w1) * (w2 + w1) / w2**2, "factored")


note.claim(
    "ratio-rises-when-w1-is-smaller",
    line=130,
    printed=r"w_1 < w_2 \implies w_1/w_2 \text{ is increasing}",
    given=[*positive_unsaid, w1 < w2],
    states=Monotone(flow, w1 / w2, "increasing", strict=True),
)

note.claim(
    "relative-rate-of-product-far-apart",
    line=132,
    printed=r"\frac{d(w_1w_2)/dt}{w_1w_2} \approx (s-w_1w_2)\frac{w_1}{w_2} \quad (w_1 \gg w_2 > 0)",
    given=positive,
    states=Approx(flow.relative_rate(w1 * w2), (s - w1 * w2) * w1 / w2, limit=far_apart),
)
note.claim(
    "relative-rate-of-ratio-far-apart",
    line=132,
    printed=r"\frac{d(w_1/w_2)/dt}{w_1/w_2} \approx -(s-w_1w_2)\frac{w_1}{w_2} \quad (w_1 \gg w_2 > 0)",
    given=positive,
    states=Approx(flow.relative_rate(w1 / w2), -(s - w1 * w2) * w1 / w2, limit=far_apart),
)
note.claim(
    "same-relative-rate",
    line=134,
    printed=r"\frac{d(w_1w_2)/dt}{w_1w_2} \approx -\frac{d(w_1/w_2)/dt}{w_1/w_2} \quad (w_1 \gg w_2 > 0)",
    given=positive,
    states=Approx(flow.relative_rate(w1 * w2), -flow.relative_rate(w1 / w2), limit=far_apart),
)

note.claim(
    "product-increases",
    line=134,
    printed=r"w_1 w_2 \text{ increases}",
    given=positive,
    states=Monotone(flow, w1 * w2, "increasing", strict=True),
)

note.claim(
    "equalization-condition",
    line=136,
    printed=r"\frac{s}{w_1w_2} \ge \frac{w_1}{w_2} \iff w_1 \le \sqrt{s}",
    given=positive,
    states=Equivalence(s / (w1 * w2) >= w1 / w2, w1 <= sp.sqrt(s)),
)

c = w1**2 - w2**2
final_ratio = (c + sp.sqrt(c**2 + 4 * s**2)) / (2 * s)
golden = (1 + sp.sqrt(5)) / 2
note.claim(
    "equalization-suffices",
    line=136,
    printed=r"w_1 \le \sqrt{s} \implies \lim_{t\to\infty} \frac{w_1}{w_2} \le \frac{1+\sqrt5}{2}",
    given=[*positive, Assumption(w1 > w2, 130), w1 <= sp.sqrt(s)],
    states=Inequality(final_ratio <= golden),
    remark="roughly equal in the end, read as: within the golden ratio; the final ratio is derived beyond the note",
)
note.claim(
    "equalization-fails-beyond",
    line=None,
    printed=r"w_1^2 - w_2^2 > s \implies \lim_{t\to\infty} \frac{w_1}{w_2} > \frac{1+\sqrt5}{2}",
    given=[*positive_unsaid, w1**2 - w2**2 > s],
    states=Inequality(final_ratio > golden),
    remark="the converse, with the conserved quantity in place of w_1^2",
)
note.claim(
    "difference-of-squares-is-conserved",
    line=None,
    printed=r"w_1^2 - w_2^2 = \mathrm{const}",
    states=Conserved(flow, w1**2 - w2**2),
)
