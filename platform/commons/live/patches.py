"""JSON merge patches (RFC 7396): the one form of a delta, so that every client can apply every topic's."""

from commons.live.topics import Json


def merge_patch(before: Json, after: Json) -> Json | None:
    """The patch that turns `before` into `after`; None where a patch cannot say it or would not be shorter.

    A patch removes a key by setting it to null, so a value that is null in `after` cannot be said by one.
    """
    if not isinstance(before, dict) or not isinstance(after, dict) or _has_null(after):
        return None
    return _difference(before, after)


def _difference(before: dict[str, Json], after: dict[str, Json]) -> dict[str, Json]:
    patch: dict[str, Json] = dict.fromkeys(before.keys() - after.keys())
    for key, value in after.items():
        old = before.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            if inner := _difference(old, value):
                patch[key] = inner
        elif key not in before or old != value:
            patch[key] = value
    return patch


def _has_null(value: Json) -> bool:
    if isinstance(value, dict):
        return any(part is None or _has_null(part) for part in value.values())
    return False
