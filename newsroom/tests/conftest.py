import pytest

from newsroom.tests.seeds import STORY, load


@pytest.fixture
def folder(tmp_path, jpeg):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "quay.jpg").write_bytes(jpeg().read())
    return tmp_path / "seeds"


@pytest.fixture
def seed(folder, db):
    """seed(what, instead, …) -> what the command says of the story so changed; seed.failed: whether it failed."""

    def seed(*changes, story=STORY):
        for what, instead in zip(changes[::2], changes[1::2], strict=True):
            assert what in story, what
            story = story.replace(what, instead, 1)
        file = folder / "ferry.toml"
        file.write_text(story)
        said, seed.failed = load(file)
        return said

    return seed
