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
from derivations.recitation.neuron_growth import mu_1, mu_2, z
from derivations.recitation.neuron_lemma import one_neuron
from derivations.recitation.neuron_loss import half, nu, one, two, u, u_1, u_2, v, w, w_1, w_2
from derivations.recitation.neuron_rates import field, opposite, polar, rate, shares
from derivations.recitation.neuron_symmetric import eta

if __name__ == "__main__":
    run_topic(__file__)

# the sum of the lambda_j, the factor of a step; how many neurons, how many steps
s, rho = note.reals("s rho")
n, T = note.integers("n T")

# the first example (lines 238 to 244) ---------------------------------------------------------------------------------

on_v = {w_1: mu_1 * nu, w_2: sp.Integer(0), u_1: mu_2 * nu, u_2: sp.Integer(0)}
a_teacher = Assumption(nu > 0)
spelled = half * (mu_1 * nu + mu_2 * nu - nu)
# a learnt direction, as line 236 says: every angle is 0. Then all neurons but one add up to one, whose factor is mu_2
learnt = [a_teacher, Assumption(mu_1 > 0), Assumption(mu_2 > 0)]
# the first neuron on the side of the teacher, the second one against it
one_against = [a_teacher, Assumption(mu_1 > 0), Assumption(mu_2 < 0)]

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
    given=learnt,
    states=PlaneIdentity(sp.diff(two, w_1).xreplace(on_v), spelled),
    remark="the component along v, all lambda_j > 0 as line 236 has it; mu_2 is the sum of the other lambda_j, any n",
)
note.claim(
    "gradient-on-v-across",
    line=None,
    printed=r"\nabla_{w_i} L \parallel v",
    given=learnt,
    states=PlaneIdentity(sp.diff(two, w_2).xreplace(on_v), sp.Integer(0)),
    remark="line 240 across v: the component vanishes, so the neurons stay multiples of v",
)
note.claim(
    "gradient-on-v-in-shares",
    line=240,
    printed=r"\frac{1}{2} \left(\sum_j w_j - v \right) = \frac{1}{2} \left(\sum_j \lambda_j - 1 \right) v",
    states=Identity(spelled, half * (mu_1 + mu_2 - 1) * nu),
)
note.claim(
    "gradient-on-v-beside-one-against",
    line=None,
    printed=r"\lambda_1 > 0 > \lambda_2:\quad \nabla_{w_1} L = \tfrac12 (\lambda_1 - 1)\, v",
    given=one_against,
    states=PlaneIdentity(sp.diff(two, w_1).xreplace(on_v), half * (mu_1 - 1) * nu),
    remark="n = 2, along v: neurons against v drop out of the sum on line 240, for they are silent where w_1 speaks",
)
note.claim(
    "gradient-against-v",
    line=None,
    printed=r"\lambda_1 > 0 > \lambda_2:\quad \nabla_{w_2} L = \tfrac12 \lambda_2 v",
    given=one_against,
    states=PlaneIdentity(sp.diff(two, u_1).xreplace(on_v), half * mu_2 * nu),
    remark="n = 2, along v: the teacher drops out too, so a multiple of v needs a positive factor on line 240",
)

# a step takes eta/2 (s - 1) off every lambda_j; line 240 holds for as long as all of them are positive
descent = {s: s - n * eta * half * (s - 1)}
factor = 1 - eta * n / 2
by_rho = {s: 1 + rho * (s - 1)}
# every lambda_j(0) > 0 and their sum at most 1, which no step leaps over
s_0 = mu_1 + mu_2
from_below = [Assumption(mu_1 > 0), Assumption(mu_2 > 0), Assumption(s_0 <= 1), Assumption(T >= 0)]
no_leap = [Assumption(n >= 1), Assumption(eta > 0), Assumption(eta * n < 2)]
stable = [*no_leap[:2], Assumption(sp.Eq(eta * n, 2 - 2 * rho)), Assumption(rho > 0), Assumption(rho < 1)]
falls = sp.Eq(s - 1, rho**T * (s_0 - 1))
note.claim(
    "sum-on-v-step",
    line=None,
    printed=r"s - \frac{\eta n}{2} (s - 1) = 1 + \Big(1 - \frac{\eta n}{2}\Big) (s - 1),\quad s = \sum_j \lambda_j",
    states=Identity(s - n * eta * half * (s - 1), 1 + factor * (s - 1)),
    remark="the sum of n equal steps along v while all lambda_j are positive",
)
note.claim(
    "shares-stay-positive",
    line=None,
    printed=r"\lambda_i(T) \ge \lambda_i(0) > 0,\ \sum_j \lambda_j(T) \le 1 "
    r"\quad (\sum_j \lambda_j(0) \le 1,\ 0 < \tfrac{\eta n}{2} < 1)",
    given=[*from_below, *no_leap],
    states=EveryStep(
        {**descent, z: z - eta * half * (s - 1)},
        {s: s_0, z: mu_1},
        z >= mu_1,
        counter=T,
        invariant=sp.And(z >= mu_1, s <= 1),
    ),
    remark=(
        "z is any one of the lambda_j: what lets line 240 be used at every step. From a sum above 1 a small lambda_j "
        "may be driven through 0"
    ),
)
note.claim(
    "sum-on-v-converges",
    line=242,
    printed=r"\sum_j \lambda_j - 1 \rightarrow 0 \text{ exponentially} "
    r"\quad (\lambda_j(0) > 0,\ \sum_j \lambda_j(0) \le 1,\ 0 < \tfrac{\eta n}{2} < 1)",
    given=[*from_below, *stable],
    states=EveryStep(by_rho, {s: s_0}, falls, counter=T),
    remark=(
        "s is the sum, rho = 1 - eta n/2 the factor of its step. The brackets are ours: from there all lambda_j stay "
        "positive (shown beyond the note), so this is the descent. From lambda_j(0) < 0 for every j the sum goes to 0"
    ),
)
note.claim(
    "loss-on-v-decays",
    line=244,
    printed=r"L(w(t)) = \exp(-\mathcal{L}(t)) "
    r"\quad (\lambda_j(0) > 0,\ \sum_j \lambda_j(0) \le 1,\ 0 < \tfrac{\eta n}{2} < 1)",
    given=[a_teacher, *from_below, *stable],
    states=EveryStep(
        by_rho,
        {s: s_0},
        sp.Eq(nu**2 * (s - 1) ** 2 / 4, rho ** (2 * T) * nu**2 * (s_0 - 1) ** 2 / 4),
        counter=T,
        invariant=falls,
    ),
    remark="the loss of positive shares is |v|^2 (s - 1)^2/4, see line 211; the brackets are ours, as on line 242",
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
        printed=r"\dot w_i = -\nabla_{w_i} L:\quad L(w(t)) \le L(w(0)) \exp\Big(-n \Big(1 - "
        r"\frac{\theta(0)}{\pi}\Big)^4 t\Big) \quad (w(0) \ne 0,\ \theta(0) < \pi)",
        given=[polar[0], *polar[2:]],
        states=ExponentialDecay(
            {x: n * velocity for x, velocity in field.items()}, one_neuron, n * rate, shares=shares(n)
        ),
        remark="gradient flow, not the descent of line 180; r is the length of the sum of the neurons, not 0 at first",
    ),
    remark="gradient flow of the sum of the neurons; starts against v keep the loss |v|^2/4, as in line 187",
)
