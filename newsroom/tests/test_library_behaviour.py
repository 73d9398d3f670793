"""What the insides of libraries do that we stand on: test_library_internals.py has their names.

A failure says where in our code to look, and what readers or editors would meet.
"""

import inspect
from types import SimpleNamespace

import allauth.account.views  # noqa: F401  before its stages, which import each other
import nh3
import pytest
from django.http import HttpResponse, QueryDict
from django.utils.module_loading import import_string

# ---------------------------------------------------------------- allauth


def test_allauth_counts_and_refuses_and_forgets(db):
    from allauth.core.internal import ratelimit

    def consume(**options):
        return ratelimit.consume(
            None, app="t", action="a", config={"a": "1/m/key"}, key="k", limit_get=True, **options
        )

    assert consume(dry_run=True) is not None
    assert consume() is not None, "a dry run was counted: look at accounts/limits.py"
    assert consume() is None, (
        "a second one was not refused: look at accounts/limits.py and comments/drafts.py"
    )
    ratelimit.clear(None, app="t", action="a", config={"a": "1/m/key"}, key="k")
    assert consume() is not None, "it was not forgotten: look at forget_sign_ins in accounts/limits.py"


def test_allauth_signs_in_by_our_two_methods(monkeypatch, rf):
    from allauth.account import auth_backends

    asked = []

    class Backend(auth_backends.AuthenticationBackend):
        def _authenticate(self, request, **credentials):
            asked.append(sorted(credentials))

        def _mitigate_timing_attack(self, password):
            asked.append(password)

    Backend().authenticate(rf.post("/"), username="Ada", password="wrong")
    assert asked == [["password", "username"], "wrong"], "look at accounts/backends.py"


def test_allauth_puts_the_stage_at_the_request(monkeypatch, rf):
    from allauth.account.internal import decorators
    from django.contrib.auth.models import AnonymousUser

    request, stage = rf.get("/"), object()
    request.user = AnonymousUser()
    monkeypatch.setattr(decorators.LoginStageController, "enter", lambda request, key: stage)
    decorators.login_stage_required(stage="any", redirect_urlname="account_login")(HttpResponse)(request)
    assert request._login_stage is stage, "look at ChooseNameView in accounts/views.py"


def test_allauth_takes_the_account_from_the_form_that_asks_for_a_code():
    source = inspect.getsource(import_string("allauth.account.forms.RequestLoginCodeForm"))
    assert "self._user" in source, "look at RequestLoginCodeForm in accounts/forms.py"


def test_allauths_process_knows_since_when_and_how_often_a_code_was_typed():
    process = import_string(
        "allauth.account.internal.flows.code_verification.AbstractCodeVerificationProcess"
    )
    state = process.initial_state(None, "ada@paper.example")
    assert {"at", "failed_attempts", "email"} <= state.keys(), "look at CodeMixin in accounts/views.py"
    assert {"max_attempts", "state"} <= inspect.signature(process).parameters.keys(), (
        "look at accounts/views.py"
    )
    for name in ("ConfirmLoginCodeView", "ConfirmEmailVerificationCodeView", "ConfirmPasswordResetCodeView"):
        source = inspect.getsource(import_string(f"allauth.account.views.{name}"))
        assert "self._process = (" in source or "self._process = flows" in source, (
            f"{name}: look at accounts/views.py"
        )


# ---------------------------------------------------------------- Django


def test_django_reads_who_is_signed_in_from_the_request(rf):
    from django.contrib.auth import middleware

    request = rf.get("/")
    request._cached_user = known = object()
    assert middleware.get_user(request) is known, "look at _user in accounts/middleware.py"


def test_djangos_sessions_keep_their_data_where_ours_looks(db):
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["word"] = 1
    session.save()
    again = SessionStore(session.session_key)
    assert again._get_session_from_db().session_data, "look at load in accounts/sessions.py"
    assert again._session == again._session_cache == {"word": 1}, "look at held in accounts/sessions.py"


def test_a_form_of_djangos_cleans_the_fields_it_has_just_then():
    from django import forms

    class Form(forms.Form):
        asked, left = forms.CharField(), forms.CharField()

    form = Form({"asked": "x"})
    form.cleaned_data, form._errors = {}, {}
    del form.fields["left"]
    form._clean_fields()
    assert form.cleaned_data == {"asked": "x"}, "look at AsSentMixin"


def test_what_django_leaves_out_of_validation_is_a_set(db):
    from django.forms import modelform_factory

    from accounts.admin.forms import PersonForm
    from accounts.models import User

    form = modelform_factory(User, PersonForm, fields=["email"])({})
    form.full_clean()
    assert isinstance(form._get_validation_exclusions(), set), "look at accounts/admin/forms.py"


def test_a_query_of_djangos_is_filled_and_then_closed():
    query = QueryDict(mutable=True)
    query.setlist("page", ["2"])
    query._mutable = False
    with pytest.raises(AttributeError):
        query.setlist("page", ["3"])


def test_django_notes_at_the_request_that_a_form_is_our_own(rf):
    from django.middleware.csrf import CsrfViewMiddleware

    request = rf.get("/")
    CsrfViewMiddleware(HttpResponse).process_view(request, HttpResponse, (), {})
    assert request.csrf_processing_done, (
        "no form would come back ready to be sent: look at newsroom/errors.py"
    )


def test_djangos_cache_in_the_database_knows_its_table():
    from django.core.cache.backends.db import BaseDatabaseCache

    assert BaseDatabaseCache("counts", {})._table == "counts", "look at newsroom/backends/counts.py"


