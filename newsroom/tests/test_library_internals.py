"""What we use of libraries without their promise to keep it: private names, and classes that we subclass to the inside.

An upgrade that changes one of them fails here first. Each failure names the library, what it no longer has or does, and
the file of ours to look at: read the library's new code there, and change ours with it. Here are the names;
test_library_behaviour.py has what we need of what they do.
"""

import ast
import functools
import inspect
import re
from importlib import import_module, metadata

import allauth.account.views  # noqa: F401  before its stages, which import each other
import pytest
from django.conf import settings

# {what we use: the parameters of it that we pass or take}
USED = {
    "PIL.AvifImagePlugin.DEFAULT_MAX_THREADS": "",
    "adminsortable2.admin.CustomInlineFormSet.add_fields": "form index",
    "allauth.account.admin": "",
    "allauth.account.auth_backends.AuthenticationBackend._authenticate": "request credentials",
    "allauth.account.auth_backends.AuthenticationBackend._check_password": "user password",
    "allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack": "password",
    "allauth.account.authentication.get_authentication_records": "request user",
    "allauth.account.forms.ConfirmEmailVerificationCodeForm.clean_code": "",
    "allauth.account.forms.SignupForm.try_save": "request",
    "allauth.account.forms.SignupForm.validate_unique_email": "value",
    "allauth.account.internal.decorators.login_stage_required": "stage redirect_urlname",
    "allauth.account.internal.flows.code_verification.AbstractCodeVerificationProcess": "",
    "allauth.account.internal.flows.email_verification_by_code.EmailVerificationProcess.abort": "",
    "allauth.account.internal.flows.email_verification_by_code.EmailVerificationProcess.resume": "request",
    "allauth.account.signals.email_verification_code_rejected": "",
    "allauth.account.signals.login_code_rejected": "",
    "allauth.account.signals.password_reset_code_rejected": "",
    "allauth.account.stages.EmailVerificationStage": "controller request login",
    "allauth.account.stages.LoginStage.handle": "",
    "allauth.account.stages.LoginStageController.enter": "request stage_key",
    "allauth.account.views.ConfirmEmailVerificationCodeView._action": "",
    "allauth.account.views.ConfirmLoginCodeView._action": "",
    "allauth.core.context.request": "",
    "allauth.core.exceptions.ImmediateHttpResponse": "response",
    "allauth.core.internal.httpkit.add_query_params": "url params",
    "allauth.core.internal.ratelimit.clear": "request config action key app",
    "allauth.core.internal.ratelimit.consume": "request action config key dry_run limit_get app",
    "allauth.core.ratelimit.respond_429": "request",
    "django.contrib.admin.ModelAdmin._get_obj_does_not_exist_redirect": "request opts object_id",
    "django.contrib.admin.ModelAdmin.construct_change_message": "request form formsets add",
    "django.contrib.admin.ModelAdmin.get_inline_formsets": "request formsets inline_instances obj",
    "django.contrib.admin.helpers.InlineAdminFormSet.inline_formset_data": "",
    "django.contrib.admin.options.IS_POPUP_VAR": "",
    "django.contrib.admin.views.autocomplete.AutocompleteJsonView.process_request": "request",
    "django.contrib.admin.views.main.ChangeList.get_ordering": "request queryset",
    "django.contrib.admin.views.main.ChangeList.get_results": "request",
    "django.contrib.admin.views.main.ORDER_VAR": "",
    "django.contrib.admin.views.main.SEARCH_VAR": "",
    "django.contrib.auth.forms.AdminUserCreationForm._update_errors": "errors",
    "django.contrib.auth.forms.UserChangeForm._get_validation_exclusions": "",
    "django.contrib.auth.models.UserManager._create_user_object": "username email password",
    "django.contrib.sessions.backends.db.SessionStore._get_session_from_db": "",
    "django.contrib.sessions.backends.db.SessionStore._session": "",
    "django.contrib.staticfiles.management.commands.runserver.Command.inner_run": "args options",
    "django.contrib.staticfiles.management.commands.runserver.Command.on_bind": "server_port",
    "django.contrib.staticfiles.storage.HashedFilesMixin.support_js_module_import_aggregation": "",
    "django.core.cache.backends.redis.RedisCache._cache": "",
    "django.core.cache.backends.redis.RedisCacheClient.get_client": "key write",
    "django.db.backends.base.base.BaseDatabaseWrapper.wrap_database_errors": "",
    "django.db.models.sql.Query.is_sliced": "",
    "django.db.models.sql.Query.sql_with_params": "",
    "django.forms.BaseForm._clean_fields": "",
    "django.utils.autoreload.file_changed": "",
    "django.utils.autoreload.run_with_reloader": "main_func",
    "django_prose_editor.fields.ProseEditorField": "",
    "django_tasks_db.apps.TasksAppConfig": "",
    "django_tasks_db.management.commands.db_worker.Worker": (
        "worker_id queue_names excluded_queue_names backend_name interval startup_delay batch max_tasks"
    ),
    "django_tasks_db.management.commands.db_worker.Worker.run": "",
    "django_tasks_db.management.commands.db_worker.Worker.run_task": "db_task_result",
    "django_tasks_db.models.get_date_max": "",
    "gunicorn.http.RequestParser": "cfg source source_addr",
    "gunicorn.http.RequestParser.finish_body": "",
    "gunicorn.http.body.ChunkedReader": "",
    "gunicorn.http.errors.NoMoreData": "",
    "gunicorn.http.message.Request._expected_100_continue": "",
    "gunicorn.http.unreader.Unreader.take_buffered": "",
    "gunicorn.http.unreader.Unreader.unread": "data",
    "gunicorn.workers.gthread.STOP_KEEPALIVE_LINGER": "",
    "gunicorn.workers.gthread.ThreadWorker.accept": "listener",
    "gunicorn.workers.gthread.ThreadWorker.check_config": "cfg log",
    "gunicorn.workers.gthread.ThreadWorker.enqueue_req": "conn",
    "gunicorn.workers.gthread.ThreadWorker.finish_request": "conn fs",
    "gunicorn.workers.gthread.ThreadWorker.handle": "conn",
    "gunicorn.workers.gthread.ThreadWorker.handle_error": "req client addr exc",
    "gunicorn.workers.gthread.ThreadWorker.handle_request": "req conn",
    "gunicorn.workers.gthread.ThreadWorker.murder_pending": "",
    "js_asset.Media.from_media": "media nonce",
    "psycopg.pq.PGconn.exec_prepared": "name param_values",
    "psycopg.pq.PGconn.prepare": "name command",
    "psycopg.pq.PGresult.get_value": "row_number column_number",
    "storages.backends.s3.S3Storage._normalize_name": "name",
    "storages.backends.s3.S3Storage._open": "name mode",
    "storages.backends.s3.S3Storage.get_object_parameters": "name",
    "whitenoise.compress.Compressor.SKIP_COMPRESS_EXTENSIONS": "",
    "whitenoise.storage.CompressedManifestStaticFilesStorage.post_process": "",
}
# Private names that only instances have: test_library_behaviour.py has what we need of each.
ON_INSTANCES = {
    "_cached_user",
    "_connections",
    "_csp_update",
    "_login_stage",
    "_mutable",
    "_process",
    "_session_cache",
    "_table",
}
# Underlined, and documented all the same: Django's, Python's.
PROMISED = {"_meta", "_state", "_base_manager", "_default_manager", "_replace", "_fields", "_exit"}


