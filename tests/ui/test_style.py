"""The style sheet is quick for a browser, and what lies outside of the theme has its colours."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NEXT = " >+~"  # what joins a part of a selector to the next one


def early_has(sheet):
    """Returns the selectors in which `:has()` stands before their last part."""
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    return [
        one.strip()
        for selector in selectors
        for one in _apart(selector.strip(), ",")
        if any(":has(" in part for part in _apart(one.strip(), _NEXT)[:-1])
    ]


def _apart(text, separators):
    """Splits a text at what stands outside of its brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and letter in separators:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def test_has_stands_in_the_last_part_of_a_selector_alone():
    # Elsewhere a browser looks through all that may follow whenever a chart draws a letter: the
    # curve on Fine-tune took three seconds longer. A custom property carries the news down.
    sheet = (ROOT / "explorer" / "ui" / "style.css").read_text()
    assert early_has(sheet) == []


def test_what_a_browser_is_slow_with_is_found_out():
    sheet = """/* a:has(b) c */ .a > div:has(> .b), .c:has(p) em { top: 0; }
    @media (min-width: 1px) { :is(.d:has(i), .e):has(u) > b { top: 0; }
    .f :not(:has(> p > i)) { top: 0; } }"""
    assert early_has(sheet) == [".c:has(p) em", ":is(.d:has(i), .e):has(u) > b"]


def test_the_icon_has_the_accent_of_the_light_theme():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    icon = (ROOT / "explorer" / "ui" / "icon.svg").read_text()
    assert set(re.findall('#[0-9a-f]+(?=")', icon)) == {theme["light"]["primaryColor"], "#fff"}
