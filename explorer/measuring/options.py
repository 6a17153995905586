"""The options of a run that belong neither to the setting nor to the question, in one table.

The command line's options and the signature of `measure` are made from it, from the fields of a
setting and from the options of a question. Loads no torch.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any

from explorer import typed
from explorer.choices import chosen
from explorer.data.reading import Reading
from explorer.errors import ExplorerError, SweepError, quoted
from explorer.sweep.engines.table import ENGINES
from explorer.sweep.planning.budget import TIMES, parse_duration
from explorer.sweep.planning.spec import SweepSpec
from explorer.sweep.questions.table import Question
from explorer.trial.measures import MEASURES
from explorer.trial.setting import FIELDS
from explorer.trial.spec import DEVICES, USUAL_MEASURES

_USUAL = {entry.name: entry.default for entry in fields(SweepSpec) if entry.default is not MISSING}


@dataclass(frozen=True)
class Option:
    """One row, called the same on the command line and in Python.

    `asked` is what `draft` calls it. `help` may name an arm of the question as {one}, and what a
    time budget drops as {drops}. `usual` is the value where nobody tells one; where that is None,
    `usual_words` may say what is taken instead. `read` takes a value of Python's or the text of the
    command line, and raises SweepError.
    """

    name: str
    asked: str
    help: str
    usual: Any = None
    usual_words: str = ""
    metavar: str = ""
    choices: tuple[str, ...] = ()
    whole: bool = False
    read: Callable[[Any], Any] = lambda value: value

    def words(self, question: Question) -> str:
        """Returns the line of help, with the usual value."""
        text = self.help.format(one=question.one, drops=question.budget_drops)
        usual = self.usual_words if self.usual is None else str(self.usual)
        return " ".join(part for part in (text, usual and f" [default: {usual}]") if part)


def read_measures(value: str | Sequence[str]) -> tuple[str, ...]:
    """Returns the measures that a list names.

    Raises SweepError for one that there is not, and for one that is named twice.
    """
    names = typed.entries(value) if isinstance(value, str) else value
    if isinstance(value, str) and not names:
        raise SweepError(f"measure: the list is empty; write names such as {', '.join(MEASURES)}")
    found: list[str] = []
    try:
        for told in names:
            name = chosen(MEASURES, told.strip() if isinstance(told, str) else told, "measure").name
            if name in found:
                raise SweepError(f"measure: {quoted(name)} is in the list twice")
            found.append(name)
        return tuple(found)
    except TypeError:
        raise SweepError(f"measure: {quoted(value)} is not a list of names") from None
    except ExplorerError as error:
        raise SweepError(str(error)) from None


RUN: tuple[Option, ...] = (
    Option(
        "seeds",
        "seeds",
        "Repeats of each {one}.",
        usual=_USUAL["seeds"],
        whole=True,
    ),
    Option(
        "measure",
        "measures",
        "What is scored beside accuracy, which always is.",
        usual_words=",".join(USUAL_MEASURES),
        metavar="LIST",
        read=read_measures,
    ),
    Option(
        "time_budget",
        "time_budget_s",
        f"Such as {', '.join(TIMES)}: drops {{drops}} to fit.",
        metavar="TIME",
        read=parse_duration,
    ),
    Option(
        "workers",
        "workers",
        "Worker processes, one thread each.",
        usual_words="one a core",
        whole=True,
    ),
    Option(
        "engine",
        "engine",
        "Where the trials run.",
        usual=_USUAL["engine"],
        choices=tuple(ENGINES),
    ),
    Option("seed", "seed", "Seed of the whole sweep.", usual=_USUAL["seed"], whole=True),
    Option(
        "device",
        "device",
        "What the networks are trained on.",
        usual=_USUAL["device"],
        choices=DEVICES,
    ),
)

# How the data set is read: the fields of `explorer.data.reading.Reading`.
READING: tuple[Option, ...] = (
    Option(
        "labels_from",
        "labels_from",
        "Where classes stand: in the outermost folder, the innermost (parent), the name of the "
        "file before its number, or the group of a regular expression.",
        metavar="folder|parent|name|PATTERN",
    ),
    Option(
        "fold",
        "fold",
        "The fold to validate on; the others are trained on.",
        metavar="N",
        whole=True,
    ),
    Option(
        "zip_names",
        "zip_names",
        "Encoding of names in an archive that are not UTF-8, such as cp932.",
        metavar="ENCODING",
    ),
    Option(
        "columns",
        "columns",
        "Which columns of a table are what: path, label, split, fold.",
        metavar="path=COLUMN,label=COLUMN",
    ),
)


def read_reading(told: Mapping[str, Any]) -> Reading:
    """Returns how the data set is to be read; raises DataError for what cannot be."""
    return Reading(**{row.name: told.get(row.name) for row in READING})


def names_of(question: Question) -> tuple[str, ...]:
    """Returns the names of all that can be asked of a sweep with that question."""
    own = (param.name for param in question.params)
    run = (row.name for row in (*RUN, *READING))
    return (*own, *(row.name for row in FIELDS), *run)


def read(question: Question, told: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what was told, by the names that `draft` takes; None stands for what was not told.

    A value is one of Python's, or the text of the command line. Raises SweepError for a value that
    cannot be read.
    """
    own = {
        param.name: param.taken(told[param.name])
        for param in question.params
        if told.get(param.name) is not None
    }
    run = {row.asked: _read_run(row, told.get(row.name)) for row in RUN}
    setting = {row.name: told.get(row.name) for row in FIELDS}
    return {**own, **run, **setting, "options": _read_options(setting["options"])}


def _read_run(row: Option, value: Any) -> Any:
    return row.usual if value is None else row.read(value)


def _read_options(value: Any) -> Any:
    """Options of recipes: an object, or texts NAME.KEY=VALUE."""
    if value is None or isinstance(value, Mapping):
        return value or None
    return read_options([value] if isinstance(value, str) else value) or None


def read_options(texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Returns options written as NAME.KEY=VALUE, by name and key; raises SweepError for others.

    A value is read as JSON where it is any, and is a text otherwise.
    """
    found: dict[str, dict[str, Any]] = {}
    for text in texts:
        path, equals, value = str(text).partition("=")
        owner, dot, key = path.partition(".")
        if not (equals and dot and owner and key):
            raise SweepError(f"--option {quoted(text)} is not NAME.KEY=VALUE")
        if key in found.setdefault(owner, {}):
            raise SweepError(f"--option {quoted(path)} is given twice")
        found[owner][key] = _value(value)
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
