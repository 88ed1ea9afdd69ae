"""Documents that cannot be read, or only in part, and dates that cannot be: nothing is lost, and it is said what was wrong and where."""

import json

import pytest

from test_core import HOOK, RULE, Room, Server, rss

FEED = 'feed "gulf" { url = "@S/a" }\n'
BROKEN = (b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>f</title>\n'
          b"<item><guid>1</guid><title>Dates & rice</title><description>The pipeline <b>again</description></item>\n"
          b"<item><guid>2</guid><title>Second</title>")


@pytest.fixture
def server():
    with Server() as s:
        yield s


@pytest.fixture
def room(tmp_path, server):
    r = Room(tmp_path, server)
    r.write(FEED + RULE + HOOK)
    return r


def message(room):
    return json.loads(room.ctl("--json", "feeds", "list").stdout.splitlines()[0]).get("message", "")


def quarantined(room):
    """(reason, body) of each pair."""
    folder = room.spool / "quarantine"
    return [(json.loads(p.read_text())["reason"], p.with_suffix(".body").read_bytes()) for p in folder.glob("*.json")]


def test_what_can_be_read_is_stored_and_the_rest_can_be_looked_at(room, server):
    server.pages["/a"] = (200, {"ETag": '"1"'}, BROKEN)
    assert room.once("--alert-old") == 0
    assert [(r["guid"], r["title"], r["recovered"]) for r in room.records()] == [("2", "Second", True), ("1", "Dates & rice", True)]
    assert len(server.posts) == 1
    assert message(room).startswith("damaged: line 3, byte ")
    assert quarantined(room) == [(message(room).removeprefix("damaged: "), BROKEN)]
    assert room.said().count("damaged: ") == 1
    server.pages["/a"] = (304, {"ETag": '"1"'}, b"")
    assert room.once() == 0
    assert message(room).startswith("damaged: line 3, byte "), "what stands on the page is as damaged as before"
    server.pages["/a"] = BROKEN + b" "
    assert room.once() == 0
    assert room.said().count("damaged: ") == 1, "a feed that is always so is told once"
    server.pages["/a"] = rss(("3", "Mended", "Text"))
    assert room.once() == 0
    assert message(room) == ""


def test_a_page_in_place_of_a_feed_names_its_feeds(room, server):
    page = b'<!DOCTYPE html><html><head><link rel="alternate" type="application/atom+xml" href="/feed.atom"></head><body>Hello</body></html>'
    server.pages["/a"] = rss(("1", "First", "Text"))
    assert room.once() == 0
    server.pages["/a"] = page
    assert room.once() == 0
    assert "HTML page" in message(room) and f"{server.url}/feed.atom" in message(room)
    assert quarantined(room) == [(message(room), page)]
    assert [r["guid"] for r in room.records()] == ["1"]
    server.pages["/a"] = rss(("1", "First", "Text"), ("2", "Second", "Text"))
    assert room.once() == 0
    assert [r["guid"] for r in room.records()] == ["1", "2"], "the items of before are known still"


def test_more_than_a_document_may_hold_is_told(room, server):
    items = "".join(f"<item><guid>{n}</guid></item>" for n in range(20001))
    server.pages["/a"] = f'<rss version="2.0"><channel><title>f</title>{items}</channel></rss>'.encode()
    assert room.once() == 0
    assert len(room.records()) == 20000
    assert "left out" in message(room) and "left out" in room.said()


@pytest.mark.parametrize("date, stored", [
    ("Fri, 01 Jan 2199 00:00:00 GMT", "2199-01-01T00:00:00Z"),
    ("Thu, 31 Feb 2026 00:00:00 GMT", None),
    ("0000-00-00T00:00:00Z", None),
    ("soon", None),
])
def test_no_date_of_a_peer_orders_anything(room, server, date, stored):
    item = f"<item><guid>x</guid><title>The pipeline</title><pubDate>{date}</pubDate></item>"
    server.pages["/a"] = f'<rss version="2.0"><channel><title>f</title>{item}</channel></rss>'.encode()
    assert room.once("--alert-old") == 0
    first = room.records()[0]
    assert first.get("date_published") == stored and first["date_fetched"].startswith("20")
    assert len(server.posts) == 1, "it is alerted as any other"
    server.pages["/a"] = rss(("y", "Tomorrow", "Text"))
    assert room.once() == 0
    assert [r["guid"] for r in room.records()] == ["x", "y"] and len(list(room.spool.glob("items/*/*/*.jsonl"))) == 1
    shown = room.ctl("--json", "items", "--since", "1h").stdout.splitlines()
    assert len(shown) == 2
