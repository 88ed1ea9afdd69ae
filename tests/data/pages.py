#!/usr/bin/python3
"""pages.py - writes tests/data/pages: article pages as outlets make them, for tests/parse/test_article.c

The texts are in pages/stories, one file a language: first what stands around an article (navigation, teasers,
comments, …), then the articles. Each page takes one article and one layout. Beside NAME.html come NAME.txt, the title
and the main text that a reader would copy out, a paragraph a line, and NAME.not, phrases that must not be among it.

The same texts give the same bytes. Run it again after a change, and commit what it writes.
"""

import html
import sys
from pathlib import Path

import page_layouts
import page_layouts_more
from page_layouts import plain

HERE = Path(__file__).resolve().parent / "pages"

# Page, layout, charset. What is not said is UTF-8.
PLAN = [
    ("en-seawall", "semantic"), ("en-seedbank", "table", "iso-8859-1"), ("en-freight", "amp"), ("en-library", "blog"),
    ("en-rates", "soup"), ("en-live", "live"), ("en-bees", "soup"), ("en-opinion", "css"),
    ("fa-dam", "soup"), ("fa-market", "table", "windows-1256"), ("fa-quake", "amp"), ("fa-film", "blog"),
    ("fa-metro", "semantic"), ("fa-agency", "form"),
    ("ur-canal", "semantic"), ("ur-school", "blog"), ("ur-textile", "table"), ("ur-flood", "live"),
    ("ur-column", "blogger"),
    ("zh-ferry", "soup"), ("zh-tea", "table", "gbk"), ("zh-robot", "semantic"), ("zh-housing", "live"),
    ("zh-opinion", "portal"),
    ("ar-port", "semantic"), ("ar-palm", "amp"), ("ar-summit", "soup"), ("ar-craft", "blog"),
    ("ru-telescope", "live"), ("ru-bread", "broken", "windows-1251"),
]

RIGHT_TO_LEFT = {"fa", "ur", "ar"}


class Story:
    """One article, and what stands around it."""

    def __init__(self, name, fields, parts, chrome):
        self.name, self.lang = name, name[:2]
        self.title, self.lead = fields["title"], fields["lead"]
        self.author, self.date = fields["author"], fields["date"]
        self.parts = parts  # (kind, text) with kind p, h, li or q
        self.chrome = chrome
        self.dir = "rtl" if self.lang in RIGHT_TO_LEFT else "ltr"
        self.number = sum(name.encode())

    def __getattr__(self, key):
        """Single words of the chrome: story.cookie."""
        return self.__dict__["chrome"][key][0]

    def list(self, key):
        return self.chrome[key]

    def words(self, key):
        return self.chrome[key][0].split("|")


def read_stories():
    stories = {}
    for path in sorted((HERE / "stories").glob("*.txt")):
        chrome, name, fields, parts = {}, None, {}, []
        for line in path.read_text(encoding="utf-8").splitlines() + ["# end"]:
            if line.startswith("# "):
                if name and name != "chrome":
                    stories[name] = Story(name, fields, parts, chrome)
                name, fields, parts = line[2:], {}, []
            elif line:
                kind, text = line.split(" ", 1)
                if name == "chrome":
                    chrome.setdefault(kind, []).append(text)
                elif kind in ("p", "h", "li", "q"):
                    parts.append((kind, text))
                else:
                    fields[kind] = text
    return stories


def expected(story, with_lead):
    lines = [story.lead] if with_lead else []
    lines += [("- " if kind == "li" else "") + plain(text) for kind, text in story.parts]
    return "\n".join([story.title, *lines]) + "\n"


def unwanted(story, page):
    """Phrases of what stands around, as far as this page has them."""
    phrases = [story.cookie, story.newsletter, story.footer, story.bio, story.caption]
    phrases += [t.split(" | ")[0] for t in story.list("tease")] + [t.split(" | ")[1] for t in story.list("tease")]
    phrases += [t.split(" | ")[1] for t in story.list("comment")] + story.list("related") + story.list("popular")
    phrases += story.words("share") + story.words("flinks") + story.words("nav")[-3:]
    text = html.unescape(page)
    article = expected(story, True)
    return [p for p in dict.fromkeys(phrases) if p in text and p not in article]


def main():
    stories = read_stories()
    for name, layout, *charset in PLAN:
        story = stories[name]
        charset = charset[0] if charset else "utf-8"
        make = getattr(page_layouts, layout, None) or getattr(page_layouts_more, layout)
        page, with_lead = make(story, charset)
        stem = HERE / f"{name}-{layout}"
        stem.with_suffix(".html").write_bytes(page.encode(charset, "xmlcharrefreplace"))
        stem.with_suffix(".txt").write_text(expected(story, with_lead), encoding="utf-8")
        stem.with_suffix(".not").write_text("\n".join(unwanted(story, page)) + "\n", encoding="utf-8")
        print(f"{stem.name}: {stem.with_suffix('.html').stat().st_size}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
