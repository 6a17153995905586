"""A number that stands in two places is written alike in both.

A hundred made-up sweeps are walked, the first of them in every test run: sentence, charts with
their hover, tables on pages and in the report, evidence, CSV and sweep.json.
"""

import html
import io
import json
import re

import pandas as pd
import pytest

from explorer import numbers, report
from explorer.charts import ablation, classes, curve, gain, tested, trials
from explorer.charts.cells import texts
from explorer.charts.table import CHARTS
from explorer.sweep.control import Line
from explorer.sweep.findings import limits
from explorer.sweep.findings.evidence import evidence
from explorer.sweep.findings.tally import Tally
from explorer.sweep.findings.values import Estimate
from explorer.ui.results import listing
from explorer.ui.tables import shown
from tests.made_up import ABLATION_EACH, MADE, made_up
from tests.sweep.findings.parsed import ends_shown

QUICK = 28  # so many are walked in every run
EVERY = [
    pytest.param(number, marks=() if number < QUICK else pytest.mark.slow) for number in range(MADE)
]
OVER_STRENGTHS = [sweep for sweep in EVERY if sweep.values[0] % ABLATION_EACH]
OVER_STEPS = [sweep for sweep in EVERY if sweep.values[0] % ABLATION_EACH == 0]
PERCENT, POINTS = re.compile(r"\d+\.\d+%"), re.compile(r"[-+]?\d+\.\d+ points")
INTERVAL = re.compile(r"95% interval ([-+]?\d+\.\d+ to [-+]?\d+\.\d+)")
AT = re.compile(r"strength (\d+(?:\.\d+)?(?:e-\d+)?)")


@pytest.fixture(scope="module")
def sweep():
    """Makes a sweep once."""
    made = {}
    return lambda number: made.setdefault(number, made_up(number))


def hovers(figure):
    return [
        text for trace in figure.data if trace.hovertext is not None for text in trace.hovertext
    ]


def ends_of(trace, place):
    """Both ends of an error bar."""
    middle, bar = trace.y[place], trace.error_y
    return middle - bar.arrayminus[place], middle + bar.array[place]


def cells(table, how):
    """The cells of a table as the page writes them."""
    body = shown(table, how)._translate(False, False)["body"]
    return [
        ["" if cell["display_value"] in ("None", "nan") else cell["display_value"] for cell in row]
        for row in body_cells(body)
    ]


def body_cells(body):
    return [[cell for cell in row if cell["type"] == "td"] for row in body]


@pytest.mark.parametrize("number", OVER_STRENGTHS)
def test_the_curve_has_the_numbers_of_sweep_json_in_picture_hover_and_table(sweep, number):
    result = sweep(number)
    told = json.loads(json.dumps(result.to_json()))["arms"]
    told = [arm for arm in told if arm["val_accuracy"]]
    drawn, over = curve.figure(result), gain.figure(result)
    line = next(trace for trace in drawn.data if trace.name == "Validation images")
    gains = next(trace for trace in over.data if trace.name == "Gain on validation images")
    table = texts(curve.table(result))
    none = told[0]["val_accuracy"]["mean"]
    own = [arm for arm in told if arm["gain"]]
    for place, arm in enumerate(told):
        accuracy, found = arm["val_accuracy"], arm["gain"]
        at = numbers.strength(arm["strength"])
        drawn_at = none + found["mean"] if found and arm["strength"] else accuracy["mean"]
        assert line.y[place] == pytest.approx(100 * min(max(drawn_at, 0), 1), abs=1e-9)
        assert numbers.percent(min(max(drawn_at, 0), 1)) in line.hovertext[place]
        assert line.hovertext[place].startswith(f"strength {at}: ")
        assert numbers.percent(accuracy["mean"]) in line.hovertext[place]
        row = table.iloc[place]
        assert (row["Strength"], f"{row['Validation, %']}%") == (
            at,
            numbers.percent(accuracy["mean"]),
        )
        if accuracy["ci95"]:
            assert row["Validation, 95%"] == numbers.percent_interval(accuracy["ci95"])
        if not found:
            assert row["Gain, points"] == row["Gain, 95%"] == ""
            continue
        assert f"{row['Gain, points']} points" == numbers.gain(found["mean"])
        ends = ends_shown(found)
        assert row["Gain, 95%"] == limits.short(Estimate.from_json(found))
        assert row["Gain, 95%"].startswith("" if ends is None else numbers.interval(ends))
        its = own.index(arm)
        assert gains.y[its] == pytest.approx(100 * found["mean"], abs=1e-9)
        assert numbers.gain(found["mean"]) in gains.hovertext[its]
        if ends and arm["strength"]:
            assert numbers.interval(ends) in gains.hovertext[its]
            assert numbers.interval(ends) in line.hovertext[place]
            wanted = [min(max(100 * (none + end), 0), 100) for end in ends]
            assert ends_of(line, place) == pytest.approx(wanted, abs=1e-9)
            assert ends_of(gains, its) == pytest.approx([100 * end for end in ends], abs=1e-9)


