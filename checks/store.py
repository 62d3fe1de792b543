"""The store of finished verdicts: a verdict is kept under the digest of everything that it depends on.

An entry is never changed, only added; an unchanged claim under unchanged code is therefore never judged twice, and
deleting the whole folder costs nothing but time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from checks import atomic, sources
from checks.catalogue import Entry
from checks.settings import Settings
from checks.verdict import Verdict

STORE_SCHEMA = 1
Warn = Callable[[str], None]


def default_folder() -> Path:
    """$CORRIGENDA_STORE, else corrigenda/ in $XDG_CACHE_HOME or ~/.cache."""
    chosen = os.environ.get("CORRIGENDA_STORE")
    if chosen:
        return Path(chosen).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache and os.path.isabs(cache) else Path.home() / ".cache") / "corrigenda"


def warn_on_stderr(message: str) -> None:
    print(f"corrigenda: warning: {message}", file=sys.stderr)


def key(entry: Entry, settings: Settings) -> str:
    """The address of a claim's verdict: 64 hexadecimal digits."""
    parts = {
        "schema": STORE_SCHEMA,
        "claim": asdict(entry) | {"verdict": None, "extra_assumption": None},
        "sources": sources.digest(sources.dependencies(entry.module)),
        "engine": sources.engine_digest(),
        "libraries": sources.library_versions(),
        "python": sys.version.split()[0],
        "settings": asdict(settings),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class Store:
    """Verdicts in `folder`, one JSON file each. Trouble with the folder costs a warning, never a verdict."""

    def __init__(self, folder: Path | None = None, warn: Warn = warn_on_stderr) -> None:
        self.folder = default_folder() if folder is None else folder
        self._warn = warn
        self._writable = True

    def path(self, address: str) -> Path:
        return self.folder / address[:2] / f"{address}.json"

    def get(self, address: str, claim_id: str) -> Verdict | None:
        """The verdict at this address; None where there is none, or, with a warning, where it is damaged."""
        path = self.path(address)
        try:
            text = path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            self._warn(f"cannot read the stored verdict {path} ({error}); {claim_id} is judged again")
            return None
        try:
            data = json.loads(text)
            if data["sha256"] != _checksum(data["verdict"]):
                raise ValueError("its checksum does not fit")
            verdict = Verdict.from_json(data["verdict"])
            if verdict.id != claim_id:
                raise ValueError(f"it is about {verdict.id}")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            reason = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
            self._warn(f"the stored verdict {path} is damaged ({reason}); {claim_id} is judged again")
            return None
        return verdict

    def put(self, address: str, verdict: Verdict) -> None:
        """Keep a verdict. After the first failure to write, one warning, and no further attempts."""
        if not self._writable:
            return
        data = verdict.to_json()
        try:
            atomic.write_json(self.path(address), {"sha256": _checksum(data), "verdict": data})
        except OSError as error:
            self._writable = False
            self._warn(f"finished verdicts are not kept: {error}")


def _checksum(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
