"""What a seed file may say, field by field; seeds/README.md explains it to whoever writes one."""

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert, field

from articles.models import Article, Photo, Revision, Section, Topic
from articles.models.contributor import Contribution, Contributor
from articles.models.text import LANGUAGES
from articles.models.topic import CODE
from comments.models import Decision, Discussion, Report
from newsroom.imports.refusal import ImportRefused
from newsroom.imports.times import Time

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from django.db.models import Model

    _Kind = TypeVar("_Kind", bound=Struct)

# Neither kind has control characters; the first has no line breaks either.
LINE = r"\A[^\x00-\x1f\x7f-\x9f\u2028\u2029]*\Z"
LINES = r"\A[^\x00-\x08\x0b-\x1f\x7f-\x9f]*\Z"


def like(model: "type[Model]", name: str, pattern: str = LINE, min_length: int | None = None) -> Any:
    """The type of a text that fits into that field of the model."""
    longest = model._meta.get_field(name).max_length  # type: ignore[union-attr] # it is no relation
    return Annotated[str, Meta(max_length=longest, pattern=pattern, min_length=min_length)]


Name = Annotated[str, Meta(pattern=LINE)]
if TYPE_CHECKING:
    # The types below are made when the site runs: msgspec can read them, a type checker can't.
    KINDS = str
    ROLES = str
    MODES = str
    REASONS = str
    ACTIONS = str
    Note = str
    Headline = str
    Standfirst = str
    Place = str
    Source = str
    SectionName = str
    Language = str
    Alt = str
    CreditLine = str
    Caption = str
    Creator = str
    PhotoSource = str
    CopyrightNotice = str
    ContributorName = str
    TopicName = str
    TopicDescription = str
    TopicCode = str
    ContributorTitle = str
    Biography = str
    PublicAddress = str
    Profiles = str
    ReportWords = str
    DecisionWords = str
    KillNote = str
else:
    # The models' choices, but for the decision to hide: the rule that hides comments makes that one.
    KINDS = Literal[tuple(Revision.Kind.values)]
    ROLES = Literal[tuple(Contribution.Role.values)]
    MODES = Literal[tuple(Discussion.Mode.values)]
    REASONS = Literal[tuple(Report.Reason.values)]
    ACTIONS = Literal[tuple(action for action in Decision.Action.values if action != Decision.Action.HIDE)]
    Note = like(Revision, "note", LINES)
    Headline = like(Article, "headline", min_length=1)
    Standfirst = like(Article, "standfirst", LINES)
    Place = like(Article, "place")
    Source = like(Article, "source")
    SectionName = like(Section, "name", min_length=1)
    Language = Literal[LANGUAGES]
    Alt = like(Photo, "alt", LINES, min_length=1)
    CreditLine = like(Photo, "credit_line")
    Caption = like(Photo, "caption", LINES)
    Creator = like(Photo, "creator")
    PhotoSource = like(Photo, "source")
    CopyrightNotice = like(Photo, "copyright_notice")
    ContributorName = like(Contributor, "name", min_length=1)
    TopicName = like(Topic, "name", min_length=1)
    TopicDescription = like(Topic, "description", LINES)
    TopicCode = Annotated[str, Meta(pattern=rf"\A\Z|{CODE}")]
    ContributorTitle = like(Contributor, "title")
    Biography = like(Contributor, "biography", LINES)
    PublicAddress = like(Contributor, "email")
    Profiles = like(Contributor, "profiles", LINES)
    ReportWords = like(Report, "words", LINES)
    DecisionWords = like(Decision, "words", LINES)
    KillNote = like(Article, "kill_note", LINES)

# The choices by name of field, for the error where another word was written.
WORDS: dict[str, Any] = {
    "kind": KINDS,
    "role": ROLES,
    "mode": MODES,
    "reason": REASONS,
    "action": ACTIONS,
    "language": Language,
}


class Part(Struct, forbid_unknown_fields=True):
    pass


class PhotoFile(Part):
    id: Name
    file: Name
    alt: Alt
    credit_line: CreditLine = ""
    caption: Caption = ""
    creator: Creator = ""
    source: PhotoSource = ""
    copyright_notice: CopyrightNotice = ""


class Credit(Part):
    role: ROLES
    name: ContributorName


class Publication(Part):
    """A field that is absent stays as it was in the publication before."""

    kind: KINDS
    time: Time
    note: Note = ""
    by: Name = "editor"
    section: SectionName | UnsetType = UNSET
    headline: Headline | UnsetType = UNSET
    standfirst: Standfirst | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    source: Source | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    body: str | UnsetType = UNSET
    contributors: list[Credit] | UnsetType = UNSET
    topics: list[TopicName] | UnsetType = UNSET
    photos: list[Name] | UnsetType = UNSET


class Window(Part):
    mode: MODES = "automatic"
    until: Time | None = None
    by: Name = "editor"


class Post(Part):
    by: Name
    time: Time
    text: str
    id: Name = ""
    reply_to: Name = ""


class Notice(Part):
    comment: Name
    reason: REASONS
    time: Time
    by: Name = ""
    words: ReportWords = ""


