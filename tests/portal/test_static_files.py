"""Files as production serves them: whatever a module or a style names is there under the name by its content."""

import re
from pathlib import Path
from typing import Any

from django.core.management import call_command

from portal.settings import base

NAMED = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.[^"']+)["']|url\(["']?([^"')#:]+)["']?\)""")


def test_every_file_that_a_module_or_a_style_names_is_collected(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = base.STORAGES
    settings.WHITENOISE_USE_FINDERS = False

    call_command("collectstatic", interactive=False, verbosity=0)

    ours = [*(tmp_path / "islands").glob("*.js"), *(tmp_path / "styles").glob("*.css")]
    named = [
        (path.name, path.parent / (match[1] or match[2]))
        for path in ours
        for match in NAMED.finditer(path.read_text())
    ]
    assert [(name, str(target)) for name, target in named if not target.is_file()] == []
    assert any(name.startswith("recount.") for name, _target in named)
    assert [path.name for path in ours if not re.search(r"\.[0-9a-f]{12}\.(js|css)$", path.name)] == []
    assert all(path.with_name(path.name + ".gz").is_file() for path in ours if path.stat().st_size > 1000)
