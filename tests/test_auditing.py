"""Many claims at once: limits, deaths, defects, interruption, and what is kept."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checks import auditing, workers
from checks.auditing import audit
from checks.scheduling import Progress
from checks.settings import Settings
from checks.store import Store
from checks.verdict import Standing

GOOD = ("stranger/first", "stranger/wrong", "stranger/last", "stranger/plan")
QUICK = Settings(time_limit=2.0, memory_limit=2048)


@pytest.fixture
def engine(stranger: Path) -> Any:
    return importlib.import_module("stranger_engine")


def judged(engine: Any, names: tuple[str, ...], settings: Settings = QUICK, **options: Any) -> auditing.Audit:
    return audit(names, settings, judge=engine.judge, run=engine.run, **{"jobs": 2, **options})


def test_verdicts_come_in_document_order_with_corrections(engine: Any) -> None:
    found = judged(engine, tuple(reversed(GOOD)))
    assert [v.id for v in found.verdicts] == [
        "stranger/first",
        "stranger/wrong",
        "stranger/wrong.amended",
        "stranger/last",
        "stranger/plan",
    ]
    standings = [v.standing for v in found.verdicts]
    assert standings == ["proved", "refuted", "proved", "proved", "not checkable"]
    assert found.exit_code == 1
    assert not found.failures
    assert not found.missing
    assert found.verdicts[0].reproduce == "corrigenda show stranger/first --seed 0"


def test_a_correction_can_be_judged_alone(engine: Any) -> None:
    found = judged(engine, ("stranger/wrong.amended",))
    assert [v.id for v in found.verdicts] == ["stranger/wrong.amended"]
    assert found.exit_code == 0


def test_a_sleeping_claim_is_stopped_and_the_audit_goes_on(engine: Any) -> None:
    begin = time.monotonic()
    found = judged(engine, ("stranger/sleeps", "stranger/last"), jobs=1)
    assert time.monotonic() - begin < 30
    sleeper, last = found.verdicts
    assert sleeper.standing is Standing.UNDECIDED
    assert sleeper.evidence[0].details == {"stopped": "time"}
    assert sleeper.evidence[0].summary == "stopped after 2 s (time limit)"
    assert last.standing is Standing.PROVED
    assert found.exit_code == 0


def test_a_hungry_claim_is_stopped_at_its_memory_limit(engine: Any) -> None:
    found = judged(engine, ("stranger/hungry", "stranger/last"))
    hungry, last = found.verdicts
    assert hungry.standing is Standing.UNDECIDED
    assert hungry.evidence[0].details == {"stopped": "memory"}
    assert last.standing is Standing.PROVED


def test_a_killed_worker_costs_one_attempt(engine: Any) -> None:
    found = judged(engine, ("stranger/dies", "stranger/first", "stranger/last"))
    by_id = {v.id: v for v in found.verdicts}
    died = by_id["stranger/dies"].evidence[0]
    assert died.details == {"stopped": "died"}
    assert died.summary == "worker died (signal 9)"
    assert by_id["stranger/first"].standing is by_id["stranger/last"].standing is Standing.PROVED
    assert found.exit_code == 0


def test_workers_killed_while_idle_cost_nothing(engine: Any) -> None:
    """The pool gives up when its workers vanish without a task; the audit begins again with a new one."""

    def judge(claim_id: str, settings: Settings) -> Any:
        for _ in range(3):
            (found,) = yield [engine.Task("pid", (claim_id,))]
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(found.summary), signal.SIGKILL)
            time.sleep(0.5)
        return (yield from engine.judge(claim_id, settings))

    found = audit(("stranger/first",), QUICK, 1, judge=judge, run=engine.run)
    assert [v.standing for v in found.verdicts] == ["proved"]
    assert not found.failures


def test_an_exception_is_an_internal_failure_that_is_named(engine: Any) -> None:
    found = judged(engine, ("stranger/raises", "stranger/wrong"))
    assert found.exit_code == 3
    assert [str(f) for f in found.failures] == ["stranger/raises: derive: LookupError: nothing [there]"]
    assert [v.standing for v in found.verdicts] == ["refuted", "proved", "undecided"]


def test_a_judge_that_breaks_down_leaves_its_claim_undecided(engine: Any) -> None:
    def judge(claim_id: str, settings: Settings) -> Any:
        if claim_id == "stranger/last":
            raise ZeroDivisionError("by zero")
        return (yield from engine.judge(claim_id, settings))

    found = audit(("stranger/first", "stranger/last"), QUICK, 2, judge=judge, run=engine.run)
    assert found.exit_code == 3
    assert [v.standing for v in found.verdicts] == ["proved", "undecided"]
    assert "ZeroDivisionError: by zero" in found.verdicts[1].because


def test_evidence_that_is_no_json_is_an_internal_failure(engine: Any) -> None:
    def judge(claim_id: str, settings: Settings) -> Any:
        verdict = yield from engine.judge(claim_id, settings)
        return replace(verdict, constants={"c": float("nan")})

    found = audit(("stranger/first",), QUICK, 1, judge=judge, run=engine.run)
    assert found.exit_code == 3
    assert found.verdicts[0].standing is Standing.UNDECIDED


def test_inconsistent_verdicts_have_exit_code_3(engine: Any) -> None:
    def judge(claim_id: str, settings: Settings) -> Any:
        verdict = yield from engine.judge(claim_id, settings)
        return replace(verdict, standing=Standing.INCONSISTENT)

    assert audit(("stranger/wrong",), QUICK, 1, judge=judge, run=engine.run).exit_code == 3


def test_the_schedule_does_not_change_the_verdicts(engine: Any) -> None:
    def content(found: auditing.Audit) -> list[Any]:
        return [
            replace(v, seconds=0, evidence=tuple(replace(e, seconds=0) for e in v.evidence)) for v in found.verdicts
        ]

    assert content(judged(engine, GOOD, jobs=1)) == content(judged(engine, GOOD, jobs=4))


def test_workers_do_not_hash_by_chance(engine: Any) -> None:
    with workers.Crew(hash_of_a_word, QUICK, 2) as crew:
        seen = {crew.send(None).result(timeout=60).summary for _ in range(2)}  # type: ignore[arg-type]
    assert len(seen) == 1
    command = [sys.executable, "-c", "print(hash('word'))"]
    fixed = subprocess.check_output(command, env=os.environ | {"PYTHONHASHSEED": "0"}, text=True)
    assert seen == {fixed.strip()}


def hash_of_a_word(task: Any) -> Any:
    from checks.verdict import Evidence, Outcome

    return Evidence("derive", Outcome.NOTHING, str(hash("word")))


class TestKeeping:
    def test_what_is_stored_is_not_judged_again(self, engine: Any, private_store: Path) -> None:
        first = judged(engine, GOOD, store=Store(private_store))
        again = audit(GOOD, QUICK, 2, Store(private_store), judge=refuse, run=refuse)
        assert again.verdicts == first.verdicts
        assert (first.recalled, again.recalled) == (0, 5)
        assert again.exit_code == 1

    def test_fresh_judges_again_and_stores(self, engine: Any, private_store: Path) -> None:
        judged(engine, GOOD, store=Store(private_store))
        assert judged(engine, GOOD, store=Store(private_store), recall=False).recalled == 0

    def test_what_depends_on_the_machine_is_not_stored(self, engine: Any, private_store: Path) -> None:
        names = ("stranger/sleeps", "stranger/hungry", "stranger/dies", "stranger/raises", "stranger/first")
        judged(engine, names, store=Store(private_store))
        assert judged(engine, names, store=Store(private_store)).recalled == 1

    def test_other_settings_are_another_verdict(self, engine: Any, private_store: Path) -> None:
        judged(engine, GOOD, store=Store(private_store))
        assert judged(engine, GOOD, replace(QUICK, seed=1), store=Store(private_store)).recalled == 0


def refuse(*_: Any) -> Any:
    raise AssertionError("nothing should be judged")


def test_ctrl_c_keeps_what_is_finished(engine: Any, private_store: Path) -> None:
    def interrupt_when_first_is_done(progress: Progress) -> None:
        if progress.done >= 2 and not pressed.is_set():
            pressed.set()
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()

    pressed = threading.Event()
    begin = time.monotonic()
    patient = replace(QUICK, time_limit=100)
    names = ("stranger/first", "stranger/sleeps", "stranger/plan")
    found = judged(engine, names, patient, watch=interrupt_when_first_is_done, store=Store(private_store))
    assert time.monotonic() - begin < 30
    assert found.interrupted
    assert found.exit_code == 130
    assert [v.id for v in found.verdicts] == ["stranger/first", "stranger/plan"]
    assert found.missing == ("stranger/sleeps",)
    names = ("stranger/first", "stranger/plan")
    assert audit(names, patient, 1, Store(private_store), judge=refuse, run=refuse).recalled == 2


def test_a_broken_document_does_not_hide_the_others(engine: Any, announced: Any, stranger: Path) -> None:
    (stranger / "stranger_broken.py").write_text("import nowhere_at_all\n")
    announced({"stranger": "stranger_notes:note", "broken": "stranger_broken:note"})
    listings, failures = auditing._listings((), None)
    assert "stranger" in [found.id for found in listings]
    (failure,) = [f for f in failures if f.subject == "broken"]
    assert "stranger_broken:note" in failure.error
    assert "nowhere_at_all" in failure.error
