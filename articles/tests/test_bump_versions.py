from django.db import connection

from articles.models import Article
from core.page_versions import bump_versions


def test_only_rows_that_were_held_in_order_are_raised(make_article):
    """One that comes to them meanwhile is held by somebody who may wait for these."""
    first, second = make_article(place="PORT"), make_article(place="SEA")

    def joined(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"UPDATE articles_article SET place = 'PORT' WHERE id = {second.pk}")
        return execute(sql, params, many, context)

    before = first.version, second.version
    with connection.execute_wrapper(joined):
        bump_versions(Article.objects.filter(place="PORT"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.place == "PORT"
    assert (first.version, second.version) == (before[0] + 1, before[1])