class Ruling(Part):
    comment: Name
    action: ACTIONS
    time: Time
    by: Name = "moderator"
    reason: REASONS | Literal[""] = ""
    words: DecisionWords = ""


class Withdrawal(Part):
    time: Time
    reason: KillNote = ""
    by: Name = "editor"


class Story(Part):
    key: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9._-]{1,100}\Z")]
    section: SectionName
    revisions: Annotated[list[Publication], Meta(min_length=1)]
    language: Language = "en"
    source: Source = ""
    place: Place = ""
    photos: list[PhotoFile] = field(default_factory=list)
    discussion: Window = field(default_factory=Window)
    comments: list[Post] = field(default_factory=list)
    reports: list[Notice] = field(default_factory=list)
    decisions: list[Ruling] = field(default_factory=list)
    kill: Withdrawal | None = None


class SignIn(Part):
    name: Name
    email: Name
    group: Literal["", "Chiefs", "Editors", "Reporters", "Picture desk", "Moderators"] = ""


class SignIns(Part):
    people: list[SignIn]


class Sections(Part):
    names: list[SectionName]


class AboutTopic(Part):
    name: TopicName
    description: TopicDescription = ""
    code: TopicCode = ""


class Topics(Part):
    topics: list[AboutTopic] = field(default_factory=list)


class Presented(Part):
    """What the page of a contributor says."""

    name: ContributorName
    title: ContributorTitle = ""
    biography: Biography = ""
    email: PublicAddress = ""
    profiles: Profiles = ""
    is_desk: bool = False
    has_left: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """Of Contributor; the name is there already."""
        kind = Contributor.Kind.DESK if self.is_desk else Contributor.Kind.PERSON
        texts = {name: getattr(self, name).strip() for name in ("title", "biography", "email", "profiles")}
        return {"kind": kind, "has_left": self.has_left} | texts


class Contributors(Part):
    people: list[Presented]


def read(path: "Path", kind: "type[_Kind]" = Story) -> "_Kind":  # type: ignore[assignment] # a story where none is named
    """The file as that kind of thing. Raises ImportRefused."""
    return decode(_toml(path), kind)


def _toml(path: "Path") -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise ImportRefused("", f"The file can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ImportRefused(f"byte {error.start}", "The file is not in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).rpartition(" (at ")
        raise ImportRefused(place.rstrip(")"), f"This is not TOML: {reason or error}.") from error


def decode(table: dict[str, Any], kind: "type[_Kind]") -> "_Kind":
    try:
        return convert(table, kind, dec_hook=_custom)
    except ValidationError as error:
        raise _refusal(str(error)) from error


def _custom(kind: "Callable[[object], object]", value: object) -> object:
    """Time is the only type in a seed file that msgspec does not know itself."""
    return kind(value)


_MISSING = re.compile(r"Object missing required field `(.+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_TOO_LONG = re.compile(r"Expected `str` of length <= (\d+)")
_WRONG_TYPE = re.compile(r"Expected `(.+)`, got `(.+)`")
_IN_TOML = {
    "str": "text in quotes",
    "array": "a list",
    "object": "a table",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "datetime": "a time without quotes",
    "date": "a day without quotes",
    "time": "a time without quotes",
}


def _refusal(message: str) -> ImportRefused:
    """msgspec's "Expected `str`, got `int` - at `$.comments[3].time`", in words for whoever wrote the file."""
    reason, _, place = message.partition(" - at `$")
    place = place.rstrip("`").lstrip(".")
    name = re.split(r"[.\[]", place)[-1]
    if found := _MISSING.fullmatch(reason):
        return ImportRefused(f"{place}.{found[1]}".lstrip("."), "This is missing.")
    if found := _UNKNOWN.fullmatch(reason):
        return ImportRefused(f"{place}.{found[1]}".lstrip("."), "The format has no field of this name here.")
    if found := _TOO_LONG.fullmatch(reason):
        return ImportRefused(place, f"This is too long: at most {int(found[1]):,} characters.")
    if found := _WRONG_TYPE.fullmatch(reason):
        expected, got = (
            " or ".join(
                _IN_TOML.get(each.strip(), each) for each in side.split("|") if each.strip() != "null"
            )
            for side in found.groups()
        )
        return ImportRefused(place, f"Here must stand {expected}, not {got}.")
    if reason.startswith("Invalid enum value") and name in WORDS:
        return ImportRefused(place, f"Here can stand: {', '.join(WORDS[name].__args__)}.")
    if reason.startswith("Expected `str` of length >= 1"):
        return ImportRefused(place, "This is empty.")
    if reason.startswith("Expected `array` of length >= 1"):
        return ImportRefused(place, "There must be at least one.")
    if reason.startswith("Expected `str` matching regex"):
        return ImportRefused(
            place, _UNFIT.get(name, "This has line breaks or control characters, which can't stand here.")
        )
    return ImportRefused(place, reason)


_UNFIT = {
    "key": "A key has 1 to 100 letters A to Z, digits, dots, - and _.",
    "code": "A code is medtop: and eight digits, as medtop:20000430.",
}
