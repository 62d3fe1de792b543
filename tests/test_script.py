"""Topic modules as scripts, and what statements without words of their own put into reports."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checks import documents
from checks.statements.base import NotCheckable

TOPICS = sorted({claim.module for claim in documents.load("product-flow")})


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, timeout=240, check=False, env=environment
    )


def test_a_topic_prints_the_derivations_of_its_document() -> None:
    done = run("-m", "derivations.product_flow.equalization")
    assert done.returncode == 0
    assert done.stderr == ""
    shown = [line.partition(",")[0] for line in done.stdout.splitlines() if line.startswith("product-flow/")]
    document = documents.load("product-flow")
    assert shown == [c.id for c in document if c.module.endswith(".equalization") and c.kind != "not checkable"]
    page = done.stdout.partition("product-flow/relative-rate-of-product, line 128\n")[2].partition("\n\n")[0]
    assert r"\frac{dw_1/dt}{w_1} + \frac{dw_2/dt}{w_2} = " in page
    assert "= (s - w1*w2)*(w1/w2 + w2/w1)\n          common factor [rational normal form]" in page
    assert "by derivation   proved: equals (s - w1*w2)*(w1/w2 + w2/w1)" in page


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_hands_over_before_it_records_a_claim(topic: str) -> None:
    module = sys.modules[topic]
    assert module.__file__ is not None
    body = ast.parse(Path(module.__file__).read_text()).body
    after_imports = next(
        node
        for node in body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    )
    assert ast.unparse(after_imports) == "if __name__ == '__main__':\n    run_topic(__file__)"


TOPIC = """\
from checks.script import run_topic
from checks.statements.identity import Identity
from stranger_topics.document import note, x, y

if __name__ == "__main__":
    run_topic(__file__)

square = note.claim("square", line=1, printed="(x+y)^2", states=Identity((x + y) ** 2, x**2 + 2 * x * y + y**2))


@square.derivation
def _(chain):
    chain.start((x + y) * (x + y), "a square")
    chain.line(x**2 + TIMES * x * y + y**2, "multiplied out")
"""


def write_topics(site: Path, announced: Callable[[dict[str, str]], None], times: int) -> Path:
    folder = site / "stranger_topics"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from stranger_topics import square\nfrom stranger_topics.document import note\n__all__ = ['note', 'square']\n"
    )
    (folder / "document.py").write_text(
        "from checks.claim import Document\n"
        "note = Document('squares', 'Squares', 'squares.txt', '7' * 64)\n"
        "x, y = note.reals('x y')\n"
    )
    (folder / "square.py").write_text(TOPIC.replace("TIMES", str(times)))
    announced({"squares": "stranger_topics:note"})
    return folder / "square.py"


@pytest.mark.parametrize("as_module", [True, False], ids=["module", "file"])
def test_a_stranger_topic_that_closes(
    stranger: Path, announced: Callable[[dict[str, str]], None], as_module: bool
) -> None:
    file = write_topics(stranger, announced, 2)
    done = run("-m", "stranger_topics.square") if as_module else run(file)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 claims are proved by derivation; 1 derivations are written down, 0 of them" in done.stdout


def test_an_open_link_is_told(stranger: Path, announced: Callable[[dict[str, str]], None]) -> None:
    write_topics(stranger, announced, 3)
    done = run("-m", "stranger_topics.square")
    assert done.returncode == 1
    assert "by derivation   no proof: the line `x**2 + 3*x*y + y**2` does not follow" in done.stdout
    assert "open link: squares/square" in done.stdout


def test_a_file_that_no_document_has_imported(tmp_path: Path) -> None:
    file = tmp_path / "alone.py"
    file.write_text("from checks.script import run_topic\nrun_topic(__file__)\n")
    done = run(file)
    assert done.returncode == 1
    assert "is not loaded as a part of its document" in done.stderr


def test_a_topic_without_claims() -> None:
    done = run("-m", "checks.script", "derivations.product_flow.document")
    assert done.returncode == 1
    assert "has no claims" in done.stdout


def test_a_statement_without_words_of_its_own_shows_its_latex() -> None:
    assert str(NotCheckable("a plan")) == r"\text{a plan}"


def test_no_statement_shows_where_it_lies_in_memory() -> None:
    for claim in documents.load("product-flow"):
        assert " at 0x" not in str(claim.states) + claim.states.latex(), claim.id
