"""The command as a person meets it: exit codes, messages, output that can be read and piped."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checks.reporting.jsonfile import schema

Corrigenda = Callable[..., "subprocess.CompletedProcess[str]"]
GOOD = ("stranger/first", "stranger/wrong", "stranger/last", "stranger/plan")
LIMITS = ("--time-limit", "20", "--jobs", "2")

pytestmark = pytest.mark.usefixtures("stranger")


class TestInstant:
    @pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["list", "stranger"], ["audit", "--help"]])
    def test_help_and_listings_take_less_than_a_third_of_a_second(self, corrigenda: Corrigenda, arguments: list[str]):
        corrigenda(*arguments)  # fills the caches of bytecode and of listings
        taken = []
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = corrigenda(*arguments)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            assert done.returncode == 0, done.stderr
            taken.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
        assert min(taken) < 0.3

    @pytest.mark.parametrize("arguments", [["--help"], ["list", "stranger"], ["audit", "stranger/first"]])
    def test_no_computer_algebra_is_loaded_for_what_is_known(self, corrigenda: Corrigenda, arguments: list[str]):
        corrigenda(*arguments)
        code = (
            "import sys\nfrom checks import cli\n"
            f"try:\n    cli.main({arguments!r})\n"
            "except SystemExit as end:\n    assert end.code == 0, end.code\n"
            "print([m for m in ('sympy', 'flint', 'z3', 'hypothesis', 'numpy', 'mpmath') if m in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


class TestAudit:
    def test_the_report_names_the_slip_and_its_correction(self, corrigenda: Corrigenda) -> None:
        done = corrigenda("audit", *GOOD, *LIMITS)
        assert done.returncode == 1, done.stderr
        assert done.stderr == ""
        assert "\x1b" not in done.stdout
        table, _, errata = done.stdout.partition("Errata (1)")
        lines = [line.split()[:2] for line in table.splitlines()[4:9]]
        assert lines == [["1", "first"], ["2", "wrong"], ["2", "wrong.amended"], ["7", "last"], ["8", "plan"]]
        for part in ("stranger/wrong, line 2: refuted", "left side   0", "right side  1", "1 = 1", "which is proved"):
            assert part in errata
        assert "corrigenda show stranger/wrong --seed 0" in errata
        assert "Not checkable (1)" in errata

    @pytest.mark.parametrize("columns", ["80", "100", "120"])
    def test_lines_fit_the_terminal(self, corrigenda: Corrigenda, columns: str) -> None:
        done = corrigenda("audit", *GOOD, *LIMITS, env=os.environ | {"COLUMNS": columns})
        assert max(len(line) for line in done.stdout.splitlines()) <= int(columns)
        assert "wrong.amended" in done.stdout
        assert "by decree" in done.stdout

    def test_patterns_and_bare_names(self, corrigenda: Corrigenda) -> None:
        done = corrigenda("audit", "*/wrong*", "last", "--json", "-", *LIMITS)
        ids = [c["id"] for c in json.loads(done.stdout)["claims"]]
        assert ids == ["stranger/wrong", "stranger/wrong.amended", "stranger/last"]

    def test_the_second_time_is_from_the_store_and_fast(self, corrigenda: Corrigenda) -> None:
        corrigenda("audit", *GOOD, *LIMITS)
        begin = time.monotonic()
        done = corrigenda("audit", *GOOD, *LIMITS)
        assert time.monotonic() - begin < 2
        assert "5 of them from the store" in done.stdout
        assert "from the store" not in corrigenda("audit", *GOOD, *LIMITS, "--fresh").stdout

    def test_a_damaged_store_is_rebuilt(self, corrigenda: Corrigenda, private_store: Path) -> None:
        corrigenda("audit", "stranger/first", *LIMITS)
        (entry,) = private_store.glob("??/*.json")
        whole = entry.read_text()
        entry.write_text(whole[:100])
        done = corrigenda("audit", "stranger/first", *LIMITS)
        assert done.returncode == 0
        assert str(entry) in done.stderr
        assert done.stderr.count("\n") == 1
        assert json.loads(entry.read_text())["verdict"]["standing"] == "proved"

    def test_a_store_that_cannot_be_written_costs_a_warning(self, corrigenda: Corrigenda, tmp_path: Path) -> None:
        (tmp_path / "in-the-way").write_text("")
        environment = os.environ | {"CORRIGENDA_STORE": str(tmp_path / "in-the-way")}
        done = corrigenda("audit", *GOOD, *LIMITS, env=environment)
        assert done.returncode == 1
        assert done.stderr.startswith("corrigenda: warning: finished verdicts are not kept")
        assert done.stderr.count("\n") == 1

    def test_defects_of_the_engine_have_exit_code_3(self, corrigenda: Corrigenda) -> None:
        done = corrigenda("audit", "stranger/raises", "stranger/wrong", *LIMITS)
        assert done.returncode == 3
        assert "LookupError: nothing [there]" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr

    def test_attempts_that_hang_or_eat_end_undecided(self, corrigenda: Corrigenda) -> None:
        names = ("stranger/sleeps", "stranger/hungry", "stranger/dies", "stranger/last")
        done = corrigenda("audit", *names, "--json", "-", "--time-limit", "3", "--memory-limit", "2048")
        assert done.returncode == 0
        found = json.loads(done.stdout)["claims"]
        assert [c["verdict"] for c in found] == ["undecided", "undecided", "undecided", "proved"]
        stops = [[w["details"].get("stopped") for w in c["witnesses"]] for c in found[:3]]
        assert stops == [["time", None, None], ["memory", None, None], ["died", None, None]]

    def test_ctrl_c_keeps_the_finished_verdicts(self, tmp_path: Path) -> None:
        report = tmp_path / "report.json"
        names = ["stranger/first", "stranger/wrong", "stranger/sleeps"]
        command = [sys.executable, "-m", "checks.cli", "audit", *names, "--time-limit", "200", "--json", str(report)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        store = Path(os.environ["CORRIGENDA_STORE"])
        for _ in range(600):
            if len(list(store.glob("??/*.json"))) == 3:
                break
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to the workers, too
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert err == ""
        assert "Interrupted: 3 of 4 claims have a verdict" in out
        found = json.loads(report.read_text())
        jsonschema.validate(found, schema())
        assert found["interrupted"] is True
        assert found["missing"] == ["stranger/sleeps"]
        assert [c["verdict"] for c in found["claims"]] == ["proved", "refuted", "proved"]
        assert nobody_is_left(process.pid)

    @pytest.mark.parametrize("moment", [0.7, 1.0, 1.3, 1.6, 2.0])
    def test_ctrl_c_is_answered_at_any_moment(self, moment: float) -> None:
        command = [sys.executable, "-m", "checks.cli", "audit", "stranger/sleeps", "--time-limit", "100"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "Traceback" not in err
        assert nobody_is_left(process.pid)

    def test_a_reader_that_leaves_is_no_trouble(self) -> None:
        command = f"{sys.executable} -m checks.cli audit stranger/wrong; echo $? >&2"
        done = subprocess.run(f"({command}) | true", shell=True, capture_output=True, text=True, check=True)
        assert done.stderr.strip() == "1"

    def test_a_full_disk_under_the_report_is_one_line(self) -> None:
        with open("/dev/full", "w") as full:
            command = [sys.executable, "-m", "checks.cli", "audit", "stranger/first"]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr == "corrigenda: cannot write the report: no space left on device\n"


def nobody_is_left(group: int) -> bool:
    """True as soon as no process of the group runs, within ten seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


