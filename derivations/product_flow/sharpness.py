"""Beyond the note: the Hessian at a minimum, its one nonzero eigenvalue, and where it is least."""

from __future__ import annotations

import sympy as sp

from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.relation import Equivalence, Inequality
from derivations.product_flow.document import R, d, eta, note, s, squared_loss, weights, wi, wj

if __name__ == "__main__":
    run_topic(__file__)

# "lam" is the eigenvalue's letter, "sharp" the largest eigenvalue of the Hessian
lam, sharp = note.reals("lam sharp")
pair_loss = squared_loss(wi * wj * R)


def at_minimum(y: sp.Symbol, z: sp.Symbol) -> sp.Expr:
    """Entry of the Hessian of the loss where the product of all weights is s."""
    return sp.Subs(sp.Derivative(pair_loss, y, z, evaluate=False), R, s / (wi * wj))


note.claim(
    "hessian-at-minimum-mixed",
    line=None,
    printed=r"\frac{\partial^2 \mathcal{L}}{\partial w_i \partial w_j} = \frac{s^2}{w_i w_j} \quad (w_1\cdots w_d = s)",
    given=[sp.Ne(wi, 0), sp.Ne(wj, 0)],
    states=Identity(at_minimum(wi, wj), s**2 / (wi * wj)),
)
note.claim(
    "hessian-at-minimum-diagonal",
    line=None,
    printed=r"\frac{\partial^2 \mathcal{L}}{\partial w_i^2} = \frac{s^2}{w_i^2} \quad (w_1\cdots w_d = s)",
    given=[sp.Ne(wi, 0), sp.Ne(wj, 0)],
    states=Identity(at_minimum(wi, wi), s**2 / wi**2),
    remark="so the Hessian is v v^T with v_i = s/w_i, for every degree",
)

for degree in (2, 3):
    ws = weights[:degree]
    last = s / sp.prod(ws[:-1])
    loss = squared_loss(sp.prod(ws))
    hessian = sp.Matrix([[sp.Subs(sp.Derivative(loss, y, z), ws[-1], last) for z in ws] for y in ws])
    sharpness = sum(s**2 / z**2 for z in ws[:-1]) + s**2 / last**2
    note.claim(
        f"characteristic-polynomial-degree-{degree}",
        line=None,
        printed=rf"\det(\lambda I - \nabla^2\mathcal{{L}}) = \lambda^{{{degree - 1}}} (\lambda - \sum_i s^2/w_i^2)",
        given=[*(sp.Ne(z, 0) for z in ws[:-1])],
        states=Identity(
            (lam * sp.eye(degree) - hessian).det(method="berkowitz"), lam ** (degree - 1) * (lam - sharpness)
        ),
        remark=f"{degree} weights, at every minimum: the last weight is s divided by the others",
    )
    note.claim(
        f"sharpness-is-least-for-equal-weights-degree-{degree}",
        line=None,
        printed=rf"\sum_{{i\le {degree}}} \frac{{s^2}}{{w_i^2}} \ge {degree}\, s^{{2-2/{degree}}}",
        given=[*(z > 0 for z in ws[:-1])],
        states=Inequality(sharpness >= degree * s ** (2 - sp.Rational(2, degree))),
        remark="at the minimum the last weight is s divided by the others",
    )

note.claim(
    "sharpness-of-equal-weights",
    line=None,
    printed=r"\sum_i \frac{s^2}{w_i^2} = d\, s^{2-2/d} \text{ at } w_i = s^{1/d}",
    states=Identity(d * s**2 / (s ** (1 / d)) ** 2, d * s ** (2 - 2 / d)),
)
note.claim(
    "sharpness-bound-per-weight",
    line=None,
    printed=r"\frac{s^{2/d}}{w_i^2} \ge 1 + \log \frac{s^{2/d}}{w_i^2}",
    given=[sp.Ne(wi, 0)],
    states=Inequality(s ** (2 / d) / wi**2 >= 1 + sp.log(s ** (2 / d) / wi**2)),
    remark=(
        "summed over i the logarithms cancel, since the w_i multiply to s: every minimum of every degree has sharpness "
        "at least d s^(2-2/d), which equal weights attain"
    ),
)
note.claim(
    "stable-rates-at-any-minimum",
    line=None,
    printed=r"|1 - \eta \Lambda| < 1 \iff 0 < \eta < \frac{2}{\Lambda}, \quad \Lambda = \sum_i \frac{s^2}{w_i^2}",
    given=[sharp > 0],
    states=Equivalence((1 - eta * sharp) ** 2 < 1, sp.And(eta > 0, eta < 2 / sharp)),
    remark="the multiplier along the one direction in which the loss is curved",
)
