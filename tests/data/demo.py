#!/usr/bin/python3
"""demo.py - the sample newsroom, watched by a person (make demo).

Serves two editions of twenty-one feeds with nginx on loopback, runs newswired over each, receives its mails and
webhooks, and tells what happened: what was stored, which copies were recognised and why, which outlets told one
story, who was alerted. The second edition must cost only 304s and what is new. Offline, ends within a minute,
leaves nothing behind. Exits 1 when something expected did not happen.
"""

import collections
import os
import sys
import tempfile
import textwrap
import time

import newsroom

RUN_SECONDS = 50
WIDTH = 110
SHOWN = 3  # mails in full

# feed: (items in edition 1, records that edition 2 adds). The last two are a page and a 404.
EXPECTED = {
    "region-desk": (5, 0), "valley-chronicle": (2, 1), "bourse-board": (2, 1), "broken-lantern": (2, 0),
    "sada-e-ravi": (2, 0), "payam-e-shargh": (2, 0), "khabar-e-shomal": (2, 0), "meridian": (3, 1),
    "harbour-gazette": (2, 0), "levant-observer": (3, 0), "capital-mirror": (2, 0), "trade-brief": (2, 0),
    "indus-daily": (3, 1), "alborz-times": (3, 0), "gulf-ledger": (2, 0), "karakoram-post": (2, 0),
    "coast-courier": (1, 1), "desert-line": (2, 0), "night-mail": (2, 0), "old-bazaar": (0, 0), "lost-caravan": (0, 0),
}
NOT_FEEDS = {"old-bazaar", "lost-caravan"}
WIRE = "MNA-20261115-0442"
WIRE_COPIES = {"harbour-gazette", "levant-observer", "capital-mirror", "trade-brief"}
TELLINGS = {"indus-daily", "alborz-times", "gulf-ledger", "karakoram-post", "meridian", "desert-line"}
TRADE = "iran-pakistan-trade"

checks = []


def check(good, what):
    checks.append((bool(good), what))


def heading(text):
    print(f"\n{text}\n{'-' * len(text)}")


def wrapped(text, indent):
    return textwrap.fill(
        " ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False, break_long_words=False,
    )


def feed_of(request):
    """The feed whose document it is; a page's name is no feed's."""
    return request.path.strip("/").split(".")[0]


def tells(record):
    """The names of the rules that a record hits."""
    return {hit["rule"] for hit in record.get("hits", [])}


class Edition:
    """One run of the daemon over one edition."""

    def __init__(self, number, web, configuration, spool, before):
        web.show(newsroom.EDITIONS[number - 1])
        asked = len(web.requests())
        start = time.monotonic()
        self.done = newsroom.newswired("-c", configuration, "--once", "--alert-old", seconds=RUN_SECONDS)
        self.seconds = time.monotonic() - start
        every = web.requests()[asked:]
        self.requests = [r for r in every if feed_of(r) in EXPECTED]
        self.others = [r.path for r in every if feed_of(r) not in EXPECTED]
        self.all = newsroom.read_records(spool)
        self.new = self.all[before:]
        self.number = number
        check(self.done.returncode == 0, f"edition {number}: newswired --once exits 0 (it was {self.done.returncode})")
        if self.done.returncode != 0:
            print(self.done.stderr)

    def table(self):
        heading(f"Edition {self.number}: newswired --once --alert-old, {self.seconds:.1f} s")
        answers = {feed_of(r): r.status for r in self.requests}
        counts = collections.Counter(r["feed"] for r in self.new)
        copies = collections.Counter(r["feed"] for r in self.new if r.get("duplicate_of"))
        for feed, expected in EXPECTED.items():
            said = f"{counts[feed]} stored" if counts[feed] else "nothing new" if answers.get(feed) == 304 else "nothing stored"
            note = f", {copies[feed]} of them a copy" if copies[feed] else ""
            revised = sum(r["feed"] == feed and r["revision"] > 1 for r in self.new)
            note += f", {revised} of them a correction" if revised else ""
            print(f"  {feed:18} HTTP {answers.get(feed, '-')}   {said}{note}")
            wanted = expected[self.number - 1]
            check(counts[feed] == wanted, f"edition {self.number}: {feed} stored {counts[feed]} records, expected {wanted}")
        print(f"  {len(self.new)} records in all, {sum(copies.values())} of them copies")


