/*
 * verify.c - what a section lacks or says twice, and what all sections together lack
 *
 * Fatal: nothing. Bugs: none known.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"

#include "reader.h"
#include "secret.h"

/* The line of an option that stands in the section, 0 when it does not. */
static int line_of(const struct open_section *s, const char *name)
{
    const struct section_kind *k = section_kind(s->id);
    const struct option *o = section_option(k, name);

    must(o != NULL);
    return s->lines[o - k->options];
}

static int line_or_section(const struct open_section *s, const char *name)
{
    return line_of(s, name) > 0 ? line_of(s, name) : s->line;
}

static void need(struct reader *r, const struct open_section *s, const char *name, bool given)
{
    /* One that stands there and was refused has been told already. */
    if (!given && line_of(s, name) == 0)
        reader_error(r, s->line, "%s%s is missing", s->label, name);
}

static void check_secret(struct reader *r, const struct open_section *s, const char *name, const char *path)
{
    int line = line_of(s, name);
    struct error e = {0};
    struct stat st;
    char *whole;

    if (line == 0)
        return;
    if (path[0] == '\0') {
        reader_error(r, line, "%s%s: is empty", s->label, name);
        return;
    }
    whole = secret_path(path, &e);
    if (!whole)
        reader_warning(r, line, "%s%s: %s", s->label, name, e.text);
    else if (stat(whole, &st) < 0)
        reader_warning(r, line, "%s%s: %s: %s", s->label, name, path, strerror(errno));
    else if (!S_ISREG(st.st_mode))
        reader_warning(r, line, "%s%s: %s: is no file", s->label, name, path);
    else if (st.st_mode & S_IROTH)
        reader_warning(r, line, "%s%s: %s: can be read by everybody; its mode should be 0600", s->label, name,
                       path);
    free(whole);
}

static void check_login(struct reader *r, const struct open_section *s, const char *user,
                        const char *password_file)
{
    check_secret(r, s, "password-file", password_file);
    if (password_file[0] != '\0' && user[0] == '\0')
        reader_error(r, line_of(s, "password-file"), "%spassword-file: stands without user", s->label);
}

static void verify_feed(struct reader *r, const struct open_section *s)
{
    const struct feed_settings *f = s->base;
    struct id key = hash128(f->url, strlen(f->url));

    need(r, s, "url", f->url[0] != '\0');
    check_login(r, s, f->user, f->password_file);
    if (f->url[0] != '\0' && !map_get(r->settings->urls, key, NULL))
        map_put(r->settings->urls, key, (uint64_t)(f - r->settings->feeds));
}

static void verify_rule(struct reader *r, const struct open_section *s)
{
    struct rule_settings *rule = s->base;

    need(r, s, "match", rule->match[0] != '\0');
    rule->match_line = line_or_section(s, "match");
    if (line_of(s, "max-age") == 0)
        rule->max_age_ms = RULE_MAX_AGE_UNSET;
}

static void verify_terms(struct reader *r, const struct open_section *s)
{
    const struct list_settings *list = s->base;

    need(r, s, "any", list->any.count > 0);
    if (line_of(s, "any") > 0 && list->any.count == 0)
        reader_warning(r, line_of(s, "any"), "%sany: is empty, so it never matches", s->label);
}

static void verify_email(struct reader *r, const struct open_section *s, const struct receiver_settings *v)
{
    need(r, s, "to", v->to.count > 0);
    if (line_of(s, "to") > 0 && v->to.count == 0)
        reader_error(r, line_of(s, "to"), "%sto: names no address", s->label);
    need(r, s, "from", v->from[0] != '\0');
    need(r, s, "smtp", v->smtp[0] != '\0');
    check_login(r, s, v->user, v->password_file);
    if (v->user[0] != '\0' && line_of(s, "password-file") == 0)
        reader_error(r, line_of(s, "user"), "%suser: stands without password-file", s->label);
    if (v->user[0] != '\0' && v->starttls == STARTTLS_OFF &&
        !span_starts_icase(span_of(v->smtp), SPAN("smtps:")))
        reader_warning(r, line_of(s, "starttls"), "%sstarttls: off lets the password travel in the clear",
                       s->label);
}

static void verify_webhook(struct reader *r, const struct open_section *s, const struct receiver_settings *v)
{
    if (line_of(s, "url") == 0 && line_of(s, "url-file") == 0)
        reader_error(r, s->line, "%surl or url-file is missing", s->label);
    if (line_of(s, "url") > 0 && line_of(s, "url-file") > 0)
        reader_error(r, line_of(s, "url-file"), "%surl-file: stands beside url; one of them is enough",
                     s->label);
    check_secret(r, s, "url-file", v->url_file);
    check_secret(r, s, "secret-file", v->secret_file);
    if (v->format == FORMAT_STANDARD && line_of(s, "secret-file") == 0)
        reader_warning(r, s->line, "%swithout secret-file its requests are not signed", s->label);
}

