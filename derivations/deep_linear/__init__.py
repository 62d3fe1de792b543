"""Note 002: deep linear networks, the flow of their end-to-end matrix; topics in the order of the slides."""

from derivations.deep_linear.document import note

__all__ = ["note"]
