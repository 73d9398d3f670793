"""Addresses behind proxies are read as one setting says (rule 12), and pages of ours are told from others."""

import ipaddress

import pytest
from allauth.core.internal import ratelimit
from django.test import RequestFactory, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.adapter import AccountAdapter
from core.network import client_address, client_network, is_same_origin

PEER = "203.0.113.9"


@pytest.fixture
def seen(rf, settings):
    """seen(proxies, forwarded, peer) -> the address a request counts under."""

    def seen(proxies, forwarded="", peer=PEER, ask=client_address):
        settings.PROXIES = proxies
        headers = {"x-forwarded-for": forwarded} if forwarded else {}
        return ask(rf.get("/", REMOTE_ADDR=peer, headers=headers))

    return seen


def test_without_proxies_nothing_that_a_stranger_writes_is_read(seen):
    assert seen(0, "198.51.100.1") == PEER


def test_with_one_it_is_the_last_entry(seen):
    assert seen(1, "10.0.0.1, 198.51.100.1") == "198.51.100.1"


def test_with_two_it_is_the_last_but_one(seen):
    assert seen(2, "10.0.0.1, 198.51.100.1, 192.0.2.7") == "198.51.100.1"


@pytest.mark.parametrize("forwarded", ["", "198.51.100.1", " , 198.51.100.1"])
def test_too_few_entries_count_as_the_peer(seen, forwarded):
    assert seen(2, forwarded) == PEER


@pytest.mark.parametrize(
    "forwarded",
    [
        "unknown",
        "<script>",
        "999.1.1.1",
        "198.51.100.1:",
        "198.51.100.1:x",
        "198.51.100.1:999999",
        "198.51.100.1:80:80",
    ]
    + [
        "[198.51.100.1",
        "[]",
        "[]:80",
        "[2001:db8::1",
        "2001:db8::1]",
        "[unknown]:80",
        "_hidden",
        "198.51.100.１",
    ],
)
def test_what_is_no_address_counts_as_the_peer(seen, forwarded):
    assert seen(1, forwarded) == PEER


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.1:41234", "198.51.100.1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:DB8:0::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("[fe80::1%eth0]:443", "fe80::1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("[::ffff:198.51.100.1]:41234", "198.51.100.1"),
        ("[::ffff:c633:6401]", "198.51.100.1"),
        ("2001:db8::1:443", "2001:db8::1:443"),
        ("2001:db8:0:0:0:0:0:1:443", "2001:db8::1"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
    ],
)
def test_what_a_proxy_writes_beside_the_address_is_left_out(seen, forwarded, address):
    assert seen(1, f"10.0.0.1, {forwarded}") == address
    assert seen(2, f"{forwarded}, 192.0.2.7:80") == address


@pytest.mark.parametrize("ask", [client_network, lambda request: ratelimit.get_ip(request)])
def test_each_port_of_a_household_is_the_same_household(seen, ask):
    assert len({seen(1, f"[2001:db8:1:2::{end}]:{end}", ask=ask) for end in ("1", "22", "3333")}) == 1
    assert seen(1, "[2001:db8:1:3::1]:1", ask=ask) != seen(1, "[2001:db8:1:2::1]:1", ask=ask)


def test_a_household_with_ipv6_is_one(seen):
    one, other = (seen(0, peer=f"2001:db8:1:2::{end}", ask=client_network) for end in ("1", "ffff"))
    assert one == other == "2001:db8:1:2::/64"
    assert seen(0, peer="2001:db8:1:3::1", ask=client_network) != one


def test_ipv4_through_a_socket_for_both_kinds_is_itself(seen):
    """Or all of them would be one household, ::/64."""
    assert seen(0, peer="::ffff:198.51.100.1", ask=client_network) == "198.51.100.1"


@pytest.mark.parametrize("peer", ["", "unix:", "fe80::1%eth0"])
def test_a_peer_without_an_address_breaks_nothing(seen, peer):
    for ask in (client_address, client_network):
        assert isinstance(seen(0, peer=peer, ask=ask), str)


