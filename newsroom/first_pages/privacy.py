"""What this product stores of its readers, where, and for how long. The numbers are the code's own."""

import datetime
import math

from allauth.core.internal.ratelimit import parse_rates
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import known_browser
from accounts.models import invitation, sign_in
from accounts.models.user import SIGN_UP_DAYS
from accounts.sessions import STRANGERS_AGE
from comments import drafts
from core.digits import number
from newsroom.background.retries import RETRY_DELAYS
from newsroom.first_pages.parts import heading, items, page, paragraph
from newsroom.server.worker import CLEANUP_INTERVAL, RETENTION

DAY = 24 * 60 * 60
# WEEK in comments/static/comments/js/writing.js, and of the desk's drafts.
BROWSER_DAYS = 7
# MOST in core/static/core/js/last-visit.js
BROWSER_PAGES = 200


def text() -> str:
    return page(
        paragraph(
            _(
                "This page says what this site stores about you, where, for how long, and what you can do "
                "about it. You can read everything without telling us who you are."
            )
        ),
        heading(_("Who is responsible")),
        paragraph(
            _(
                "The publisher, as the imprint names it. For questions about your data write to [[the "
                "address for data protection]]. [[The data protection officer, if you have to have one.]]"
            )
        ),
        *_reading(),
        *_writing(),
        *_account(),
        *_cookies(),
        *_browser(),
        *_records(),
        *_staff(),
        *_others(),
        *_rights(),
    )


def days(count: float) -> str:
    return _plural(ngettext("%(count)s day", "%(count)s days", math.ceil(count)), count)


def hours(count: float) -> str:
    return _plural(ngettext("%(count)s hour", "%(count)s hours", math.ceil(count)), count)


def minutes(count: float) -> str:
    return _plural(ngettext("%(count)s minute", "%(count)s minutes", math.ceil(count)), count)


def _plural(said: str, count: float) -> str:
    return said % {"count": number(math.ceil(count))}


def longest_count_days() -> float:
    """After which no attempt is counted any more."""
    rates = [*settings.ACCOUNT_RATE_LIMITS.values(), *drafts.RATES.values()]
    return max(rate.duration for each in rates for rate in parse_rates(each)) / DAY


def mail_tries_end_minutes() -> float:
    return sum(RETRY_DELAYS, datetime.timedelta()).total_seconds() / 60


def _reading() -> tuple[SafeString, ...]:
    return (
        heading(_("When you read")),
        paragraph(
            _(
                "Who reads without an account gets the same pages as everybody else. No cookie is set, "
                "nothing is counted, and nobody is told what you read: the pages have no advertisements, "
                "no measuring, and nothing from other sites that the paper did not put there itself."
            )
        ),
        paragraph(
            _(
                "To send you a page, the server has to know the network address of your device. It does "
                "not write it down. Its log has a line for a fault of ours and for what accounts do, with "
                "the number of the account and a code that tells one network from another and names none. "
                "It has no address, no name, and nothing that you typed."
            )
        ),
        paragraph(
            _(
                "The log is kept for [[how many days the server keeps its log]] and is read by [[who]] to "
                "find faults and abuse."
            )
        ),
    )


def _writing() -> tuple[SafeString, ...]:
    return (
        heading(_("When you write a comment")),
        paragraph(
            _(
                "A comment is public: its text, your pen name and the time can be read by everybody, "
                "found by search engines, and copied by others. No network address is stored with it."
            )
        ),
        paragraph(
            _(
                "You can withdraw a comment at any time: readers then see neither its text nor your name. "
                "The text stays in our database, where moderators can read it, because decisions may hang "
                "on it. The same is so for a comment that a moderator has removed; the reason is kept "
                "with it. Nothing of this is deleted by itself."
            )
        ),
        paragraph(
            _(
                "A text that you send while you are not signed in waits in the session of your browser "
                "until you are: at most %(texts)s texts, for at most %(days)s."
            )
            % {"texts": number(drafts.MAX_DRAFTS), "days": days(settings.SESSION_COOKIE_AGE / DAY)}
        ),
        paragraph(
            _(
                "When you report a comment we store the reason, your words and the time; with an account "
                "also who you are, which other readers never learn. Without an account we store, in place "
                "of your network address, a code that is made of it with a secret key: it tells two "
                "networks apart and can’t be turned back into the address. Reports are kept with the "
                "decision about them, without an end."
            )
        ),
    )


