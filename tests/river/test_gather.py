"""What a document only points to: article pages under robots.txt, children of a sitemap index. Real processes, servers of our own."""

import signal
import time

import pytest

from test_core import HOOK, RULE, Room, Server, wait_until

SENTENCES = [
    "The ministers met in the harbour town on Tuesday and spoke for several hours about the price of transit.",
    "Engineers who had walked the route said that the desert section could be finished before the winter storms.",
    "A spokesman for the port authority declined to name the banks that had promised to lend the money.",
    "Truck drivers at the border waited for two days while customs officers counted sacks of rice by hand.",
    "Residents of the valley asked again for water and for a school that stays open through the cold months.",
    "Analysts in the capital called the meeting a small step, though a necessary one after years of silence.",
]


@pytest.fixture
def server():
    with Server() as s:
        yield s


@pytest.fixture
def room(tmp_path, server):
    return Room(tmp_path, server)


def page(*paragraphs, title="An article"):
    """A page with a main text, and around it what is none."""
    text = "".join(f"<p>{p}</p>\n" for p in [*SENTENCES[:3], *paragraphs, *SENTENCES[3:]])
    links = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
    return (200, {"Content-Type": "text/html; charset=utf-8"},
            f"<!DOCTYPE html><html><head><title>{title}</title><script>var navigation = 1;</script></head><body>"
            f"<nav><ul>{links}</ul></nav><article><h1>{title}</h1>{text}</article>"
            f"<footer><ul>{links}</ul><p>All rights reserved</p></footer></body></html>".encode())


def feed(server, *items):
    """items: (guid, title, text)"""
    text = "".join(f"<item><guid>{g}</guid><link>{server.url}/{g}</link><title>{t}</title><description>{d}</description></item>"
                   for g, t, d in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{text}</channel></rss>'.encode()


def by_guid(room):
    return {r["guid"]: r for r in room.records()}


def of(guid, room):
    return by_guid(room)[guid]


WHOLE = 'feed "a" { url = "@S/a" full-text = "always" }\n'
SHORT = 'feed "a" { url = "@S/a" full-text = "short" }\n'


# ---- article pages ---------------------------------------------------------------------------------------------------


def test_rules_see_the_text_of_the_page(room, server):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met.")),
                    "/x": page("Nobody mentioned the pipeline in public."), "/robots.txt": b"User-agent: *\nDisallow: /private"}
    room.write(WHOLE + RULE + HOOK)
    assert room.once("--alert-old") == 0, room.said()
    r = of("x", room)
    assert r["content_source"] == "page" and r["summary"] == "They met."
    assert "Nobody mentioned the pipeline in public." in r["content_text"]
    assert "Section 3" not in r["content_text"] and "rights reserved" not in r["content_text"]
    assert [h["text"] for h in r["hits"]] == ["pipeline"]
    assert len(server.posts) == 1
    assert server.gets == ["/a", "/robots.txt", "/x"]


def test_an_item_with_a_page_is_known_again(room, server):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met.")), "/x": page()}
    room.write(WHOLE)
    assert room.once() == 0
    server.pages["/a"] = feed(server, ("y", "Next day", "They left."), ("x", "Talks end", "They met."))
    server.pages["/y"] = page("Another day, another town.")
    assert room.once() == 0
    for leaf in (room.spool / "state").iterdir():
        leaf.unlink()
    server.pages["/a"] = feed(server, ("x", "Talks end", "They met."))
    assert room.once() == 0
    assert [r["guid"] for r in room.records()] == ["x", "y"]
    assert server.gets.count("/x") == 1 and server.gets.count("/y") == 1


def test_short_texts_only(room, server):
    long = " ".join(SENTENCES)
    server.pages = {"/a": feed(server, ("long", "A", long), ("short", "B", SENTENCES[0]), ("cut", "C", long + " And then…")),
                    "/long": page(), "/short": page(), "/cut": page("And then nothing happened for a whole week.")}
    room.write(SHORT)
    assert room.once() == 0
    assert {g: r.get("content_source") for g, r in by_guid(room).items()} == {"long": None, "short": "page", "cut": "page"}
    assert "/long" not in server.gets


