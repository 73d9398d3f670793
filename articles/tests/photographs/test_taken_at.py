"""When a photograph was taken: in EXIF, XMP and IPTC, and nothing where no calendar here can hold it."""

import datetime

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Photo
from articles.photographs import metadata
from articles.photographs.inspection import inspect
from articles.photographs.metadata import taken_at
from articles.photographs.metadata.containers import take_apart
from articles.tests.photographs.blocks import PHOTOSHOP, XMP_BEGINS, dataset, exif, jpeg, resources, xmp

UTC = datetime.UTC
SEOUL = datetime.timezone(datetime.timedelta(hours=9))
MORNING = datetime.datetime(2013, 7, 6, 10, 11, 12)


@pytest.mark.parametrize(
    "written, offset, shown",
    [
        ("2013:07:06 10:11:12", None, MORNING),
        ("2013:07:06 10:11:12", "   :  ", MORNING),
        ("2013:07:06 10:11:12\0", "\0", MORNING),
        ("2013-07-06T10:11:12", "+09:00", MORNING.replace(tzinfo=SEOUL)),
        ("2013:07:06 10:11:12", "Z", MORNING.replace(tzinfo=UTC)),
        ("0000:00:00 00:00:00", None, None),
        ("    :  :     :  :  ", None, None),
        ("0001:01:01 00:00:00", None, None),
        ("1825:12:31 23:59:59", None, None),
        ("2100:01:01 00:00:00", None, None),
        ("9999:12:31 23:59:59", "-12:00", None),
        ("2013:13:06 10:11:12", None, None),
        ("2013:02:29 10:11:12", None, None),
        ("2013:07:06 24:00:00", None, None),
        ("2013:07:06 10:11:60", None, None),
        ("2013:07:06 10:11:12", "+99:99", None),
        ("2013:07:06 10:11:12", "+14:01", None),
        ("2013:07:06 10:11:12", "+09:75", None),
        ("2013:07:06 10:11:12", "nonsense", None),
        ("2013:07:06", None, None),
        ("２０１３:07:06 10:11:12", None, None),
        ("", None, None),
        (None, "+09:00", None),
        (7, 9, None),
    ],
)
def test_exif_is_the_cameras_clock_with_its_zone_if_it_names_one(written, offset, shown):
    assert taken_at.of_exif(written, offset) == shown


@pytest.mark.parametrize(
    "written, shown",
    [
        ("2013-07-06T10:11:12+09:00", MORNING.replace(tzinfo=SEOUL)),
        ("2013-07-06T10:11:12.5Z", MORNING.replace(tzinfo=UTC, microsecond=500_000)),
        ("2013-07-06T10:11:12.123456789", MORNING.replace(microsecond=123_456)),
        ("2013-07-06T10:11", MORNING.replace(second=0)),
        # A day alone has no time, and midnight would be made up.
        ("2013-07-06", None),
        ("2013", None),
        ("0001-01-01T00:00:00Z", None),
        ("2013-07-06T10:11:12+24:00", None),
    ],
)
def test_xmp_is_a_time_of_iso_8601(written, shown):
    assert taken_at.of_iso(written) == shown


@pytest.mark.parametrize(
    "day, clock, shown",
    [
        ("20130706", "101112+0900", MORNING.replace(tzinfo=SEOUL)),
        ("20130706", "101112", MORNING),
        ("20130706", "", None),
        ("20130700", "101112", None),
        ("00000000", "000000+0000", None),
        ("20130706", "101112+9999", None),
        ("2013-07-06", "10:11:12", None),
        (None, None, None),
    ],
)
def test_iptc_is_a_day_and_a_clock(day, clock, shown):
    assert taken_at.of_iim(day, clock) == shown


anything = st.text(max_size=30) | st.from_regex(
    r"\A[0-9]{4}[:-][0-9]{2}[:-][0-9]{2}[ T][0-9:.]{5,12}[0-9:+Z-]{0,7}\Z"
)


