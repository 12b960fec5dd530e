"""JSON merge patches (RFC 7396): the one form of a delta, so that every client can apply every topic's."""

from commons.live.topics import Json


class _Unsayable(Exception):
    """A value becomes null, or holds one: in a patch null takes a key away."""


def merge_patch(before: Json, after: Json) -> Json | None:
    """The patch that turns `before` into `after`; None where a patch cannot say it.

    Made while every listener of the topic waits, so what is the same is passed over as a whole: of a wall with
    thousands of notes only the changed ones are looked into.
    """
    if not isinstance(before, dict) or not isinstance(after, dict):
        return None
    try:
        return _difference(before, after)
    except _Unsayable:
        return None


def _difference(before: dict[str, Json], after: dict[str, Json]) -> dict[str, Json]:
    patch: dict[str, Json] = dict.fromkeys(before.keys() - after.keys())
    for key, value in after.items():
        if key in before and before[key] == value:
            continue
        old = before.get(key)
        patch[key] = (
            _difference(old, value) if isinstance(old, dict) and isinstance(value, dict) else _sayable(value)
        )
    return patch


def _sayable(value: Json) -> Json:
    if value is None:
        raise _Unsayable
    if isinstance(value, dict):
        for part in value.values():
            _sayable(part)
    return value
