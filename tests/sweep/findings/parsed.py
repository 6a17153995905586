"""Takes a verdict in words apart again: which texts it is made of, and which figures they name."""

import re
from string import Formatter

from explorer.sweep.findings.said import plain
from explorer.sweep.findings.texts import FURTHER, STARTS, STEPS

_NUMBER = r"\d+(?:\.\d+)?(?:e[-+]\d+)?"
_SIGNED = r"[+-]?\d+\.\d+"
_STRENGTH = rf"{_NUMBER}(?: \(no augmentation\))?"
_INTERVAL = rf"{_SIGNED} to {_SIGNED}(?:, wh(?:ich|ere)[^)]* the trials exclude nothing[a-z ]*)?"
_PATTERNS = {
    **dict.fromkeys(("at", "from_", "best", "balance", "low", "high", "only"), _STRENGTH),
    **dict.fromkeys(("with_", "without", "with_from", "without_from"), r"\d+\.\d%"),
    **dict.fromkeys(("gain", "gain_from", "limit"), rf"{_SIGNED} points"),
    **dict.fromkeys(("interval", "interval_from"), _INTERVAL),
    **dict.fromkeys(("step", "steps"), r"[A-Z][A-Za-z, ]*?"),
    **dict.fromkeys(("strength", "accuracy"), rf"{_NUMBER}%?"),
    "head": r"[A-Za-z, 0-9]+?",
    "listed": rf"{_STRENGTH}(?:, {_STRENGTH})*(?: and {_STRENGTH})?",
    "matters": rf"{_NUMBER} points?",
    "why": r"as set|the usual value|the least that [\d,]+ validation images? can show",
    "seeds": r"[\d,]+ more seeds?",
    "images": r"[\d,]+ more validation images?",
    "looks": r"\d+",
    "most": r"\d+",
    "where": r"digits \(small-cnn, 32 px, 10 images a class\)",
}


def _pattern(text):
    found, seen = "", set()
    for literal, name, _, _ in Formatter().parse(plain(text)):
        found += re.escape(literal)
        if name and name in seen:
            found += f"(?P={name})"  # the same figure wherever it stands
        elif name:
            found += f"(?P<{name}>{_PATTERNS[name]})"
            seen.add(name)
    return re.compile(found)


_STARTS = {case: _pattern(text) for case, text in STARTS.items()}
_FURTHER = {case: _pattern(text) for case, text in FURTHER.items()}
_STEPS = {case: _pattern(text) for case, text in STEPS.items()}
_STEPS |= {case: _FURTHER[case] for case in ("looks", "too few")}


def parsed(sentence):
    """The case of every text in a verdict over strengths, with its figures by name."""
    found = {}
    for case, told in _texts(sentence, _STARTS, _FURTHER):
        assert case not in found, f"said twice: {case}"
        found[case] = told
    return found


def parsed_steps(sentence):
    """The case and the figures of every text in a verdict on steps, in order."""
    return list(_texts(sentence, _STEPS, _STEPS))


def _texts(left, patterns, then):
    while left:
        matches = {case: match for case, each in patterns.items() if (match := each.match(left))}
        assert matches, f"no text of the table says: {left}"
        case = max(matches, key=lambda case: matches[case].end())
        yield case, matches[case].groupdict()
        left, patterns = left[matches[case].end() :].removeprefix(" "), then


def ends(interval):
    """The ends of an interval as they are written."""
    low, high = interval.partition(",")[0].split(" to ")
    return float(low), float(high)


def percent(text):
    return float(text.removesuffix("%"))


def points(text):
    return float(text.split(" ")[0])


def ends_shown(found):
    """The interval of a gain in sweep.json that is shown, as far as gains can reach."""
    ends = found.get("ci95_simultaneous") or found["ci95"]
    if not ends or "possible" not in found:
        return ends
    return [max(ends[0], found["possible"][0]), min(ends[1], found["possible"][1])]
