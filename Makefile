# newswired: make help lists the targets.
#
# CC=gcc|clang   SAN=address,undefined   WERROR=1   B=build directory   PREFIX=/usr/local   DESTDIR=

# One line for each file; V=1 shows the commands.
V       ?=
Q       := $(if $(V),,@)
say      = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@echo '  $(1) $@')

CC      ?= cc
ifeq ($(origin CC),default)
CC      := gcc
endif
PYTHON  ?= /usr/bin/python3
PREFIX  ?= /usr/local
DESTDIR ?=
SAN     ?=
WERROR  ?=
B       ?= build

VERSION := 0.1.0

PACKAGES := $(shell cat tests/packages 2>/dev/null)

WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
OPT  ?= -O2
CFLAGS_ALL := -std=c17 $(OPT) -g $(WARN) $(if $(WERROR),-Werror) -ffp-contract=off -fstack-protector-strong \
    -fPIE -D_FORTIFY_SOURCE=2 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -DNEWSWIRED_VERSION='"$(VERSION)"' \
    -iquote include -include include/banned.h $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer -U_FORTIFY_SOURCE) \
    $(CFLAGS)
XML_CFLAGS = $(shell pkg-config --cflags libxml-2.0 2>/dev/null)
LIBS := -lcurl -lxml2 -lev -lconfuse -lxxhash -lutf8proc -lpcre2-8 -lpsl -lcares -ljansson -lcrypto -lsystemd -lzstd -lz -lpthread -lm
LDFLAGS_ALL := -pie -Wl,-z,relro,-z,now $(if $(SAN),-fsanitize=$(SAN)) $(LDFLAGS)

# Rooms whose every file is pure, and the pure files of the others (tests/house holds their undefined symbols
# against an allow-list).
PURE_ROOMS := model text parse dedup match schedule
PURE_FILES := $(wildcard $(addprefix daemon/,spool/record.c fetch/robots.c outbox/retry.c outbox/entry.c deliver/mime.c deliver/payload.c deliver/sign.c \
    deliver/clean.c deliver/encode.c deliver/header.c deliver/letter.c deliver/page.c deliver/part.c deliver/passage.c))
ROOMS      := base model metric control text conf schedule spool outbox net parse dedup match fetch deliver

PURE_SRC := $(foreach r,$(PURE_ROOMS),$(wildcard daemon/$(r)/*.c)) $(PURE_FILES)
LIB_SRC  := $(filter-out $(PURE_SRC),$(foreach r,$(ROOMS),$(wildcard daemon/$(r)/*.c)))
MID_SRC  := $(filter-out daemon/main.c daemon/newswirectl.c,$(wildcard daemon/*.c))
CTL_SRC  := $(wildcard daemon/commands/*.c)

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))

PROGRAMS := $(patsubst daemon/%.c,$(B)/%,$(wildcard daemon/main.c daemon/newswirectl.c))
PROGRAMS := $(patsubst $(B)/main,$(B)/newswired,$(PROGRAMS))
TEST_SRC := $(wildcard tests/*/test_*.c)
TESTS    := $(patsubst tests/%.c,$(B)/tests/%,$(TEST_SRC))
BENCH    := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/bench_*.c))

.DELETE_ON_ERROR:
# benches builds them, bench runs them.
.PHONY: benches all help deps test unit river demo run bench fuzz fuzzers house install clean programs tests

all: programs

programs: $(PROGRAMS)

help:
	@echo 'make            build newswired and newswirectl into $(B)/ (installs nothing)'
	@echo 'make deps       install the Debian packages that building and testing need (tests/packages)'
	@echo 'make test       everything that can fail: unit, house, river; installs missing packages first'
	@echo 'make demo       the sample newsroom, offline, watched by a person'
	@echo 'make run        the daemon in the foreground with ./feeds.conf and a spool in $(B)/spool'
	@echo 'make bench      benchmarks, as ratios to floors measured in the same run'
	@echo 'make fuzz       each fuzz target for FUZZ_SECONDS (default 20)'
	@echo 'make house      the laws of the code base'
	@echo 'make install    DESTDIR= PREFIX=$(PREFIX)'
	@echo 'make clean'

