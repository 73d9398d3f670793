"""Apps, passkeys and recovery codes: how they are set up, asked for and removed."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from newsroom.tests.support.every_page.cast import PASSWORD

# Passkeys work there over http.
AT_LOCALHOST = {"headers": {"host": "localhost"}}


def make(cast, keep):
    factors, confirm = "/accounts/second-factor/", "/accounts/reauthenticate/"
    reader = cast.person("Larkmoor")
    client, elsewhere = cast.client(reader, **AT_LOCALHOST), cast.client(reader)
    client.post(confirm, {"password": PASSWORD, "next": factors})
    keep("account, signed in twice", client.get("/accounts/"))
    keep("second factor, none", client.get(factors))
    keep("second factor, at a number", elsewhere.get(factors, headers={"host": "127.0.0.1"}))
    keep("set up an app", client.get(f"{factors}app/add/"))
    keep("set up an app, wrong", client.post(f"{factors}app/add/", {"code": "1"}))
    keep("add a passkey", client.get(f"{factors}passkeys/add/"))
    keep("add a passkey, at a number", client.get(f"{factors}passkeys/add/", headers={"host": "127.0.0.1"}))
    TOTP.activate(reader, generate_totp_secret())
    RecoveryCodes.activate(reader)
    data = {"name": "The key in the drawer, behind the old archive", "credential": {}}
    passkey = Authenticator.objects.create(user=reader, type=Authenticator.Type.WEBAUTHN, data=data)
    keep("second factor, app and passkey", client.get(factors))
    keep("rename a passkey", client.get(f"{factors}passkeys/{passkey.pk}/rename/"))
    keep("remove a passkey", client.get(f"{factors}passkeys/{passkey.pk}/remove/"))
    passkey.delete()
    keep("remove the app", client.get(f"{factors}app/remove/"))
    keep("second factor once more", client.get(f"{factors}again/"))
    keep("recovery codes, not shown yet", client.get(f"{factors}recovery-codes/"))
    keep("recovery codes, shown", client.post(f"{factors}recovery-codes/"))
    keep("recovery codes, shown before", client.get(f"{factors}recovery-codes/"))
    keep("new recovery codes", client.get(f"{factors}recovery-codes/new/"))
    asked = Client()
    asked.post("/accounts/login/", {"login": "Larkmoor", "password": PASSWORD})
    keep("second factor, asked for", asked.get(f"{factors}sign-in/"))
    keep("second factor, asked for, wrong", asked.post(f"{factors}sign-in/", {"code": "1"}))
    by_code = cast.person("Eskdale", None)
    late = cast.client(by_code)
    session = late.session
    session["account_authentication_methods"] = []
    session.save()
    keep("second factor, sign in first", late.get(f"{factors}app/add/"))
