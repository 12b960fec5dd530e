"""Sending a form at a desk: the verb runs, or the form comes back with what was wrong and all that was typed."""

from collections.abc import Callable

from django.forms import Form

from commons.http.errors import Refusal

DONE = 200


def tried(form: Form, verb: Callable[[], object]) -> int:
    """Run the verb if the form is filled in; `DONE`, or the status to answer with, the reason shown in the form."""
    if not form.is_valid():
        return 400
    try:
        verb()
    except Refusal as refusal:
        add_refusal(form, refusal)
        return refusal.status
    return DONE


def add_refusal(form: Form, refusal: Refusal) -> None:
    """Show a verb's refusal in the form: beside the fields it names, else above all."""
    for name, texts in refusal.fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, str(text))
    if not refusal.fields:
        form.add_error(None, str(refusal))
