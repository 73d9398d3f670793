"""Requests whose reader is known to be signed in, for who checks types: nothing else needs them."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User
