"""The page on which the desk withdraws a photo or brings it back, with all earlier decisions."""

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models import Photo, Withdrawal
from core.digits import grouped_lazy
from core.times import desk_time

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from accounts.models import User
    from core.admin.words import WordedAdmin

    class _PhotoAdmin(WordedAdmin):
        def thumbnail(self, photo: Photo) -> SafeString: ...

        def stories(self, photo: Photo) -> str: ...
else:
    _PhotoAdmin = object

WITHDRAW = "articles.withdraw_photo"
LONGEST_REASON = 1000
Action = Withdrawal.Action
TOLD = {
    Action.SEAL: _("Withdrawn: no page shows it any more, and its files are being deleted."),
    Action.DELETE: _("Withdrawn: no page shows it, and its files and its original are being deleted."),
    Action.BRING_BACK: _("Brought back: pages show it again as soon as its files are made."),
}


class Way(NamedTuple):
    """A button of the page: one action, as its label and its help name it. `removes`: it takes something away."""

    action: Withdrawal.Action
    label: "StrPromise"
    help: "StrPromise"
    removes: bool = True


SEAL = Way(
    Action.SEAL,
    _("Withdraw, seal the original"),
    _("It is kept where nobody sees it. Another editor can bring the photo back."),
)
DELETE = Way(
    Action.DELETE,
    _("Withdraw, delete the original"),
    _("Nothing is left but the record. It can’t be undone."),
)
DELETE_SEALED = DELETE._replace(label=_("Delete the original"))
BRING_BACK = Way(
    Action.BRING_BACK,
    _("Bring it back"),
    _("Pages that showed it show it again. The reason may stay empty."),
    removes=False,
)


class WithdrawnFilter(admin.SimpleListFilter):
    # Translators: over the choices of a list: which photos it shows
    title, parameter_name = pgettext_lazy("filter", "withdrawn"), "withdrawn"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", pgettext("photo", "Withdrawn"))]

    def queryset(self, request: HttpRequest, photos: QuerySet[Any]) -> QuerySet[Any]:
        return photos.exclude(withdrawn_at=None) if self.value() == "yes" else photos


class WithdrawalForm(forms.Form):
    refusal = _("Nothing was changed yet. In the way:")

    # The button that was pressed.
    action = forms.ChoiceField(choices=Action, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=format_lazy(
            # Translators: the reason why a photo is withdrawn
            _("For the record, at most {number} characters. The desk reads it, readers don’t."),
            number=grouped_lazy(LONGEST_REASON),
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, photo: Photo, by: "User", data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.photo, self.by = photo, by
        self.newest = photo.withdrawals.last()
        fitting = _fitting(photo)
        # Nobody brings back what they withdrew themselves: the page then says who can.
        self.needs_another = BRING_BACK in fitting and self.newest is not None and self.newest.by == by
        self.offered = [way for way in fitting if not (self.needs_another and way is BRING_BACK)]

    def decide(self) -> str | None:
        """Call the verb and return the message for the editor; None where the form has errors."""
        if not self.is_valid():
            return None
        action, words = Action(self.cleaned_data["action"]), self.cleaned_data["words"]
        if self.newest and (self.newest.by, self.newest.action) == (self.by, action):
            # The second form of a double click: it is done already.
            return str(TOLD[action])
        if action not in [way.action for way in _fitting(self.photo)]:
            said = gettext("Somebody has decided about it meanwhile. The page shows how things stand now.")
            self.add_error(None, said)
            return None
        try:
            if action == Action.BRING_BACK:
                self.photo.bring_back(self.by, words)
            else:
                self.photo.withdraw(self.by, words, delete_original=action == Action.DELETE)
        except ValidationError as refusal:
            self.add_error("words" if not words.strip() else None, refusal)
            return None
        return str(TOLD[action])


def _fitting(photo: Photo) -> list[Way]:
    if photo.withdrawn_at is None:
        return [SEAL, DELETE]
    return [DELETE_SEALED, BRING_BACK] if photo.has_original else []


def record(photo: Photo) -> SafeString:
    """A list of all decisions about the photo."""
    # Translators: a decision about a photo, who made it, and when
    line = gettext("%(decision)s: %(name)s, %(time)s")
    # Translators: an editor whose account was deleted
    left = gettext("somebody who left")
    rows = [
        (line % {"decision": each, "name": each.by or left, "time": desk_time(each.at)}, each.reason)
        for each in photo.withdrawals.select_related("by")
    ]
    return format_html(
        "<ul>{}</ul>", format_html_join("", '<li>{}<p class="note" dir="auto">{}</p></li>', rows)
    )


class Withdrawing(_PhotoAdmin):
    """Mixin of PhotoAdmin: the page of withdrawal, and who may open it."""

    change_form_template = "admin/articles/photo/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.withdrawal_view)
        page.writing = self.withdrawal_view.writing  # type: ignore[attr-defined] # no type says it of a function
        return [
            path("<path:object_id>/withdrawal/", page, name="articles_photo_withdrawal"),
            *super().get_urls(),
        ]

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(WITHDRAW)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Photo | None = None,
    ) -> HttpResponse:
        context["may_withdraw"] = self.has_withdraw_permission(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def withdrawal_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_withdraw_permission(request):
            raise PermissionDenied
        photo = self.get_object(request, unquote(object_id))
        if photo is None:
            elsewhere: HttpResponse = self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined] # not in its stubs
                request, self.opts, object_id
            )
            return elsewhere
        by = cast("User", request.user)
        form = WithdrawalForm(photo, by, request.POST if request.method == "POST" else None)
        if request.method == "POST" and (done := form.decide()):
            self.log_change(request, photo, str(photo.withdrawals.last()))
            messages.success(request, done)
            return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[photo.pk]))
        context = {
            **self.admin_site.each_context(request),
            **self.faults_of(form),
            "title": gettext("Bring back or delete a photo")
            if photo.withdrawn_at
            else gettext("Withdraw a photo"),
            "opts": self.opts,
            "original": photo,
            "form": form,
            "picture": self.thumbnail(photo),
            "record": record(photo) if photo.withdrawals.exists() else "",
            "stories": self.stories(photo),
            "twins": Photo.objects.same_as(photo),
        }
        status = 422 if form.is_bound else 200
        return render(request, "admin/articles/photo/withdrawal.html", context, status=status)

    # For newsroom.errors: the verb of the form, and None, because all fields that were sent are given back.
    withdrawal_view.writing = "send", None  # type: ignore[attr-defined] # no type says it of a function
