"""source.py - as much of C as the laws need: comments, includes, functions and their parameters.

No compiler: a scanner of our own style (clang-format keeps to it). Preprocessor lines are passed over, so a
function whose braces lie in different #if branches is not understood; the house has none.
"""

import re
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.M | re.S)
ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*?\)\)|\bbase_printf\s*\([^)]*\)|\bbase_checked\b|\bnoreturn\b", re.S)


def blank(text):
    """The same lines and columns, nothing on them."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """Comments blanked, strings kept."""
    return TOKEN.sub(lambda m: blank(m[0]) if m[0].startswith("/") else m[0], text)


def code_only(text):
    """Comments, strings, characters and preprocessor lines blanked."""
    text = TOKEN.sub(lambda m: blank(m[0]), text)
    return DIRECTIVE.sub(lambda m: blank(m[0]), text)


def opening_comment(text):
    m = re.match(r"/\*.*?\*/", text, re.S)
    return m[0] if m else ""


@dataclass
class Function:
    name: str
    line: int        # of its first line, from 1
    lines: int       # signature and closing brace counted
    parameters: int  # "..." not counted
    defined: bool


class Source:
    def __init__(self, root, path):
        self.path = Path(path)
        self.name = str(self.path.relative_to(root))
        self.text = self.path.read_text(encoding="utf-8", errors="replace")
        self.line_count = self.text.count("\n") + (not self.text.endswith("\n"))
        self.code = code_only(self.text)
        self.comment = opening_comment(self.text)
        self.includes = [
            (m[1] == "<", m[2], self.line_of(m.start(2))) for m in INCLUDE.finditer(without_comments(self.text))
        ]
        self.functions = list(functions(self.code))

    def line_of(self, at):
        return self.text.count("\n", 0, at) + 1


def closing(code, at, pair):
    """Where the bracket that opens at `at` is closed."""
    depth = 0
    for i in range(at, len(code)):
        if code[i] == pair[0]:
            depth += 1
        elif code[i] == pair[1]:
            depth -= 1
            if depth == 0:
                return i
    return len(code) - 1


def parameter_count(text):
    depth, count, any_word = 0, 1, False
    for c in text:
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c == "," and depth == 0:
            count += 1
        any_word = any_word or not c.isspace()
    if not any_word or text.strip() == "void":
        return 0
    return count - text.strip().endswith("...")


def signature(head):
    """(name, parameters) when the text before `{` or `;` is that of a function, else None."""
    head = ATTRIBUTE.sub(lambda m: blank(m[0]), head)
    m = re.search(r"\b([A-Za-z_]\w*)\s*\(", head)
    if not m or "=" in head[: m.start()] or re.search(r"\btypedef\b", head) or m[1] == "_Static_assert":
        return None
    end = closing(head, m.end() - 1, "()")
    if head[end + 1 :].strip():
        return None
    return m[1], parameter_count(head[m.end() : end])


def functions(code):
    """Definitions and prototypes at the top level."""
    start = i = 0
    while i < len(code):
        c = code[i]
        if c == "(":
            i = closing(code, i, "()")
        elif c == ";" or c == "{":
            head = code[start:i]
            found = signature(head)
            first = start + len(head) - len(head.lstrip())
            end = closing(code, i, "{}") if c == "{" else i
            if found:
                lines = code.count("\n", first, end) + 1
                yield Function(found[0], code.count("\n", 0, first) + 1, lines, found[1], c == "{")
            i = end
            if c == ";" or found:
                start = i + 1
        i += 1
