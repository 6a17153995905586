from explorer.charts import classes, confusion
from explorer.charts.drawing import labels, plain
from tests.results import CLASSES, make_result


def test_names_reach_plotly_without_tags_templates_or_formulas():
    assert plain("<b>%{x}</b> $a$ & b") == "&lt;b&gt;% {x}&lt;/b&gt; &#36;a&#36; &amp; b"
    assert len(plain("x" * 500)) == 40


def test_names_that_look_alike_when_shortened_stay_apart():
    assert len(set(labels(["a" * 100 + str(i) for i in range(5)]))) == 5


def test_the_numbers_in_a_heat_map_are_dark_on_every_shade():
    result = make_result()
    for figure in (
        classes.figure(result),
        confusion.figure(CLASSES, result.final_test.confusion),
    ):
        shades = [colour for _, colour in figure.data[0].colorscale]
        assert min(contrast(figure.data[0].textfont.color, shade) for shade in shades) > 4.5


def contrast(one, other):
    """The contrast of two colours, as WCAG 2 has it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
