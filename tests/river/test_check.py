"""newswired --check and newswirectl check: the shipped feeds.conf is right, mistakes are told by file and line."""

import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.path.join(ROOT, os.environ.get("B") or "build"))
CONFIG = 78

BROKEN = """contact = "x"
poll { every = "15x" }
feed "a" { url = "ftp://a/" }
rule "r" { match = 'iran AND ('  receivers = { "desk" } }
"""


def run(*words):
    env = {k: v for k, v in os.environ.items() if k != "CREDENTIALS_DIRECTORY"}
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30, env=env, check=False)


def daemon(path):
    return run(BUILD / "newswired", "-c", path, "--check")


def tool(path, *options):
    return run(BUILD / "newswirectl", "-c", path, *options, "check")


def test_shipped_file():
    for done in daemon(ROOT / "feeds.conf"), tool(ROOT / "feeds.conf"):
        assert done.returncode == 0
        assert re.fullmatch(r".*/feeds\.conf: \d+ feeds, 2 rules, 1 receiver: ok\n", done.stdout)
        lines = done.stderr.splitlines()
        assert len(lines) == 1 and "warning: contact is empty" in lines[0]


def test_its_commented_examples(tmp_path):
    """What a reader takes out of comments works as well."""
    text = (ROOT / "feeds.conf").read_text()
    text, receivers = re.subn(r"(?m)^# (receiver \"|    \w[\w-]* +=|\})(.*)$", r"\1\2", text)
    text, sections = re.subn(r"(?m)^# (retention|http|health)( +\{)", r"\1\2", text)
    assert receivers > 10 and sections == 3
    path = tmp_path / "feeds.conf"
    path.write_text(text.replace('contact = ""', 'contact = "desk@example.org"'))
    done = daemon(path)
    assert done.returncode == 0, done.stderr
    assert ", 3 receivers: ok" in done.stdout
    for line in done.stderr.splitlines():
        assert re.match(r".*: warning: receiver \"\w+\": [\w-]+-file: .*CREDENTIALS_DIRECTORY", line), line


def test_errors(tmp_path):
    path = tmp_path / "feeds.conf"
    path.write_text(BROKEN)
    for done in daemon(path), tool(path):
        assert done.returncode == CONFIG
        assert done.stdout == ""
        lines = done.stderr.splitlines()
        assert sorted(line.split(":")[1] for line in lines) == ["2", "3", "4", "4"]
        assert all(line.startswith(f"{path}:") for line in lines)
        assert any(re.match(r".*:4: rule \"r\": column \d+: ", line) for line in lines)
        assert any('"15x" is no duration' in line for line in lines)


def test_json(tmp_path):
    path = tmp_path / "feeds.conf"
    path.write_text(BROKEN)
    done = tool(path, "--json")
    assert done.returncode == CONFIG
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(line["line"] for line in lines) == [2, 3, 4, 4]
    assert all(line["level"] == "error" and line["file"] == str(path) and line["text"] for line in lines)


def test_missing_file(tmp_path):
    done = daemon(tmp_path / "none.conf")
    assert done.returncode == CONFIG
    assert "No such file" in done.stderr
