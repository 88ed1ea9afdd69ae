"""Each law, held against a small good house and against a sample that breaks it and nothing else."""

import subprocess

import pytest

from laws import FORMAT_FILE, LAWS, Project
from source import Source

BANNED = """/*
 * banned.h: what does not compile
 */
#define strcpy(...) NEWSWIRED_BANNED(strcpy)
#define gmtime(...) NEWSWIRED_BANNED(gmtime)
"""

GOOD = {
    "Makefile": "CFLAGS_ALL := -std=c17 \\\n    -iquote include -include include/banned.h\n",
    "include/banned.h": BANNED,
    "include/base.h": "/*\n * base: types\n */\nint span_first(int a);\n",
    "include/text.h": '/*\n * text: words\n */\n#include "base.h"\nint text_fold(int a, int b);\n',
    "include/parse.h": '/*\n * parse: items\n */\n#include "base.h"\nint parse_it(void);\n',
    "daemon/base/span.c": """/*
 * span.c - bytes that lie elsewhere
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include "base.h"

int span_first(int a)
{
    return a;
}
""",
    "daemon/text/inner.h": "int text_inner(void);\n",
    "daemon/text/fold.c": """/*
 * fold.c - one form for all writings
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <string.h>

#include <utf8proc.h>

#include "base.h"

#include "inner.h"
#include "text.h"

static const char *const names[] = {"a", "b"};

int text_inner(void)
{
    return (int)strlen(names[0]);
}

int text_fold(int a, int b)
{
    return span_first(a) + text_inner() + (int)utf8proc_tolower(b);
}
""",
    "daemon/parse/parse.c": """/*
 * parse.c - a document to items
 *
 * Fatal: nothing. Bugs: none known.
 */
#include "text.h"

#include "parse.h"

int parse_it(void)
{
    return text_fold(1, 2);
}
""",
    "tests/fuzz/fuzz_parse.c": "int parse_it(void);\n",
    "tests/fuzz/seeds/parse/one.xml": "<rss/>\n",
}

FOLD = GOOD["daemon/text/fold.c"]
PARSE = GOOD["daemon/parse/parse.c"]


def comment(name):
    return f"/*\n * {name} - a sample\n *\n * Fatal: nothing. Bugs: none known.\n */\n"


def long_function(lines):
    return comment("long.c") + "int text_long(void);\nint text_long(void)\n{\n" + "    ;\n" * (lines - 3) + "}\n"


def parse_calls(call, declared):
    """The good parse.c, but with this call and this declaration."""
    text = PARSE.replace("text_fold(1, 2)", call).replace("int parse_it", declared + "\nint parse_it", 1)
    return {"daemon/parse/parse.c": text}


