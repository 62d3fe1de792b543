"""The store: what a key depends on, damage, and folders that cannot be written."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from checks import sources, store
from checks.catalogue import Entry
from checks.settings import Settings
from checks.store import Store
from checks.verdict import Counterexample, Evidence, Outcome, Standing, Verdict

ENTRY = Entry("stranger/first", "stranger", 1, "0 = 0", "behaviour", "stranger_notes")
VERDICT = Verdict(
    id="stranger/first",
    document="stranger",
    line=1,
    printed=r"\frac{a}{b} = ü",
    kind="behaviour",
    statement="yes",
    given=({"condition": "x > 0", "latex": "x > 0", "stated": False, "line": None},),
    remark="",
    standing=Standing.REFUTED,
    because="of a counterexample",
    evidence=(
        Evidence("derive", Outcome.NOTHING, "no argument", {"links": [{"line": "a", "rung": "rational"}]}),
        Evidence("search", Outcome.REFUTES, "found", {}, Counterexample({"x": "1/2"}, "0", "1", "="), 0.5),
    ),
    counterexample=Counterexample({"x": "1/2"}, "0", "1", "="),
    amended="stranger/first.amended",
    constants={"c": "1/4"},
)
ADDRESS = "ab" * 32


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def full(private_store: Path, warnings: list[str]) -> Store:
    made = Store(private_store, warnings.append)
    made.put(ADDRESS, VERDICT)
    return made


def test_a_verdict_comes_back_as_it_was(full: Store, warnings: list[str]) -> None:
    assert full.get(ADDRESS, VERDICT.id) == VERDICT
    assert full.path(ADDRESS).relative_to(full.folder) == Path("ab") / f"{ADDRESS}.json"
    assert full.get("cd" * 32, VERDICT.id) is None
    assert not warnings


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "null",
        lambda text: "[" * 100_000,
        lambda text: text.replace("refuted", "proved", 1),
        lambda text: text.replace("stranger/first", "stranger/other"),
    ],
)
def test_damage_is_named_and_the_entry_rebuilt(full: Store, warnings: list[str], damage) -> None:
    path = full.path(ADDRESS)
    path.write_text(damage(path.read_text()))
    assert full.get(ADDRESS, VERDICT.id) is None
    (warning,) = warnings
    assert str(path) in warning
    assert "judged again" in warning
    full.put(ADDRESS, VERDICT)
    assert full.get(ADDRESS, VERDICT.id) == VERDICT


def test_an_entry_of_another_shape_is_damage_even_with_a_good_checksum(full: Store, warnings: list[str]) -> None:
    for change in ({"unknown": 1}, {"standing": "certain"}, {"evidence": 3}, {"evidence": [{"witness": "w"}]}):
        data = json.loads(full.path(ADDRESS).read_text())["verdict"] | change
        full.path(ADDRESS).write_text(json.dumps({"sha256": store._checksum(data), "verdict": data}))
        assert full.get(ADDRESS, VERDICT.id) is None
        full.put(ADDRESS, VERDICT)
    assert len(warnings) == 4


def test_bytes_that_are_no_text_are_damage(full: Store, warnings: list[str]) -> None:
    full.path(ADDRESS).write_bytes(b"\xff\xfe\x00")
    assert full.get(ADDRESS, VERDICT.id) is None
    assert len(warnings) == 1


def test_a_folder_that_cannot_be_written_costs_one_warning(tmp_path: Path, warnings: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    blocked = Store(tmp_path / "file" / "store", warnings.append)
    blocked.put(ADDRESS, VERDICT)
    blocked.put("cd" * 32, VERDICT)
    (warning,) = warnings
    assert "not kept" in warning
    assert blocked.get(ADDRESS, VERDICT.id) is None


def test_nothing_half_written_stays(full: Store) -> None:
    assert [p.name for p in full.folder.rglob("*") if p.is_file()] == [f"{ADDRESS}.json"]


def test_the_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CORRIGENDA_STORE", str(tmp_path / "chosen"))
    assert store.default_folder() == tmp_path / "chosen"
    monkeypatch.delenv("CORRIGENDA_STORE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert store.default_folder() == tmp_path / "xdg" / "corrigenda"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert store.default_folder() == tmp_path / ".cache" / "corrigenda"


class TestKey:
    """A changed key where the verdict could change; the same key where it could not."""

    @pytest.fixture
    def package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "stranger_topics"
        folder.mkdir()
        files = {
            "__init__": "from stranger_topics import one, two\n",
            "setup": "x = 1\n",
            "one": "import sympy\nfrom .setup import x\n",
            "two": "from stranger_topics.setup import x\nfrom stranger_topics import helper\n",
            "helper": "y = 1\n",
        }
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        self.forget()
        return folder

    @staticmethod
    def forget() -> None:
        for cached in (sources.locate, sources.dependencies, sources.file_digest, sources.engine_digest):
            cached.cache_clear()

    def keys(self, settings: Settings = Settings()) -> dict[str, str]:
        self.forget()
        names = ("one", "two")
        return {n: store.key(replace(ENTRY, module=f"stranger_topics.{n}"), settings) for n in names}

    @pytest.mark.parametrize(
        ("file", "changed"), [("one", {"one"}), ("two", {"two"}), ("helper", {"two"}), ("setup", {"one", "two"})]
    )
    def test_only_claims_that_use_a_module_depend_on_it(self, package: Path, file: str, changed: set[str]) -> None:
        before = self.keys()
        with open(package / f"{file}.py", "a") as source:
            source.write("z = 2\n")
        after = self.keys()
        assert {n for n in before if before[n] != after[n]} == changed

    @pytest.mark.parametrize(
        "settings",
        [
            Settings(seed=1),
            Settings(time_limit=31),
            Settings(memory_limit=3000),
            Settings(points=65),
            Settings(digits=51),
        ],
    )
    def test_every_setting_counts(self, package: Path, settings: Settings) -> None:
        assert self.keys()["one"] != self.keys(settings)["one"]

    def test_the_claim_counts_but_not_its_recorded_verdict(self, package: Path) -> None:
        entry = replace(ENTRY, module="stranger_topics.one")
        self.forget()
        key = store.key(entry, Settings())
        assert key != store.key(replace(entry, id="stranger/other"), Settings())
        assert key != store.key(replace(entry, printed="0 = 1"), Settings())
        assert key == store.key(replace(entry, verdict="proved"), Settings())

    def test_libraries_count(self, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = self.keys()
        monkeypatch.setattr(sources, "library_versions", lambda: {"sympy": "2.0"})
        assert before["one"] != self.keys()["one"]

    def test_the_engine_counts_and_the_reports_do_not(self, monkeypatch: pytest.MonkeyPatch, package: Path) -> None:
        names = {"/".join(p.parts[-2:]) for p in sources.engine_files()}
        assert {"checks/judging.py", "checks/claim.py", "statements/identity.py", "numeric/program.py"} <= names
        assert not names & {"checks/cli.py", "checks/store.py", "reporting/terminal.py"}
        before = self.keys()
        monkeypatch.setattr(sources, "engine_files", lambda: [package / "one.py"])
        assert before["two"] != self.keys()["two"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_read_only_store(full: Store, warnings: list[str]) -> None:
    full.folder.chmod(0o500)
    try:
        full.put("cd" * 32, VERDICT)
    finally:
        full.folder.chmod(0o700)
    assert len(warnings) == 1
