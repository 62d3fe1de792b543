"""Note 002: deep linear networks, the flow of their end-to-end matrix; topics in the order of the slides."""

from derivations.deep_linear import (  # isort: skip  # the order of the slides, which is the order of the claims
    smooth_convex,
    quartic_descent,
    two_layer_step,
    lending,
)
from derivations.deep_linear.document import note

__all__ = [
    "lending",
    "note",
    "quartic_descent",
    "smooth_convex",
    "two_layer_step",
]
