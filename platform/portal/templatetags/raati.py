"""How the portal writes money, dates, people and shares in all templates, and its icons."""

import datetime as dt
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from commons.accounts.permissions import is_official
from commons.texts.amounts import NBSP, money_text, number_text, share_text

register = template.Library()

UNTIL_WEEKDAY = (
    gettext_lazy("until Monday"),
    gettext_lazy("until Tuesday"),
    gettext_lazy("until Wednesday"),
    gettext_lazy("until Thursday"),
    gettext_lazy("until Friday"),
    gettext_lazy("until Saturday"),
    gettext_lazy("until Sunday"),
)

BY_WEEKDAY = (
    pgettext_lazy("by that day", "Monday"),
    pgettext_lazy("by that day", "Tuesday"),
    pgettext_lazy("by that day", "Wednesday"),
    pgettext_lazy("by that day", "Thursday"),
    pgettext_lazy("by that day", "Friday"),
    pgettext_lazy("by that day", "Saturday"),
    pgettext_lazy("by that day", "Sunday"),
)

MENU = (
    ("portal:front", gettext_lazy("Front page")),
    ("proposals:list", gettext_lazy("Proposals")),
    ("voting:index", gettext_lazy("Vote")),
    ("voting:results", gettext_lazy("Results")),
    ("hearings:list", gettext_lazy("Hearings")),
)
DESK = (("portal:desk", pgettext_lazy("menu", "Desk")),)
MINE = (("accounts:me", gettext_lazy("My page")),)
SIGN_IN = (("accounts:sign_in", gettext_lazy("Sign in")),)
FOOT = (
    ("portal:about", gettext_lazy("What this is")),
    ("portal:open_data", gettext_lazy("Open data")),
    ("portal:accessibility", gettext_lazy("Accessibility statement")),
    ("portal:privacy", gettext_lazy("Privacy")),
)


register.filter("number", number_text)
register.filter("money", money_text)


@register.simple_tag
def price(value: Any, currency: str = "") -> str:
    """Write an amount whose currency may be unknown to the template: euros then."""
    return money_text(value, currency or "EUR")


def _local(value: dt.date) -> dt.date:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


def _day(value: dt.date) -> str:
    same_year = value.year == timezone.localdate().year
    # Translators: a day without and with its year, in Django's date format letters.
    return date_format(
        value, pgettext("date format", "j E") if same_year else pgettext("date format", "j E Y")
    )


@register.filter
def day(value: dt.date | None) -> str:
    """Write a day as "15 March", with its year when it is not this one."""
    return _day(_local(value)) if value else ""


@register.filter
def weekday_date(value: dt.date | None) -> str:
    """Write a day as "Sunday 15 March"."""
    if not value:
        return ""
    local = _local(value)
    return f"{date_format(local, 'l')} {_day(local)}"


@register.filter
def by_weekday(value: dt.date | None) -> str:
    """Write a last day as it follows "by": "Sunday 15 March", in Finnish "sunnuntaina 15. maaliskuuta"."""
    if not value:
        return ""
    local = _local(value)
    return f"{BY_WEEKDAY[local.weekday()]} {_day(local)}"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Write a point in time as "Sunday 15 March at 23.59"."""
    if not value:
        return ""
    return _("%(day)s at %(time)s") % {"day": weekday_date(value), "time": date_format(_local(value), "H.i")}


def _left(delta: dt.timedelta) -> str:
    minutes = int(delta.total_seconds() // 60)
    if minutes < 60:
        return ngettext("in %(n)d minute", "in %(n)d minutes", max(minutes, 1)) % {"n": max(minutes, 1)}
    if minutes < 48 * 60:
        return ngettext("in %(n)d hour", "in %(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("in %(n)d day", "in %(n)d days", minutes // 1440) % {"n": minutes // 1440}


@register.filter
def deadline(value: dt.datetime | None) -> str:
    """Write a closing time as "until Sunday 15 March at 23.59 (in 3 days)"; a passed one as "closed …"."""
    if not value:
        return ""
    now = timezone.now()
    if value <= now:
        return _("closed %(moment)s") % {"moment": moment(value)}
    local = timezone.localtime(value)
    if local.time() == dt.time():  # "until Sunday at 23.59", for nobody knows which midnight is meant
        local -= dt.timedelta(minutes=1)
    return _("%(until_weekday)s %(day)s at %(time)s (%(left)s)") % {
        "until_weekday": UNTIL_WEEKDAY[local.weekday()],
        "day": _day(local),
        "time": date_format(local, "H.i"),
        "left": _left(value - now),
    }


@register.filter
def person(value: Any) -> str:
    """Name somebody as they chose to be shown; an account that is gone is still somebody."""
    if value is None or value == "":
        return _("A resident")
    if isinstance(value, str):
        return value
    name = getattr(value, "display_name", "") or getattr(value, "name", "")
    return str(name() if callable(name) else name) or _("A resident")


@register.filter
def isolated(name: str) -> SafeString:
    """Keep a name's own direction of writing from turning round the words and figures beside it."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def share(part: Any, whole: Any) -> str:
    """Give part of whole as a percentage for an SVG attribute: "37.5%", within 0 and 100, always with a point."""
    total = float(whole or 0)
    percent = 100 * float(part or 0) / total if total else 0.0
    return f"{min(max(percent, 0.0), 100.0):.4g}%"


@register.filter
def percent(part: Any, whole: Any = 100) -> str:
    """Give part of whole for people: "37,5 %" in Finnish and Swedish, "37.5 %" in English."""
    total = float(whole or 0)
    value = 100 * float(part or 0) / total if total else 0.0
    return f"{share_text(value)}{NBSP}%"


@lru_cache(maxsize=1)
def _icons() -> str:
    return static("images/icons.svg")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one symbol of frontend/images/icons.svg; it only repeats what a word beside it says."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _icons(),
        name,
    )


def _links(context: template.Context, wanted: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    """Resolve URL names to links with the page that one is on marked; a part that a town leaves out is left out."""
    request = context.get("request")
    path = request.path if request else ""
    links = []
    for name, label in wanted:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        here = "page" if path == url else "true" if url != "/" and path.startswith(url) else ""
        links.append({"url": url, "label": label, "here": here})
    return links


@register.simple_tag(takes_context=True)
def site_nav(context: template.Context) -> list[dict[str, Any]]:
    """List the main menu for this reader: `url`, `label`, `here` (page, true or empty) and `personal`."""
    links = _links(context, MENU)
    user = context.get("user")
    if user is not None and user.is_authenticated:
        has_desk = is_official(user) or user.is_superuser
        own = _links(context, DESK if has_desk else ()) + _links(context, MINE)
    else:
        own = _links(context, SIGN_IN)
    for link in own[-1:]:
        link["personal"] = True
    return links + own


@register.simple_tag(takes_context=True)
def foot_links(context: template.Context) -> list[dict[str, Any]]:
    """List what every page must lead to: the accessibility statement, privacy, open data and what this is."""
    return _links(context, FOOT)