def show_copies(edition):
    heading("Copies recognised, and why")
    by_id = {r["id"]: r for r in edition.all}
    wire = next((r for r in edition.all if r["guid"] == WIRE), None)
    copies = [r for r in edition.all if r.get("duplicate_of")]
    for r in copies:
        original, why = by_id.get(r["duplicate_of"], {}), r.get("why", {}).get("duplicate", {})
        print(f"  {r['outlet']}: {r['title']}")
        print(f"    is the text of {original.get('outlet')}: {original.get('title')}")
        print(f"    because of {why.get('shared')} shared passages of three words: overlap {why.get('jaccard', 0):.2f}, "
              f"{why.get('containment', 0):.0%} of the shorter text")
    check(wire and {r["feed"] for r in copies} == WIRE_COPIES and all(r["duplicate_of"] == wire["id"] for r in copies),
          "the wire story's four reprints, and nothing else, are copies of it")
    tables = [r for r in edition.all if r["feed"] == "bourse-board"]
    print("  Alike, but no copies: " + "; ".join(r["title"] for r in tables))
    for veto in sorted({r.get("why", {}).get("duplicate", {}).get("veto", "") for r in tables} - {""}):
        print(f"    the veto that spoke: {veto}")
    return copies


def show_pages(edition):
    heading("What stood only on an article's page (full-text = \"short\")")
    print("  Fetched beside the feeds: " + " ".join(edition.others))
    for r in edition.new:
        if r.get("content_source") == "page":
            print(f"  {r['outlet']}: {r['title']}")
            print(wrapped(f"the feed says: {r['summary']}", "    "))
            print(wrapped(f"the page says: {r['content_text'][:300]} …", "    "))
    paged = [r for r in edition.all if r.get("content_source") == "page"]
    check([r["guid"] for r in paged] == ["dl-311"] and TRADE in tells(paged[0]), "a rule hits what stands only on the page")
    check(paged and not any(w in paged[0]["content_text"] for w in ("cookies", "Read more", "Tweet", "Old Hand", "rights reserved")),
          "of the page only the article is taken")
    check("/robots.txt" in edition.others and not any("private" in path for path in edition.others),
          "a page that robots.txt forbids is not asked for")
    check(edition.others.count("/night-mail-news.xml") == 1, "the child of a sitemap index is read")


def show_stories(edition):
    heading("Stories that several outlets told")
    stories = collections.defaultdict(list)
    for r in edition.all:
        stories[r["story"]].append(r)
    for story, members in stories.items():
        outlets = list(dict.fromkeys(m["outlet"] for m in members))
        if len(outlets) > 1:
            print(f"  {members[0]['title']}")
            print(wrapped(f"{len(members)} items from " + ", ".join(outlets), "    "))
            terms = next((m["why"]["story"]["terms"] for m in members[1:] if m.get("why", {}).get("story", {}).get("terms")), [])
            if terms:
                print(wrapped("joined by: " + " ".join(terms[:10]), "    "))
    visits = {r["story"] for r in edition.all if r["feed"] in TELLINGS and TRADE in tells(r) and r["guid"] != WIRE}
    check(len(visits) == 1, f"the six tellings of the visit are one story (they are {len(visits)})")
    negatives = [r for r in edition.all if r["feed"] == "region-desk"]
    check(all(not tells(r) and r["story"] not in visits for r in negatives), "news of the region that only look alike stay apart")
    foreign = [r for r in edition.all if r.get("language", "")[:2] in ("fa", "ur") and TRADE in tells(r)]
    check(len(foreign) == 3, f"the rule hits the two Persian and the Urdu reports too ({len(foreign)} of 3)")
    return visits


def show_mail(mail):
    message = mail.message
    print()
    for name in ("From", "To", "Subject", "References", "X-Newswired-Rule"):
        if message[name]:
            print(f"  | {name}: {message[name]}")
    print("  |")
    for line in mail.text().splitlines():
        print(wrapped(line, "  | ") if line else "  |")


def check_mail(mail):
    message = mail.message
    check(not message.defects and not any(p.defects for p in message.walk()), "a mail is well-formed MIME")
    check(message["Auto-Submitted"] == "auto-generated" and message["List-Id"], "a mail says that a machine wrote it")


def show_hooks(hooks):
    for hook in hooks:
        data = hook.json()["data"]
        verdict = "signature good" if not hook.problem else "REFUSED: " + hook.problem
        print(f"  {hook.json()['type']:13} {data['rule']:20} {verdict}   {data['story']['title'][:60]}")
        print(wrapped(f"outlets: {', '.join(data['story']['outlets'])}", " " * 16))
    check(hooks and all(not h.problem for h in hooks), "every webhook's signature is good")
    check(len({h.id for h in hooks}) == len(hooks), "no webhook came twice")


