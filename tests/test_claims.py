"""One item per claim, named by its id: the verdict computed now is the recorded one.

All selected claims are judged together, on all cores, when the first item runs; nothing is taken from a store.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks import catalogue, documents, recording, sources
from checks.auditing import Audit, audit
from checks.catalogue import Entry, Listing
from checks.settings import Settings
from checks.verdict import Standing, Verdict

# documents of other distributions may be installed beside ours; their records are not our business
OURS = [name for name, value in documents.registered().items() if value.startswith("derivations.")]
LISTINGS: dict[str, Listing] = {name: catalogue.listing(name) for name in OURS}
CLAIMS = [entry.id for found in LISTINGS.values() for entry in found.claims]

pytestmark = pytest.mark.claims


@pytest.fixture(scope="session")
def recorded() -> dict[str, Entry]:
    """The recorded entries of our documents, whether or not the sources have changed since."""
    found: dict[str, Entry] = {}
    for name in OURS:
        record = catalogue.read_record(recording.record_path(name))
        if record is not None:
            found |= {entry.id: entry for entry in catalogue.from_record(record).claims}
    return found


@pytest.fixture(scope="session")
def judged(request: pytest.FixtureRequest) -> Audit:
    """A fresh audit of the claims whose items were selected."""
    chosen = [item.callspec.params["claim_id"] for item in request.session.items if _is_claim_item(item)]
    return audit(chosen, Settings())


def _is_claim_item(item: pytest.Item) -> bool:
    return getattr(item, "originalname", "") == "test_verdict_is_the_recorded_one" and hasattr(item, "callspec")


@pytest.mark.parametrize("claim_id", CLAIMS, ids=CLAIMS)
def test_verdict_is_the_recorded_one(claim_id: str, judged: Audit, recorded: dict[str, Entry]) -> None:
    verdicts = {v.id: v for v in judged.verdicts}
    now = verdicts[claim_id]
    trouble = [f"internal failure: {f}" for f in judged.failures if f.subject == claim_id]
    if now.standing is Standing.INCONSISTENT:
        trouble.append(f"inconsistent: {now.because}")
    trouble += recording.differences(recorded.get(claim_id), now, recorded, verdicts)
    if trouble:
        pytest.fail("\n".join(trouble), pytrace=False)


@pytest.mark.parametrize("name", OURS)
class TestRecord:
    def test_it_was_made_from_these_sources(self, name: str) -> None:
        record = catalogue.read_record(recording.record_path(name))
        assert record is not None, f"nothing is recorded: run `corrigenda record {name}`"
        module = documents.registered()[name].partition(":")[0]
        assert record["sources"] == sources.digest(sources.home(module)[1]), (
            f"the sources have changed since the verdicts were recorded: run `corrigenda record {name}`"
        )

    def test_it_lists_the_claims_of_the_document(self, name: str) -> None:
        record = catalogue.read_record(recording.record_path(name))
        assert record is not None
        assert catalogue.from_record(record) == catalogue.live(name)

    def test_its_corrections_hold(self, name: str, recorded: dict[str, Entry]) -> None:
        corrections = [e.amended for e in recorded.values() if e.document == name and e.amended]
        assert not [c for c in corrections if not Standing(str(recorded[c].verdict)).holds]


class TestThatItemsCanFail:
    """What the items compare, on records that were tampered with."""

    verdict = Verdict(
        id="d/claim",
        document="d",
        line=1,
        printed="",
        kind="",
        statement="",
        given=(),
        remark="",
        standing=Standing.PROVED,
        because="all links closed",
        extra_assumption=None,
        amended="d/claim.amended",
    )
    amended = replace(verdict, id="d/claim.amended", amended=None)
    entry = Entry("d/claim", "d", 1, "", "", "m", "proved", None, "d/claim.amended")
    correction = Entry("d/claim.amended", "d", 1, "", "", "m", "proved")

    def differences(self, entry: Entry | None, correction: Entry | None = correction) -> list[str]:
        before = {e.id: e for e in (entry, correction) if e is not None}
        return recording.differences(entry, self.verdict, before, {v.id: v for v in (self.verdict, self.amended)})

    def test_an_honest_record_differs_in_nothing(self) -> None:
        assert self.differences(self.entry) == []

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"verdict": "refuted"}, "recorded refuted, now proved, because all links closed"),
            ({"verdict": None}, "no verdict is recorded; now proved"),
            ({"extra_assumption": "s > 1"}, "recorded extra assumption s > 1, now none"),
            ({"amended": None}, "recorded correction none, now d/claim.amended"),
        ],
    )
    def test_tampering_is_told(self, change: dict[str, str | None], message: str) -> None:
        (difference,) = self.differences(replace(self.entry, **change))
        assert message in difference
        assert "corrigenda record d" in difference

    def test_a_missing_entry_is_told(self) -> None:
        (difference,) = self.differences(None)
        assert "no verdict is recorded" in difference

    def test_a_correction_that_changed_is_told(self) -> None:
        (difference,) = self.differences(self.entry, replace(self.correction, verdict="confirmed"))
        assert "its correction was recorded confirmed, now proved" in difference


def test_every_document_is_tested() -> None:
    assert "product-flow" in OURS
    assert len(CLAIMS) == len(set(CLAIMS))
