"""Rows of the grid of the API, as arguments of its `Row`: statements that one agrees or disagrees with."""

from typing import Any

from tests.portal.api_world import World


def statements(world: World) -> list[tuple[Any, ...]]:
    """While residents may talk. The statement of the world is of somebody else."""
    about = {"pk": world.submitted.pk}
    said = {**about, "statement": world.statement.pk}
    new = {"text": "Penkissä pitää olla selkänoja.", "language": "fi"}
    # fmt: off
    return [
        ("GET",    "api-statements",      "+++++++++", about),
        ("POST",   "api-statements",      "-++++++++", about, new),
        ("POST",   "api-statements",      "---++----", about, {**new, "is_official": True}),
        ("PUT",    "api-statement-answer", "-++++++++", said, {"value": "agree"}),
        ("DELETE", "api-statement-answer", "-++++++++", said),
        ("GET",    "api-opinions",        "+++++++++", about),
    ]
    # fmt: on