def test_sign_in_limits_count_the_same_address(seen):
    assert seen(1, "10.0.0.1, 198.51.100.1", ask=AccountAdapter().get_client_ip) == "198.51.100.1"


def test_readers_behind_one_proxy_do_not_lock_each_other_out(client, db, settings):
    settings.PROXIES = 1

    def ask(address, number):
        data = {"login": f"Nobody{number}", "password": "wrong-word-1"}
        return client.post("/accounts/login/", data, headers={"x-forwarded-for": f"10.9.9.9, {address}"})

    for number in range(10):
        assert "do not belong together" in ask("198.51.100.1", number).content.decode()
    assert "too many attempts" in ask("198.51.100.1", 10).content.decode()
    assert "do not belong together" in ask("198.51.100.2", 11).content.decode()


@pytest.fixture
def is_ours(rf, settings):
    """is_ours(Origin, Sec-Fetch-Site) -> whether that is a page of ours, asked of a host that may be asked."""
    settings.SITE_URL = "https://www.paper.example"
    settings.ALLOWED_HOSTS = ["www.paper.example", "localhost"]

    def ask(origin=None, site=None, host="localhost:8000"):
        headers = {"origin": origin, "sec-fetch-site": site, "host": host}
        return is_same_origin(rf.post("/", headers={name: each for name, each in headers.items() if each}))

    return ask


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("https://www.paper.example", "same-origin"),
        ("https://www.paper.example", None),
        ("https://WWW.paper.example:443", None),
        ("http://localhost:8000", "same-origin"),
        (None, "same-origin"),
    ],
)
def test_a_page_of_ours_is_known_by_what_its_browser_says(is_ours, origin, site):
    assert is_ours(origin, site)


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        (None, None),
        ("null", None),
        ("null", "same-origin"),
        ("", "none"),
        ("https://elsewhere.example", None),
        ("https://elsewhere.example", "same-origin"),
        ("https://www.paper.example", "cross-site"),
        ("https://www.paper.example", "same-site"),
        (None, "same-site"),
        ("http://www.paper.example", None),
        ("https://www.paper.example:8443", None),
        ("https://www.paper.example.elsewhere.example", None),
        ("https://www.paper.example@elsewhere.example", None),
        ("https://paper.example", None),
        ("https://localhost:8000", None),
        ("http://localhost:9000", None),
        ("http://127.0.0.1:8000", None),
        ("http://localhost:what", None),
        ("http://[", None),
    ],
)
def test_any_other_is_not(is_ours, origin, site):
    assert not is_ours(origin, site)


def test_a_host_that_may_not_be_asked_makes_no_page_ours(is_ours):
    assert not is_ours("http://elsewhere.example", "same-origin", host="elsewhere.example")


@settings(max_examples=300, deadline=None)
@given(st.ip_addresses(), st.none() | st.integers(0, 65535), st.booleans(), st.booleans())
def test_any_address_is_itself_in_whatever_way_a_proxy_writes_it(address, port, in_full, in_quotes):
    said = address.exploded.upper() if in_full else str(address)
    if port is not None:
        said = f"{said}:{port}" if address.version == 4 else f"[{said}]:{port}"
    said = f'"{said}"' if in_quotes else said
    request = RequestFactory().get("/", REMOTE_ADDR=PEER, headers={"x-forwarded-for": said})
    with override_settings(PROXIES=1):
        assert client_address(request) == str(getattr(address, "ipv4_mapped", None) or address)


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789abcdef.:[]%\"' x", max_size=50))
def test_whatever_else_is_written_counts_as_an_address_or_as_the_peer(said):
    request = RequestFactory().get("/", REMOTE_ADDR=PEER, headers={"x-forwarded-for": said})
    with override_settings(PROXIES=1):
        assert ipaddress.ip_address(client_address(request).partition("%")[0])
        assert client_network(request)
