"""Stored sweeps are judged again from their predictions; nothing is trained."""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from explorer import Policy, Step
from explorer.data.image_set import Item, open_image_set
from explorer.errors import DataError, SweepError
from explorer.frozen import thawed
from explorer.policy.files import document
from explorer.sweep import control
from explorer.sweep.findings.release import JUDGING
from explorer.sweep.questions.strength import StrengthQuestion
from explorer.sweep.storage.claim import Claim, TakenError
from explorer.sweep.storage.schema import LABELS
from explorer.sweep.storage.store import Store
from explorer.version import __version__
from tests.golden.make import STORE
from tests.sweep import fake_work
from tests.sweep.conftest import add, fake_spec, tamper
from tests.sweep.here import Here, run

pytestmark = pytest.mark.usefixtures("stays")
DOCUMENTS = json.loads((STORE.parent / "documents.json").read_text())
DIGITS, BARS, FOLLOWING, STOPPED = (
    DOCUMENTS[name]["sweep_id"]
    for name in (
        "finished",
        "finished, without a test split",
        "goes on with the first",
        "stopped",
    )
)


@pytest.fixture
def golden(tmp_path):
    """The store of release 0.1.1."""
    return Store(f"sqlite:///{shutil.copy(STORE, tmp_path / 'store.sqlite3')}")


@pytest.fixture
def store(store_url):
    return Store(store_url)


@pytest.fixture
def outcomes(monkeypatch):
    """The outcomes that the question of strength was given to judge, each time."""
    calls, plain = [], StrengthQuestion.judge

    def judge(self, spec, data, arms, told):
        calls.append(tuple(told))
        return plain(self, spec, data, arms, told)

    monkeypatch.setattr(StrengthQuestion, "judge", judge)
    return calls


def gone(source, _):
    raise DataError(f"{source} does not exist any more")


def told(store, sweep_id):
    """What a sweep says, as plain data."""
    sweep = store.sweep(sweep_id)
    return thawed(sweep.verdict), dict(sweep.points), sweep.final_test


def fake(store, **settings):
    """A fake sweep that has ended in this process."""
    asked = {"data": "fake", "switches": ";sleep=0", "strengths": (0, 0.5), "workers": 1}
    sweep_id = add(store, fake_spec(**asked | settings))
    run(store, sweep_id)
    return sweep_id


def as_of_0_1(store, sweep_id, **changes):
    """Makes a stored sweep one of release 0.1: another verdict, no release and no true classes."""
    sweep = store.sweep(sweep_id)
    verdict = thawed(sweep.verdict)
    for name in ("release", "method", "claims", "ruled_out", "harmful_from", "matters"):
        verdict.pop(name, None)
    verdict |= {"sentence": "It was so.", **changes}
    final = sweep.final_test and sweep.final_test.to_json()
    if final:
        final["gain"] = {"mean": final["gain"]["mean"], "ci95": [-0.5, 0.5]}
    tamper(store, sweep_id, verdict=verdict, final_test=final)
    with sa.create_engine(store.url).begin() as connection:
        connection.execute(LABELS.delete().where(LABELS.c.sweep_id == sweep_id))


@dataclass(frozen=True)
class FakeSet:
    """Stands for the data set of `fake_work`, opened."""

    digest: str = "digest  "

    @property
    def splits(self):
        items = tuple(Item(f"{i}.png", label, str(i)) for i, label in enumerate(fake_work.LABELS))
        return {"train": items, "val": items, "test": items}


def at_hand(source, _):
    assert source.startswith("fake")
    return FakeSet()