@pytest.mark.parametrize("number", OVER_STRENGTHS)
def test_the_sentence_has_the_numbers_of_the_table(sweep, number):
    result = sweep(number)
    said, arms = result.verdict.sentence, result.curve_arms
    shared = len({frozenset(t.seed for t in arm.trials if t.accuracy) for arm in arms}) == 1
    table = texts(curve.table(result))
    if shared:  # else it compares over the seeds that both have, and says so
        assert set(PERCENT.findall(said)) <= {f"{cell}%" for cell in table["Validation, %"]}
    verdict = result.verdict
    over_best = {tuple(claim.limits) for claim in verdict.claims if len(claim.limits) == 2}
    cells = (cell.partition(" (")[0] for cell in table["Gain, 95%"])
    between = {*cells, *map(numbers.interval, over_best)}
    assert set(INTERVAL.findall(said)) <= between
    at = {numbers.strength(arm.strength) for arm in arms}
    assert set(AT.findall(said)) <= at
    tested_at = {numbers.strength(result.final_test.strength), "0"}
    assert set(AT.findall(tested.words(result))) <= tested_at


@pytest.mark.parametrize("number", OVER_STRENGTHS)
def test_the_final_test_has_the_numbers_of_sweep_json(sweep, number):
    result = sweep(number)
    said, told = tested.words(result), result.to_json()["final_test"]
    wanted = {numbers.percent(told[name]) for name in ("accuracy", "baseline_accuracy")}
    assert set(PERCENT.findall(said)) <= wanted
    assert set(POINTS.findall(said)) <= {numbers.gain(told["gain"]["mean"])}
    if told["gain"]["ci95"]:
        assert set(INTERVAL.findall(said)) <= {numbers.interval(ends_shown(told["gain"]))}


@pytest.mark.parametrize("number", OVER_STRENGTHS)
def test_the_sides_of_0_in_the_table_are_those_of_its_numbers(sweep, number):
    table = gain.table(sweep(number))
    for written, (_, row) in zip(texts(table).to_dict("records"), table.iterrows(), strict=True):
        side = row["The 95% interval"]
        known = not pd.isna(row["From"])
        assert known == (side != "not known from one seed")
        if known:
            assert (side == "lies above 0") == (row["From"] > 0) == (float(written["From"]) > 0)
            assert (side == "lies below 0") == (row["To"] < 0) == (float(written["To"]) < 0)


@pytest.mark.parametrize("number", OVER_STRENGTHS)
def test_what_is_said_of_classes_has_the_numbers_of_their_table_and_picture(sweep, number):
    result = sweep(number)
    written = texts(classes.table(result), classes.CHART.written)
    heat = classes.figure(result).data[0]
    assert [list(row) for row in heat.text] == written.drop(columns="Class").values.tolist()
    assert list(heat.x) == list(written.columns[1:])
    for said in classes.words(result):
        (at,) = AT.findall(said)[:1]
        gains = dict(zip(written["Class"], written[at], strict=True))
        for name, points in re.findall(r"(cat|dog|owl) ([-+]?\d+\.\d+)", said):
            assert gains[name] == points
        told, arm = result.to_json()["arms"], result.arm(strength_of(result, at))
        ends = next(each for each in told if each["key"] == arm.key).get("per_class_gain_ci95", {})
        shown_to = [name for name, (low, high) in ends.items() if low > 0 or high < 0]
        counted = [int(n) for n in re.findall(r"(\d+) (?:of \d+ gain|lose)", said)]
        assert sum(counted) == len(shown_to)


def strength_of(result, at):
    arms = result.curve_arms
    return next(arm.key for arm in arms if numbers.strength(arm.strength) == at)


