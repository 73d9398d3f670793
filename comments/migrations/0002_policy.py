from django.db import migrations

SHORT = (
    "Tell other readers what you know: experience, sources, figures and fair argument about this story are welcome. "
    "Where a comment has no place here, tell our moderators with “Report as abuse”. What stands in the comments is "
    "their writers’ view, not this paper’s."
)
WHOLE = """
<p>A discussion stands under most of our stories for a limited time. It belongs to the readers who come to it with something to say about the story and to each other.</p>
<h2>What we ask of you</h2>
<ul>
<li>Write about the story. An experience, a source, a figure or a question helps; a slogan does not.</li>
<li>Answer what somebody said, not who they are. No insults, no threats, no contempt for people because of what they are.</li>
<li>Leave private matters private: no addresses, telephone numbers or guesses about people who are not in public life.</li>
<li>No advertising, and nothing that the law forbids.</li>
<li>Say when you have an interest in the matter.</li>
</ul>
<h2>What we do</h2>
<p>Anybody can report a comment, with or without an account. A moderator reads every report. A comment that several readers have reported is hidden until a moderator has looked at it.</p>
<p>We remove a comment that breaks these rules, and its writer is told why. We do not remove one because it is mistaken, or because we disagree. We do not change what readers wrote.</p>
<p>Who reported a comment is never made known to other readers.</p>
<h2>When a discussion closes</h2>
<p>The page of each story says until when comments are taken. After that they stay to be read, and can still be reported and withdrawn.</p>
"""


def add_first_policy(apps, schema_editor):
    apps.get_model("comments", "Policy").objects.create(short=SHORT, whole=WHOLE.strip())


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_discussions")]
    operations = [migrations.RunPython(add_first_policy, migrations.RunPython.noop)]