def _account() -> tuple[SafeString, ...]:
    return (
        heading(_("When you have an account")),
        paragraph(
            _(
                "For an account we store your pen name, which everybody sees; your email address, which "
                "no other reader sees, and whether you have confirmed it; your password as a value from "
                "which it can’t be read; when you registered, and when you last signed in."
            )
        ),
        paragraph(
            _(
                "If you set up a second factor, we store what it is checked with: the secret of your app and "
                "that of your recovery codes, both encrypted; of a passkey its public key and the name that "
                "you gave it; and when each was set up and last used. It is deleted when you remove it, and "
                "with your account."
            )
        ),
        paragraph(
            _(
                "These are kept for as long as you have the account. A registration that nobody confirms "
                "is deleted after %(days)s. What your account stores you see on the page “Your account”, "
                "where you can also change your address and your password, see where you are signed in "
                "and end it there, and erase the account."
            )
            % {"days": days(SIGN_UP_DAYS)}
        ),
        paragraph(
            _(
                "Mails to you have codes to sign in with, which are good for %(minutes)s, or say what has "
                "changed at your account. There are no others. A mail waits in our database until it is "
                "sent, and is deleted then; one that can’t be sent is given up after about %(tries)s, and "
                "its text deleted."
            )
            % {
                "minutes": minutes(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT / 60),
                "tries": minutes(mail_tries_end_minutes()),
            }
        ),
    )


def _cookies() -> tuple[SafeString, ...]:
    return (
        heading(_("Cookies")),
        paragraph(
            _(
                "There are four, all of them our own, all of them needed for what you do; who only reads "
                "gets none. Where the site is reached by https their names begin with __Host- or "
                "__Secure-, which keeps other sites from setting them."
            )
        ),
        items(
            (
                _(
                    "sessionid: set when you sign in, or begin to. It leads to your session in our "
                    "database, which has who is signed in, since when, in which browser, when it was last "
                    "used, and what waits for a sign-in. It ends when you sign out, or after %(days)s; "
                    "where nobody has signed in, after %(hours)s."
                )
                % {
                    "days": days(settings.SESSION_COOKIE_AGE / DAY),
                    "hours": hours(STRANGERS_AGE / 3600),
                },
                _(
                    "csrftoken: set with forms, so that no other site can send one in your name. It is a "
                    "random number, for %(days)s."
                )
                % {"days": days(settings.CSRF_COOKIE_AGE / DAY)},
                _(
                    "known-browser: set when you have signed in, and sent back to the pages about "
                    "accounts alone. It says which accounts, at most %(accounts)s, were signed in to with "
                    "this browser, so that strangers who guess at your password can’t lock you out. It "
                    "lets nobody in, and ends after %(days)s."
                )
                % {
                    "accounts": number(known_browser.MOST),
                    "days": days(known_browser.AGE / datetime.timedelta(days=1)),
                },
                _(
                    "messages: has one sentence about what you have just done, until the next page has "
                    "shown it."
                ),
            )
        ),
    )


def _browser() -> tuple[SafeString, ...]:
    return (
        heading(_("What your browser keeps for itself")),
        paragraph(
            _(
                "A comment that you have begun stays in the storage of your browser until it is posted or "
                "discarded, you sign out, or %(days)s have passed; after you have signed out, your pen "
                "name and the time of it stay there, so that no page from before is shown. If you choose "
                "to see times in your own time zone, the browser remembers the choice. None of this is "
                "sent to us before you send it."
            )
            % {"days": days(BROWSER_DAYS)}
        ),
        paragraph(
            _(
                "To call new what came since your last visit, the browser also remembers the lists and "
                "stories that you last opened, at most %(pages)s pages: of each when that was, and how new "
                "its newest story or comment was. This is never sent to us. Like the browser’s own history, it "
                "can be seen by others who use the same browser, and is there until you clear what the "
                "browser keeps of this site."
            )
            % {"pages": number(BROWSER_PAGES)}
        ),
    )


