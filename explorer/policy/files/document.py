"""The policy file as one document, from plain data to a Policy and back.

Its keys are `__version__`, `transform` and `explorer`.
"""

from collections.abc import Mapping
from typing import Any

from explorer import numbers
from explorer.errors import PolicyError, quoted
from explorer.policy.albumentations.versions import versions
from explorer.policy.catalog import CATALOG, STRUCTURAL, TAIL
from explorer.policy.files.plain import Record, below, differences, nearest, plain, shown
from explorer.policy.files.settings import document_of, settings_of
from explorer.policy.model import GROUPS, MAX_DEPTH, MAX_STEPS, ComposeSettings, Group, Policy, Step

SCHEMA_VERSION = 1
_KEYS = ("__version__", "transform", "explorer")
_VERSIONS = ("albumentations", "opencv", "numpy", "explorer")
_KNOWN = {**CATALOG, **STRUCTURAL, **TAIL}
_CATALOGUE = "the catalogue's"
_SHOWN_DIFFERENCES = 20


def read(data: Any, notes: list[str]) -> Policy:
    """Returns the policy of a document.

    What was filled in, upgraded, or differs is added to `notes`. Raises PolicyError with the path.
    """
    if not isinstance(data, Mapping):
        raise PolicyError(
            f"{shown(plain(data))} is not a policy file: an object with `transform` or `explorer`"
        )
    for key in data:
        if key not in _KEYS:
            said = f"a policy file has no key of this name{nearest(key, _KEYS)}"
            raise PolicyError(said, below("", key))
    version = data.get("__version__")
    if version is not None and not isinstance(version, str):
        raise PolicyError(f"{quoted(version)} is not a version", "__version__")
    if "explorer" in data:
        policy = _policy(Record(data["explorer"], "explorer", notes, "a policy"))
        if "transform" in data:
            _compare(data, policy, notes)
        return policy
    if "transform" not in data:
        raise PolicyError(
            "the file has neither `transform` nor `explorer`, so it is not a policy file"
        )
    from explorer.policy.files import albumentations_form, legacy  # they load Albumentations

    transform = legacy.upgraded(data["transform"], version, notes)
    return albumentations_form.policy_of(transform, notes)


def described(data: Mapping[str, Any]) -> str:
    """Returns in words what a document that `read` has taken is."""
    if "explorer" not in data:
        from explorer.policy.files import legacy

        version = data.get("__version__", legacy.CURRENT)
        return f"a pipeline of Albumentations {version}"
    if "transform" not in data:
        return "the steps of a policy, without a `transform`,"
    writer = data["explorer"].get("versions", {}).get("explorer")
    return f"a policy file of Augmentation Explorer {writer}" if writer else "a policy file"


def write(policy: Policy, strength: float) -> dict[str, Any]:
    """Returns the document of a policy at `strength`, as plain data in the contract's order."""
    from explorer.policy.albumentations import pipeline  # takes half a second

    return {
        "__version__": versions()["albumentations"],
        "transform": pipeline.transform_dict(policy, strength),
        "explorer": explorer_part(policy, strength),
    }


def explorer_part(policy: Policy, strength: float) -> dict[str, Any]:
    """Returns what a document says of a policy under `explorer`."""
    return {
        "schema_version": SCHEMA_VERSION,
        "name": policy.name,
        "strength": strength,
        "seed": policy.seed,
        "steps": [_node_document(node) for node in policy.steps],
        "tail": [_node_document(step) for step in policy.tail],
        "compose": document_of(policy.compose),
        "versions": versions(),
        "evidence": plain(policy.evidence),
    }


def steps_document(policy: Policy) -> list[dict[str, Any]]:
    """Returns the steps of a policy as plain data, as `explorer.steps` holds them."""
    return [_node_document(node) for node in policy.steps]


def _node_document(node: Step | Group) -> dict[str, Any]:
    if isinstance(node, Step):
        return {
            "id": node.id,
            "transform": node.transform,
            "enabled": node.enabled,
            "p": node.p,
            "params": plain(node.params),
        }
    head: dict[str, Any] = {
        "id": node.id,
        "group": node.group,
        "enabled": node.enabled,
        "p": node.p,
    }
    if node.n is not None:
        head |= {"n": node.n, "replace": node.replace}
    if node.compose is not None:
        head["compose"] = document_of(node.compose)
    return head | {"steps": [_node_document(child) for child in node.steps]}


def _policy(record: Record) -> Policy:
    schema = record.optional("schema_version", SCHEMA_VERSION)
    if isinstance(schema, bool) or schema != SCHEMA_VERSION:
        raise PolicyError(
            f"{quoted(schema)} is not a version of the format that is read here ({SCHEMA_VERSION})",
            record.at("schema_version"),
        )
    fields = {
        key: record.optional(key, default)
        for key, default in (
            ("name", "my policy"),
            ("strength", 1.0),
            ("seed", 0),
            ("evidence", None),
        )
    }
    if fields["evidence"] is not None and not isinstance(fields["evidence"], Mapping):
        raise PolicyError(f"{quoted(fields['evidence'])} is not an object", record.at("evidence"))
    counter = [0]
    steps = _nodes(record.required("steps"), record.at("steps"), "s", 1, record.notes, counter)
    tail = _nodes(record.optional("tail", []), record.at("tail"), "t", 1, record.notes, counter)
    compose = _settings(record, "compose", None)
    _check_versions(record)
    record.finish()
    try:
        return Policy(steps, tail=tail, compose=compose, **fields)  # type: ignore[arg-type]
    except PolicyError as error:
        raise error.under(record.path) from None


