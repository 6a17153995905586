from explorer.charts.saving import buttons


def test_a_chart_has_one_button_and_its_file_is_named_after_run_and_chart():
    config = buttons('a/b: "turns" on digits (f007)', "curve")
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["toImageButtonOptions"]["format"] == "svg"
    assert config["toImageButtonOptions"]["filename"] == "a-b-turns-on-digits-f007-curve"


def test_a_name_that_is_too_long_keeps_the_kind_of_the_chart():
    stem = buttons("x" * 300, "curve")["toImageButtonOptions"]["filename"]
    assert stem == "x" * 60 + "-curve"