class TestJson:
    def test_it_has_the_documented_shape(self, corrigenda: Corrigenda, tmp_path: Path) -> None:
        done = corrigenda("audit", *GOOD, *LIMITS, "--json", str(tmp_path / "found.json"))
        assert done.returncode == 1
        found = json.loads((tmp_path / "found.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema())
        jsonschema.validate(found, schema())
        wrong = found["claims"][1]
        assert wrong["counterexample"] == {
            "point": {"x": "1/2"},
            "left": "0",
            "right": "1",
            "relation": "=",
            "along": "",
        }
        assert wrong["amended"] == {"id": "stranger/wrong.amended", "printed": "1 = 1", "verdict": "proved"}
        assert found["documents"][0]["sha256"] == "5" * 64
        assert found["summary"]["refuted"] == 1
        assert sum(found["summary"].values()) == len(found["claims"]) == 5

    @pytest.mark.parametrize(
        "damage",
        [
            lambda found: found.pop("settings"),
            lambda found: found["claims"][0].pop("because"),
            lambda found: found["claims"][0].update(verdict="certain"),
            lambda found: found["claims"][1]["counterexample"].pop("left"),
            lambda found: found.update(schema=2),
        ],
    )
    def test_the_schema_says_no(self, corrigenda: Corrigenda, damage: Callable[[Any], Any]) -> None:
        found = json.loads(corrigenda("audit", *GOOD, *LIMITS, "--json", "-").stdout)
        damage(found)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(found, schema())

    def test_two_audits_differ_only_in_times(self, corrigenda: Corrigenda) -> None:
        def timeless(value: Any) -> Any:
            if isinstance(value, dict):
                return {k: timeless(v) for k, v in value.items() if k != "seconds"}
            return [timeless(v) for v in value] if isinstance(value, list) else value

        first, second = (
            timeless(json.loads(corrigenda("audit", *GOOD, "--json", "-", "--fresh", "--jobs", jobs).stdout))
            for jobs in ("1", "3")
        )
        assert first == second

    def test_on_standard_output_it_leaves_the_table_to_stderr(self, corrigenda: Corrigenda) -> None:
        done = corrigenda("audit", "stranger/first", *LIMITS, "--json", "-")
        assert json.loads(done.stdout)["claims"]
        assert "by decree" in done.stderr

    def test_the_list(self, corrigenda: Corrigenda) -> None:
        found = json.loads(corrigenda("list", "stranger", "--json", "-").stdout)
        jsonschema.validate(found, schema("listing"))
        assert len(found["claims"]) == 9
        assert found["claims"][1]["amended"] == "stranger/wrong.amended"


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["audit", "strangr"], "did you mean stranger?"),
            (["audit", "stranger/frist"], "did you mean stranger/first?"),
            (["audit", "frist"], "did you mean stranger/first?"),
            (["audit", "nothing-like-it-at-all"], "no document or claim 'nothing-like-it-at-all'"),
            (["audit", "stranger/x*"], "no claim matches"),
            (["show", "stranger/slepps"], "did you mean stranger/sleeps?"),
            (["show", "stranger"], "is a document"),
            (["show", "stranger/*"], "one claim"),
            (["list", "strangr"], "did you mean stranger?"),
            (["record", "strangr"], "did you mean stranger?"),
            (["audit", "--jobs", "0"], "--jobs"),
            (["audit", "--seed", "pi"], "--seed"),
            (["audit", "--time-limit", "nan"], "--time-limit"),
            (["audit", "--time-limit", "-1"], "--time-limit"),
            (["audit", "--time-limit", "soon"], "--time-limit"),
            (["audit", "--memory-limit", "3"], "--memory-limit"),
            (["audit", "--no-such-option"], "--no-such-option"),
            (["adit"], "adit"),
            (["audit", "stranger", "--json", "/nowhere/at/all.json"], "no folder /nowhere/at"),
            (["audit", "stranger", "--json", "/"], "it is a folder"),
            (["list", "stranger", "--json", "/nowhere/at/all.json"], "no folder /nowhere/at"),
        ],
    )
    def test_wrong_usage_is_explained_at_once(
        self, corrigenda: Corrigenda, arguments: list[str], message: str, private_store: Path
    ) -> None:
        done = corrigenda(*arguments)
        assert done.returncode == 2
        assert message in done.stderr
        assert done.stderr.count("\n") <= 4
        assert done.stdout == ""
        assert not list(private_store.glob("??/*.json"))  # no work was done first

    def test_debugging_shows_where(self, corrigenda: Corrigenda) -> None:
        done = corrigenda("audit", "strangr", env=os.environ | {"CORRIGENDA_DEBUG": "1"})
        assert "Traceback" in done.stderr


