"""Note 002: deep linear networks, the flow of their end-to-end matrix; topics in the order of the slides."""

from derivations.deep_linear import (  # isort: skip  # the order of the slides, which is the order of the claims
    theorem,
    preconditioner,
    metric,
    single_output,
    two_layers,
    svd_route,
    exponents,
    smooth_convex,
    quartic_descent,
    two_layer_step,
    lending,
    trajectories,
    spectrum,
)
from derivations.deep_linear.document import note

__all__ = [
    "exponents",
    "lending",
    "metric",
    "note",
    "preconditioner",
    "quartic_descent",
    "single_output",
    "smooth_convex",
    "spectrum",
    "svd_route",
    "theorem",
    "trajectories",
    "two_layer_step",
    "two_layers",
]
