import pytest

from commons.live.patches import merge_patch
from commons.live.topics import Kind, Topic, UnknownTopic, find, is_name, register


def nobody(user: object, name: str) -> bool:
    return False


@pytest.mark.parametrize("name", ["turnout:kuvala-2026", "review-queue:a_B-1", "thread:17"])
def test_names_are_a_kind_and_a_key(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "turnout", "turnout:", ":a", "a:b:c", "a:b.c", "a:b c", "a:" + "x" * 93, "Ä:1", "a:1\n"]
)
def test_other_names_are_refused(name: str) -> None:
    assert not is_name(name)


def test_unregistered_topics_are_unknown(board: object) -> None:
    assert find("board:a").kind == Kind.PUBLIC
    with pytest.raises(UnknownTopic):
        find("nowhere:a")


def test_a_pattern_is_registered_once(board: object) -> None:
    with pytest.raises(ValueError, match="registered already"):
        register(Topic(r"board:.+", Kind.STAFF, nobody))


def test_public_topics_have_a_snapshot_and_staff_topics_none() -> None:
    with pytest.raises(ValueError, match="public topics have a snapshot"):
        Topic(r"x:.+", Kind.PUBLIC, nobody)
    with pytest.raises(ValueError, match="staff topics have none"):
        Topic(r"x:.+", Kind.STAFF, nobody, snapshot=str)


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        (
            {"votes": 1, "areas": {"a": 1, "b": 2}},
            {"votes": 2, "areas": {"a": 1, "b": 3}},
            {"votes": 2, "areas": {"b": 3}},
        ),
        ({"a": 1, "b": [1]}, {"b": [1, 2]}, {"a": None, "b": [1, 2]}),
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": None}, None),
        ([1], [2], None),
    ],
)
def test_merge_patch_says_what_changed(before: object, after: object, patch: object) -> None:
    assert merge_patch(before, after) == patch