@pytest.mark.parametrize("robots, allowed", [
    ((404, {}, b""), True),
    ((403, {}, b""), True),
    ((500, {}, b""), False),
    ((429, {}, b""), False),
    (b"User-agent: *\nDisallow: /\n", False),
    (b"User-agent: *\nDisallow: /\n\nUser-agent: NewsWired\nDisallow: /y\n", True),
    (b"User-agent: newswired/2.0\r\nUser-agent: other\r\nDisallow: /\r\nAllow: /x$\r\n", True),
    (b"User-agent: newswiredbot\nDisallow: /\n", True),
    (b"<html><body>Disallow: /</body></html>", True),
])
def test_robots(room, server, robots, allowed):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met."), ("z", "Talks begin", "They come.")), "/x": page(),
                    "/z": page(), "/robots.txt": robots}
    room.write(WHOLE)
    assert room.once() == 0
    assert (of("x", room).get("content_source") == "page") == allowed
    assert ("/x" in server.gets) == allowed
    assert server.gets.count("/robots.txt") == 1
    assert len(room.records()) == 2


def test_another_origin_is_asked_by_its_own_rules(room, server):
    with Server() as other:
        server.pages = {"/a": feed(server, ("x", "Talks end", "They met."), ("y", "Talks begin", "They come.")),
                        "/x": lambda: (302, {"Location": f"{other.url}/open"}, b""),
                        "/y": lambda: (302, {"Location": f"{other.url}/closed"}, b"")}
        other.pages = {"/robots.txt": b"User-agent: *\nDisallow: /closed", "/open": page(), "/closed": page()}
        room.write(WHOLE)
        assert room.once() == 0
        assert of("x", room)["content_source"] == "page"
        assert "content_source" not in of("y", room)
        assert sorted(other.gets) == ["/open", "/robots.txt"]


def test_a_redirect_is_no_way_around_the_rules(room, server):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met."), ("y", "Talks begin", "They come.")),
                    "/x": (301, {"Location": "/closed/x"}, b""), "/closed/x": page(),
                    "/y": (301, {"Location": "/z"}, b""), "/z": page(), "/robots.txt": b"User-agent: *\nDisallow: /closed/"}
    room.write(WHOLE)
    assert room.once() == 0
    assert "content_source" not in of("x", room) and of("y", room)["content_source"] == "page"
    assert "/closed/x" not in server.gets and server.gets.count("/robots.txt") == 1


@pytest.mark.parametrize("answer", [
    (500, {}, b"oh"), (404, {}, b"no"), (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"),
    (200, {"Content-Type": "text/html"}, b"<html><body><a href='/'>home</a></body></html>"),
    (302, {"Location": "/x"}, b""), (302, {"Location": "file:///etc/passwd"}, b""),
])
def test_without_a_page_the_feeds_own_text_stays(room, server, answer):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met."), ("y", "Talks begin", "They come.")), "/x": answer, "/y": page()}
    room.write(WHOLE)
    assert room.once() == 0
    r = of("x", room)
    assert r["summary"] == "They met." and "content_source" not in r and "content_text" not in r
    assert of("y", room)["content_source"] == "page"
    assert "page=" in room.said()


def test_a_page_that_items_share_is_the_page_of_none(room, server):
    live = "".join(f"<item><guid>{n}</guid><link>{server.url}/live#{n}</link><title>Entry {n}</title></item>" for n in range(3))
    server.pages = {"/a": f'<rss version="2.0"><channel>{live}</channel></rss>'.encode(), "/live": page()}
    room.write(WHOLE)
    assert room.once() == 0
    assert len(room.records()) == 3 and "/live" not in server.gets


def test_a_host_that_asks_for_peace_gets_it(room, server):
    guids = [f"x{n}" for n in range(20)]
    server.pages = {"/a": feed(server, *[(g, f"Title {g}", "Text.") for g in guids])}
    server.pages |= {f"/{g}": (429, {"Retry-After": "60"}, b"") for g in guids}
    room.write(WHOLE)
    assert room.once() == 0
    assert len(room.records()) == 20
    assert sum(g.startswith("/x") for g in server.gets) <= 3


def test_with_one_connection_the_order_is_that_of_the_configuration(room, server):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met."), ("y", "Talks begin", "They come.")),
                    "/b": feed(server, ("z", "Other news", "Rain.")), "/x": page(), "/y": page()}
    room.write(WHOLE + 'feed "b" { url = "@S/b" }\n', poll="connections = 1")
    assert room.once() == 0
    assert [r["guid"] for r in room.records()] == ["y", "x", "z"]


