"""The shape of the tree: what may lie where, how long a file may be, what the project never mentions."""

import platform
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"platform", "proposals", "voting", "hearings", "frontend", "tests"}
FILES = {
    "manage.py",
    "pyproject.toml",
    "README.md",
    "Makefile",
    "requirements.lock",
    "LICENSE",
    "CHANGELOG.md",
}
COMMONS = {
    "accounts",
    "places",
    "process",
    "deliberation",
    "followup",
    "moderation",
    "audit",
    "live",
    "http",
    "texts",
    "opendata",
}
CODE = {".py", ".js", ".css", ".html"}
MOST_LINES = 400


def tracked() -> list[Path]:
    """Files of the project: what git knows or would take, so that caches and data don't count."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_platform_is_a_plain_folder_and_does_not_shadow_the_standard_library() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert platform.__file__ is not None
    assert Path(platform.__file__).parent == Path(sysconfig.get_path("stdlib"))


def test_the_top_level_holds_the_agreed_names_and_no_others() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert {name for name in names if not name.startswith(".")} - FOLDERS - FILES == set()


def test_platform_holds_no_loose_code_and_only_the_known_parts() -> None:
    below = {
        path.relative_to(ROOT / "platform").parts
        for path in tracked()
        if path.is_relative_to(ROOT / "platform")
    }

    assert {parts[0] for parts in below if len(parts) == 1 and parts[0].endswith(".py")} == set()
    assert {parts[0] for parts in below} - {"portal", "commons", "decisions", "deploy"} == set()
    assert {parts[1] for parts in below if parts[0] == "commons" and len(parts) > 2} - COMMONS == set()


@pytest.mark.parametrize("app", ["proposals", "voting", "hearings"])
def test_services_have_the_same_inside(app: str) -> None:
    inside = {entry.name for entry in (ROOT / app).iterdir()}

    assert {
        "models",
        "domain",
        "api",
        "pages",
        "rules.py",
        "templates",
        "migrations",
        "apps.py",
        "README.md",
    } - inside == set()


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix in CODE
        and "migrations" not in path.parts
        and (lines := text_of(path).count("\n")) > MOST_LINES
    }

    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty_names = {"utils", "helpers", "core", "misc"}

    assert [
        path
        for path in tracked()
        if path.suffix == ".py" and empty_names & {path.stem, *path.relative_to(ROOT).parts}
    ] == []


def test_nothing_is_vendored_and_no_registry_is_named() -> None:
    hosts = re.compile(
        "|".join(
            (
                "p" + "ypi.org",
                "pythonhosted" + ".org",
                "npmjs" + ".org",
                "npmjs" + ".com",
                "deb.debian" + ".org",
            )
        )
    )

    assert [path for path in tracked() if re.search(r"\.min\.(js|css)$", path.name)] == []
    assert [path for path in tracked() if hosts.search(text_of(path))] == []


def test_templates_have_no_inline_script_style_or_handler() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")|<style|\sstyle=|\son[a-z]+=\"|javascript:",
        re.I,
    )
    pages = [path for path in tracked() if path.suffix == ".html" and "mail" not in path.parts]

    assert [
        f"{path.relative_to(ROOT)}: {found.group(0)}"
        for path in pages
        if (found := inline.search(text_of(path)))
    ] == []


def test_running_from_the_root_imports_the_standard_platform_module() -> None:
    command = [sys.executable, "-c", "import platform; print(platform.python_version())"]

    assert (
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
        == platform.python_version()
    )