def test_a_sweep_of_0_1_is_judged_over_pictures_with_the_data_set_at_hand(golden, outcomes):
    assert control.judge_again(DIGITS, golden.url)
    ((*judged,),) = outcomes
    pictures = open_image_set("digits")
    labels = tuple(item.label for item in pictures.split("val"))
    predictions = golden.predictions(DIGITS)
    for trial, outcome in zip(golden.trials(DIGITS), judged, strict=False):
        bits = int.from_bytes(outcome.correct).bit_count()
        right = sum(p == t for p, t in zip(predictions[trial.position], labels, strict=True))
        assert bits == right == round(outcome.accuracy * len(labels))
    assert golden.labels(DIGITS) == {
        "val": labels,
        "test": tuple(item.label for item in pictures.split("test")),
    }
    assert golden.sweep(DIGITS).verdict["method"] == "seeds-and-images"
    (note,) = [note for note in golden.sweep(DIGITS).notes if "judged again" in note]
    assert note.startswith(f"judged again by release {JUDGING}, without training. Release 0.1 had")
    assert DOCUMENTS["finished"]["verdict"]["sentence"] in note


def test_without_the_data_set_it_is_judged_over_seeds_alone_and_that_is_said(golden, outcomes):
    assert control.judge_again(BARS, golden.url)
    assert {outcome.correct for outcome in outcomes[0]} == {None}
    (note,) = [note for note in golden.sweep(BARS).notes if "judged again" in note]
    assert (
        "over seeds alone: its true classes were not kept, and the data set bars is not at hand"
        in note
    )
    assert golden.labels(BARS) == {}
    assert golden.sweep(BARS).verdict["method"] == "seeds"


def test_a_sweep_over_steps_is_judged_again_over_pictures_too(store):
    policy = Policy(steps=(Step("turn", "Rotate", p=1.0), Step("blur", "GaussianBlur", p=1.0)))
    file = document.write(policy, 1.0)
    sweep_id = fake(store, question="ablation", options={}, policy_file=file, strengths=None)
    before = told(store, sweep_id)
    assert before[0]["method"] == "seeds-and-images"
    as_of_0_1(store, sweep_id)
    assert control.judge_again(sweep_id, store.url, gone)
    assert store.sweep(sweep_id).verdict["method"] == "seeds"
    assert control.judge_again(sweep_id, store.url, at_hand)
    verdict, points, final = told(store, sweep_id)
    earlier = verdict.pop("earlier")
    assert (verdict, points, final) == before
    assert [each["verdict"].get("method", "seeds") for each in earlier] == ["seeds", "seeds"]
    notes = [note for note in store.sweep(sweep_id).notes if "judged again" in note]
    assert len(notes) == 1, "the note of the last time stands alone"
    assert "over seeds alone" not in notes[0]


def test_a_data_set_that_has_changed_is_not_that_which_was_measured(store, outcomes):
    sweep_id = fake(store)
    as_of_0_1(store, sweep_id)
    assert control.judge_again(sweep_id, store.url, lambda source, _: FakeSet("another"))
    assert {outcome.correct for outcome in outcomes[-1]} == {None}
    assert "the data set fake has changed since it was measured" in store.sweep(sweep_id).notes[-1]


def test_true_classes_that_are_stored_need_no_data_set(store, outcomes):
    sweep_id = fake(store)
    assert not control.judge_again(sweep_id, store.url, gone), "it was judged so already"
    assert outcomes[0] == outcomes[1]
    assert all(outcome.correct for outcome in outcomes[1])


def test_the_data_set_at_hand_gives_what_the_store_would_have_given(store):
    sweep_id = fake(store)
    before = told(store, sweep_id)
    as_of_0_1(store, sweep_id)
    assert control.judge_again(sweep_id, store.url, at_hand)
    verdict, points, final = told(store, sweep_id)
    (earlier,) = verdict.pop("earlier")
    assert (verdict, points, final) == before
    assert earlier["verdict"]["sentence"] == "It was so."
    assert earlier["final_test"]["gain"]["ci95"] == [-0.5, 0.5]
    assert store.labels(sweep_id) == {"val": fake_work.LABELS, "test": fake_work.LABELS}


def test_the_final_test_keeps_its_numbers_and_gets_the_interval_of_this_release(store):
    sweep_id = fake(store, strengths=(0, 0.5, 2))
    as_of_0_1(store, sweep_id)
    before = store.sweep(sweep_id).final_test
    assert before.arm == "strength-0.5"
    control.judge_again(sweep_id, store.url, at_hand)
    after = store.sweep(sweep_id).final_test
    assert replace(after, gain=before.gain) == before
    assert after.gain.mean == pytest.approx(before.gain.mean)
    assert after.gain.ci95 != before.gain.ci95