@pytest.mark.parametrize("number", OVER_STEPS)
def test_an_ablation_has_one_number_for_each_difference(sweep, number):
    result = sweep(number)
    steps = {step["name"]: step for step in result.to_json()["verdict"]["steps"]}
    table = texts(ablation.table(ablation.findings(result)), ablation.CHART.written).set_index(
        "Step"
    )
    without, alone = ablation.figure(ablation.findings(result)).data
    for trace, name, title in (
        (without, "without", "Without it"),
        (alone, "alone", "Alone"),
    ):
        for place, (step, told, _) in enumerate(trace.customdata):
            found = steps[step][name]
            ends = ends_shown(found)
            assert trace.x[place] == pytest.approx(100 * found["mean"], abs=1e-9)
            assert told.startswith(numbers.gain(found["mean"]))
            assert f"{table.loc[step, f'{title}, points']} points" == numbers.gain(found["mean"])
            cell = table.loc[step, f"{title}, interval"]
            assert cell == limits.short(Estimate.from_json(found))
            assert cell.startswith(numbers.interval(ends) if ends else "")
    said = result.verdict.sentence
    arms = {arm["val_accuracy"]["mean"] for arm in result.to_json()["arms"]}
    if "have different numbers of seeds" not in said:  # else over the seeds that both have
        assert set(PERCENT.findall(said)) <= {numbers.percent(mean) for mean in arms}
    known = [step[name] for step in steps.values() for name in ("without", "alone")]
    known += [arm["gain"] for arm in result.to_json()["arms"] if arm["gain"]]
    known.append(result.to_json()["verdict"]["handed_on"]["gain"])
    between = [ends_shown(found) for found in known]
    assert set(INTERVAL.findall(said)) <= {numbers.interval(ends) for ends in between if ends}
    smallest = numbers.change(result.verdict.matters)
    assert set(POINTS.findall(said)) <= {smallest, *(numbers.gain(f["mean"]) for f in known)}


@pytest.mark.parametrize("number", EVERY)
def test_the_report_and_the_pages_write_every_table_alike(sweep, number, monkeypatch):
    monkeypatch.setattr(report, "_figure", lambda make, saved: report.Markup(""))  # drawn elsewhere
    result = sweep(number)
    sections = {section.title: section for section in report.sections(result)}
    for chart in CHARTS:
        for view in chart.shown(result):
            if not view.reported:
                continue
            table, section = view.table(), sections[view.title]
            written = texts(table, chart.written)
            assert section.text == " ".join(view.words(None))
            if table.columns.is_unique:
                assert cells(table, chart.written) == written.values.tolist()
            found = re.findall(r"<td>(.*?)</td>", str(section.table), re.DOTALL)
            wanted = written.values.tolist()
            if len(written.columns) <= report.PART_COLUMNS + 1:
                assert list(map(html.unescape, found)) == [cell for row in wanted for cell in row]


@pytest.mark.parametrize("number", EVERY)
def test_no_number_is_written_in_a_way_that_reads_wrong(sweep, number):
    result = sweep(number)
    said = [result.verdict.sentence, *result.notes]
    for chart in CHARTS:
        for view in chart.shown(result):
            said += view.words(None)
            said += map(str, texts(view.table(), chart.written).to_numpy().ravel())
            if view.figure and view.reported and number % 4 == 0:  # drawing takes time
                said += map(str, hovers(view.figure()))
    for text in said:
        assert not re.search(r"-0\.0+(?!\d)|\+0\.0+(?!\d)|\u2212|\bnan\b|\d\.\d{11,}", text), text


@pytest.mark.parametrize("number", EVERY)
def test_csv_and_evidence_hold_the_numbers_in_full(sweep, number):
    result = sweep(number)
    told = json.loads(json.dumps(result.to_json()))
    rows = pd.read_csv(io.StringIO(trials.table(result).to_csv(index=False)))
    known = [trial for arm in told["arms"] for trial in arm["trials"]]
    assert len(rows) == len(known)
    for row, trial in zip(rows.to_dict("records"), known, strict=True):
        if trial["val_accuracy"] is None:
            assert pd.isna(row["Validation, %"])
            continue
        assert row["Validation, %"] == pytest.approx(100 * trial["val_accuracy"], abs=1e-9)
        assert row["Seconds"] == trial["seconds"]
    kept = evidence(result)
    assert [each["mean"] for each in kept["accuracies"]] == [
        arm["val_accuracy"] and arm["val_accuracy"]["mean"] for arm in told["arms"]
    ]
    assert kept["sentence"] == result.verdict.sentence


@pytest.mark.parametrize("number", OVER_STRENGTHS)
def test_the_list_of_runs_has_the_gain_of_the_table(sweep, number):
    result = sweep(number)
    balance = result.verdict.balance_point
    arm = next(arm for arm in result.curve_arms if arm.strength == balance)
    line = Line(
        result.sweep_id,
        0.0,
        "turns",
        "pets",
        "small-cnn",
        "finished",
        Tally(1, 1),
        question="strength",
        balance_point=balance,
        gain=arm.gain.mean,
        gain_limits=limits.short(arm.gain),
    )
    row = texts(listing.table([line])).iloc[0]
    curve_row = texts(curve.table(result)).set_index("Strength").loc[numbers.strength(balance)]
    assert row["Balance point"] == numbers.strength(balance)
    if not balance:  # strength 0 has no gain over itself
        assert row.get("Gain there, points", "") == ""
    else:
        assert row["Gain there, points"] == curve_row["Gain, points"]
        # A column without a value is left out.
        assert row.get("95% interval", "") == curve_row["Gain, 95%"]
