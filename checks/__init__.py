"""What a claim is and how it is judged."""

from __future__ import annotations

import os

__version__ = "0.1.0"

# An installed python-flint silently changes SymPy's ground types, and with them the forms it prints and the paths
# it takes. Set before SymPy is imported anywhere, so that a verdict does not depend on what else is installed.
os.environ.setdefault("SYMPY_GROUND_TYPES", "python")
