"""The settings of an audit; every one of them is part of a stored verdict's address."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """How hard the witnesses work.

    seed: everything random derives from it.  time_limit: seconds for one attempt of one witness.
    memory_limit: MiB of address space for a worker.  points, digits: what confirming means.
    examples: how many examples a counterexample search tries.
    """

    seed: int = 0
    time_limit: float = 30.0
    memory_limit: int = 3072
    points: int = 64
    digits: int = 50
    examples: int = 70