def test_without_true_classes_the_final_test_stays_as_it_is(store):
    sweep_id = fake(store)
    as_of_0_1(store, sweep_id)
    before = store.sweep(sweep_id).final_test
    control.judge_again(sweep_id, store.url, gone)
    assert store.sweep(sweep_id).final_test == before


def test_what_was_said_before_is_kept_and_a_second_time_changes_nothing(golden):
    before = told(golden, FOLLOWING)
    assert control.judge_again(FOLLOWING, golden.url)
    after = golden.look(FOLLOWING)
    (kept,) = thawed(after.sweep.verdict["earlier"])
    assert kept["verdict"] == before[0]
    assert kept["points"].keys() == before[1].keys()
    assert kept["points"]["strength-1"]["gain"]["mean"] == before[1]["strength-1"].gain.mean
    assert kept["final_test"] == json.loads(json.dumps(before[2].to_json()))
    assert not control.judge_again(FOLLOWING, golden.url)
    assert golden.look(FOLLOWING) == after


def test_what_trials_found_and_how_many_there_are_stays(golden):
    before = golden.look(DIGITS)
    control.judge_again(DIGITS, golden.url)
    after = golden.look(DIGITS)
    assert after.trials == before.trials
    assert after.sweep.trials == before.sweep.trials
    assert after.sweep.spec == before.sweep.spec
    assert after.sweep.status == "finished"
    assert golden.predictions(DIGITS)


def test_sweep_json_says_which_release_judged_and_the_sentence_is_marked_until_then(golden):
    before = control.read_result(DIGITS, golden.url)
    assert before.to_json()["verdict"]["release"] == "0.1"
    assert before.to_json()["verdict"]["sentence"] == DOCUMENTS["finished"]["verdict"]["sentence"]
    assert before.sentence.endswith(" (As of release 0.1.)")
    assert control.judged_before(golden.sweep(DIGITS))
    control.judge_again(DIGITS, golden.url)
    after = control.read_result(DIGITS, golden.url)
    assert after.to_json()["verdict"]["release"] == JUDGING
    assert after.sentence == after.verdict.sentence
    assert not control.judged_before(golden.sweep(DIGITS))
    assert "earlier" not in after.to_json()["verdict"]


def test_the_release_that_judges_is_never_a_later_one_than_this():
    def number(release):
        return tuple(int(part) for part in release.split(".")[:2])

    # Until 0.2 is released its version is that of the last release.
    assert number(JUDGING) <= max(number(__version__), (0, 2))


def stopped_with_verdict(store):
    """A sweep that was stopped while its final test ran, by a verdict of release 0.1."""

    def stop(task):
        if task.spec["split"] == "test" and task.spec["arm"]["key"] == "strength-0.5":
            raise KeyboardInterrupt

    spec = fake_spec(data="fake", switches=";sleep=0", strengths=(0, 0.5, 1), workers=1)
    sweep_id = add(store, spec)
    with pytest.raises(KeyboardInterrupt):
        run(store, sweep_id, engine=Here(stop))
    tamper(store, sweep_id, status="stopped")
    as_of_0_1(store, sweep_id, balance_point=1.0, best=1.0)
    return sweep_id


def test_a_stopped_sweep_with_a_verdict_is_judged_again_and_goes_on_with_the_new_one(store):
    sweep_id = stopped_with_verdict(store)
    assert control.judge_again(sweep_id, store.url, at_hand)
    sweep = store.sweep(sweep_id)
    assert (sweep.status, sweep.verdict["balance_point"]) == ("stopped", 0.5)
    run(store, sweep_id, "again")
    sweep = store.sweep(sweep_id)
    assert (sweep.status, sweep.final_test.arm) == ("finished", "strength-0.5")
    assert sweep.verdict["earlier"][0]["verdict"]["balance_point"] == 1.0
    assert sweep.trials == len(store.trials(sweep_id))


