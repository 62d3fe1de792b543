"""The discrete update for two layers and its first iteration from a small start (lines 57 to 60)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.quantities import Slope
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.order import Approx, To
from checks.statements.relation import Inequality
from checks.statements.solution import LimitIs
from derivations.deep_linear.document import eta, note
from derivations.deep_linear.quartic_descent import quartic_loss, targets, w_1, w_2, y_1, y_2

if __name__ == "__main__":
    run_topic(__file__)

# the first layer v_1, v_2 and the second layer u; a gradient g_1, g_2; the small start; a ratio delta and a scale q
v_1, v_2, a_2, g_1, g_2 = note.reals("v_1 v_2 a_2 g_1 g_2")
eps_1, eps_2, delta, q = note.reals("eps_1 eps_2 delta q")

w, y, g, eps = (w_1, w_2), (y_1, y_2), (g_1, g_2), (eps_1, eps_2)
Vector = tuple[sp.Expr, sp.Expr]


def norm(w: Vector) -> sp.Expr:
    return sp.sqrt(w[0] ** 2 + w[1] ** 2)


def projection(w: Vector, g: Vector) -> Vector:
    """The orthogonal projection of g onto the direction of w."""
    share = (w[0] * g[0] + w[1] * g[1]) / (w[0] ** 2 + w[1] ** 2)
    return share * w[0], share * w[1]


def printed_step(w: Vector, g: Vector, i: int) -> sp.Expr:
    """Component i after the update of line 57."""
    return w[i] - eta * (norm(w) * g[i] + projection(w, g)[i])


def claim_2_step(w: Vector, g: Vector, i: int, depth: int = 2) -> sp.Expr:
    """Component i after one explicit Euler step of the flow of Claim 2 (line 27), N = depth."""
    factor = norm(w) ** (2 - sp.Rational(2, depth))
    return w[i] - eta * factor * (g[i] + (depth - 1) * projection(w, g)[i])


def layer_step(i: int) -> sp.Expr:
    """Component i of the product of the layers after a gradient step on each, from balanced layers of product w."""
    loss = quartic_loss.xreplace({w_1: a_2 * v_1, w_2: a_2 * v_2})
    scale = sp.sqrt(norm(w))
    here = {a_2: scale, v_1: w_1 / scale, v_2: w_2 / scale}
    rows = (v_1, v_2)
    outer = scale + eta * Slope.at(loss, a_2, here)
    return outer * (here[rows[i]] + eta * Slope.at(loss, rows[i], here))


away = [Assumption(sp.Ne(w_1**2 + w_2**2, 0))]
gradient = (w_1 - y_1) ** 3, (w_2 - y_2) ** 3

# the update rule (line 57) ---------------------------------------------------------------------------------------

note.claim(
    "two-layer-update",
    line=57,
    printed=(
        r"\|w\|^{2-2/N} \left(\nabla\mathcal{L} + (N-1) \Pr_w(\nabla\mathcal{L})\right) = "
        r"\|w\| \nabla\mathcal{L} + \Pr_w(\nabla\mathcal{L}) \quad (N = 2)"
    ),
    given=away,
    states=Identity(claim_2_step(w, g, 0), printed_step(w, g, 0)),
    amended=Amended(
        printed=r"w^{(t+1)} \leftarrow w - \eta \|w\| \left(\nabla\mathcal{L} + \Pr_w(\nabla\mathcal{L})\right)",
        states=Identity(claim_2_step(w, g, 0), w_1 - eta * norm(w) * (g_1 + projection(w, g)[0])),
    ),
    remark="a step of Claim 2 (line 27), first of two coordinates, any gradient: the projection lost its factor |w|",
)
note.claim(
    "two-layer-update-from-the-layers",
    line=57,
    printed=r"W_2^{(t+1)} W_1^{(t+1)} = w - \eta\left(\|w\| \nabla\mathcal{L} + \Pr_w(\nabla\mathcal{L})\right)",
    given=away,
    states=Identity(layer_step(0), printed_step(w, gradient, 0)),
    amended=Amended(
        printed=(
            r"W_2^{(t+1)} W_1^{(t+1)} = w - \eta \|w\| \left(\nabla\mathcal{L} + \Pr_w(\nabla\mathcal{L})\right) "
            r"+ \eta^2 \langle \nabla\mathcal{L}, w \rangle \nabla\mathcal{L}"
        ),
        states=Identity(
            layer_step(0),
            claim_2_step(w, gradient, 0) + eta**2 * (gradient[0] * w_1 + gradient[1] * w_2) * gradient[0],
        ),
        remark="the last term is exact, and the same for any number of hidden units",
    ),
    remark="read as a gradient step on balanced layers (a scalar and a row) with the loss of line 54, first coordinate",
)
note.claim(
    "layer-step-to-first-order",
    line=None,
    printed=(
        r"\frac{W_2^{(1)} W_1^{(1)} - w}{\eta} \to -\|w\| \left(\nabla\mathcal{L} + \Pr_w(\nabla\mathcal{L})\right) "
        r"\quad (\eta \to 0)"
    ),
    given=away,
    states=LimitIs(
        (claim_2_step(w, g, 0) + eta**2 * (g_1 * w_1 + g_2 * w_2) * g_1 - w_1) / eta,
        -norm(w) * (g_1 + projection(w, g)[0]),
        To(eta, 0),
    ),
    remark="from the exact step: at small rates the layers follow Claim 2, and not the update of line 57",
)

# the gradient at a small start (line 57) -----------------------------------------------------------------------------

note.claim(
    "gradient-at-a-small-start",
    line=57,
    printed=r"\nabla_i \approx -y_i^3 \quad (\epsilon \to 0)",
    given=targets,
    states=Approx((eps_1 - y_1) ** 3, -(y_1**3), limit=To(q, 0, {eps_1: q * y_1})),
    remark="the gradient of the loss of line 54; the same for each coordinate",
)
note.claim(
    "gradient-error-at-a-small-start",
    line=None,
    printed=r"1 - \frac{(\epsilon_1 - y_1)^3}{-y_1^3} \le \frac{3\epsilon_1}{y_1} \quad (0 \le \epsilon_1 \le y_1)",
    given=[*targets, eps_1 >= 0, eps_1 <= y_1],
    states=Inequality(1 - (eps_1 - y_1) ** 3 / (-(y_1**3)) <= 3 * eps_1 / y_1),
    remark="the relative error, which is not negative; its leading term is 3 eps_1/y_1",
)

# the first iteration (line 59) ---------------------------------------------------------------------------------------

frozen = -(y_1**3), -(y_2**3)
small_start = [Assumption(eps_1 > 0), Assumption(eps_2 > 0)]
share = (eps_1 * frozen[0] + eps_2 * frozen[1]) / (eps_1**2 + eps_2**2)
line_59 = [eps[i] - eta * (norm(eps) * frozen[i] + share * eps[i]) for i in range(2)]
mended_59 = [eps[i] - eta * norm(eps) * (frozen[i] + share * eps[i]) for i in range(2)]
PRINTED_59 = (
    r"w_{i}^{{(1)}} \approx \epsilon_{i} - \eta \left( \sqrt{{\epsilon_1^2+\epsilon_2^2}}(-y_{i}^3) + "
    r"\frac{{\epsilon_1(-y_1^3)+\epsilon_2(-y_2^3)}}{{\epsilon_1^2+\epsilon_2^2}}\epsilon_{i} \right)"
)
MENDED_59 = (
    r"w_{i}^{{(1)}} \approx \epsilon_{i} - \eta \left( \sqrt{{\epsilon_1^2+\epsilon_2^2}}(-y_{i}^3) + "
    r"\frac{{\epsilon_1(-y_1^3)+\epsilon_2(-y_2^3)}}{{\sqrt{{\epsilon_1^2+\epsilon_2^2}}}}\epsilon_{i} \right)"
)

for i, which in enumerate(("large", "small")):
    note.claim(
        f"first-iteration-{which}-coordinate",
        line=59,
        printed=PRINTED_59.format(i=i + 1),
        given=[*targets, *small_start],
        states=Identity(printed_step(eps, frozen, i), line_59[i]),
        remark="judged against the line before it, the update of line 57, at the gradient -y_i^3",
    )
    note.claim(
        f"first-iteration-of-claim-2-{which}-coordinate",
        line=59,
        printed=PRINTED_59.format(i=i + 1),
        given=[*targets, *small_start],
        states=Identity(claim_2_step(eps, frozen, i), line_59[i]),
        amended=Amended(printed=MENDED_59.format(i=i + 1), states=Identity(claim_2_step(eps, frozen, i), mended_59[i])),
        remark="judged against Claim 2 with N = 2 at the gradient -y_i^3: the slip of line 57, in its consequence",
    )

# the simplification (lines 59 and 60), where eps_2/eps_1 = y_2/y_1 = delta tends to 0 ---------------------------------

steep = To(delta, 0, {eps_2: delta * eps_1, y_2: delta * y_1})
line_60 = [2 * eps_1 * y_1**3, eps_1 * y_2**3 + eps_2 * y_1**3]

note.claim(
    "norm-of-the-start",
    line=59,
    printed=r"\sqrt{\epsilon_1^2+\epsilon_2^2} \approx \epsilon_1 \quad (\epsilon_2/\epsilon_1 \to 0)",
    given=small_start,
    states=Approx(norm(eps), eps_1, limit=To(delta, 0, {eps_2: delta * eps_1})),
)
note.claim(
    "norm-of-the-start-error",
    line=None,
    printed=r"\frac{\sqrt{\epsilon_1^2+\epsilon_2^2}}{\epsilon_1} - 1 \le \frac{\epsilon_2^2}{2\epsilon_1^2}",
    given=small_start,
    states=Inequality(norm(eps) / eps_1 - 1 <= (eps_2 / eps_1) ** 2 / 2),
)
for i, (which, printed) in enumerate(
    (
        ("large", r"w_1^{(1)} \approx \epsilon_1 + \eta(2\epsilon_1 y_1^3)"),
        ("small", r"w_2^{(1)} \approx \epsilon_2 + \eta(\epsilon_1 y_2^3 + \epsilon_2 y_1^3)"),
    )
):
    note.claim(
        f"simplified-iteration-{which}-coordinate",
        line=60,
        printed=printed,
        given=[*targets, *small_start],
        states=Approx((line_59[i] - eps[i]) / eta, line_60[i], limit=steep),
        amended=Amended(
            printed=printed + r" \text{ for the update } w - \eta \|w\| (\nabla\mathcal{L} + \Pr_w(\nabla\mathcal{L}))",
            states=Approx((claim_2_step(eps, frozen, i) - eps[i]) / eta, line_60[i], limit=steep),
            remark="the formula is right, of the update of Claim 2 in place of line 59",
        ),
        remark="the change over eta, judged against line 59, as eps_2/eps_1 = y_2/y_1 tends to 0; repeated on line 60",
    )

ray = {eps_2: delta * eps_1, y_2: delta * y_1}
on_the_ray = [targets[0], eps_1 > 0, delta > 0]


def change(gradient: Vector, i: int) -> sp.Expr:
    """What the update of Claim 2 adds to component i, over eta, where start and target have one direction."""
    return ((claim_2_step(eps, gradient, i) - eps[i]) / eta).xreplace(ray)


kept = [change(frozen, i) / line_60[i].xreplace(ray) for i in range(2)]
for i, which in enumerate(("large", "small")):
    note.claim(
        f"frozen-gradient-error-{which}-coordinate",
        line=None,
        printed=rf"\Delta w_{i + 1}(\nabla) = \left(1 - \frac{{\epsilon_1}}{{y_1}}\right)^3 \Delta w_{i + 1}(-y^3)",
        given=on_the_ray,
        states=Identity(
            change(((eps_1 - y_1) ** 3, (eps_2 - y_2) ** 3), i), (1 - eps_1 / y_1) ** 3 * change(frozen, i)
        ),
        remark="the update of Claim 2 with the exact gradient, eps_2/eps_1 = y_2/y_1: one factor for both coordinates",
    )
note.claim(
    "simplified-iteration-error-large-coordinate",
    line=None,
    printed=r"0 \le \frac{\Delta w_1}{2\eta\epsilon_1 y_1^3} - 1 \le \frac58 \delta^4",
    given=on_the_ray,
    states=Inequality((kept[0] - 1) * (kept[0] - 1 - 5 * delta**4 / 8) <= 0),
    remark="the update of Claim 2 at the gradient -y_i^3; delta = eps_2/eps_1 = y_2/y_1, of any size",
)
note.claim(
    "simplified-iteration-error-small-coordinate",
    line=None,
    printed=(
        r"0 \le 1 - \frac{\Delta w_2}{\eta(\epsilon_1 y_2^3 + \epsilon_2 y_1^3)} \le \frac12 \delta^2 "
        r"\quad (\delta \le \tfrac12)"
    ),
    given=[*on_the_ray, 2 * delta <= 1],
    states=Inequality((1 - kept[1]) * (1 - kept[1] - delta**2 / 2) <= 0),
)
