"""Which source files a verdict depends on, and their digests. Nothing is imported to find out."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

LIBRARIES = ("sympy", "mpmath", "python-flint", "gmpy2", "z3-solver", "hypothesis", "numpy")
# rooms of this package that write reports or keep files: they cannot change a verdict
_NO_PART_IN_VERDICTS = (
    "reporting",
    "cli.py",
    "atomic.py",
    "catalogue.py",
    "interruption.py",
    "recording.py",
    "sources.py",
    "store.py",
)


@cache
def library_versions() -> dict[str, str]:
    """Installed versions of the libraries that can change a verdict; "absent" where one is not installed."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


@cache
def locate(module: str) -> Path | None:
    """The file of a module (a package's `__init__.py`, or its folder where it has none); None if there is none."""
    top, *rest = module.split(".")
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if not spec.submodule_search_locations:
        return Path(spec.origin) if spec.origin and not rest else None
    for folder in spec.submodule_search_locations:
        path = Path(folder, *rest)
        if rest and path.with_suffix(".py").is_file():
            return path.with_suffix(".py")
        if (path / "__init__.py").is_file():
            return path / "__init__.py"
        if path.is_dir():
            return path
    return None


def home(module: str) -> tuple[Path, tuple[Path, ...]]:
    """Where a document lives: the file its record is kept in, and all sources of its package.

    A document in a package keeps `record.json` in the package's folder; one in a plain module `m.py` keeps
    `m.record.json` beside it. Raises ImportError where the module does not exist.
    """
    file = locate(module)
    if file is None:
        raise ImportError(f"no module named {module!r}")
    if file.name != "__init__.py" and not file.is_dir():
        return file.with_suffix(".record.json"), (file,)
    folder = file if file.is_dir() else file.parent
    return folder / "record.json", tuple(sorted(folder.rglob("*.py")))


@cache
def file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest(paths: Iterable[Path]) -> str:
    """One sha256 over names and contents; a moved or renamed file counts as changed, its folder's place does not."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.parent.name}/{path.name}\0{file_digest(path)}\0".encode())
    return total.hexdigest()


def engine_files() -> list[Path]:
    """The sources of the judging engine itself: all of checks and numeric that can change a verdict."""
    files: list[Path] = []
    for room in ("checks", "numeric"):
        place = locate(room)
        if place is None:
            raise ImportError(f"no module named {room!r}")
        folder = place if place.is_dir() else place.parent
        files += [p for p in folder.rglob("*.py") if p.relative_to(folder).parts[0] not in _NO_PART_IN_VERDICTS]
    return files


@cache
def engine_digest() -> str:
    return digest(engine_files())


@cache
def dependencies(module: str) -> frozenset[Path]:
    """The module's file and those of the modules of the same top-level package that it imports, transitively.

    The `__init__.py` files on the way are included as text; what they import on their own behalf is not, else
    every topic of a document would depend on every other.
    """
    top = module.split(".")[0]
    found: set[Path] = set()
    waiting = [module]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        file = locate(name)
        if file is None or file.is_dir():
            continue
        found.add(file)
        parts = name.split(".")
        for depth in range(1, len(parts)):
            package = locate(".".join(parts[:depth]))
            if package is not None and package.name == "__init__.py":
                found.add(package)
        waiting += [m for m in _imports(file, name) if m.split(".")[0] == top]
    return frozenset(found)


def _imports(file: Path, module: str) -> Iterable[str]:
    """Names of modules that `file` imports; `from a import b` is a.b where that is a module, else a."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    try:
        tree = ast.parse(file.read_bytes(), str(file))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if locate(inner) is not None else base