# Names for the checker of types alone, which nothing imports while the site runs.
OF_STUBS = {"_StrPromise"}


@functools.cache
def sources():
    """{file of ours: its text}, without tests and migrations."""
    paths = (path for folder in settings.OWN_APPS for path in (settings.BASE_DIR / folder).rglob("*.py"))
    return {
        str(path.relative_to(settings.BASE_DIR)): path.read_text()
        for path in sorted(paths)
        if not {"tests", "migrations"} & set(path.parts)
    }


def users(name):
    """The files of ours that use it: they name its library and itself."""
    library, last = name.split(".")[0], name.rpartition(".")[2]
    return [
        file
        for file, text in sources().items()
        if re.search(rf"^\s*(from|import) {library}\b", text, re.MULTILINE)
        and re.search(rf"\b{last}\b", text)
    ]


def look_at(name):
    """What to say of a name that is not as we need it."""
    library = metadata.packages_distributions()[name.split(".")[0]][0]
    return f"{library} {metadata.version(library)} has changed {name}; look at {', '.join(users(name))}"


def found(name):
    """What the dotted name stands for."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            assert hasattr(thing, part), f"{look_at(name)}: there is no {part}."
            thing = getattr(thing, part)
        return thing
    raise AssertionError(f"{look_at(name)}: there is no such module.")


@pytest.mark.parametrize("name", USED)
def test_what_we_use_is_there_and_takes_what_we_give(name):
    thing = found(name)
    if USED[name]:
        there = inspect.signature(thing).parameters
        missing = [each for each in USED[name].split() if each not in there]
        assert not missing, f"{look_at(name)}: it takes {list(there)}, and no {missing}."


@pytest.mark.parametrize("name", USED)
def test_what_is_named_here_is_used_still(name):
    assert users(name), f"No file of ours uses {name} any more: take it out here."


def test_no_other_private_name_is_used():
    ours, used = set(), []
    for file, text in sources().items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                ours.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                ours.add(node.id)
            elif isinstance(node, ast.Attribute) and node.attr.startswith("_") and node.attr[:2] != "__":
                is_inherited = (
                    isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "super"
                )
                if isinstance(node.ctx, ast.Store) and getattr(node.value, "id", "") == "self":
                    ours.add(node.attr)
                else:
                    used.append((file, node.attr, is_inherited))
            elif isinstance(node, ast.ImportFrom) and node.module and node.module != "__future__":
                private = [
                    part for part in node.module.split(".") if part == "internal" or part.startswith("_")
                ]
                used += [
                    (file, each.name, True) for each in node.names if private or each.name.startswith("_")
                ]
    known = {part for name in USED for part in name.split(".")} | ON_INSTANCES | PROMISED | OF_STUBS
    strange = {
        f"{file}: {name}"
        for file, name, is_theirs in used
        if (is_theirs or name not in ours) and name not in known
    }
    assert not strange, (
        f"Private names of a library: write into this file what we need of each. {sorted(strange)}"
    )
