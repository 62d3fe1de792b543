"""What is shipped and promised: entry points, package data, versions, the two commands, and the layers."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from importlib import metadata, resources
from pathlib import Path

import pytest

import checks
from checks import catalogue, documents, sources
from checks.reporting.jsonfile import schema

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
README = (ROOT / "README.md").read_text()
LAYERS = ("derivations", "checks", "numeric")
OURS = PROJECT["project"]["entry-points"][documents.GROUP]


def test_one_version() -> None:
    assert PROJECT["project"]["version"] == checks.__version__ == metadata.version("corrigenda")


@pytest.mark.parametrize(("name", "value"), OURS.items())
def test_documents_are_announced_and_load(name: str, value: str) -> None:
    assert documents.registered()[name] == value, "install the project again: `pip install -e .`"
    assert documents.load(name).id == name


@pytest.mark.parametrize(("name", "value"), OURS.items())
def test_records_are_shipped_inside_their_packages(name: str, value: str) -> None:
    record = resources.files(value.partition(":")[0]).joinpath("record.json")
    assert record.is_file()
    assert catalogue.read_record(Path(str(record))) is not None


@pytest.mark.parametrize("name", ["verdicts", "listing"])
def test_schemas_are_shipped_and_described(name: str) -> None:
    assert schema(name)["$schema"].endswith("2020-12/schema")
    assert f"{name}.schema.json" in README
    for field in schema(name)["properties"]:
        assert field in README


def test_all_packages_are_in_the_wheel() -> None:
    assert set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(LAYERS)


def test_what_is_imported_is_required() -> None:
    needed = {"sympy", "mpmath", "numpy", "flint", "gmpy2", "hypothesis", "z3", "pebble", "rich", "click"}
    names = {re.split(r"[<>=~ ]", d)[0] for d in PROJECT["project"]["dependencies"]}
    assert {{"flint": "python-flint", "z3": "z3-solver"}.get(n, n) for n in needed} == names
    own = {*LAYERS, *__import__("sys").stdlib_module_names}
    imported = {name.split(".")[0] for layer in LAYERS for path in files(layer) for name in imports(path)}
    assert imported - own <= needed


def test_the_readme_gives_two_commands_and_ci_runs_the_second() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("corrigenda audit")
    pattern = re.search(r"grep -E '(.*)' README\.md", (ROOT / ".ci" / "run").read_text())
    assert pattern is not None
    found = subprocess.run(
        ["grep", "-E", pattern[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.splitlines() == commands[1:]


def test_ci_stops_where_the_readme_has_no_command(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text((ROOT / ".ci" / "run").read_text())
    for text in ("nothing\n", "python3 -m venv a && b -m pytest\n" * 2):
        (tmp_path / "README.md").write_text(text)
        done = subprocess.run(["bash", tmp_path / ".ci" / "run"], capture_output=True, text=True, check=False)
        assert done.returncode != 0
        assert not (tmp_path / ".venv").exists()


def files(layer: str) -> list[Path]:
    return sorted((ROOT / layer).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(str(node.module))
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_import_downwards_only(layer: str) -> None:
    above = LAYERS[: LAYERS.index(layer)]
    assert files(layer)
    wrong = [(str(path), name) for path in files(layer) for name in imports(path) if name.split(".")[0] in above]
    assert not wrong


def test_nothing_evaluates_text() -> None:
    functions = {"eval", "exec", "sympify", "parse_expr"}
    methods = {"equals", "sympify", "parse_expr"}  # a solver's model has an honest `eval`
    for layer in LAYERS:
        for path in files(layer):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    assert getattr(node.func, "id", "") not in functions, f"{path}:{node.lineno}"
                    assert getattr(node.func, "attr", "") not in methods, f"{path}:{node.lineno}"


def test_the_top_of_a_package_is_found_without_importing_it() -> None:
    place = sources.locate("derivations.product_flow")
    assert place is not None
    assert place.parent == ROOT / "derivations" / "product_flow"
    assert sources.locate("derivations.nothing_here") is None
    assert sources.locate("no_such_package_at_all") is None