class TestShow:
    def test_all_that_is_known(self, corrigenda: Corrigenda) -> None:
        done = corrigenda("show", "stranger/wrong", *LIMITS)
        assert done.returncode == 1
        for part in (
            "printed         0 = 1",
            "no argument",
            "counterexample at x = 1/2: 0 = 1 is false",
            "verdict         refuted",
            "amended         1 = 1",
            "which is proved (stranger/wrong.amended): by decree",
            "corrigenda show stranger/wrong --seed 0",
        ):
            assert part in done.stdout

    def test_the_command_it_names_reproduces_it(self, corrigenda: Corrigenda) -> None:
        done = corrigenda("show", "wrong", *LIMITS, "--seed", "7")
        command = done.stdout.split("reproduce")[-1].split()
        assert command == ["corrigenda", "show", "stranger/wrong", "--seed", "7"]
        assert "verdict         refuted" in corrigenda(*command[1:]).stdout


class TestRecord:
    def test_what_is_recorded_is_listed(self, corrigenda: Corrigenda, stranger: Path, announced: Any) -> None:
        (stranger / "stranger_small.py").write_text(
            "from checks.claim import Document\nfrom stranger_notes.kind import Behaves\n"
            "note = Document('small', 'Small', 'small.txt', '6' * 64)\n"
            "note.claim('yes', line=1, printed='0 = 0', states=Behaves('yes'))\n"
            "note.claim('no', line=2, printed='0 = 1', states=Behaves('no'))\n"
        )
        announced({"small": "stranger_small:note"})
        done = corrigenda("record", "small", *LIMITS)
        assert done.returncode == 0, done.stderr
        record = json.loads((stranger / "stranger_small.record.json").read_text())
        assert [(c["id"], c["verdict"]) for c in record["claims"]] == [("small/yes", "proved"), ("small/no", "refuted")]
        found = json.loads(corrigenda("list", "small", "--json", "-").stdout)
        assert [c["recorded"] for c in found["claims"]] == ["proved", "refuted"]
        assert found["documents"][0]["record_is_current"]
        with open(stranger / "stranger_small.py", "a") as source:
            source.write("# changed\n")
        found = json.loads(corrigenda("list", "small", "--json", "-").stdout)
        assert not found["documents"][0]["record_is_current"]
        assert [c["recorded"] for c in found["claims"]] == ["proved", "refuted"]

    def test_an_internal_failure_is_not_recorded(self, corrigenda: Corrigenda, stranger: Path) -> None:
        done = corrigenda("record", "stranger", "--time-limit", "2")
        assert done.returncode == 3
        assert "not recorded" in done.stderr
        assert not (stranger / "stranger_notes" / "record.json").exists()


