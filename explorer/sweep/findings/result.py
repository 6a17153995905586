"""A sweep and what it found, as one frozen value; `sweep.json` is its JSON.

Charts, report, pages, commands and notebooks read it. Stored sweeps of every release are read into
it. Nothing here refuses what today's limits would: it shows what was measured. Longer than most,
since every field of the JSON is named once where it is read and once where it is written.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.errors import quoted_path
from explorer.frozen import Frozen, frozen, thawed
from explorer.names import encodable
from explorer.policy.model import Policy
from explorer.sweep.findings.arm import ArmResult
from explorer.sweep.findings.course import Course
from explorer.sweep.findings.damaged import block, check_needed, json_in
from explorer.sweep.findings.dataset import DataFacts
from explorer.sweep.findings.final import FinalTest
from explorer.sweep.findings.matters import words
from explorer.sweep.findings.release import JUDGING, judging_release, mark, marked
from explorer.sweep.findings.said import NOTE, SHOWN, Said, as_sentence, joined
from explorer.sweep.findings.strength import StrengthVerdict
from explorer.sweep.findings.tally import ENDED, Tally, missing, tally_of, where_it_ended
from explorer.sweep.findings.values import Verdict
from explorer.trial.setting import FIELDS, Setting

SCHEMA_VERSION = 1
ReadVerdict = Callable[[str, Mapping[str, Any]], Verdict]


@dataclass(frozen=True)
class SweepResult:
    """A sweep and what it found, also of one under way.

    What is not known yet is None or empty. `policy_file` is the policy as it was measured, word for
    word as stored (a policy file of any release). `created` is in seconds since 1970, `seconds`
    from start to end. `notes` are what people should know beside the numbers. `judged_by` is the
    release that gave the verdict. `counts` says what became of its trials; sweeps of releases
    before 0.2 do not have it. `name` and `note` are what a person has called it and written of it.
    """

    sweep_id: str
    status: str
    course: Course
    settings: tuple[Setting, ...]
    policy_file: Frozen[Any]
    arms: tuple[ArmResult, ...] = ()
    dataset: DataFacts | None = None
    environment: Frozen[Any] | None = None
    verdict: Verdict | None = None
    final_test: FinalTest | None = None
    notes: tuple[str, ...] = ()
    message: str = ""
    created: float | None = None
    seconds: float | None = None
    question: str = "strength"
    judged_by: str = JUDGING
    counts: Tally | None = None
    name: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """What people call it: its own name, else its policy on its data set."""
        return self.name or self.subject

    @property
    def subject(self) -> str:
        """What was measured: the policy, and the data set."""
        return f"{self.policy_name or 'Unnamed policy'} on {self.course.data}"

    @property
    def ended(self) -> bool:
        """Whether no runner works on it any more."""
        return self.status in ENDED

    @property
    def tally(self) -> Tally:
        """What became of its trials; those of the final test are counted where they are known."""
        return self.counts or tally_of(self.arms)

    @property
    def ended_early(self) -> str:
        """Where it ended, in words; "" for a sweep that has finished or is under way."""
        return where_it_ended(self.status, self.tally, self.strength_arms or self.arms)

    @property
    def where_it_ended(self) -> str:
        """The same as a sentence."""
        if not self.ended_early:
            return ""
        was = "" if self.status == "failed" else "was "
        return as_sentence(f"the run {was}{self.ended_early}")

    @property
    def absent_arms(self) -> dict[str, str]:
        """The arms that will have no finished trial, by key, each with "failed" or "not run"."""
        found = {arm.key: missing(arm, ended=self.ended) for arm in self.arms if not arm.finished}
        return {key: why for key, why in found.items() if why}

    @property
    def absent(self) -> dict[float, str]:
        """The strengths that will have no finished trial, each with "failed" or "not run"."""
        gone = self.absent_arms
        return {arm.strength or 0.0: gone[arm.key] for arm in self.strength_arms if arm.key in gone}

    @property
    def setting(self) -> Setting:
        """The first setting: the only one where a sweep has one curve."""
        return self.settings[0]

    @property
    def policy_name(self) -> str:
        """The name of the policy that was measured."""
        return str(self.policy_file["explorer"].get("name", ""))

    @property
    def policy(self) -> Policy:
        """The policy that was measured; raises PolicyError where this release refuses it."""
        from explorer.policy import files  # loads Albumentations: no list or curve needs it

        return files.from_data(self.policy_file["explorer"])

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes; empty until the data set has been read."""
        return self.dataset.classes if self.dataset else ()

    @property
    def data_warnings(self) -> tuple[str, ...]:
        """What people should know of the data set."""
        return (self.dataset.warnings or ()) if self.dataset else ()

    @property
    def sentence(self) -> str:
        """The verdict in words, as it is shown: one of another release says so. "" for none."""
        return marked(self.verdict.sentence, self.judged_by) if self.verdict else ""

    @property
    def said(self) -> tuple[Said, ...]:
        """The paragraphs of the sentence, which a page sets apart; none without a verdict."""
        if self.verdict is None:
            return ()
        # A question need not have them, and releases before 0.2 had none.
        found: tuple[Said, ...] = getattr(self.verdict, "said", ())
        if joined(found) != self.verdict.sentence:
            found = (Said(SHOWN, "", self.verdict.sentence),)
        told = mark(self.judged_by)
        return (*found, Said(NOTE, "", told)) if told else found

    @property
    def verdict_json(self) -> dict[str, Any] | None:
        """The block `verdict` of sweep.json: as it was given, and by which release."""
        said = self.verdict
        return None if said is None else {**said.to_json(), "release": self.judged_by}

    @property
    def matters(self) -> str:
        """The smallest gain that matters as the verdict used it, and why; "" where none is kept."""
        used = getattr(self.verdict, "matters", None)
        if used is None:
            return ""
        images = self.dataset.val if self.dataset else None
        return words(used, self.course.options.get("matters"), images)

    @property
    def strength_verdict(self) -> StrengthVerdict | None:
        """The verdict, where it is one over strengths."""
        return self.verdict if isinstance(self.verdict, StrengthVerdict) else None

    @property
    def balance_point(self) -> float | None:
        """The balance point, where the verdict tells one; None for any other."""
        verdict = self.strength_verdict
        return verdict.told_balance_point if verdict else None

    @property
    def recommended_arm(self) -> ArmResult | None:
        """The arm that the verdict recommends; None without a verdict."""
        return self.arm(self.verdict.recommends) if self.verdict else None

    @property
    def strength_arms(self) -> tuple[ArmResult, ...]:
        """The arms over the strengths, from weak to strong."""
        found = (arm for arm in self.arms if arm.is_strength)
        return tuple(sorted(found, key=lambda arm: arm.strength or 0.0))

    @property
    def strengths_alone(self) -> bool:
        """Whether its arms are nothing but strengths of the whole policy."""
        return all(arm.is_strength for arm in self.arms)

    @property
    def curve_arms(self) -> tuple[ArmResult, ...]:
        """The arms over the strengths that have a score, from weak to strong."""
        return tuple(arm for arm in self.strength_arms if arm.accuracy is not None)

    @property
    def config(self) -> dict[str, Any]:
        """The block `config` of sweep.json: the first setting, and how the sweep was run."""
        course = self.course.to_json()
        return {"data": course.pop("data"), **self.setting.to_json(), **course}

    def arm(self, key: str) -> ArmResult | None:
        """Returns the arm with that key, or None."""
        return next((arm for arm in self.arms if arm.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """Returns sweep.json as plain JSON data: without NaN, names as they can be written."""
        known: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "sweep_id": self.sweep_id,
            "name": self.name,
            "note": self.note,
            "status": self.status,
            "message": self.message,
            "created": self.created,
            "seconds": self.seconds,
            "notes": list(self.notes),
            "question": self.question,
            "settings": [setting.to_json() for setting in self.settings],
            "config": self.config,
            "environment": thawed(self.environment),
            "dataset": self.dataset and self.dataset.to_json(),
            "policy": thawed(self.policy_file),
            "trials": self.counts and self.counts.to_json(),
            "arms": [arm.to_json() for arm in self.arms],
            "verdict": self.verdict_json,
            "final_test": self.final_test and self.final_test.to_json(),
        }
        written: dict[str, Any] = _written(known)
        return written

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], read_verdict: ReadVerdict) -> "SweepResult":
        """Returns the result that `to_json` gave, of any release.

        `read_verdict` takes the name of a question and the block `verdict`, and returns the
        verdict. Raises SweepError for anything else than a sweep.json.
        """
        return _read(raw, read_verdict, "this")

    @classmethod
    def load(cls, path: str | Path, read_verdict: ReadVerdict) -> "SweepResult":
        """Returns the result in a sweep.json of any release.

        `read_verdict` is as in `from_json`. Raises SweepError where the file is missing or is no
        sweep.json.
        """
        return _read(json_in(Path(path)), read_verdict, quoted_path(str(path)))


