"""Signing in by a mailed code, the same for everybody: an unknown address gets its account once the code is right.

django-allauth knows signing in and signing up as two flows with two mails; asking for one of them would tell who has
an account. Here both are its sign-in flow, and the account is made at the end of it.
"""

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.http import HttpRequest, HttpResponse

from commons.accounts.adapters import reader_language
from commons.accounts.domain import people
from commons.accounts.models import User


class MailedCode(LoginCodeVerificationProcess):
    """A code on its way; its state lives in the session of the browser that asked for it."""

    @classmethod
    def ask(cls, request: HttpRequest, *, email: str, user: User | None) -> "MailedCode":
        """Send a code to `email`, which belongs to `user` or to nobody yet."""
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email) | {"initiated_by_user": True})
        process = cls(stage=stage)
        process.send()
        process.persist()
        return process

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """Send a new code, whoever it is."""
        get_adapter().send_mail("account/email/login_code", email, {"code": self.generate_code()})

    def resend(self) -> None:
        """Send another code; the one before stops working."""
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """The code was right: make the account where there is none, and sign in (officials: on to the second step)."""
        email = str(self.state["email"])
        is_new = self.user is None
        user = people.join(email=email, language=reader_language())
        self._user = self.stage.login.user = user
        if is_new:
            signals.user_signed_up.send(sender=User, request=self.request, user=user)
        response: HttpResponse = super().finish(redirect_url)
        return response
