"""Addresses of the pages of accounts. They stand before django-allauth's, and take the place of some of those."""

from django.urls import URLPattern, path
from django.views.generic import TemplateView

from commons.accounts.pages import desk, me, sign_in

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("accounts/login/", sign_in.SignIn.as_view(), name="sign_in"),
    path("accounts/login/code/", sign_in.to_sign_in),
    path("accounts/login/code/confirm/", sign_in.GiveTheCode.as_view(), name="give_code"),
    path("accounts/oidc/<slug:provider_id>/login/", sign_in.to_identity_service),
    path("accounts/signup/", sign_in.to_sign_in),
    path("accounts/continue/", sign_in.go_on, name="continue"),
    path("accounts/password/<path:rest>", sign_in.no_password),
    path("admin/login/", sign_in.to_sign_in),
    path("me/", me.me, name="me"),
    path("me/mail-again/", me.mail_again, name="mail_again"),
    path("me/my-data.json", me.copy, name="copy"),
    path("me/erase/", me.erase, name="erase"),
    path("me/erased/", TemplateView.as_view(template_name="accounts/erased.html"), name="erased"),
    path("desk/people/", desk.people, name="people"),
    path("desk/people/<int:pk>/take-away/", desk.take_away, name="take_away"),
]