def _read(raw: Any, read_verdict: ReadVerdict, called: str) -> SweepResult:
    """Returns the result in the data of a file; `called` is what a message calls the file."""
    check_needed(raw, called)
    question, config = raw.get("question", "strength"), raw["config"]
    verdict, final, data = raw.get("verdict"), raw.get("final_test"), raw.get("dataset")
    with block("config", called):
        course = Course.from_json({"data": config["data"], **config})
    with block("settings", called):
        # Releases before 0.2 had one setting, spread over `config`.
        settings = raw.get("settings") or [
            {row.name: config[row.name] for row in FIELDS if row.name in config}
        ]
        stored = tuple(map(Setting.stored, settings))
    with block("policy", called):
        policy = frozen(raw["policy"])
    with block("arms", called):
        arms = tuple(map(ArmResult.from_json, raw["arms"]))
    with block("dataset", called):
        dataset = None if data is None else DataFacts.from_json(data)
    with block("verdict", called):
        said = None if verdict is None else read_verdict(question, verdict)
    with block("final_test", called):
        tested = None if final is None else FinalTest.from_json(final)
    with block("trials", called):
        counts = None if raw.get("trials") is None else Tally.from_json(raw["trials"])
    with block("notes", called):
        notes = tuple(raw.get("notes") or ())
    return SweepResult(
        sweep_id=raw["sweep_id"],
        status=raw["status"],
        course=course,
        settings=stored,
        policy_file=policy,
        arms=arms,
        dataset=dataset,
        environment=frozen(raw.get("environment")),
        verdict=said,
        final_test=tested,
        notes=notes,
        message=raw.get("message", ""),
        created=raw.get("created"),
        seconds=raw.get("seconds"),
        question=question,
        counts=counts,
        judged_by=JUDGING if verdict is None else judging_release(verdict),
        name=str(raw.get("name") or ""),
        note=str(raw.get("note") or ""),
    )


def _written(value: Any) -> Any:
    """JSON data that every reader takes: no NaN or infinity, no name that is not UTF-8."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, Mapping):
        return {_written(key): _written(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_written(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
