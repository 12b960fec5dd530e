"""Comments on what a year taught: reading and writing them, and the coordinators' page that opens the talk."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.accounts.permissions import require
from commons.deliberation.domain.queries import Contribution, page_of
from commons.deliberation.domain.selects import Order
from commons.deliberation.models import Comment, CommentKind
from commons.http.errors import Refusal, SignInNeeded
from commons.live.templatetags.live import live_since
from commons.process.domain import queries as years
from commons.process.models import Cycle
from commons.process.rules import SET_UP
from proposals.domain import lesson_talk
from proposals.models import LessonTalk
from proposals.moderated_lessons import address_of
from proposals.pages import places
from proposals.pages.desk_forms import take
from proposals.pages.forms import AskForm, ReplyForm, language_field, readers_language
from proposals.pages.talk import folded
from proposals.pages.writing import key_of

KINDS = (
    (CommentKind.IMPROVEMENT, gettext_lazy("I suggest what to do differently")),
    (CommentKind.QUESTION, gettext_lazy("I ask something")),
    (CommentKind.FOR, gettext_lazy("I agree with the town")),
    (CommentKind.AGAINST, gettext_lazy("I see it differently")),
)


class LessonCommentForm(AskForm):
    """One comment on what a year taught."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is your comment?"), choices=KINDS, widget=forms.RadioSelect
    )
    text = forms.CharField(label=gettext_lazy("Your comment"), widget=forms.Textarea(attrs={"rows": 5}))
    language = language_field()


class OpeningForm(forms.Form):
    """Until when everybody can comment."""

    until = forms.DateField(
        label=gettext_lazy("Everybody can comment until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("A day that is over closes the talk. What was said stays to be read."),
    )


def _talk(slug: str) -> LessonTalk:
    try:
        return lesson_talk.talk_of(slug)
    except LessonTalk.DoesNotExist:
        raise Http404 from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What residents say of a year's lessons; posting says something, and what is refused stays in its form."""
    talk = _talk(slug)
    asked = request.POST.get("reply", request.POST.get("reply_to")) or request.GET.get("reply")
    answered = lesson_talk.said_in(talk, _number(asked))
    if request.method != "POST":
        return _shown(request, talk, answered)
    if (
        "reply" in request.POST
    ):  # it shall be a reply, or none: nothing is said yet, and nothing typed is lost
        return _shown(
            request, talk, answered, (ReplyForm if answered else LessonCommentForm)(initial=_kept(request))
        )
    form: AskForm = (ReplyForm if answered else LessonCommentForm)(request.POST)
    try:
        made = _say(request, talk, answered, form)
    except SignInNeeded:
        raise
    except Refusal as refusal:
        form.take(refusal)
        return _shown(request, talk, answered, form, refusal.status)
    return _said(request, talk, made)


def _said(request: HttpRequest, talk: LessonTalk, made: Comment) -> HttpResponse:
    if made.hidden_at is None:
        messages.success(request, _("Your comment is on the page."))
    else:
        messages.info(request, _("Your comment is kept. A moderator reads it before others see it."))
    return redirect(f"{address_of(talk.cycle)}?comment={made.pk}#comment-{made.pk}")


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 18 else None


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST[name] for name in ("kind", "text", "language") if name in request.POST}


def _say(request: HttpRequest, talk: LessonTalk, answered: Comment | None, form: AskForm) -> Comment:
    """One verb with what was typed."""
    typed = form.typed()
    return lesson_talk.say(
        actor=request.user,
        talk=talk,
        kind=answered.kind if answered else typed.get("kind", ""),  # type: ignore[arg-type]  # the verb judges it
        text=typed.get("text", ""),
        language=typed.get("language", ""),
        reply_to=answered,
        key=key_of(request),
        is_official="officially" in request.POST,
    )


def _shown(
    request: HttpRequest,
    talk: LessonTalk,
    answered: Comment | None,
    form: AskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    topic = f"thread:{talk.thread_id}"
    since = live_since(topic)
    found = page_of(
        talk.thread,
        order=Order.NEWEST,
        number=places.number(request, "page", 5) or 1,
        viewer=request.user,
        sought=places.number(request, "comment", 18),
    )
    may_answer = lesson_talk.may_answer(request.user, talk)
    may_write = talk.is_open or may_answer
    if form is None and may_write:
        form = (ReplyForm if answered else LessonCommentForm)(initial={"language": readers_language()})
    context = {
        "talk": talk,
        "topic": topic,
        "since": since,
        "cycle": talk.cycle,
        "found": found,
        "arguments": [_argument(one, talk, may_write=may_write) for one in found.contributions],
        "form": form,
        "reply": answered,
        "kind": request.POST.get("kind", "") if answered else "",
        "may_answer": may_answer,
        "officially": "officially" in request.POST,
        "key": request.POST.get("key") or uuid4(),
        "previous": f"?page={found.number - 1}" if found.number > 1 else "",
        "next": f"?page={found.number + 1}" if found.number < found.pages else "",
    }
    return render(request, "proposals/lessons/talk.html", context, status=status)


def _argument(
    one: Contribution, talk: LessonTalk, *, may_write: bool, is_reply: bool = False
) -> dict[str, Any]:
    """A contribution with its replies, for pieces/argument.html."""
    actions: list[dict[str, Any]] = []
    if may_write and not is_reply and not one.hidden:
        url = f"{address_of(talk.cycle)}#write"
        actions.append(
            {
                "url": url,
                "form": "say",
                "name": "reply",
                "value": one.pk,
                "label": _("Reply"),
                "about": one.author,
            }
        )
    if not one.hidden and not one.is_mine:
        actions.append(
            {"url": f"/report/lesson_comment/{one.pk}/", "label": _("Report"), "about": one.author}
        )
    text, rest = folded(one.text)
    return {
        "anchor": f"comment-{one.pk}",
        "kind": "answer" if one.is_official else "comment" if is_reply else str(one.kind),
        "text": text,
        "rest": rest,
        "lang": one.language,
        "author": one.author,
        "when": one.created_at,
        "edited": one.is_edited,
        "hidden": _("Hidden: %(reason)s") % {"reason": one.hidden} if one.hidden else "",
        "actions": actions,
        "replies": [_argument(reply, talk, may_write=may_write, is_reply=True) for reply in one.replies],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Until when everybody can comment; posting sets the day."""
    try:
        cycle = years.for_desk(request.user, slug)
    except Cycle.DoesNotExist:
        raise Http404 from None
    require(request.user, SET_UP, cycle)
    talk = LessonTalk.objects.filter(cycle=cycle).first()
    form, status = OpeningForm(request.POST or None, initial={"until": talk.until if talk else None}), 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                lesson_talk.open_until(actor=request.user, cycle=cycle, until=form.cleaned_data["until"])
                messages.success(request, _("Saved."))
                return redirect("proposals:desk_lesson_talk", slug)
        except Refusal as refusal:
            take(form, refusal)
            status = refusal.status
    return render(
        request, "proposals/lessons/desk.html", {"cycle": cycle, "talk": talk, "form": form}, status=status
    )
