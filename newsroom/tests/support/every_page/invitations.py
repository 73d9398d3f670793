"""The page that an invitation to the staff leads to, for whoever opens it."""

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Invitation, User
from accounts.models.invitation import digest


def make(cast, pages):
    def keep(name, client, address, typed=None):
        answer = client.get(address) if typed is None else client.post(address, typed)
        return pages.save("signing in", name, answer)

    chief, reader = cast.person("Saltmarsh", None), cast.person("Curlew", None)
    User.objects.filter(pk=chief.pk).update(is_staff=True, is_superuser=True)

    def invite(email):
        """The address of an open invitation: its mail is never sent here, so its token is made a known one."""
        invitation = Invitation.objects.invite(email, Group.objects.filter(name="Reporters"), chief)
        Invitation.objects.filter(pk=invitation.pk).update(token_digest=digest(email))
        return f"/accounts/invitation/{email}/"

    new, known = invite("nora@paper.example"), invite(reader.email)
    keep("invitation", Client(), new)
    typed = {"username": "Red Fern", "password1": "1", "password2": "2"}
    keep("invitation, refused", Client(), new, typed)
    keep("invitation of a reader", Client(), known)
    keep("invitation of a reader, signed in", cast.client(reader), known)
    keep("invitation of somebody else", cast.client(reader), new)
    Invitation.objects.get(address="nora@paper.example").withdraw(chief)
    keep("invitation, withdrawn", Client(), new)
    keep("invitation, unknown", Client(), "/accounts/invitation/never-was/")