def _records() -> tuple[SafeString, ...]:
    return (
        heading(_("Against abuse")),
        paragraph(
            _(
                "So that nobody can try passwords, registrations or codes without an end, attempts are "
                "counted: by the network address that they come from, and by a code made of the name or "
                "the address that was typed. For readers this is the only place where a network address "
                "is stored. Such a count is deleted at the latest %(days)s and %(minutes)s after the last "
                "attempt."
            )
            % {
                "days": days(longest_count_days()),
                "minutes": minutes(CLEANUP_INTERVAL.total_seconds() / 60),
            }
        ),
        paragraph(
            _(
                "What the server does in the background, such as preparing photographs, is listed for "
                "%(days)s after it is done. Nothing of readers is in that list but the number of an "
                "account that was erased."
            )
            % {"days": days(RETENTION / datetime.timedelta(days=1))}
        ),
    )


def _staff() -> tuple[SafeString, ...]:
    return (
        heading(_("When you work for the paper")),
        paragraph(
            _(
                "Who works at the desk stays signed in for %(hours)s, and while they work for at most "
                "%(most)s. What they publish, decide and change is recorded with their name, without an "
                "end. A story that they write is kept in their browser until it is saved, or for %(days)s."
            )
            % {
                "hours": hours(settings.STAFF_SESSION_HOURS),
                "most": hours(2 * settings.STAFF_SESSION_HOURS),
                "days": days(BROWSER_DAYS),
            }
        ),
        paragraph(
            _(
                "Each of their sign-ins, and each that failed with their name, is kept for %(days)s with "
                "the time, the way, the browser and the network address, so that somebody notices who is "
                "not them. Of readers there is no such list."
            )
            % {"days": days(sign_in.RETENTION.days)}
        ),
        paragraph(
            _(
                "Whoever is invited to work for the paper gets a link by mail, which is good for "
                "%(hours)s. The invitation has the address that it was sent to, and the name that was "
                "typed with it; one that nobody accepts is deleted %(days)s later. One that was accepted "
                "stays, as a record of who invited whom; when the account is erased, address and name are "
                "deleted from it."
            )
            % {
                "hours": hours(invitation.GOOD_FOR // datetime.timedelta(hours=1)),
                "days": days(invitation.KEPT_FOR.days),
            }
        ),
    )


def _others() -> tuple[SafeString, ...]:
    return (
        heading(_("Where the data is, and who else handles it")),
        paragraph(
            _(
                "The database and the photographs are on servers of [[the hosting company, and the "
                "country]]. Mails are sent by [[the mail provider, and the country]]. [[Others who handle "
                "data for you, such as a network in front of the site, and what they store: it may be the "
                "network addresses that the site itself does not keep.]]"
            )
        ),
        paragraph(
            _(
                "Copies of the database for emergencies are kept for [[how long]]; what you have erased "
                "here is in them until then."
            )
        ),
        paragraph(
            _(
                "We give your data to nobody else, unless a law obliges us to. [[The legal basis for each "
                "kind of data; whether data leaves the European Union, and on what basis.]]"
            )
        ),
        heading(_("People in our stories")),
        paragraph(
            _(
                "What we report of people is journalism, and the law has rules of its own for it. If "
                "something about you is wrong, write to us: see “Ethics and corrections”. [[What your law "
                "says about journalism and data protection.]]"
            )
        ),
    )


def _rights() -> tuple[SafeString, ...]:
    return (
        heading(_("What you can do")),
        items(
            (
                _(
                    'See what we store about you: <a href="{account}">your account</a> and <a '
                    'href="{mine}">your comments</a>.'
                ),
                _(
                    'Correct it: change your address or your password on <a href="{account}">your '
                    "account</a>."
                ),
                _(
                    'Take back what you wrote: each of <a href="{mine}">your comments</a> has a link to '
                    "withdraw it."
                ),
                _(
                    '<a href="{erase}">Erase your account</a>: your pen name, your address and your '
                    "password are forgotten at once, everywhere you are signed out, and the name is free "
                    "for others. Your comments stay, under a name that says nothing; withdraw before what "
                    "should go. In your reports your name is replaced in the same way."
                ),
            ),
            account=reverse("accounts:account"),
            mine=reverse("comments:mine"),
            erase=reverse("accounts:erase"),
        ),
        paragraph(
            _(
                "For a copy of your data, for an objection, or for anything that you can’t do here "
                "yourself, write to [[the address for data protection]]. You can also complain to [[the "
                "data protection authority, with its address]]."
            )
        ),
    )