static void verify_command(struct reader *r, const struct open_section *s, const struct receiver_settings *v)
{
    int line = line_of(s, "command");

    need(r, s, "command", v->command.count > 0);
    if (line == 0)
        return;
    if (v->command.count == 0 || v->command.list[0][0] == '\0')
        reader_error(r, line, "%scommand: names no program", s->label);
    else if (v->command.list[0][0] != '/')
        reader_error(r, line, "%scommand: \"%s\" is no absolute path; no shell looks for it", s->label,
                     v->command.list[0]);
    else if (access(v->command.list[0], X_OK) < 0)
        reader_warning(r, line, "%scommand: %s: %s", s->label, v->command.list[0], strerror(errno));
}

/* Options of another type than the receiver's have no effect there. */
static void check_foreign(struct reader *r, const struct open_section *s, enum receiver_type type)
{
    static const struct {
        const char *name;
        unsigned types; /* a bit a type */
    } owned[] = {
        {"to", 1 << RECEIVER_EMAIL},        {"from", 1 << RECEIVER_EMAIL},
        {"smtp", 1 << RECEIVER_EMAIL},      {"starttls", 1 << RECEIVER_EMAIL},
        {"user", 1 << RECEIVER_EMAIL},      {"password-file", 1 << RECEIVER_EMAIL},
        {"url", 1 << RECEIVER_WEBHOOK},     {"url-file", 1 << RECEIVER_WEBHOOK},
        {"format", 1 << RECEIVER_WEBHOOK},  {"secret-file", 1 << RECEIVER_WEBHOOK},
        {"command", 1 << RECEIVER_COMMAND}, {"proxy", 1 << RECEIVER_WEBHOOK | 1 << RECEIVER_EMAIL},
    };

    for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++) {
        int line = line_of(s, owned[i].name);

        if (line > 0 && !(owned[i].types & 1u << type))
            reader_warning(r, line, "%s%s: has no effect in a receiver of this type", s->label,
                           owned[i].name);
    }
}

static void verify_receiver(struct reader *r, const struct open_section *s)
{
    const struct receiver_settings *v = s->base;

    if (line_of(s, "type") == 0) {
        reader_error(r, s->line, "%stype is missing: email, webhook or command", s->label);
        return;
    }
    check_foreign(r, s, v->type);
    if (v->type == RECEIVER_EMAIL)
        verify_email(r, s, v);
    else if (v->type == RECEIVER_WEBHOOK)
        verify_webhook(r, s, v);
    else
        verify_command(r, s, v);
    if (v->retry_slowest_ms < v->retry_ms)
        reader_error(r, line_or_section(s, "retry-slowest"), "%sretry-slowest: is less than retry", s->label);
    if (v->digest[0] != '\0' && v->type != RECEIVER_EMAIL)
        reader_warning(r, line_of(s, "digest"), "%sdigest: is for email alone", s->label);
}

void verify_section(struct reader *r, const struct open_section *section)
{
    const struct settings *s = r->settings;

    switch (section->id) {
    case SECTION_FEED:
        verify_feed(r, section);
        break;
    case SECTION_TERMS:
        verify_terms(r, section);
        break;
    case SECTION_RULE:
        verify_rule(r, section);
        break;
    case SECTION_RECEIVER:
        verify_receiver(r, section);
        break;
    case SECTION_POLL:
        if (s->slowest_ms < s->every_ms)
            reader_error(r, line_or_section(section, line_of(section, "slowest") > 0 ? "slowest" : "every"),
                         "%sslowest is less than every", section->label);
        break;
    default:
        break;
    }
}

void verify_all(struct reader *r, const char *main_file)
{
    struct settings *s = r->settings;

    for (size_t i = 0; i < r->reference_count; i++) {
        const struct reference *ref = &r->references[i];

        if (!settings_receiver(s, span_of(ref->name)))
            report_add(r->report, false, ref->file, ref->line, "%sreceivers: no receiver \"%s\" is defined",
                       ref->label, ref->name);
    }
    for (size_t i = 0; i < s->feed_count; i++)
        s->feeds[i].allow_private = s->feeds[i].allow_private || s->allow_private;
    if (span_trim(span_of(s->contact)).len == 0)
        report_add(r->report, true, main_file, line_of(r->root, "contact"),
                   "contact is empty: those who run the polled servers cannot tell who polls them");
}
