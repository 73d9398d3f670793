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
        versions = article.version, article.edition, *(each.resolve(context) for each in self.values)
        return fragment_cache.get_or_set(
            (article.pk, self.name), versions, lambda: self.nodelist.render(context)
        )
