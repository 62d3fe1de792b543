"""Note 003: learned modes of a deep linear network; topics in the order of the note."""

from derivations.learned_modes import (  # isort: skip  # the order of the note, which is the order of the claims
    network,
    modes,
    manifold,
    sigmoid,
    starts,
    depth,
    infinite_depth,
)
from derivations.learned_modes.document import note

__all__ = ["depth", "infinite_depth", "manifold", "modes", "network", "note", "sigmoid", "starts"]