def test_an_interrupted_sweep_is_judged_again_and_its_silent_runner_ends(store):
    sweep_id = stopped_with_verdict(store)
    tamper(store, sweep_id, status="running", heartbeat=0.0, pid=2**22 - 1, pid_started="1")
    old = store.held(sweep_id, store.sweep(sweep_id).token)
    assert store.sweep(sweep_id).status == "interrupted"
    assert control.judge_again(sweep_id, store.url, at_hand)
    assert store.sweep(sweep_id).status == "interrupted"
    with pytest.raises(TakenError):
        old.update(message="late")


def test_a_final_test_of_another_strength_than_the_new_verdict_names_says_so(store):
    sweep_id = fake(store, strengths=(0, 0.5, 1))
    before = store.sweep(sweep_id).final_test.to_json() | {"arm": "strength-1", "strength": 1.0}
    as_of_0_1(store, sweep_id, balance_point=1.0, best=1.0)
    tamper(store, sweep_id, final_test=before)
    said = "the final test is of strength 1, which an earlier verdict chose; strength 0.5 has had"
    assert not any(said in note for note in control.read_result(sweep_id, store.url).notes)
    control.judge_again(sweep_id, store.url, at_hand)
    assert any(said in note for note in control.read_result(sweep_id, store.url).notes)


def test_a_sweep_under_way_or_without_a_verdict_is_not_judged_again(golden, store):
    with pytest.raises(SweepError, match=f"sweep {STOPPED} is stopped and has no verdict"):
        control.judge_again(STOPPED, golden.url)
    sweep_id = fake(store)
    tamper(store, sweep_id, status="running", heartbeat=9e9, host="elsewhere", token="t")
    with pytest.raises(SweepError, match=f"{sweep_id} is running; it can be judged again once"):
        control.judge_again(sweep_id, store.url)
    with pytest.raises(SweepError, match="'none' is not a sweep of this store"):
        control.judge_again("none", store.url)


def test_a_process_that_dies_at_any_write_leaves_the_verdict_before(store, monkeypatch):
    sweep_id = fake(store)
    as_of_0_1(store, sweep_id)
    before = told(store, sweep_id)
    plain = Claim.write_verdict

    def killed(*args, **kwargs):
        plain(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(Claim, "write_verdict", killed)
    with pytest.raises(KeyboardInterrupt):
        control.judge_again(sweep_id, store.url, at_hand)
    monkeypatch.undo()
    assert told(store, sweep_id) == before


def test_a_sweep_that_goes_on_meanwhile_keeps_what_its_runner_writes(store, monkeypatch):
    sweep_id = stopped_with_verdict(store)
    plain = StrengthQuestion.judge

    def judge(self, *told):
        store.claim(sweep_id, "another")
        return plain(self, *told)

    monkeypatch.setattr(StrengthQuestion, "judge", judge)
    with pytest.raises(SweepError, match=f"sweep {sweep_id} is queued|has changed meanwhile"):
        control.judge_again(sweep_id, store.url, at_hand)
    sweep = store.sweep(sweep_id)
    assert (sweep.token, sweep.verdict["sentence"]) == ("another", "It was so.")


def test_files_that_are_written_afterwards_hold_the_new_verdict(golden, tmp_path):
    from explorer.measuring.result import SweepResult

    def saved(name):
        result = control.read_result(DIGITS, golden.url)
        SweepResult(result, "digits").save(tmp_path / name)
        return {path.name: Path(path).read_text() for path in (tmp_path / name).iterdir()}

    before = saved("before")
    control.judge_again(DIGITS, golden.url)
    after = saved("after")
    assert "(As of release 0.1.)" in before["report.html"]
    assert "(As of release 0.1.)" not in after["report.html"]
    for name, block in (("sweep.json", "verdict"), ("policy.json", "evidence")):
        releases = [_in(json.loads(files[name]), block)["release"] for files in (before, after)]
        assert releases == ["0.1", JUDGING]


def _in(document, block):
    return document.get("explorer", document)[block]
