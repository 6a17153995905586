import json
import shutil

from click.testing import CliRunner

from explorer.cli.data import data
from explorer.errors import DataError
from explorer.images import encode
from tests.damaged import short_png
from tests.data.conftest import picture


def test_the_table_shows_classes_splits_and_leaks(split_folders):
    shutil.copy(
        split_folders / "train" / "cat" / "000.png", split_folders / "test" / "cat" / "copy.png"
    )
    result = CliRunner().invoke(data, [str(split_folders)])
    assert result.exit_code == 0
    lines = [line.split() for line in result.output.splitlines()]
    assert ["class", "train", "val", "test"] in lines
    assert ["cat", "6", "3", "3"] in lines
    assert ["all", "12", "6", "5"] in lines
    assert "warning: 1 identical pair stands in two splits (train and test)" in result.output


def test_json_says_the_same(split_folders):
    shutil.copy(
        split_folders / "train" / "cat" / "000.png", split_folders / "test" / "cat" / "copy.png"
    )
    document = json.loads(CliRunner().invoke(data, [str(split_folders), "--json"]).output)
    assert document["splits"] == {"train": 12, "val": 6, "test": 5}
    assert document["counts"]["cat"] == {"train": 6, "val": 3, "test": 3}
    assert document["leaks"]["identical"] == 1
    assert document["leaks"]["pairs"][0]["paths"] == ["train/cat/000.png", "test/cat/copy.png"]
    assert len(document["warnings"]) == 1


def test_a_sound_set_says_so(split_folders):
    assert "no leaks between the splits" in CliRunner().invoke(data, [str(split_folders)]).output


def test_a_bad_set_raises_the_one_line_that_the_command_line_prints(tmp_path):
    result = CliRunner().invoke(data, [str(tmp_path / "nowhere")])
    assert isinstance(result.exception, DataError)
    assert "does not exist" in str(result.exception)


def test_a_damaged_picture_is_told_by_us_alone(split_folders, capfd):
    """libpng writes to standard error below Python, beside the one line that we have for it."""
    extra = split_folders / "train" / "cat"
    for number in range(30):
        (extra / f"more{number}.png").write_bytes(encode(picture(900 + number)))
    (extra / "000.png").write_bytes(short_png())
    data.main([str(split_folders)], standalone_mode=False)
    out, err = capfd.readouterr()
    assert "000.png" in out
    assert err == ""