def test_other_feeds_do_not_wait_for_a_page(room, server):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met.")), "/b": feed(server, ("z", "Other news", "Rain.")),
                    "/x": lambda: time.sleep(3) or page()}
    room.write(WHOLE + 'feed "b" { url = "@S/b" }\n')
    process = room.start()
    assert wait_until(lambda: len(room.records()) == 1)
    assert room.records()[0]["guid"] == "z"
    assert wait_until(lambda: len(room.records()) == 2)
    assert room.end(process, signal.SIGTERM) == 0


def test_stop_and_reload_in_the_middle(room, server):
    server.pages = {"/a": feed(server, ("x", "Talks end", "They met.")), "/x": lambda: time.sleep(2) or page()}
    room.write(WHOLE)
    process = room.start()
    assert wait_until(lambda: "/x" in server.gets)
    assert room.end(process, signal.SIGTERM) == 0
    assert room.records() == []
    process = room.start()
    assert wait_until(lambda: server.gets.count("/x") == 2)
    room.write('feed "b" { url = "@S/b" }\n')
    process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: "reloaded" in room.said())
    assert room.end(process, signal.SIGTERM) == 0
    room.write(WHOLE)
    server.pages["/x"] = page()
    assert room.once() == 0
    assert of("x", room)["content_source"] == "page"


# ---- sitemaps --------------------------------------------------------------------------------------------------------

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def index(server, *children):
    text = "".join(f"<sitemap><loc>{server.url}/{c}</loc>{f'<lastmod>{d}</lastmod>' if d else ''}</sitemap>" for c, d in children)
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{text}</sitemapindex>'.encode()


def urlset(server, *items):
    text = "".join(f"<url><loc>{server.url}/{g}</loc><n:news><n:publication><n:name>Post</n:name><n:language>en</n:language></n:publication>"
                   f"<n:publication_date>2026-11-20</n:publication_date><n:title>{t}</n:title></n:news></url>" for g, t in items)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{NEWS}">{text}</urlset>'.encode()


def titles(room):
    return [r["title"] for r in room.records()]


def test_children_of_a_sitemap_index(room, server):
    server.pages = {"/a": index(server, ("old", "2026-11-01"), ("new", "2026-11-20")), "/old": urlset(server, ("1", "First news")),
                    "/new": urlset(server, ("3", "Third news"), ("2", "Second news"))}
    room.write('feed "a" { url = "@S/a" every = "1s" }\n')
    process = room.start()
    assert wait_until(lambda: len(room.records()) == 3)
    assert titles(room) == ["First news", "Second news", "Third news"]
    server.pages["/new"] = urlset(server, ("4", "Fourth news"), ("3", "Third news"))
    server.pages["/a"] = index(server, ("old", "2026-11-01"), ("new", "2026-11-21"))
    assert room.ctl("feeds", "poll", "a").returncode == 0
    assert wait_until(lambda: len(room.records()) == 4)
    assert room.end(process, signal.SIGTERM) == 0
    assert server.gets.count("/old") == 1 and server.gets.count("/new") == 2


def test_a_child_that_fails_is_asked_for_again(room, server):
    server.pages = {"/a": (200, {"ETag": '"1"'}, index(server, ("one", "2026-11-19"), ("two", "2026-11-20"))),
                    "/one": urlset(server, ("1", "First news")), "/two": (500, {}, b"")}
    room.write('feed "a" { url = "@S/a" }\n')
    assert room.once() == 0
    assert titles(room) == ["First news"] and "sitemap=" in room.said()
    server.pages["/two"] = urlset(server, ("2", "Second news"))
    assert room.once() == 0
    assert titles(room) == ["First news", "Second news"]


def test_full_text_of_a_sitemaps_items(room, server):
    server.pages = {"/a": urlset(server, ("1", "First news")), "/1": page("The pipeline again.")}
    room.write('feed "a" { url = "@S/a" full-text = "always" }\n' + RULE + HOOK)
    assert room.once("--alert-old") == 0
    assert room.records()[0]["content_source"] == "page" and len(server.posts) == 1