class TestBrokenDocuments:
    def test_the_others_still_work(self, corrigenda: Corrigenda, stranger: Path, announced: Any) -> None:
        (stranger / "stranger_broken.py").write_text("import nowhere_at_all\n")
        announced({"stranger": "stranger_notes:note", "broken": "stranger_broken:note"})
        done = corrigenda("list")
        assert done.returncode == 3
        assert "stranger_broken:note" in done.stderr
        assert "nowhere_at_all" in done.stderr
        assert "wrong.amended" in done.stdout
        assert corrigenda("audit", "stranger/first", *LIMITS).returncode == 0
        done = corrigenda("audit", "broken", *LIMITS)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize(
        ("source", "value", "message"),
        [
            ("note = 3", "stranger_odd:note", "is a int, not a Document"),
            ("", "stranger_odd:note", "has no attribute 'note'"),
            ("", "stranger_absent:note", "No module named 'stranger_absent'"),
            ("from stranger_notes import note", "stranger_odd:note", "calls itself 'stranger'"),
        ],
    )
    def test_odd_ones_are_explained(
        self, corrigenda: Corrigenda, stranger: Path, announced: Any, source: str, value: str, message: str
    ) -> None:
        (stranger / "stranger_odd.py").write_text(source + "\n")
        announced({"odd": value})
        done = corrigenda("audit", "odd")
        assert done.returncode == 2
        assert message in done.stderr
        assert value in done.stderr
        assert "Traceback" not in done.stderr
