"""How often something may be tried: counted in the database, by what it is about and by the network it comes from.

Nothing is counted by what a stranger can choose or throw away: a Host header, a spelling, a session. The limits are
ACCOUNT_RATE_LIMITS in the settings; some are allauth's and some our own.
"""

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from accounts import known_browser
from accounts.addresses import as_address, fold_address
from accounts.models import User
from accounts.names import fold


def fold_login(login: str) -> str:
    """The key of what is typed to sign in: all spellings that lead to one account have the same key."""
    return fold_address(login) if as_address(login) else fold(login)


def key_of(request: HttpRequest, login: str) -> str:
    """The key under which attempts with this login are counted.

    A browser in which its owner was signed in before has a count of its own, so that strangers can't lock them out.
    """
    user = User.objects.by_login(login) if known_browser.reads_any(request) else None
    if user and known_browser.is_known(request, user):
        return f"known browser {user.pk}"
    return fold_login(login)


def may_be_mailed(address: str) -> bool:
    """Count a mail of any kind to this address; False if it is one too many."""
    return _count("mail", fold_address(address))


def may_ask_for_mail(request: HttpRequest, address: str, count: bool = True) -> bool:
    """Count a mail that somebody asked for, not one that we send unasked; False if it is one too many."""
    return _count("mail_on_request", key_of(request, address), count=count)


def may_invite(inviter: User, address: str, count: bool = True) -> bool:
    """Count a mail with an invitation, by its address as one that was asked for, and by who sends it."""
    by, to = f"account {inviter.pk}", fold_address(address)
    return _count("mail_on_request", to, count=count) and _count("invitations", by, count=count)


def may_compare_code(request: HttpRequest, address: str, asked_at: float) -> bool:
    """Count a code that somebody typed, before it is compared; False if it is one too many.

    It counts for the code that was asked for at that instant, for the address in all sessions, and for the network.
    """
    key = key_of(request, address)
    return _count("code", f"{key} {asked_at}") and _count("codes_of_one", key, request)


def count_second_factor(request: HttpRequest, user: User) -> ratelimit.RateLimitUsage | None:
    """Count a code or a passkey by which somebody goes on to sign in as this user; None if it is one too many.

    It counts whoever's browser it is: who comes here knows the password. One that was right is rolled back.
    """
    return _consume("second_factor", f"second factor {user.pk}", request)


def may_keep_failure(user: User) -> bool:
    """Count a failure to sign in as this user that is kept; False if it is one too many."""
    return _count("failures_kept", f"failures {user.pk}")


def forget_sign_ins(login: str) -> None:
    """Forget the failures with this login once its owner has signed in. Those of the network stay counted."""
    rates = app_settings.RATE_LIMITS["login_failed"].split(",")
    ratelimit.clear(
        None,  # type: ignore[arg-type] # what is counted under a key alone needs no request
        app="allauth.account",
        action="login_failed",
        config={"login_failed": ",".join(rate for rate in rates if rate.endswith("/key"))},
        key=fold_login(login),
    )


def _count(action: str, key: str, request: HttpRequest | None = None, count: bool = True) -> bool:
    return _consume(action, key, request, count) is not None


def _consume(
    action: str, key: str, request: HttpRequest | None = None, count: bool = True
) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(
        request,  # type: ignore[arg-type] # None where the rate counts under a key alone
        app="accounts",
        action=action,
        config=app_settings.RATE_LIMITS,
        key=key,
        dry_run=not count,
        limit_get=True,
    )