# What POSIX lacks: who is at the other end of a unix socket; closing all descriptors for a program that is started.
GNU_FILES := daemon/control/server.c daemon/deliver/launch.c

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(CC) $(CFLAGS_ALL) $(if $(findstring parse,$<),$(XML_CFLAGS)) $(if $(filter $(GNU_FILES),$<),-D_GNU_SOURCE) -MMD -MP -c -o $@ $<

$(B)/libnewswired-pure.a: $(call obj,$(PURE_SRC))
	@rm -f $@
	$(call say,AR  )
	$(Q)$(AR) rcs $@ $^

$(B)/libnewswired.a: $(call obj,$(LIB_SRC))
	@rm -f $@
	$(call say,AR  )
	$(Q)$(AR) rcs $@ $^

LIB := $(B)/libnewswired.a $(B)/libnewswired-pure.a
LINK_LIB := -Wl,--start-group $(LIB) -Wl,--end-group $(LIBS)

$(B)/newswired: $(call obj,daemon/main.c $(MID_SRC)) $(LIB)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LINK_LIB)

$(B)/newswirectl: $(call obj,daemon/newswirectl.c $(CTL_SRC) $(MID_SRC)) $(LIB)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(LINK_LIB)

$(B)/tests/%: $(B)/obj/tests/%.o $(LIB) $(call obj,$(MID_SRC))
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $< $(call obj,$(MID_SRC)) $(LINK_LIB) -lcmocka

$(B)/tests/commands/%: $(B)/obj/tests/commands/%.o $(LIB) $(call obj,$(CTL_SRC) $(MID_SRC))
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $< $(call obj,$(CTL_SRC) $(MID_SRC)) $(LINK_LIB) -lcmocka

$(B)/bench/%: $(B)/obj/tests/bench/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $< $(LINK_LIB)

# Fuzz targets: called by tests/fuzz/run with CC=clang and SAN=fuzzer-no-link,address,undefined.
FUZZ := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

$(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $< $(LINK_LIB)

fuzzers: $(FUZZ)

.PRECIOUS: $(B)/obj/%.o

tests: $(TESTS)

deps:
	@tests/deps $(PACKAGES)

# The suite. Each target below ends with one line "N passed, N failed"; tests/run adds them up.
test: deps
	@$(MAKE) --no-print-directory programs tests
	@PYTHON=$(PYTHON) B=$(B) tests/run unit house river

unit: programs tests
	@PYTHON=$(PYTHON) B=$(B) tests/run unit

house: $(LIB)
	@PYTHON=$(PYTHON) B=$(B) tests/run house

river: programs
	@PYTHON=$(PYTHON) B=$(B) tests/run river

demo: deps
	@$(MAKE) --no-print-directory programs
	@B=$(B) $(PYTHON) tests/data/demo.py

run: programs
	@mkdir -p $(B)/spool
	$(B)/newswired -c feeds.conf -s $(B)/spool

benches: $(BENCH)

bench: programs benches
	@B=$(B) $(PYTHON) tests/bench/run.py

FUZZ_SECONDS ?= 20
fuzz:
	@B=$(B)/fuzz tests/fuzz/run $(FUZZ_SECONDS)

install: programs
	install -D -m 0755 $(B)/newswired $(DESTDIR)$(PREFIX)/sbin/newswired
	install -D -m 0755 $(B)/newswirectl $(DESTDIR)$(PREFIX)/bin/newswirectl
	test -e $(DESTDIR)/etc/newswired/feeds.conf || install -D -m 0644 feeds.conf $(DESTDIR)/etc/newswired/feeds.conf
	sed 's|@PREFIX@|$(PREFIX)|g' systemd/newswired.service > $(B)/newswired.service
	install -D -m 0644 $(B)/newswired.service $(DESTDIR)/usr/lib/systemd/system/newswired.service
	install -D -m 0644 systemd/newswired.sysusers $(DESTDIR)/usr/lib/sysusers.d/newswired.conf
	install -D -m 0644 systemd/newswired.tmpfiles $(DESTDIR)/usr/lib/tmpfiles.d/newswired.conf

clean:
	rm -rf $(B)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
