"""Makes sample_data/example.json: a policy that was measured, as a new visitor of the app finds it.

    python sample_data/make_example.py

It trains 190 small networks, in about ten minutes on two cores. Epochs are left out of the
file: nothing that shows the example needs them.
"""

import json
from pathlib import Path
from typing import Any

from explorer import measure
from explorer.policy.presets import PRESETS

PLACE = Path(__file__).with_name("example.json")
PRESET = "classification"
DATA, SHOTS, SEEDS = "fashion-mnist-small", 10, 20


def main() -> None:
    """Measures the preset and writes the file."""
    policy = next(preset.policy for preset in PRESETS if preset.name == PRESET)
    result = measure(policy, data=DATA, shots=SHOTS, seeds=SEEDS)
    write(result.to_json())
    print(result)


def write(told: dict[str, Any]) -> None:
    """Writes a finding as the example, without what nothing shows."""
    for arm in told["arms"]:
        for trial in arm["trials"]:
            trial["epochs"] = []
    PLACE.write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
