"""The report on paper.

Nothing can be scrolled or opened there, so every column and every figure must fit the page.
"""

from dataclasses import replace

import pytest

from explorer.report import html
from tests.browser.conftest import WIDE
from tests.results import make_result, with_class_gains

CLASSES = [
    f"Animalia_Arthropoda_Insecta_Lepidoptera_Nymphalidae_Genus{number:02d}_species{number:02d}"
    for number in range(38)
]
CLASSES += ["x" * 200, "のぞ" * 60]
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
# A4 less a margin of 1 cm, at 96 px an inch.
PAPER = {"width": 718, "height": 1047}

# What sticks out of the page on the right, by what it is.
STICKS_OUT = """() => {
  const kinds = 'th, td, p, h1, h2, pre, img, .main-svg, .svg-container';
  const beyond = part => part.getBoundingClientRect().right > innerWidth + 1;
  const cut = part => part.scrollWidth > part.clientWidth + 1 && part.matches('pre, p');
  return [...document.querySelectorAll(kinds)].filter(part => beyond(part) || cut(part))
    .map(part => part.tagName + ' ' + part.textContent.slice(0, 40));
}"""
HIDDEN = """() => [...document.querySelectorAll('th, td')]
  .filter(cell => !cell.checkVisibility({contentVisibilityAuto: true})
    || !cell.getBoundingClientRect().width).length"""


@pytest.fixture
def report(tmp_path):
    """A report of 40 classes with long names at nine strengths, as a file."""
    result = with_class_gains(
        make_result(classes=tuple(CLASSES), strengths=STRENGTHS),
        lambda place, strength: (0.01 * place - 0.2) * strength,
    )
    matrix = tuple(
        tuple(18 if i == j else (i + j) % 3 for j in range(len(CLASSES)))
        for i in range(len(CLASSES))
    )
    result = replace(result, final_test=replace(result.final_test, confusion=matrix))
    path = tmp_path / "report.html"
    path.write_text(html(result), encoding="utf-8")
    return path


def test_in_print_the_report_loses_no_column(open_page, report):
    page = open_page(report.as_uri(), WIDE)
    page.locator(".main-svg").first.wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    page.wait_for_timeout(500)
    assert page.evaluate(STICKS_OUT) == []
    assert page.evaluate(HIDDEN) == 0
    text = page.locator("body").inner_text()
    assert all(text.count(name) >= 2 for name in CLASSES)


def test_the_whole_name_of_a_class_stands_on_the_hover_of_a_heat_map(open_page, report):
    page = open_page(report.as_uri(), WIDE)
    page.locator(".main-svg").first.wait_for()
    cell = "div => [div.data[0].y[0], (div.data[0].hovertext || div.data[0].customdata)[0][1]]"
    maps = page.evaluate(
        "() => [...document.querySelectorAll('.js-plotly-plot')]"
        f".filter(div => div.data[0].type === 'heatmap').map({cell})"
    )
    assert len(maps) == 2
    for label, hover in maps:
        assert label != CLASSES[0]
        assert CLASSES[0] in hover.replace("<br>", "")