# law: [(files that differ from the good house, a word of the complaint)]
BROKEN = {
    "floors": [
        ({"daemon/text/fold.c": FOLD.replace('"base.h"', '"parse.h"')}, "text (floor 3) includes parse (floor 4)"),
        ({"include/base.h": '/*\n * base: types\n */\n#include "text.h"\n'}, "base (floor 1) includes text"),
        ({"include/cellar.h": "/*\n * cellar: x\n */\n"}, "cellar stands on no floor"),
    ],
    "stages": [
        ({"include/spool.h": "/*\n * spool: x\n */\n",
          "daemon/parse/parse.c": PARSE.replace('"text.h"', '"spool.h"')}, "stage parse calls stage spool"),
    ],
    "circles": [
        ({"include/base.h": '/*\n * base: types\n */\n#include "text.h"\n'}, "base → text → base"),
    ],
    "doors": [
        ({"daemon/parse/parse.c": PARSE.replace('"text.h"', '"../text/inner.h"')}, "behind another room's door"),
        ({"daemon/parse/parse.c": PARSE.replace('"text.h"', '"nowhere.h"')}, "no such header"),
        ({"include/base.h": '/*\n * base: types\n */\n#include "../daemon/text/inner.h"\n'}, "from behind it"),
        ({"daemon/cellar/a.c": comment("a.c")}, "has no door"),
    ],
    "foreign": [
        ({"daemon/parse/parse.c": PARSE.replace('#include "text.h"', "#include <utf8proc.h>")}, "lives in text"),
        ({"include/text.h": GOOD["include/text.h"].replace('"base.h"', "<utf8proc.h>")}, "a door includes"),
        ({"daemon/text/fold.c": FOLD.replace("<string.h>", "<sqlite3.h>")}, "neither a system header"),
        ({"daemon/text/fold.c": FOLD.replace("<utf8proc.h>", '"utf8proc.h"')}, "it is foreign"),
        ({"daemon/parse/parse.c": "#  include  <ev.h>\n" + PARSE}, "<ev.h> lives in main"),
    ],
    "order": [
        ({"daemon/text/fold.c": FOLD.replace('"base.h"', "<stdio.h>")}, "stdio.h stands behind a later group"),
    ],
    "purity": [
        (parse_calls('open("f", 0)', "int open(const char *, int);"), "calls open"),
        (parse_calls('puts("f")', "int puts(const char *);"), "calls puts"),
        (parse_calls("(int)time(0)", "long time(long *);"), "calls time"),
        (parse_calls("(int)clock_wall()", "long clock_wall(void);"), "calls clock_wall"),
        (parse_calls("xmlReadFile()", "int xmlReadFile(void);"), "calls xmlReadFile"),
    ],
    "globals": [
        (parse_calls("calls++", "static int calls;"), "keeps calls"),
        (parse_calls("1", "int parse_level = 3;"), "keeps parse_level"),
        (parse_calls("({ static int once[4]; once[1]++; })", ""), "keeps once"),
        (parse_calls("depth++", "_Thread_local int depth;"), "keeps depth"),
    ],
    "sizes": [
        ({"daemon/text/long.c": long_function(71)}, "text_long has 71 lines"),
        ({"daemon/text/long.c": comment("long.c") + "/* */\n" * 500}, "lines, 500 at most"),
        ({"include/text.h": GOOD["include/text.h"].replace("int b", "int b, int c, int d, int e, int f")}, "6 parameters"),
    ],
    "banned": [
        ({"daemon/parse/parse.c": PARSE.replace("text_fold(1, 2)", "(strcpy)(a, b)")}, "strcpy is banned"),
        ({"daemon/parse/parse.c": PARSE + "#undef gmtime\n"}, "#undef gmtime"),
        ({"daemon/parse/parse.c": PARSE.replace("text_fold(1, 2)", "__builtin_strcpy(a, b)")}, "__builtin_strcpy"),
        ({"Makefile": "CFLAGS_ALL := -std=c17\n"}, "does not force"),
        ({"include/banned.h": "/*\n * banned.h: nothing\n */\n"}, "bans nothing"),
    ],
    "format": [
        ({"daemon/parse/parse.c": PARSE.replace("    return", "  return")}, "daemon/parse/parse.c:11: run clang-format"),
    ],
    "outside": [
        ({"daemon/parse/parse.c": PARSE + "/* see /ho" + "me/someone/notes */\n"}, "refers to"),
        ({"README.md": "as in ../sha" + "red/design\n"}, "README.md:1: refers to"),
    ],
    "comments": [
        ({"daemon/parse/parse.c": PARSE[PARSE.index("#"):]}, "does not open with"),
        ({"daemon/parse/parse.c": PARSE.replace("Bugs: none known.", "")}, "does not say: Bugs"),
        ({"include/base.h": "int span_first(int a);\n"}, 'include/base.h: does not open with "base'),
    ],
    "fuzz": [
        ({"tests/fuzz/fuzz_dates.c": "int parse_it(void);\n"}, "no seeds in tests/fuzz/seeds/dates"),
    ],
}

