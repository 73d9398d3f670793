import datetime

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from core.fragment_cache import fragment_cache

register = template.Library()


@register.tag
def cached(parser: Parser, token: Token) -> "CachedNode":
    """{% cached "name" %}…{% endcached %}: a fragment that is made once for each version of the story and the edition.

    It must be the same for all readers and at every time of day, but for the values that are named behind its name.
    What has `versions` and an `until` of its own, the instant at which time alone changes it or None, can be named too.
    """
    _, name, *values = token.split_contents()
    nodes = parser.parse(["endcached"])
    parser.delete_first_token()
    return CachedNode(name.strip('"'), [parser.compile_filter(each) for each in values], nodes)


class CachedNode(template.Node):
    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: Context) -> SafeString:
        article = context["article"]
        # A preview shows what was just typed, which has no version.
        if context["preview"]:
            return self.nodelist.render(context)
        key, values = (article.pk, self.name), [each.resolve(context) for each in self.values]
        versions = article.version, article.edition, *(getattr(each, "versions", each) for each in values)
        return fragment_cache.get_or_set(
            key, versions, lambda: self.nodelist.render(context), lambda: _first_end(values)
        )


def _first_end(values: list[object]) -> datetime.datetime | None:
    return min((end for each in values if (end := getattr(each, "until", None))), default=None)
