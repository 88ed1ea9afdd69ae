"""world.py - a small world around the daemon, for tests of what must hold whatever happens.

Feeds of plain words are generated from a seed: cumulative pages in editions, some stories printed by several outlets,
some corrected later. A Room is one spool with its configuration; it runs the daemon, kills it, and reads what is left.
faults.c, preloaded, makes the disk fail and the process die at chosen calls.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import newsroom  # noqa: E402

RUNS_AT_MOST = 60
SECONDS = 60
FAULTS = Path(__file__).resolve().parent / "faults.c"


# ---- feeds ---------------------------------------------------------------------------------------------------------


def sentence(chance, words):
    return " ".join("".join(chance.choice("bcdfghklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
                    for _ in range(words))


class Story:
    """An event, told once by each of `feeds`, in the same words but for its beginning; corrected in edition `corrected`."""

    def __init__(self, chance, name, feeds, edition, key, corrected=None):
        self.name, self.feeds, self.edition, self.key, self.corrected = name, feeds, edition, key, corrected
        self.title, self.text = sentence(chance, 8), sentence(chance, 70)

    def item(self, feed, edition):
        text = f"{self.key} {self.text} {feed}"
        if self.corrected is not None and edition >= self.corrected:
            text += " corrected gasfield numbers"
        return (f"<item><guid>{feed}/{self.name}</guid><link>http://{feed}.example/{self.name}</link>"
                f"<title>{self.title}</title><description>{text}</description></item>")


class Feeds:
    """Directories edition0, edition1, … of pages; each page holds its items of all editions so far, the newest first."""

    def __init__(self, directory, feeds=12, editions=4, seed=1, own=2, shared=3):
        chance = random.Random(seed)
        self.names = [f"f{i:02d}" for i in range(feeds)]
        self.stories = []
        for e in range(editions):
            for feed in self.names:
                for k in range(own):
                    key = "pipeline" if chance.random() < 0.3 else "weather"
                    corrected = e + 1 if chance.random() < 0.15 else None
                    self.stories.append(Story(chance, f"e{e}own{k}", [feed], e, key, corrected))
            for k in range(shared):
                tellers = sorted(chance.sample(self.names, min(4, feeds)))
                self.stories.append(Story(chance, f"e{e}shared{k}", tellers, e, "pipeline"))
        self.editions = [self.write(Path(directory) / f"edition{e}", e) for e in range(editions)]

    def write(self, directory, edition):
        directory.mkdir(parents=True)
        for feed in self.names:
            items = "".join(s.item(feed, edition) for s in reversed(self.stories) if feed in s.feeds and s.edition <= edition)
            (directory / f"{feed}.rss").write_text(
                f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>\n')
        return directory


# ---- faults --------------------------------------------------------------------------------------------------------


def build_faults(directory):
    library = Path(directory) / "faults.so"
    subprocess.run(["gcc", "-std=c17", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-D_GNU_SOURCE",
                    "-o", library, FAULTS], check=True)
    return library


# ---- one spool -------------------------------------------------------------------------------------------------------


class Room:
    """`poll`, `rule` and `receiver` are more lines of the configuration."""

    def __init__(self, scratch, feeds, web, hook, name="room", **options):
        self.scratch = Path(scratch) / name
        self.scratch.mkdir(parents=True)
        self.feeds, self.web, self.hook = feeds, web, hook
        self.spool, self.configuration = self.scratch / "spool", self.scratch / "feeds.conf"
        self.stderr = ""
        self.configure(**options)

    def configure(self, connections=1, poll="", rule="", receiver="", rules=None, feed="", min_free="1M"):
        secret = self.scratch / "secret"
        secret.write_text(self.hook.secret + "\n")
        secret.chmod(0o600)
        rules = {"gas": "pipeline OR gasfield"} if rules is None else rules
        lines = [f'spool = "{self.spool}"',
                 f'poll {{ host-gap = "0s" allow-private = true per-host = 64 timeout = "20s" min-free = "{min_free}" '
                 f'connections = {connections} {poll} }}']
        lines += [f'feed "{f}" {{ url = "{self.web.url}/{f}.rss" outlet = "{f}.example" {feed} }}' for f in self.feeds.names]
        lines += [f'rule "{r}" {{ match = \'{query}\' receivers = {{ "hook" }} {rule} }}' for r, query in rules.items()]
        lines += [f'receiver "hook" {{ type = "webhook" url = "{self.hook.url}" secret-file = "{secret}" '
                  f'retry = "100ms" {receiver} }}', ""]
        self.configuration.write_text("\n".join(lines))

    def start(self, *arguments, faults=None, **words):
        """The daemon as a process; `words` are for faults.c, as kill=7."""
        env = dict(os.environ)
        if faults:
            env.update({f"FAULT_{k.upper()}": str(v) for k, v in words.items()}, LD_PRELOAD=str(faults))
            env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0:detect_leaks=0"  # the last word counts
        self.log = open(self.scratch / "log", "a+b")
        self.log_from = self.log.seek(0, os.SEEK_END)
        return subprocess.Popen([newsroom.BUILD / "newswired", "-c", self.configuration, *arguments], env=env,
                                stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def end(self, process, seconds=SECONDS):
        """Waits for the process; what it said is then in self.stderr."""
        try:
            process.wait(seconds)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            self.stderr = self.said()
            self.log.close()
        assert "runtime error" not in self.stderr and "AddressSanitizer" not in self.stderr, self.stderr
        return process.returncode

    def said(self):
        with open(self.scratch / "log", "rb") as log:
            log.seek(self.log_from)
            return log.read().decode("utf-8", "replace")

    def once(self, *arguments, **words):
        return self.end(self.start("--once", "--alert-old", *arguments, **words))

    @contextlib.contextmanager
    def running(self, *arguments, **words):
        process = self.start(*arguments, **words)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            self.end(process)

    def until_nothing_waits(self):
        for _ in range(RUNS_AT_MOST):
            code = self.once()
            if code == 0:
                return
            assert code == 75, f"exit {code}\n{self.stderr}"
        raise AssertionError("alerts still wait\n" + self.stderr)

    def day_files(self):
        return sorted(self.spool.glob("items/*/*/*.jsonl"))

    def records(self):
        return newsroom.read_records(self.spool)

    def waiting(self):
        return [p for place in ("new", "deferred") for p in (self.spool / "outbox" / place).glob("*.json")]


def facts(records):
    """All fields but the one that the clock writes, in order of arrival."""
    return [{k: v for k, v in r.items() if k != "date_fetched"} for r in records]


def ids(hooks):
    return sorted({h.id for h in hooks})


def wait_until(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.01)
    return False


def cursor(spool):
    path = Path(spool) / "keep" / "cursor"
    return json.loads(path.read_text()) if path.exists() else None
