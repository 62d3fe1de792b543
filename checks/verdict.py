"""The verdicts, what each one means, and the evidence that supports them.

Everything in this file is plain data: it is what travels between worker processes, into the store of
finished verdicts and into every report.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """How far an assertion can be trusted, in one word. The order is the order of the reports' legend."""

    PROVED = "proved"
    ENCLOSED = "enclosed"
    CONFIRMED = "confirmed"
    SUPPORTED = "supported"
    CONDITIONAL = "conditional"
    REFUTED = "refuted"
    VACUOUS = "vacuous"
    UNDECIDED = "undecided"
    INCONSISTENT = "inconsistent"
    NOT_CHECKABLE = "not checkable"

    @property
    def meaning(self) -> str:
        """One sentence for legends and help."""
        return _MEANINGS[self]

    @property
    def holds(self) -> bool:
        """True where the assertion may be relied on as it is printed."""
        return self in (Standing.PROVED, Standing.ENCLOSED, Standing.CONFIRMED, Standing.SUPPORTED)

    @property
    def is_erratum(self) -> bool:
        """True where the printed form fails, so that the list of errata must name it."""
        return self in (Standing.REFUTED, Standing.CONDITIONAL)


_MEANINGS = {
    Standing.PROVED: "holds at every point of the domain; every link is closed by an exact method",
    Standing.ENCLOSED: "certified by ball arithmetic that covers the whole domain",
    Standing.CONFIRMED: "agrees at many exact points to many digits; no counterexample found, no proof",
    Standing.SUPPORTED: "agrees with simulation or scaling fits, with error bars",
    Standing.CONDITIONAL: "fails as stated, holds under one named extra assumption",
    Standing.REFUTED: "false as printed, with a certified counterexample",
    Standing.VACUOUS: "no point satisfies the assumptions",
    Standing.UNDECIDED: "not known yet, for the reason given",
    Standing.INCONSISTENT: "two witnesses contradict each other: a defect of this software",
    Standing.NOT_CHECKABLE: "a definition, a plan or rhetoric",
}


class Outcome(StrEnum):
    """What one witness says."""

    PROVES = "proves"  # derive: an exact argument covers the whole domain
    ENCLOSES = "encloses"  # derive: ball arithmetic covers the whole domain
    AGREES = "agrees"  # confirm: enough points agree; search: looked and found nothing
    SUPPORTS = "supports"  # confirm: figures with error bars
    REFUTES = "refutes"  # confirm, search: a certified counterexample
    EMPTY = "empty"  # no point satisfies the assumptions, with a certificate
    NOTHING = "nothing"  # the witness has nothing to say, and says why


@dataclass(frozen=True)
class Counterexample:
    """A point at which the printed form fails, with both sides as a person can check them.

    `point` maps symbol names to exact rationals written as `p/q`. `left` and `right` are the two sides there,
    exact where they are rational, else decimal balls. `along` describes the path for a failure in a limit.
    """

    point: dict[str, str]
    left: str
    right: str
    relation: str
    along: str = ""

    def __str__(self) -> str:
        where = self.along or ", ".join(f"{name} = {value}" for name, value in self.point.items()) or "always"
        return f"at {where}: {self.left} {self.relation} {self.right} is false"


@dataclass(frozen=True)
class Evidence:
    """What one witness found. `details` is JSON: figures, links with their rungs, points tried."""

    witness: str
    outcome: Outcome
    summary: str
    details: dict[str, Any] = field(default_factory=dict)
    counterexample: Counterexample | None = None
    seconds: float = 0.0

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Evidence:
        """Rebuild from `asdict`, as the store and worker processes hand it over."""
        data = dict(data)
        data["outcome"] = Outcome(data["outcome"])
        if data.get("counterexample"):
            data["counterexample"] = Counterexample(**data["counterexample"])
        return cls(**data)


@dataclass(frozen=True)
class Verdict:
    """The judgement of one claim, complete: a report needs nothing else.

    The first block repeats the claim in plain text and LaTeX; the second is the judgement.
    `amended` is the id of the claim that states the smallest correction, where the note needs one.
    """

    id: str
    document: str
    line: int | None
    printed: str
    kind: str
    statement: str
    given: tuple[dict[str, Any], ...]
    remark: str

    standing: Standing
    because: str
    evidence: tuple[Evidence, ...] = ()
    extra_assumption: str | None = None
    counterexample: Counterexample | None = None
    amended: str | None = None
    constants: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    reproduce: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Verdict:
        """Raises TypeError, KeyError or ValueError on data of another shape (a damaged store)."""
        unknown = set(data) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"unknown fields {sorted(unknown)}")
        data = dict(data)
        data["standing"] = Standing(data["standing"])
        data["given"] = tuple(data["given"])
        data["evidence"] = tuple(Evidence.from_json(e) for e in data["evidence"])
        if data.get("counterexample"):
            data["counterexample"] = Counterexample(**data["counterexample"])
        return cls(**data)