def test_djangos_autocomplete_answers_four_things(rf):
    source = inspect.getsource(import_string("django.contrib.admin.views.autocomplete.AutocompleteJsonView"))
    assert "return term, model_admin, source_field, to_field_name" in source, "look at newsroom/desk.py"


def test_a_statement_of_djangos_comes_with_its_values_apart(db):
    from articles.models import Section

    sql, values = Section.objects.filter(pk=-1).values("version").order_by().query.sql_with_params()
    assert sql.count("%s") == 1 and values == (-1,), "look at Subject in core/page_versions.py"


def test_redis_is_asked_by_the_client_of_djangos_cache():
    from newsroom.backends.redis import PlainSerializer, RedisOrNothing

    client = RedisOrNothing("redis://127.0.0.1:1/0", {})._cache
    assert isinstance(client._serializer, PlainSerializer), (
        "values would be pickles: look at newsroom/backends/redis.py"
    )
    assert hasattr(client.get_client(write=True), "scan_iter"), "look at clear in newsroom/backends/redis.py"


# ---------------------------------------------------------------- the other libraries


def test_the_policys_middleware_adds_what_an_answer_says(rf, settings):
    from csp.middleware import CSPMiddleware

    def answer(request):
        response = HttpResponse()
        response._csp_update = {"style-src": ["'sha256-x'"]}
        return response

    response = CSPMiddleware(answer)(rf.get("/"))
    assert "'sha256-x'" in response["Content-Security-Policy"], "look at core/admin/rich_text.py"


def test_the_worker_of_django_tasks_ends_when_nothing_waits_and_knows_its_rows(db, monkeypatch):
    from django_tasks_db.models import DBTaskResult

    from newsroom.server.worker import Worker

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    worker = Worker("name", queues=["mail"], but=["other"])
    assert worker.run() is None, "look at work in newsroom/server/worker.py"
    assert (worker.queue_names, worker.process_all_queues) == (["mail"], False), "look at waiting there"
    assert worker.excluded_queue_names == ["other"], "look at waiting in newsroom/server/worker.py"
    for rows in ("ready", "running", "finished", "successful"):
        assert not getattr(DBTaskResult.objects, rows)(), "look at newsroom/server/worker.py"
    fields = {field.name for field in DBTaskResult._meta.fields}
    used = {
        "worker_ids",
        "run_after",
        "args_kwargs",
        "exception_class_path",
        "task_path",
        "started_at",
        "finished_at",
    }
    assert used <= fields, (
        f"{used - fields} is gone: look at retry_or_give_up in newsroom/background/retries.py"
    )


def test_gunicorns_parser_reads_what_was_put_back_and_no_more(monkeypatch):
    from gunicorn.config import Config
    from gunicorn.http import RequestParser

    parser = RequestParser(
        Config(), SimpleNamespace(recv=lambda size: pytest.fail("it asks the client")), ("", 0)
    )
    parser.unreader.unread(
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc"
    )
    request = next(parser)
    assert request.body.reader.length == 3, "look at parse_head in newsroom/server/connection.py"
    assert request._expected_100_continue, "look at let_it_come in newsroom/server/connection.py"
    assert parser.unreader.buf.getvalue() == b"abc", "look at received in newsroom/server/connection.py"
    assert parser.unreader.take_buffered() == b"abc", "look at begin_request in newsroom/server/connection.py"


def test_gunicorns_worker_has_what_our_loop_counts_and_calls():
    from gunicorn.workers import gthread

    source = inspect.getsource(gthread)
    for part in (
        "self.nr_conns",
        "self.worker_connections",
        "self.poller",
        "self.murder_pending()",
        "self.finish_request",
    ):
        assert part in source, f"{part} is gone: look at newsroom/server/threaded_worker.py"


def test_a_storage_takes_its_connection_from_where_we_put_one():
    from newsroom.backends.s3 import WAYS, Originals

    storage = Originals(bucket_name="paper", access_key="k", secret_key="s", region_name="us-east-1")
    storage._connections.connection = SimpleNamespace(Bucket=lambda name: name)
    assert storage.bucket == "paper", (
        "each thread would have a pool of its own: look at newsroom/backends/s3.py"
    )
    assert storage.client_config.connect_timeout == WAYS.connect_timeout, "look at newsroom/backends/s3.py"
    assert storage._normalize_name("a.jpg") == "originals/a.jpg", "look at newsroom/backends/s3.py"


def test_nh3_takes_our_list_and_opens_no_other_door():
    cleaner = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_schemes={"https"}, link_rel="noopener")
    clean = cleaner.clean(
        '<a href="https://x.example" id="i">a</a><a href="javascript:x">b</a><script>c</script>'
    )
    expected = '<a href="https://x.example" rel="noopener">a</a><a rel="noopener">b</a>'
    assert clean == expected, "look at core/rich_text/sanitising.py"


def test_the_editor_has_its_text_sanitised_by_our_function():
    from django_prose_editor.fields import ProseEditorField

    field = ProseEditorField(extensions={"Bold": True}, sanitize=lambda html: "ours")
    assert field.clean("<p>theirs</p>", None) == "ours", "look at core/rich_text/fields.py"


def test_psycopg_says_whether_a_prepared_statement_was_run():
    from psycopg import pq

    assert {"COMMAND_OK", "TUPLES_OK"} <= set(pq.ExecStatus.__members__), "look at core/page_versions.py"
