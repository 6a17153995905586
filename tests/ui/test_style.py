"""What is drawn outside of Streamlit's theme has the theme's colours."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_icon_has_the_accent_of_the_light_theme():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    icon = (ROOT / "explorer" / "ui" / "icon.svg").read_text()
    assert set(re.findall('#[0-9a-f]+(?=")', icon)) == {theme["light"]["primaryColor"], "#fff"}
