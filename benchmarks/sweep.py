"""Speed and accuracy of `aug-explorer sweep` against a plain PyTorch and Albumentations sweep:
whole command against whole command, in one run.

    python benchmarks/sweep.py             # the whole grid once: 9 strengths, 3 seeds,
                                           # Fashion-MNIST, 50 images a class
    python benchmarks/sweep.py --rounds 3  # three times, the two commands alternating
    python benchmarks/sweep.py --strengths 0,1 --seeds 1  # a quick look

Both commands train at the same strengths on 500 pictures a trial, as many trials each, and score
the same 1,000. Seconds on a shared machine say little: read the ratio. `--baseline` names another
script with the interface of plain_sweep.py.
"""

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from explorer import Policy
from explorer.policy.model import Step

ROOT = Path(__file__).resolve().parent.parent
SIZE, SHOTS = 28, 50
MOST_TIME, MOST_BELOW = 0.4, 0.005


def reference_policy() -> Policy:
    """The policy of plain_sweep.py at strength 1, as ours."""
    return Policy(
        name="mirror, move, relight, hole",
        steps=(
            Step("flip", "HorizontalFlip", p=0.5),
            Step(
                "move",
                "Affine",
                {
                    "rotate": (-15, 15),
                    "translate_percent": (-0.1, 0.1),
                    "scale": (0.9, 1.1),
                    "shear": (-5, 5),
                },
                p=1.0,
            ),
            Step(
                "light",
                "RandomBrightnessContrast",
                {"brightness_limit": (-0.2, 0.2), "contrast_limit": (-0.2, 0.2)},
                p=0.8,
            ),
            Step(
                "hole",
                "CoarseDropout",
                {
                    "num_holes_range": (1, 1),
                    "hole_height_range": (0.01, 0.25),
                    "hole_width_range": (0.01, 0.25),
                },
                p=0.8,
            ),
        ),
    )


@dataclass(frozen=True)
class Seconds:
    """What a command took: by the clock, and of processors.

    The latter are its own and those of the processes that it waited for.
    """

    wall: float
    busy: float


def timed(command: list[str]) -> tuple[Seconds, str]:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Seconds(
        wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    ), done.stdout


def plain(
    script: Path, folder: Path, args: argparse.Namespace
) -> tuple[Seconds, dict[float, list[float]]]:
    command = [
        sys.executable,
        str(script),
        str(folder),
        "--strengths",
        args.strengths,
        "--seeds",
        str(args.seeds),
    ]
    seconds, output = timed(
        [*command, "--shots", str(SHOTS), "--epochs", str(args.plain_epochs), "--size", str(SIZE)]
    )
    return seconds, by_strength(json.loads(output)["trials"])


def ours(
    work: Path, policy: Path, args: argparse.Namespace
) -> tuple[Seconds, dict[float, list[float]]]:
    out = Path(tempfile.mkdtemp(dir=work))
    command = [
        sys.executable,
        "-c",
        "from explorer.cli import main; main()",
        "sweep",
        str(policy),
        "--data",
        "fashion-mnist-small",
        "--out",
        str(out),
    ]
    command += [
        "--strengths",
        args.strengths,
        "--seeds",
        str(args.seeds),
        "--shots",
        str(SHOTS),
        "--image-size",
        str(SIZE),
    ]
    command += ["--epochs", str(args.epochs)] if args.epochs else []
    seconds, _ = timed([*command, "--store", f"sqlite:///{out / 'store.db'}"])
    arms = json.loads((out / "sweep.json").read_text())["arms"]
    return seconds, by_strength(
        [
            trial | {"strength": arm["strength"]}
            for arm in arms
            if arm["kind"] == "strength"
            for trial in arm["trials"]
        ]
    )


def by_strength(trials: list[dict]) -> dict[float, list[float]]:
    found: dict[float, list[float]] = {}
    for trial in sorted(trials, key=lambda trial: (trial["strength"], trial["seed"])):
        found.setdefault(float(trial["strength"]), []).append(trial["val_accuracy"])
    return found


def standard_error(first: list[float], second: list[float]) -> float:
    if min(len(first), len(second)) < 2:
        return math.nan
    return math.sqrt(
        statistics.variance(first) / len(first) + statistics.variance(second) / len(second)
    )


def compare(baseline: dict[float, list[float]], explorer: dict[float, list[float]]) -> bool:
    """Prints the accuracies side by side and says whether ours are no lower.

    That is on average, and at no strength by over a point and two standard errors.
    """
    print(
        f"{'strength':>8} {'plain':>7} {'ours':>7} {'gain':>7} {'2 s.e.':>7}"
        "   points of validation accuracy"
    )
    gains, low = [], []
    for strength, values in baseline.items():
        gain = statistics.mean(explorer[strength]) - statistics.mean(values)
        error = standard_error(values, explorer[strength])
        gains.append(gain)
        low += [strength] if gain < -0.01 - 2 * (0 if math.isnan(error) else error) else []
        print(
            f"{strength:8g} {100 * statistics.mean(values):7.2f}"
            f" {100 * statistics.mean(explorer[strength]):7.2f} {100 * gain:+7.2f}"
            f" {200 * error:7.2f}"
        )
    print(f"{'mean':>8} {'':15} {100 * statistics.mean(gains):+7.2f}")
    return statistics.mean(gains) >= -MOST_BELOW and not low


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--strengths", default="0,0.25,0.5,0.75,1,1.25,1.5,1.75,2")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--epochs", type=int, help="of ours; by default its own default")
    parser.add_argument("--plain-epochs", type=int, default=20)
    parser.add_argument("--baseline", type=Path, default=ROOT / "benchmarks" / "plain_sweep.py")
    args = parser.parse_args()
    verdicts = []
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        with zipfile.ZipFile(ROOT / "sample_data" / "fashion-mnist-small.zip") as archive:
            archive.extractall(work / "data")
        folder = next(path.parent for path in (work / "data").rglob("train") if path.is_dir())
        reference_policy().save(work / "policy.json")
        for turn in range(args.rounds):
            plain_s, plain_found = plain(args.baseline, folder, args)
            ours_s, ours_found = ours(work, work / "policy.json", args)
            ratio = ours_s.wall / plain_s.wall
            print(
                f"round {turn + 1}: plain {plain_s.wall:.1f} s, ours {ours_s.wall:.1f} s,"
                f" ratio {ratio:.2f} (at most {MOST_TIME:g})",
                end="; ",
            )
            print(
                f"processor seconds {plain_s.busy:.0f} and {ours_s.busy:.0f},"
                f" ratio {ours_s.busy / plain_s.busy:.2f}"
            )
            verdicts.append(compare(plain_found, ours_found) and ratio <= MOST_TIME)
            print("met" if verdicts[-1] else "MISSED", flush=True)
    sys.exit(0 if all(verdicts) else 1)


if __name__ == "__main__":
    main()
