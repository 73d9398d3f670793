from django.core.management.base import BaseCommand

from comments.models import Comment, Discussion, HtmlRules
from comments.rebuilding import rebuild_html
from core.progress import Progress


class Command(BaseCommand):
    help = (
        "Make the HTML of all comments again of what their writers typed. Where an upgrade needs it, prepare does it; "
        "by hand it is for comments that came by another way. Safe to repeat, to interrupt and to run while the site "
        "serves."
    )

    def handle(self, **options: object) -> None:
        progress, anew = Progress(self.stdout), 0
        progress.begin("Making", Comment.objects.count())
        for looked_at, made in rebuild_html(Comment.objects.all(), Discussion.objects.all()):
            anew += made
            progress.more("comments", looked_at)
        HtmlRules.note()
        progress.say(f"{anew:,} comments were made anew.")
