"""seeds/README.md is what a stranger writes a file by: it must be true and whole."""

import re
import shutil
import tomllib

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from articles.models import Article
from comments.models import Comment
from newsroom.imports.checks import check
from newsroom.imports.formats import seed
from newsroom.tests.support.seeds import load

SEEDS = settings.BASE_DIR / "seeds"
README = (SEEDS / "README.md").read_text()


def test_the_readmes_example_is_complete_and_loads(db, tmp_path):
    example = re.search(r"```toml\n(.+?)```", README, re.DOTALL)[1]
    (tmp_path / "photos").mkdir()
    shutil.copy(SEEDS / "photos" / "quay.jpg", tmp_path / "photos")
    (tmp_path / "example.toml").write_text(example)
    said, failed = load(tmp_path / "example.toml")
    assert not failed, said
    assert Comment.objects.filter(state="removed").count() == 1
    killed = re.sub(
        r"^# (?=\[kill\]|time|reason)", "", example.replace("ferry-returns", "ferry-2"), flags=re.MULTILINE
    )
    story = seed.decode(tomllib.loads(killed), seed.Story)
    check(story, timezone.now())
    assert story.kill.reason


def test_the_readme_names_every_field_and_word():
    parts = [
        value for value in vars(seed).values() if isinstance(value, type) and issubclass(value, seed.Part)
    ]
    fields = {
        name
        for part in parts
        if part.__name__ not in ("SignIn", "SignIns", "Sections")
        for name in part.__struct_fields__
    }
    words = {word for choice in seed.WORDS.values() for word in choice.__args__}
    for word in fields | words:
        assert re.search(rf"\b{re.escape(word)}\b", README), word


def test_pages_show_photos_once_their_transaction_is_over(db, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load(SEEDS / "library-sundays.toml")
    page = client.get(Article.objects.get().get_absolute_url()).content.decode()
    addresses = set(re.findall(r"/media/(\S+?\.(?:jpg|webp))", page))
    assert addresses
    assert all(storages["renditions"].exists(address) for address in addresses)
