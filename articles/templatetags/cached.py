from django import template

from core.fragment_cache import fragment_cache

register = template.Library()


@register.tag
def cached(parser, token):
    """{% cached "name" %}…{% endcached %}: what hangs on the story alone is made once for each version of it.

    Nothing in it may differ between readers, or by the time of day.
    """
    _, name = token.split_contents()
    nodes = parser.parse(["endcached"])
    parser.delete_first_token()
    return CachedNode(name.strip('"'), nodes)


class CachedNode(template.Node):
    def __init__(self, name, nodelist):
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        article = context["article"]
        # A preview is of what was typed, which has no version.
        if context["preview"]:
            return self.nodelist.render(context)
        versions = article.version, article.edition
        return fragment_cache.get_or_set(
            (article.pk, self.name), versions, lambda: self.nodelist.render(context)
        )
