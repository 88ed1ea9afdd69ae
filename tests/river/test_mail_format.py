"""The mails that newswired writes, read by Python's email package: no defects, every title comes back, none injects.

The mails come from `test_mime print` (tests/deliver), which writes one for each title it reads.
"""

import base64
import email
import email.policy
import os
import random
import re
import subprocess
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITER = Path(os.path.join(ROOT, os.environ.get("B") or "build")) / "tests" / "deliver" / "test_mime"

FIELDS = ["From", "To", "Date", "Subject", "Message-ID", "In-Reply-To", "References", "List-Id", "Auto-Submitted",
          "X-Newswired-Rule", "X-Newswired-Story", "X-Newswired-Feed", "MIME-Version", "Content-Type"]

# A title here is also the rule, the feed's name, the author, the outlet and the content: all of peer text at once.
TITLES = [
    "Iran and Pakistan sign gas deal",
    "ایران و پاکستان قرارداد گاز را امضا کردند؛ خط لوله تا سال آینده آماده می‌شود، گفتند وزیران دو کشور در تهران",
    "伊朗与巴基斯坦签署天然气协议，管道将于明年完工" * 4,
    "Übergrößenträger: l'été à Têhéran, dit-on",
    "😀" * 60,
    "word " * 80,
    "x" * 900,
    "=?UTF-8?Q?Bcc=3A_x?= =?x?b?y?=",
    "a\r\nBcc: evil@example.net\r\n\r\n<script>alert(1)</script>",
    "a\rBcc: evil@example.net\r b\n\n c",
    "--=_newswired_0123456789abcdeffedcba9876543210--",
    "\r\n--=_newswired_0123456789abcdeffedcba9876543210\r\nContent-Type: text/html\r\n\r\nx",
    "\x1b]52;c;ZXZpbA==\x07 \x7f\x85\u2028\u2029 end",
    "\u202eevil\u202c \u2066x\u2069",
    ".\n.\r\nFrom x\nFrom y",
    "", " ", "=", "?=", "_", "  two  spaces  ",
    '"quoted" <angle@example.net>, (comment); a@b:',
]


def write_mails(titles):
    lines = b"".join(base64.b64encode(t if isinstance(t, bytes) else t.encode("utf-8")) + b"\n" for t in titles)
    out = subprocess.run([WRITER, "print"], input=lines, stdout=subprocess.PIPE, check=True).stdout
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        size = int(out[at:end])
        yield out[end + 1:end + 1 + size]
        at = end + 1 + size


def clean(title):
    """What may become of a title: one line, no controls, no turning of the reading order."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in title
                   if not ("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"))
    return re.sub(" +", " ", kept).strip(" ")


def short(text, units):
    """At most that many UTF-16 units, the last an ellipsis when something was cut."""
    if len(text.encode("utf-16-le")) // 2 <= units:
        return text
    while len(text.encode("utf-16-le")) // 2 > units - 1:
        text = text[:-1]
    return text + "…"


def fields_of(title):
    return FIELDS if clean(title) else [f for f in FIELDS if f not in ("X-Newswired-Rule", "X-Newswired-Feed")]


def names_of(mail):
    head = mail.partition(b"\r\n\r\n")[0]
    return [line.split(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith(b" ")]


def check_form(mail, fields=FIELDS):
    """The bytes themselves, before any reader is kind to them."""
    assert mail.endswith(b"\r\n")
    head, _, body = mail.partition(b"\r\n\r\n")
    lines = mail.split(b"\r\n")
    assert all(len(line) <= 998 for line in lines)
    assert not re.search(rb"[^\x20-\x7e\r\n]", mail) and b"\n" not in mail.replace(b"\r\n", b"") and b"\r" not in mail.replace(b"\r\n", b"")
    assert names_of(mail) == fields
    for line in head.split(b"\r\n"):
        if not line.startswith(b"List-Id: "):  # one word, which cannot be folded
            assert len(line) <= (76 if b"=?UTF-8?" in line else 78), line
        assert line.strip() == line.lstrip(b" ") and line.strip(), line
        for word in re.findall(rb"=\?UTF-8\?[BQ]\?[^?]*\?=", line):
            assert len(word) <= 75
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert body.count(b"--=_newswired_0123456789abcdeffedcba9876543210") == 3


class Page(HTMLParser):
    """Refuses what a mail's page may not have."""

    ALLOWED = {"html", "head", "meta", "title", "body", "h2", "p", "a", "b", "mark", "small", "br"}

    def __init__(self):
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag, attrs):
        assert tag in self.ALLOWED, tag
        for name, value in attrs:
            assert (tag, name) in {("meta", "charset"), ("a", "rel"), ("a", "href"), ("p", "dir"), ("h2", "dir")}
            assert name != "href" or value.startswith("https://news.example.org/")

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_data(self, data):
        self.text += data


