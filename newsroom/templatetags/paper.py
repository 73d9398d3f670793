"""How the paper sets its times. Always in the site's zone, with the abbreviation in force at that instant."""

from django import template
from django.utils import timezone
from django.utils.html import format_html

register = template.Library()


def local(instant):
    """The instant in the site's zone; summer time is decided by the instant itself."""
    return instant.astimezone(timezone.get_default_timezone())


def clock_text(moment, form="%I:%M%p"):
    return moment.strftime(form).lstrip("0").lower() + f" {moment:%Z}"


def time_element(moment, text):
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="seconds"), text)


@register.filter
def dateline(instant):
    """Sat Jul 6, 2013 2:55pm EDT"""
    moment = local(instant)
    return time_element(moment, f"{moment:%a %b} {moment.day}, {moment:%Y} {clock_text(moment)}")


@register.filter
def comment_time(instant):
    """Jul 06, 2013 4:43am EDT"""
    moment = local(instant)
    return time_element(moment, f"{moment:%b %d, %Y} {clock_text(moment)}")


@register.filter
def clock(instant):
    """2:55pm EDT"""
    moment = local(instant)
    return time_element(moment, clock_text(moment))


@register.filter
def day(instant):
    """Jul 6, 2013"""
    moment = local(instant)
    return time_element(moment, f"{moment:%b} {moment.day}, {moment:%Y}")


@register.filter
def day_in_full(instant):
    """Saturday, July 6, 2013"""
    moment = local(instant)
    return time_element(moment, f"{moment:%A, %B} {moment.day}, {moment:%Y}")


@register.filter
def clock_to_the_second(instant):
    """2:55:09pm EDT"""
    moment = local(instant)
    return time_element(moment, clock_text(moment, "%I:%M:%S%p"))


@register.filter
def exactly(instant):
    """2013-07-06T14:55:00.250-04:00, for scripts: as fine as their clocks"""
    return local(instant).isoformat(timespec="milliseconds")


@register.filter
def in_words(names):
    """A; A and B; A, B and C"""
    names = list(names)
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


# How wide a photo stands where, as `sizes` of HTML says it: what is preloaded must be what is then shown.
SIZES = {
    "lead": "(min-width: 77.5rem) 48rem, (min-width: 60rem) 62vw, calc(100vw - 2rem)",
    "story": "(min-width: 50rem) 46rem, calc(100vw - 2rem)",
    "section": "(min-width: 77.5rem) 44rem, (min-width: 48rem) 58vw, calc(100vw - 2rem)",
    "line": "(min-width: 60rem) 20rem, (min-width: 48rem) 19rem, calc(100vw - 2rem)",
}


@register.filter
def sizes(place):
    return SIZES[place]
