"""The first two motivating examples (lines 236 to 257): the teacher's direction is known; the neurons are equal."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from checks.claim import Amended, Assumption
from checks.gaussian import PlaneMean, neuron
from checks.script import run_topic
from checks.statements.exponential_decay import ExponentialDecay
from checks.statements.identity import Identity
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.recursion import EveryStep
from derivations.recitation.document import note
from derivations.recitation.neuron_growth import mu_1, mu_2
from derivations.recitation.neuron_lemma import one_neuron
from derivations.recitation.neuron_loss import half, nu, one, two, u, u_1, u_2, v, w, w_1, w_2
from derivations.recitation.neuron_rates import field, opposite, polar, rate, shares
from derivations.recitation.neuron_symmetric import eta

if __name__ == "__main__":
    run_topic(__file__)

# the sum of the lambda_j, its start, the factor of a step; how many neurons, how many steps
s, s_0, rho = note.reals("s s_0 rho")
n, T = note.integers("n T")

# the first example (lines 238 to 244) ---------------------------------------------------------------------------------

on_v = {w_1: mu_1 * nu, w_2: sp.Integer(0), u_1: mu_2 * nu, u_2: sp.Integer(0)}
a_teacher = Assumption(nu > 0)
spelled = half * (mu_1 * nu + mu_2 * nu - nu)

note.not_checkable(
    "direction-is-learnt",
    line=238,
    printed=r"w_1 = \lambda_1 v_1, w_2 = \lambda_2 v_2, \dots, w_n = \lambda_n v_n",
    reason="a setting; the indices of v are a slip, since there is one teacher v and line 240 has no index",
)
note.claim(
    "gradient-on-v",
    line=240,
    printed=r"\nabla_{w_i} L = \frac{1}{2} \left(\sum_j w_j - v \right)",
    given=[a_teacher, Assumption(sp.Ne(mu_1, 0)), Assumption(sp.Ne(mu_2, 0))],
    states=PlaneIdentity(sp.diff(two, w_1).xreplace(on_v), spelled),
    amended=Amended(
        printed=r"\nabla_{w_i} L = \frac{1}{2} \left(\sum_j w_j - v \right) \quad (\lambda_1, \dots, \lambda_n > 0)",
        given=[mu_1 > 0, mu_2 > 0],
        states=PlaneIdentity(sp.diff(two, w_1).xreplace(on_v), spelled),
    ),
    remark="n = 2, the component along v; with a neuron against v it is another: multiples of v need a positive factor",
)
note.claim(
    "gradient-on-v-across",
    line=240,
    printed=r"\nabla_{w_i} L \parallel v",
    given=[a_teacher, Assumption(mu_1 > 0), Assumption(mu_2 > 0)],
    states=PlaneIdentity(sp.diff(two, w_2).xreplace(on_v), sp.Integer(0)),
    remark="the component across v: the neurons stay multiples of v",
)
note.claim(
    "gradient-on-v-in-shares",
    line=240,
    printed=r"\frac{1}{2} \left(\sum_j w_j - v \right) = \frac{1}{2} \left(\sum_j \lambda_j - 1 \right) v",
    states=Identity(spelled, half * (mu_1 + mu_2 - 1) * nu),
)

# a step multiplies s - 1 by 1 - eta n/2, which is positive for the step sizes that every reader thinks of
descent = {s: 1 + rho * (s - 1)}
stable = [Assumption(rho > 0), Assumption(rho < 1), Assumption(T >= 0)]
note.claim(
    "sum-on-v-step",
    line=None,
    printed=r"s - \frac{\eta n}{2} (s - 1) = 1 + \Big(1 - \frac{\eta n}{2}\Big) (s - 1),\quad s = \sum_j \lambda_j",
    states=Identity(s - n * eta * half * (s - 1), 1 + (1 - eta * n / 2) * (s - 1)),
    remark=(
        "the sum of n equal steps along v while all lambda_j stay positive; they do from a sum of at most 1. From a "
        "larger sum a small lambda_j may be driven through 0"
    ),
)
note.claim(
    "sum-on-v-converges",
    line=242,
    printed=r"\sum_j \lambda_j - 1 \rightarrow 0 \text{ exponentially}",
    given=stable,
    states=EveryStep(descent, {s: s_0}, sp.Eq(s - 1, rho**T * (s_0 - 1)), counter=T),
    remark=(
        "s is the sum and rho = 1 - eta n/2 the factor of its step, here for 0 < rho < 1; read with all lambda_j > 0, "
        "which they stay from a sum of at most 1"
    ),
)
note.claim(
    "loss-on-v-decays",
    line=244,
    printed=r"L(w(t)) = \exp(-\mathcal{L}(t))",
    given=stable,
    states=EveryStep(
        descent,
        {s: s_0},
        sp.Eq((s - 1) ** 2, rho ** (2 * T) * (s_0 - 1) ** 2),
        counter=T,
        invariant=sp.Eq(s - 1, rho**T * (s_0 - 1)),
    ),
    remark="the loss is |v|^2 (s - 1)^2/4 there, see line 211: it falls by rho^2 at each step",
)

# the second example (lines 246 to 257) --------------------------------------------------------------------------------

# the first of n equal neurons moves on its own, so that its slope can be taken before it is put back
copied = PlaneMean(half * (neuron(w) + (n - 1) * neuron(u) - neuron(v)) ** 2)
aligned = dict(zip(u, w, strict=True))
n_fold = {w_1: n * w_1, w_2: n * w_2}
generic = [a_teacher, Assumption(sp.Ne(w_2, 0)), Assumption(n >= 2)]

note.not_checkable("neurons-are-aligned", line=248, printed=r"w_1 = w_2 = \dots = w_n", reason="a setting")
for k, which in enumerate(("along", "across")):
    slope = sp.diff(copied, w[k]).xreplace(aligned)
    alone = sp.diff(one, w[k])
    note.claim(
        f"aligned-gradient-{which}",
        line=255,
        printed=r"\nabla_{w_i} L = n \times \text{gradient of single-neuron case } (n=1)",
        given=generic,
        states=PlaneIdentity(slope, n * alone),
        amended=Amended(
            printed=r"\nabla_{w_i} L(w, \dots, w) = \nabla L_1(n w)",
            states=PlaneIdentity(slope, alone.xreplace(n_fold)),
            remark="so the sum s = n w moves by n times the single-neuron gradient at s, which may be what was meant",
        ),
        remark=f"L_1 is the loss of one neuron, at the common weight; any n, the component {which} v",
    )
note.claim(
    "aligned-decay",
    line=257,
    printed=r"L(w(t)) \approx \exp(-\Sigma(t))",
    given=[a_teacher, Assumption(n >= 2)],
    states=ExponentialDecay({x: -n * sp.diff(one, x) for x in w}, one, None, traps=[replace(opposite, speed=n)]),
    amended=Amended(
        printed=r"L(w(t)) \le L(w(0)) \exp\Big(-n \Big(1 - \frac{\theta(0)}{\pi}\Big)^4 t\Big) \quad (\theta(0) < \pi)",
        given=[polar[0], *polar[2:]],
        states=ExponentialDecay(
            {x: n * velocity for x, velocity in field.items()}, one_neuron, n * rate, shares=shares(n)
        ),
        remark="r is the length of the sum of the neurons",
    ),
    remark="gradient flow of the sum of the neurons; starts against v keep the loss |v|^2/4, as in line 187",
)
