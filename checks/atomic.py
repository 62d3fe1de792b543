"""Writing files so that a reader never meets half of one."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from checks.errors import CorrigendaError


class CannotWrite(CorrigendaError, OSError):
    """A file that cannot be written; the message names it and the reason."""

    def __str__(self) -> str:
        return str(self.args[0])


def write_text(path: Path, text: str) -> None:
    """Put `text` (UTF-8) at `path`, whole or not at all; an existing file is kept until the new one is complete.

    Raises CannotWrite. Folders are not created.
    """
    path = _followed(path)
    if path.exists() and not path.is_file():
        _write_special(path, text)
        return
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise CannotWrite(f"cannot write {path}: {_reason(error)}") from None


def write_json(path: Path, data: Any) -> None:
    """Put `data` at `path` as indented JSON, making the folders above it. Raises OSError (CannotWrite is one)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def check_writable(path: Path) -> None:
    """Raise CannotWrite where `write_text(path, …)` could not succeed; nothing is left behind."""
    path = _followed(path)
    if path.is_dir():
        raise CannotWrite(f"cannot write {path}: it is a folder")
    if path.exists() and not os.access(path, os.W_OK):
        raise CannotWrite(f"cannot write {path}: permission denied")
    if path.exists() and not path.is_file():
        return
    if not path.parent.is_dir():
        raise CannotWrite(f"cannot write {path}: there is no folder {path.parent}")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {_reason(error)}") from None


def _followed(path: Path) -> Path:
    """A link's target: replacing the link itself would cut it from the file it stands for."""
    return path.resolve() if path.is_symlink() else path


def _write_special(path: Path, text: str) -> None:
    """Devices and named pipes such as /dev/null cannot be replaced, only written to."""
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {_reason(error)}") from None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