def show_alerts(number, mails, hooks):
    heading(f"Alerts of edition {number}")
    print(f"  Mails to the desk: {len(mails)}. The first {min(SHOWN, len(mails))} in full, but for some headers:")
    for mail in mails[:SHOWN]:
        show_mail(mail)
    for mail in mails[SHOWN:]:
        print(f"\n  | Subject: {mail.message['Subject']}")
    for mail in mails:
        check_mail(mail)
    print(f"\n  Webhooks: {len(hooks)}, each verified by the receiver.")
    show_hooks(hooks)


def check_told_once(edition, receiver):
    """Each story that a rule hit is told once, by each of its receivers; the rest are updates."""
    told = collections.Counter()
    for hook in receiver.hooks:
        if hook.json()["type"] == "story.matched":
            told[(hook.json()["data"]["rule"], hook.json()["data"]["story"]["id"])] += 1
    due = {(rule, r["story"]) for r in edition.all for rule in tells(r)}
    check(set(told) == due and set(told.values()) <= {1}, f"{len(due)} times a rule met a story, told once each")


def check_second(edition, visits, hooks):
    changed = {feed for feed, (_, new) in EXPECTED.items() if new}
    for request in edition.requests:
        feed = feed_of(request)
        if feed in NOT_FEEDS:
            continue
        wanted = 200 if feed in changed else 304
        check(request.status == wanted and request.if_none_match, f"edition 2: {feed} answers a conditional request with {wanted}")
    revised = [r for r in edition.new if r["revision"] == 2]
    check([r["feed"] for r in revised] == ["valley-chronicle"], "the corrected story is stored as its second revision")
    updates = [h.json()["data"] for h in hooks if h.json()["type"] == "story.updated"]
    check(any(u["story"]["id"] in visits and "coast-courier.example" in u["story"]["outlets"] for u in updates),
          "a new outlet telling the known event is an update of its story")


def check_outbox(spool):
    waiting = [p for place in ("tmp", "new", "deferred", "hold", "failed") for p in (spool / "outbox" / place).glob("*")]
    check(not waiting, f"nothing waits in the outbox ({len(waiting)} files)")


def show_commands(configuration, record):
    """The tool beside the daemon, on the spool that is left."""
    for arguments in (["status"], ["why", record["id"]]) if record else (["status"],):
        heading(f"newswirectl {' '.join(arguments)}")
        done = newsroom.newswirectl("-c", configuration, *arguments)
        print(textwrap.indent(done.stdout, "  "), end="")
        check(done.returncode == 0 and done.stdout, f"newswirectl {arguments[0]} answers {done.stderr}")


def demo(scratch):
    with newsroom.NginxServer(scratch) as web, newsroom.MailReceiver() as mail, newsroom.WebhookReceiver() as hook:
        configuration, spool = newsroom.write_configuration(scratch, web, mail, hook)
        print(f"nginx serves the newsroom at {web.url}; mail goes to {mail.url}, webhooks to {hook.url}")

        first = Edition(1, web, configuration, spool, 0)
        first.table()
        show_pages(first)
        copies = show_copies(first)
        show_stories(first)
        show_alerts(1, mail.mails, hook.hooks)
        mails, hooks = len(mail.mails), len(hook.hooks)

        second = Edition(2, web, configuration, spool, len(first.all))
        second.table()
        visits = show_stories(second)
        show_alerts(2, mail.mails[mails:], hook.hooks[hooks:])
        check_second(second, visits, hook.hooks[hooks:])
        check_told_once(second, hook)
        check({m.message["X-Newswired-Rule"] for m in mail.mails} == {TRADE}, "the desk got mail of its rule, and of no other")
        check_outbox(spool)
        show_commands(configuration, copies[0] if copies else None)


def main():
    for program in ("newswired", "newswirectl"):
        if not os.access(newsroom.BUILD / program, os.X_OK):
            print(f"demo: {newsroom.BUILD / program} is not built; say make demo", file=sys.stderr)
            return 69
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newswired-demo-") as scratch:
        demo(scratch)
    failed = list(dict.fromkeys(what for good, what in checks if not good))
    heading(f"{len(checks) - len([c for c in checks if not c[0]])} of {len(checks)} expectations held, {time.monotonic() - start:.0f} s")
    held = dict.fromkeys(what for good, what in checks if good and not what.startswith("edition"))
    for what in held:
        if what not in failed:
            print(f"  ok    {what}")
    for what in failed:
        print(f"  FAIL  {what}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
