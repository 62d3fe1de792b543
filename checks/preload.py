"""Imported once by the server that worker processes are forked from, so that each worker starts warm.

Importing this module loads the heavy libraries, the witnesses, and the documents named in the environment variable
CORRIGENDA_PRELOAD. Whatever fails here fails again, and is reported, in the task that needs it.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import pkgutil
import sys
from types import ModuleType, TracebackType

VARIABLE = "CORRIGENDA_PRELOAD"

_LIBRARIES = ["sympy", "mpmath", "flint", "z3", "hypothesis", "numpy"]
_ROOMS = ["numeric", "checks.proving", "checks.searching", "checks.statements"]


def _load(module: str) -> ModuleType | None:
    with contextlib.suppress(Exception):
        return importlib.import_module(module)
    return None


def _unless_abandoned(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
    """Report what went wrong, except that the audit went away while a worker was being started for it."""
    if not issubclass(kind, EOFError | OSError | pickle.UnpicklingError):
        sys.__excepthook__(kind, value, trace)


if VARIABLE in os.environ:  # in the server and its workers, not in whoever asks for the name of the variable
    sys.excepthook = _unless_abandoned

for _name in [*_LIBRARIES, "checks.witnesses"]:
    _load(_name)

# the witnesses import what they need when they need it: once here is cheaper than once in every worker
for _room in filter(None, map(_load, _ROOMS)):
    for _found in pkgutil.iter_modules(_room.__path__, f"{_room.__name__}."):
        _load(_found.name)

for _document in os.environ.get(VARIABLE, "").split():
    with contextlib.suppress(Exception):
        importlib.import_module("checks.documents").load(_document)