# What a law must not complain about: (law, files that differ).
ALLOWED = [
    ("outside", {"README.md": "https://example.org/ho" + "me/news and Protect" + "Home=yes, ./wo" + "rk/x\n"}),
    ("banned", {"daemon/parse/parse.c": PARSE + '/* no strcpy here */\nstatic const char *s = "strcpy";\n'}),
    ("foreign", {"daemon/parse/parse.c": "/*\n#include <ev.h>\n*/\n" + PARSE}),
    ("sizes", {"daemon/text/long.c": long_function(70)}),
    ("sizes", {"daemon/text/long.c": comment("long.c") + "void say(int a, int b, int c, int d, const char *f, ...);\n"}),
    ("doors", {"daemon/newswirectl.c": comment("newswirectl.c") + '#include "commands/commands.h"\n',
               "daemon/commands/commands.h": "int a;\n",
               "daemon/commands/one.c": comment("one.c") + '#include "commands.h"\n'}),
]


def build_house(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / ".clang-format").write_text(FORMAT_FILE.read_text())


def compile_house(root):
    """Objects as the Makefile makes them, but for the banned header: these samples are about what objects say."""
    for archive, rooms in (("libnewswired-pure.a", ("text", "parse")), ("libnewswired.a", ("base",))):
        objects = []
        for source in sorted(p for room in rooms for p in (root / "daemon" / room).glob("*.c")):
            objects.append(root / "build" / f"{source.stem}.o")
            objects[-1].parent.mkdir(exist_ok=True)
            subprocess.run(["gcc", "-w", "-fPIE", "-O1", f"-I{root}/include", "-c", "-o", objects[-1], source], check=True)
        subprocess.run(["ar", "rcs", root / "build" / archive, *objects], check=True)


def complaints(law, root, files):
    build_house(root, files)
    if law in ("purity", "globals"):
        compile_house(root)
    return list(LAWS[law](Project(root, root / "build")))


SAMPLES = [(law, files, word) for law, samples in BROKEN.items() for files, word in samples]


def test_every_law_has_a_sample_that_breaks_it():
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_good_house(law, tmp_path):
    assert complaints(law, tmp_path, GOOD) == []


@pytest.mark.parametrize("law,files,word", SAMPLES, ids=[f"{law}-{word}" for law, _, word in SAMPLES])
def test_broken_house(law, files, word, tmp_path):
    found = complaints(law, tmp_path, {**GOOD, **files})
    assert any(word in complaint for complaint in found), found


@pytest.mark.parametrize("law,files", ALLOWED, ids=[f"{law}-{i}" for i, (law, _) in enumerate(ALLOWED)])
def test_allowed(law, files, tmp_path):
    assert complaints(law, tmp_path, {**GOOD, **files}) == []


@pytest.mark.parametrize("law", ["purity", "globals"])
def test_nothing_built_is_a_break(law, tmp_path):
    build_house(tmp_path, GOOD)
    assert list(LAWS[law](Project(tmp_path, tmp_path / "build")))


def test_functions_are_found(tmp_path):
    path = tmp_path / "x.c"
    path.write_text(
        """
typedef void done(void *arg, int a, int b, int c, int d, int e);
noreturn void base_bug(const char *cond, const char *file, int line);
void log_event(int level, const char *format, ...) base_printf(2, 3);
static const struct { int a; } table[] = {{1}, {2}};
struct s { int (*f)(int a, int b); };
static int sum(int (*f)(int a, int b), struct s *s)
{
    if (s) { return f(1, ')'); }
    return '{' + (int)sizeof("}{");
}
#define X(a) \\
    { a
enum e { A, B };
struct s *make(void)
{
    return 0;
}
"""
    )
    found = [(f.name, f.line, f.lines, f.parameters, f.defined) for f in Source(tmp_path, path).functions]
    assert found == [
        ("base_bug", 3, 1, 3, False),
        ("log_event", 4, 1, 2, False),
        ("sum", 7, 5, 2, True),
        ("make", 15, 4, 0, True),
    ]