def _settings(record: Record, key: str, p: float | None) -> ComposeSettings:
    if key not in record:
        record.optional(key, {})
        return ComposeSettings() if p is None else ComposeSettings(p=p)
    inner = Record(record.optional(key, None), record.at(key), record.notes, "compose")
    own = inner.optional("p", 1.0 if p is None else p)
    settings = settings_of(inner, 1.0, "the default")
    inner.finish()
    try:
        return ComposeSettings(
            own,
            settings.bbox_params,
            settings.keypoint_params,
            settings.additional_targets,
            settings.is_check_shapes,
        )
    except PolicyError as error:
        raise error.under(inner.path) from None


def _check_versions(record: Record) -> None:
    if "versions" not in record:
        record.notes.append(
            f"{record.at('versions')}: left out, so nobody knows what wrote the file"
        )
    versions = Record(record.values.get("versions", {}), record.at("versions"), [], "versions")
    for key, value in versions.values.items():
        if key in _VERSIONS and (not isinstance(value, str) or len(value) > 100):
            raise PolicyError(f"{quoted(value)} is not a version", versions.at(key))
    versions.finish(_VERSIONS)
    record.optional("versions", {}) if "versions" in record else None


def _nodes(
    value: Any, path: str, prefix: str, depth: int, notes: list[str], counter: list[int]
) -> tuple[Step | Group, ...]:
    if not isinstance(value, list | tuple):
        raise PolicyError(f"{quoted(value)} is not a list", path)
    return tuple(
        _node(item, f"{path}[{i}]", f"{prefix}{i + 1}", depth, notes, counter)
        for i, item in enumerate(value)
    )


def _node(
    value: Any, path: str, position: str, depth: int, notes: list[str], counter: list[int]
) -> Step | Group:
    counter[0] += 1
    if counter[0] > MAX_STEPS + len(TAIL):
        raise PolicyError(f"has more than {MAX_STEPS:,} steps", path)
    if depth > MAX_DEPTH:
        raise PolicyError(f"is nested deeper than {MAX_DEPTH}", path)
    record = Record(value, path, notes, "a step")
    common = {"id": record.optional("id", position), "enabled": record.optional("enabled", True)}
    try:
        if "group" not in record:
            return _step(record, common)
        return _group(record, common, position, depth, counter)
    except PolicyError as error:
        raise (error if error.path.startswith(path) else error.under(path)) from None


def _step(record: Record, common: dict[str, Any]) -> Step:
    name = record.required("transform")
    if not isinstance(name, str) or name not in _KNOWN:
        near = nearest(name, [*_KNOWN]) if isinstance(name, str) else ""
        raise PolicyError(
            f"{quoted(name)} is not a transform of the catalogue{near}", record.at("transform")
        )
    spec = _KNOWN[name]
    p = record.optional("p", spec.default_p, _CATALOGUE)
    given = record.optional("params", {}, _CATALOGUE) if spec.params or "params" in record else {}
    record.finish()
    params = Record(given, record.at("params"), record.notes, f"{name}'s parameters")
    names = [param.name for param in spec.params]
    for key in params.values:
        if key not in names:
            raise PolicyError(f"is not a parameter of {name}{nearest(key, names)}", params.at(key))
    step = Step(transform=name, params=params.values, p=p, **common)
    for key, value in step.params.items():
        if key not in params:
            record.notes.append(
                f"{params.at(key)}: left out, {_CATALOGUE} {shown(plain(value))} is taken"
            )
    return step


def _group(
    record: Record, common: dict[str, Any], position: str, depth: int, counter: list[int]
) -> Group:
    kind = record.required("group")
    if kind not in GROUPS:
        raise PolicyError(f"{quoted(kind)} is not one of {', '.join(GROUPS)}", record.at("group"))
    p = record.optional("p", 0.5)
    fields: dict[str, Any] = {}
    if kind in ("SomeOf", "RandomOrder"):
        fields = {"n": record.optional("n", 1), "replace": record.optional("replace", False)}
    if kind == "Compose":
        fields = {"compose": _settings(record, "compose", p)}
    children = _nodes(
        record.required("steps"),
        record.at("steps"),
        f"{position}.",
        depth + 1,
        record.notes,
        counter,
    )
    record.finish()
    return Group(group=kind, steps=children, p=p, **fields, **common)


def _compare(data: Mapping[str, Any], policy: Policy, notes: list[str]) -> None:
    """Compares `transform` with what the steps give; what this very version wrote must agree."""
    from explorer.policy.albumentations import pipeline

    asked = pipeline.transform_dict(policy, policy.strength)
    found = list(differences(asked, data["transform"], "transform"))
    if not found:
        return
    current, written = versions(), data["explorer"].get("versions", {})
    release = current["albumentations"]
    said = {data.get("__version__", release), written.get("albumentations", release)}
    if written.get("explorer") == current["explorer"] and said == {release}:
        path, _, problem = found[0].partition(": ")
        raise PolicyError(
            f"disagrees with `steps` at strength {numbers.strength(policy.strength)}: it"
            f" {problem}; remove `transform` to go by `steps`",
            path,
        )
    notes.append(
        "transform: was written by another version and differs from `steps` "
        f"at strength {numbers.strength(policy.strength)}; `steps` counts"
    )
    notes.extend(found[:_SHOWN_DIFFERENCES])
    if len(found) > _SHOWN_DIFFERENCES:
        notes.append(f"transform: differs in {len(found) - _SHOWN_DIFFERENCES} more places")
