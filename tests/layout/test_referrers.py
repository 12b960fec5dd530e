"""A page whose referrer policy is no-referrer sends its forms with the origin "null", which the CSRF guard refuses."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_page_says_no_referrer() -> None:
    """`strict-origin` keeps every address from other sites and from logs as well, and forms arrive."""
    templates = [
        path
        for folder in ("platform", "proposals", "voting", "hearings")
        for path in (ROOT / folder).rglob("templates/**/*.html")
    ]
    assert len(templates) > 100
    assert [
        str(path.relative_to(ROOT))
        for path in templates
        if 'content="no-referrer"' in path.read_text(encoding="utf-8")
    ] == []
