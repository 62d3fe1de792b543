"""What the tests share: Hypothesis profiles, a stranger's documents, and a private store."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

import checks
from checks import documents, sources

_SHARED = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("quick", derandomize=True, max_examples=25, **_SHARED)
hypothesis_settings.register_profile("thorough", max_examples=1000, **_SHARED)
hypothesis_settings.load_profile("quick")  # `--hypothesis-profile thorough` wins over this line

# a shell starts background jobs deaf to Ctrl-C, and what they start is deaf too: not the tests about Ctrl-C
signal.signal(signal.SIGINT, signal.default_int_handler)

STRANGERS = Path(__file__).parent / "strangers"
CACHES = (
    documents.registered,
    documents.load,
    sources.locate,
    sources.dependencies,
    sources.file_digest,
    sources.engine_digest,
    sources.library_versions,
)


def forget() -> None:
    """What is installed and what stands in the files may have changed: ask again."""
    for cached in CACHES:
        cached.cache_clear()
    for name in [m for m in sys.modules if m.split(".")[0].startswith("stranger")]:
        del sys.modules[name]


@pytest.fixture(autouse=True)
def private_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or fills the store of the person who runs it, or depends on their settings."""
    folder = tmp_path / "store"
    monkeypatch.setenv("CORRIGENDA_STORE", str(folder))
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("CORRIGENDA_DEBUG", raising=False)
    return folder


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a distribution that is not ours: package `stranger_notes`, document `stranger`."""
    site = tmp_path / "site"
    shutil.copytree(STRANGERS, site, ignore=shutil.ignore_patterns("__pycache__"))
    announce(site, {"stranger": "stranger_notes:note"})
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), str(Path(checks.__file__).parent.parent)]))
    forget()
    yield site
    forget()


def announce(site: Path, entry_points: dict[str, str]) -> None:
    """Write the metadata by which an installed distribution announces its documents."""
    info = site / "stranger-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    lines = [f"[{documents.GROUP}]", *(f"{name} = {value}" for name, value in entry_points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    importlib.invalidate_caches()
    documents.registered.cache_clear()


@pytest.fixture
def announced(stranger: Path) -> Callable[[dict[str, str]], None]:
    """Announce other documents in the stranger's name."""
    return lambda entry_points: announce(stranger, entry_points)


Corrigenda = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def corrigenda() -> Corrigenda:
    """Run the command in a process of its own."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "checks.cli", *arguments]
        options.setdefault("env", dict(os.environ))  # readline sets COLUMNS behind the back of os.environ
        return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, **options)  # type: ignore[call-overload, no-any-return]

    return run
