"""What a contributor’s page tells programs: data by schema.org, as its type ProfilePage has it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from articles.models import Contributor


def profile_page(one: "Contributor", paper: str) -> dict[str, Any]:
    """https://schema.org/ProfilePage. `paper` is its name."""
    address = f"{settings.SITE_URL}{one.get_absolute_url()}"
    whose = {"@type": "NewsMediaOrganization", "name": paper, "url": f"{settings.SITE_URL}/"}
    is_here = not one.has_left
    about = {
        "@type": "Organization" if one.is_desk else "Person",
        "@id": f"{address}#contributor",
        "name": one.name,
        "url": address,
        "description": one.biography,
        "image": one.picture and one.picture.middling.absolute_url,
        "email": one.contact,
        "sameAs": one.profile_addresses,
        # An organization has no title.
        "jobTitle": "" if one.is_desk else one.role_here,
        ("parentOrganization" if one.is_desk else "worksFor"): whose if is_here else None,
    }
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": address,
        "mainEntity": {name: value for name, value in about.items() if value},
    }
