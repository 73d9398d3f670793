from contextlib import contextmanager


class ImportRefused(Exception):
    """A file that is not loaded: where in it, as in `comments[3].time`, and why, in plain words."""

    def __init__(self, place, reason):
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place, self.reason = place, reason


@contextmanager
def at(place, *errors):
    """What a verb of the models raises while it loads this place is the reason the file is refused."""
    try:
        yield
    except errors as error:
        raise ImportRefused(place, " ".join(getattr(error, "messages", [str(error)]))) from error