def check_mail(mail, title):
    check_form(mail, fields_of(title))
    message = email.message_from_bytes(mail, policy=email.policy.default)
    for part in message.walk():
        assert part.defects == [], part.defects
        for value in part.values():
            assert not getattr(value, "defects", ()), (value, value.defects)
    rule, wanted = short(clean(title), 100), short(clean(title), 300) or "(no title)"
    again = "Re: " if len(title.encode("utf-8", "surrogateescape")) % 2 else ""
    assert message["Subject"] == f"{again}[{rule}] {wanted}"
    assert (message["X-Newswired-Rule"] or "") == short(clean(title), 300)
    assert message["From"].addresses[0].addr_spec == "newswired@example.org"
    assert [a.addr_spec for a in message["To"].addresses] == ["desk@example.com"]
    assert message["Date"].datetime.isoformat() == "2025-11-21T09:30:00+00:00"
    assert message["Auto-Submitted"] == "auto-generated" and message["Bcc"] is None
    assert re.fullmatch(r"<[A-Za-z0-9_-]+\.newswired\.example\.org>", message["List-Id"])
    assert message.get_content_type() == "multipart/alternative"
    text, page = message.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    body = text.get_content()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", body.replace("\r\n", "\n"))
    assert "https://news.example.org/a?b=1&c=2" in body and "Outlets (2): example.org, روزنامه" in body
    reader = Page()
    reader.feed(page.get_content())
    reader.close()
    assert "Story 11112222333344445555666677778888" in reader.text
    return message


def test_mails_are_read_without_defects():
    for mail, title in zip(write_mails(TITLES), TITLES, strict=True):
        check_mail(mail, title)


def test_hits_are_marked_in_both_parts():
    message = check_mail(next(write_mails(["A gas deal"])), "A gas deal")
    text, page = message.iter_parts()
    assert text.get_content().splitlines()[0] == "A *gas* deal"
    assert "A <mark><b>gas</b></mark> deal" in page.get_content()


def hostile_title(rng):
    pieces = ["\r", "\n", "\r\n", "\r\n\r\n", "\t", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\u200c",
              "Bcc: x@example.net", "Subject: y", "--=_newswired_", "=?UTF-8?B?", "?=", "=?", "=20", "=\r\n", ".", "From ", " ",
              "<b>", "&amp;", "\"", "'", "gas", "ایران", "伊朗", "😀", "é", "x" * 60, ":", ",", ";", "@", "\\", "%s%n"]
    return "".join(rng.choice(pieces) for _ in range(rng.randint(0, 24)))


def test_ten_thousand_hostile_titles_inject_nothing():
    rng = random.Random(20261121)
    titles = [hostile_title(rng) for _ in range(10_000)]
    injections = 0
    for mail, title in zip(write_mails(titles), titles, strict=True):
        injections += names_of(mail) != fields_of(title)
    assert injections == 0
    for mail, title in zip(write_mails(titles[:1000]), titles[:1000], strict=True):
        check_mail(mail, title)


def test_random_bytes_inject_nothing():
    rng = random.Random(7)
    titles = [rng.randbytes(rng.randint(0, 200)) for _ in range(1000)]
    for mail, title in zip(write_mails(titles), titles, strict=True):
        check_form(mail, fields_of(title.decode("utf-8", "replace")))
        message = email.message_from_bytes(mail, policy=email.policy.default)
        assert all(part.defects == [] for part in message.walk())
