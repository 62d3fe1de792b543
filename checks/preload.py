"""Imported once by the server that worker processes are forked from, so that each worker starts warm.

Importing this module loads the heavy libraries, the witnesses, and the documents named in the environment variable
CORRIGENDA_PRELOAD. Whatever fails here fails again, and is reported, in the task that needs it.
"""

from __future__ import annotations

import contextlib
import importlib
import os

VARIABLE = "CORRIGENDA_PRELOAD"

for _module in ("sympy", "mpmath", "flint", "z3", "hypothesis", "numpy", "checks.witnesses", "checks.judging"):
    with contextlib.suppress(Exception):
        importlib.import_module(_module)

for _document in os.environ.get(VARIABLE, "").split():
    with contextlib.suppress(Exception):
        importlib.import_module("checks.documents").load(_document)
