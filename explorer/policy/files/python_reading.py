"""A pipeline that was found in a Python text, into a policy.

Its calls become what Albumentations saves.
Knows where in the text each value stands, and which release it is written for.
"""

from typing import Any

from explorer.errors import PolicyError, quoted
from explorer.policy.albumentations import signatures
from explorer.policy.files import albumentations_form, legacy, older, program
from explorer.policy.files.plain import CLASS, MAX_NESTING, checked, shown
from explorer.policy.files.python_text import Code
from explorer.policy.model import Policy

_PROCESSORS = ("BboxParams", "KeypointParams")
_VALUES = 60_000


class Reading:
    """One reading of a call: where each of its values stands, and how many there are."""

    def __init__(self, code: Code) -> None:
        self.place, self.lines, self.left = code.place, dict[str, int](), _VALUES
        self.release: str | None = None  # where the spelling is that of an older one

    def policy(self, call: program.Call, notes: list[str]) -> Policy:
        """Returns the policy of a pipeline."""
        try:
            self.release = _older_release(call)
            transform = checked(self._document(call, "transform", notes), "transform")
            if self.release is not None:
                notes.append(
                    "no version is told, and the spelling is that of an older release: read as "
                    f"{self.release}"
                )
                transform = legacy.upgraded(transform, self.release, notes)
            policy = albumentations_form.policy_of(transform, notes)
        except PolicyError as error:
            line = self._line_of(error.path)
            if not line or error.problem.startswith(self.place(line).partition(" ")[0] + " "):
                raise PolicyError(str(error)) from None
            raise PolicyError(f"{self.place(line)}: {error}") from None
        return policy

    def _line_of(self, path: str) -> int | None:
        return max(
            ((len(place), line) for place, line in self.lines.items() if path.startswith(place)),
            default=(0, None),
        )[1]

    def _document(self, call: program.Call, path: str, notes: list[str]) -> dict[str, Any]:
        """Returns a call as Albumentations would save it; where no p is given, its own."""
        self.lines[path] = call.line
        if call.changed is not None:
            told = f"{call.name} (line {call.line}) {self._not_known(call.changed, call.line)}"
            raise PolicyError(f"{self.place(call.changed.line)}: {told}")
        content: dict[str, Any] = {CLASS: call.name}
        for key, (value, line) in self._named(call).items():
            self.lines[f"{path}.{key}"] = line
            content[key] = self._value(value, f"{path}.{key}", notes, f"{key} of {call.name}", line)
        if self.release is not None:
            self._fill_older(content, path, notes)
        if "p" not in content:
            content["p"] = self._default_p(call.name)
            notes.append(
                f"{path}.p: left out, Albumentations' default {shown(content['p'])} is taken"
            )
        return content

    def _fill_older(self, content: dict[str, Any], path: str, notes: list[str]) -> None:
        release, name = self.release or "", content[CLASS]
        known = albumentations_form.is_known(name)
        current = signatures.parameters(name) if known else {}
        more = older.filled(release, name, content, current)
        for key, value in more.items():
            told = f"{path}.{key}: left out, the default {shown(value)} of {release} is taken"
            notes.append(told)
        made = older.saved(name, content | more)
        content.clear()
        content.update(made)

    def _default_p(self, name: str) -> float:
        if self.release is not None:
            return float(older.default_p(self.release, name))
        return signatures.default_p(name)

    def _names(self, call: program.Call) -> tuple[str, ...]:
        if self.release is not None and call.name not in _PROCESSORS:
            return tuple(older.arguments(self.release, call.name))
        known = albumentations_form.is_known(call.name) or call.name in _PROCESSORS
        if not known:
            raise PolicyError(
                f"{self.place(call.line)}: {call.name!r} is not a transform of the catalogue"
                f"{albumentations_form.suggestion(call.name)}"
            )
        return signatures.positional(call.name)

    def _value(self, value: Any, path: str, notes: list[str], what: str, line: int) -> Any:
        self.left -= 1
        if self.left < 0 or path.count("[") + path.count(".") > 2 * MAX_NESTING:
            fault = "nested too deep" if self.left >= 0 else f"more than {_VALUES:,} values"
            raise PolicyError(f"{self.place(line)}: holds {fault}")
        if isinstance(value, program.Call):
            if value.name in _PROCESSORS:
                return {
                    key: self._value(item, f"{path}.{key}", notes, f"{key} of {value.name}", at)
                    for key, (item, at) in self._named(value).items()
                }
            return self._document(value, path, notes)
        if isinstance(value, list | tuple):
            within = what if not path.endswith("transforms") else "a step"
            return [
                self._value(item, f"{path}[{i}]", notes, within, line)
                for i, item in enumerate(value)
            ]
        if isinstance(value, dict):
            return {
                key: self._value(item, f"{path}.{key}", notes, what, line)
                for key, item in value.items()
            }
        if value is None or isinstance(value, bool | int | float | str):
            return value
        raise PolicyError(f"{self.place(line)}: {what} {self._not_known(value, line)}")

    def _not_known(self, value: Any, line: int) -> str:
        if isinstance(value, program.Unknown):
            origin = f" ({self.place(value.line)})" if value.line != line else ""
            why = f", {value.why}" if value.why else ""
            return f"cannot be known: it comes from {quoted(value.text)}{origin}{why}"
        if isinstance(value, program.Member):
            return f"cannot be known: {quoted(value.path)} is not a value that is read"
        if isinstance(value, program.Instance) and value.kind is not None:
            return f"is {quoted(value.kind.name)}, a class of this text; only a library's are read"
        return f"is {quoted(type(value).__name__.lower())}, not a value that is read"

    def _named(self, call: program.Call) -> dict[str, tuple[Any, int]]:
        place = self.place(call.line)
        names = self._names(call)
        if len(call.positional) > len(names):
            raise PolicyError(
                f"{place}: {call.name} takes {len(names)} arguments, "
                f"and {len(call.positional)} are given"
            )
        given = {
            key: (value, call.lines.get(i, call.line))
            for i, (key, value) in enumerate(zip(names, call.positional, strict=False))
        }
        if twice := [key for key in call.named if key in given]:
            raise PolicyError(f"{place}: {call.name} is given {twice[0]} twice")
        if "**" in call.named:
            raise PolicyError(
                f"{place}: what is unpacked into {call.name} "
                f"{self._not_known(call.named['**'], call.line)}"
            )
        return given | {
            key: (value, call.lines.get(key, call.line)) for key, value in call.named.items()
        }


def _older_release(call: program.Call) -> str | None:
    """Returns the older release by whose spelling a pipeline is written, or None."""
    calls = [one for one in _within(call) if one.name not in _PROCESSORS]
    if not any(_is_older(one) for one in calls):
        return None
    return older.release_of([(one.name, one.named, len(one.positional)) for one in calls])


def _within(call: program.Call) -> list[program.Call]:
    found: list[program.Call] = []
    seen: set[int] = set()
    waiting: list[Any] = [call]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        if isinstance(value, program.Call):
            found.append(value)
            waiting.extend([*value.positional, *value.named.values()])
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        if not isinstance(value, int | float | str):
            seen.add(id(value))
    return found


def _is_older(call: program.Call) -> bool:
    if not albumentations_form.is_known(call.name):
        return legacy.is_upgraded(call.name)
    names = signatures.positional(call.name)
    sized = call.name == "RandomResizedCrop" and isinstance((*call.positional, None)[0], int)
    return sized or len(call.positional) > len(names) or not set(call.named) <= {*names, "**"}
