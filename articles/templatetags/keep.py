from django import template

from core.kept import kept

register = template.Library()


@register.tag
def keep(parser, token):
    """{% keep "name" %}…{% endkeep %}: of a story's page what hangs on the story alone, made once for each version.

    Nothing in it may differ between readers, or by the time of day.
    """
    _, name = token.split_contents()
    nodes = parser.parse(["endkeep"])
    parser.delete_first_token()
    return KeepNode(name.strip('"'), nodes)


class KeepNode(template.Node):
    def __init__(self, name, nodelist):
        self.name, self.nodelist = name, nodelist

    def render(self, context):
        article = context["article"]
        # A preview is of what was typed, which has no version.
        if context["preview"]:
            return self.nodelist.render(context)
        versions = article.version, article.edition
        return kept.get_or_make((article.pk, self.name), versions, lambda: self.nodelist.render(context))