@given(anything, anything | st.none() | st.integers())
def test_whatever_is_written_it_can_be_shown_in_every_zone_or_is_not_there(written, offset):
    for time in (
        taken_at.of_exif(written, offset),
        taken_at.of_iso(written),
        taken_at.of_iim(written, written),
    ):
        if time is not None:
            aware = time if time.tzinfo else time.replace(tzinfo=UTC)
            for hours in (-24, 24):
                aware.astimezone(UTC).astimezone(
                    datetime.timezone(datetime.timedelta(hours=hours - hours // 24))
                )


BROKEN = exif().replace(b"2013:07:06 10:11:12", b"0000:00:00 00:00:00")
IN_XMP = xmp("<photoshop:DateCreated>2014-01-02T03:04:05Z</photoshop:DateCreated>").encode()
IN_IPTC = dataset((2, 55), b"20150203") + dataset((2, 60), b"040506+0000")


@pytest.mark.parametrize(
    "parts, year",
    [
        ([(0xE1, b"Exif\0\0" + exif()), (0xE1, XMP_BEGINS + IN_XMP)], 2013),
        (
            [
                (0xE1, b"Exif\0\0" + BROKEN),
                (0xE1, XMP_BEGINS + IN_XMP),
                (0xED, PHOTOSHOP + resources(IN_IPTC)),
            ],
            2014,
        ),
        ([(0xE1, b"Exif\0\0" + BROKEN), (0xED, PHOTOSHOP + resources(IN_IPTC))], 2015),
    ],
)
def test_the_camera_knows_best_and_then_xmp_and_then_iptc(parts, year):
    assert metadata.read(take_apart(jpeg(*parts))).fields["taken_at"].year == year


@pytest.mark.parametrize(
    "written", ["0001:01:01 00:00:00", "9999:12:31 23:59:59", "0000:00:00 00:00:00", "2013:13:45 99:99:99"]
)
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_a_time_that_no_calendar_holds_is_left_empty_and_every_page_is_there(desk, settings, written, zone):
    settings.TIME_ZONE = zone
    block = exif().replace(b"2013:07:06 10:11:12", written.encode()).replace(b"+09:00", b"-14:00")
    content = jpeg((0xE1, b"Exif\0\0" + block))
    photo = Photo.objects.ingest(ContentFile(content, name="photo.jpg"), credit_line="Meridian").photo
    assert photo.taken_at is None
    for page in ("/admin/articles/photo/", f"/admin/articles/photo/{photo.pk}/change/"):
        assert desk.get(page).status_code == 200


@pytest.mark.parametrize("written", ["1826:01:01 00:00:00", "2099:12:31 23:59:59"])
def test_the_first_and_the_last_that_are_taken_are_shown(desk, settings, written):
    for zone in ("America/New_York", "Pacific/Kiritimati"):
        settings.TIME_ZONE = zone
        content = jpeg(
            (0xE1, b"Exif\0\0" + exif().replace(b"2013:07:06 10:11:12", written.encode())),
            (0xFE, zone.encode()),
        )
        photo = Photo.objects.ingest(ContentFile(content, name="photo.jpg"), credit_line="Meridian").photo
        photo.refresh_from_db()
        assert photo.taken_at
        assert desk.get(f"/admin/articles/photo/{photo.pk}/change/").status_code == 200


def test_an_hour_that_the_site_skips_or_has_twice_is_taken():
    for written in (b"2013:03:10 02:30:00", b"2013:11:03 01:30:00"):
        block = exif().replace(b"2013:07:06 10:11:12", written).replace(b"+09:00", b"      ")
        assert inspect(ContentFile(jpeg((0xE1, b"Exif\0\0" + block)), name="photo.jpg")).described["taken_at"]


@pytest.mark.parametrize("year, month", [(1, 1), (9999, 12)])
def test_one_that_an_earlier_release_took_keeps_nobody_from_the_form(desk, settings, make_photo, year, month):
    photo = make_photo()
    day = 1 if month == 1 else 31
    Photo.objects.filter(pk=photo.pk).update(
        taken_at=datetime.datetime(year, month, day, 23 * (day > 1), tzinfo=UTC)
    )
    for settings.TIME_ZONE in ("America/New_York", "Pacific/Kiritimati"):
        assert desk.get(f"/admin/articles/photo/{photo.pk}/change/").status_code == 200
