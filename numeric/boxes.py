"""The sign of a function on a whole box, by branch and bound in ball arithmetic.

Correctness notion: `positive` is True only if the function is above zero at every real point of the box. Each box is
enclosed by the mean value form (Moore, Interval Analysis, chapter 6) and by plain evaluation, and is cut in two where
neither decides. At a point of equality cutting never ends; `positive_beside` treats the end of an interval by the first
Taylor coefficient that does not vanish there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb, arb_series, fmpq

from numeric.precision import precision, series_length
from numeric.program import Program

_MOST_BOXES = 20_000
_SMALLEST = fmpq(1, 2**60)

Box = tuple[arb, ...]


@dataclass(frozen=True)
class Cover:
    """What became of a box: whether the function is positive on it (None: not decided), and the boxes looked at."""

    positive: bool | None
    boxes: int


class Function:
    """A program with one output and its partial derivatives, evaluated over boxes at one precision."""

    def __init__(self, program: Program, bits: int) -> None:
        self.bits = bits
        self.value = program.real(bits)
        self.slopes = program.adjoint(0, range(program.inputs)).real(bits)

    def over(self, box: Box) -> arb:
        """An enclosure of the values on the box; not finite where none is found."""
        with precision(self.bits):
            plain: arb = self.value(*box)[0]
            middle = tuple(x.mid() for x in box)
            centred: arb = self.value(*middle)[0]
            for x, m, slope in zip(box, middle, self.slopes(*box), strict=True):
                centred = centred + slope * (x - m)
            if not centred.is_finite():
                return plain
            return centred if not plain.is_finite() or centred.rad() < plain.rad() else plain


def positive(program: Program, box: Sequence[tuple[arb, arb]], *, bits: int = 128) -> Cover:
    """Whether the program's first output is positive on the box, given by the two ends of each input.

    False where a point was met at which it certainly is not positive; None where 20,000 boxes do not decide.
    """
    with precision(bits):
        function = Function(program, bits)
        # the radius of a ball is rounded up to 30 bits, so boxes are kept by their ends
        waiting = [tuple((low.lower(), high.upper()) for low, high in box)]
        seen = 0
        while waiting:
            here = waiting.pop()
            seen += 1
            whole = tuple(low.union(high) for low, high in here)
            if function.over(whole) > 0:
                continue
            cuts = [((low + high) / 2).mid() for low, high in here]
            middle: arb = function.value(*cuts)[0]
            if middle <= 0:
                return Cover(False, seen)
            widest = max(range(len(here)), key=lambda i: float(whole[i].rad()), default=0)
            if not here or seen > _MOST_BOXES or whole[widest].rad() < arb(_SMALLEST):
                return Cover(None, seen)
            (low, high), cut = here[widest], cuts[widest]
            waiting += [(*here[:widest], part, *here[widest + 1 :]) for part in ((low, cut), (cut, high))]
        return Cover(True, seen)


def positive_beside(program: Program, order: int, *, bits: int = 128) -> fmpq | None:
    """The longest of r = 1, 1/2, 1/4, … such that the function of one variable is positive on (0, r].

    Its derivatives below `order` vanish at 0: the caller has shown that. By Taylor's theorem it is s^order times its
    Taylor coefficient of that order at some point between 0 and s. None where no r down to 2^-20 will do.
    """
    function = program.series(bits)
    with precision(bits), series_length(order + 1):
        for k in range(21):
            radius = fmpq(1, 2**k)
            around = arb_series([arb(0).union(arb(radius)), 1])
            coefficients = function(around)[0].coeffs()
            if len(coefficients) > order and coefficients[order] > 0:
                return radius
    return None
