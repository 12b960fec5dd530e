"""What happened, for officials who answer for the whole: by whom, what, which kind of thing, which day."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.audit.domain import queries
from commons.audit.domain.queries import Wish
from commons.audit.kinds import kinds, verbs


class WishForm(forms.Form):
    """The filters; what does not fit is told and left out."""

    who = forms.CharField(
        label=_("Who"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: object) -> None:
        super().__init__(data, auto_id="history-%s")  # type: ignore[arg-type]
        by_words = sorted(verbs().items(), key=lambda pair: str(pair[1]))
        self.fields["verb"].choices = [("", _("Everything")), *by_words]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All")), *((kind.name, kind.label) for kind in kinds())]  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What was asked for and fits."""
        self.is_valid()
        asked = self.cleaned_data
        return Wish(
            kind=asked.get("kind") or "",
            who=asked.get("who") or "",
            verb=asked.get("verb") or "",
            day=asked.get("day"),
        )


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest first; `?after=` is the cursor of a page."""
    form = WishForm(request.GET)
    page = queries.page(actor=request.user, wish=form.wish(), cursor=request.GET.get("after", ""))
    address = request.GET.copy()
    address["after"] = page.next
    context = {
        "form": form,
        "entries": page.entries,
        "next_url": f"?{address.urlencode()}" if page.next else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "audit/desk.html", context, status=400 if form.errors else 200)
