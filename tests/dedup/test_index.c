/* test_index.c - rows, the index against a plain list, stories; numbers that wrap around, keys that crowd */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

#include "../../daemon/dedup/index.h"
#include "../../daemon/dedup/rows.h"
#include "../../daemon/dedup/stories.h"
#include "../../daemon/dedup/terms.h"

enum { OWNERS = 4000, KEYS = 20, WINDOW = 700 };

struct model {
    uint32_t aged; /* the number of the first owner */
    uint32_t key[OWNERS][KEYS];
    size_t count[OWNERS];
};

static uint32_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static bool holds(const struct model *m, uint32_t n, uint32_t key)
{
    for (size_t i = 0; i < m->count[n]; i++) {
        if (m->key[n][i] == key)
            return true;
    }
    return false;
}

static void check_key(const struct index *x, const struct model *m, uint32_t key, uint32_t first,
                      uint32_t last)
{
    uint32_t owners[INDEX_NEWEST];
    uint16_t weights[INDEX_NEWEST];
    size_t n = index_find(x, key, owners, x->weighted ? weights : NULL), at = 0;

    for (uint32_t i = last + 1; i-- > first && at < INDEX_NEWEST;) {
        if (!holds(m, i, key))
            continue;
        assert_true(at < n);
        assert_true(!x->weighted || weights[at] == (uint16_t)(i * 5));
        assert_int_equal(owners[at++], i + m->aged);
    }
    assert_int_equal(at, n);
}

/* `spread`: how many keys there are; `shift`: how far they crowd. */
static void run(uint32_t aged, unsigned full_percent, uint32_t spread, unsigned shift)
{
    static struct model m;
    uint64_t state = 3;
    struct index x;

    memset(&m, 0, sizeof(m));
    m.aged = aged;
    index_init(&x, full_percent, shift == 5);
    for (uint32_t n = 0; n < OWNERS; n++) {
        uint32_t old = n - WINDOW, first = n >= WINDOW ? old + 1 : 0;

        for (uint32_t want = draw(&state) % KEYS, i = 0; i < want; i++) {
            uint32_t drawn = draw(&state) % spread;
            uint32_t key = key_of((drawn % 50 ? drawn + 1 : 7) * 0x9E3779B97F4A7C15u >> shift);

            if (!holds(&m, n, key))
                m.key[n][m.count[n]++] = key;
        }
        for (size_t i = 0; i < m.count[n]; i++)
            index_add(&x, m.key[n][i], n + aged, (uint16_t)(n * 5));
        for (size_t i = 0; n >= WINDOW && i < m.count[old]; i++)
            index_drop(&x, m.key[old][i], old + aged);
        for (size_t i = 0; n % 7 == 0 && i < m.count[n]; i++)
            check_key(&x, &m, m.key[n][i], first, n);
    }
    for (uint32_t n = OWNERS - WINDOW; n < OWNERS; n++) {
        for (size_t i = 0; i < m.count[n]; i++)
            index_drop(&x, m.key[n][i], n + aged);
    }
    assert_int_equal(x.used, 0);
    for (size_t i = 0; i < INDEX_PARTS; i++)
        assert_in_range(x.part[i].homes, 32, 64);
    index_release(&x);
}

static void like_a_list(void **state)
{
    (void)state;
    run(0, 80, 2000, 0);
    run(0u - OWNERS / 2, 80, 50000, 0);
    run(0, 65, 100, 0);
    run(0, 80, 3000, 5); /* all in the first parts */
    run(0, 80, 150, 20); /* close together in one */
}

/* Keys made to stand in one place: time stays bounded, and what stands elsewhere is found as ever. */
static void keys_that_crowd(void **state)
{
    enum { CROWDED = 60000 };
    uint32_t owners[INDEX_NEWEST];
    struct index x;
    size_t found = 0, others = 0;

    (void)state;
    index_init(&x, 80, false);
    for (uint32_t i = 0; i < CROWDED; i++)
        index_add(&x, 0x80000000u + 2 * (i * 7919u % CROWDED), i, 0);
    for (uint32_t i = 0; i < CROWDED; i++)
        index_add(&x, key_of((i + 1) * 0x9E3779B97F4A7C15u), i, 0);
    for (uint32_t i = 0; i < CROWDED; i++) {
        size_t n = index_find(&x, 0x80000000u + 2 * (i * 7919u % CROWDED), owners, NULL);

        found += n;
        assert_true(n == 0 || owners[n - 1] == i);
        others += index_find(&x, key_of((i + 1) * 0x9E3779B97F4A7C15u), owners, NULL) > 0;
    }
    assert_in_range(others, CROWDED / INDEX_PARTS * (INDEX_PARTS - 1) - 300, CROWDED);
    assert_in_range(found, 4096, CROWDED);
    index_release(&x);
}

static void forgotten_blocks_go_back(void **state)
{
    static const uint32_t starts[] = {0, (1u << 31) - 4096, 0u - 4096};

    (void)state;
    for (size_t s = 0; s < sizeof(starts) / sizeof(starts[0]); s++) {
        struct rows r;

        rows_init(&r, 8, 10);
        r.first = r.next = starts[s]; /* as if so many had come and gone */
        for (uint32_t n = 0; n < 50 << 10; n++) {
            uint64_t *row = rows_at(&r, rows_add(&r, 1));

            assert_true(*row == 0);
            *row = n;
            if (n >= 100)
                rows_forget(&r, starts[s] + n - 100);
            assert_true(*(uint64_t *)rows_at(&r, r.first) == r.first - starts[s]);
        }
        assert_int_equal(r.ring_mask, 3); /* never more than two blocks at a time */
        rows_release(&r);
    }
}

static void rows_that_belong_together(void **state)
{
    uint32_t first[3000], count[3000];
    uint64_t random = 11;
    struct rows r;

    (void)state;
    rows_init(&r, 4, 8);
    for (uint32_t n = 0; n < 3000; n++) {
        uint32_t *row;

        count[n] = 1 + draw(&random) % (n % 100 ? 60 : 256);
        first[n] = rows_add(&r, count[n]);
        row = rows_at(&r, first[n]);
        for (uint32_t i = 0; i < count[n]; i++) {
            assert_int_equal(row[i], 0);
            row[i] = n;
        }
        if (n < 200)
            continue;
        row = rows_at(&r, first[n - 200]);
        assert_int_equal(row[0], n - 200);
        assert_int_equal(row[count[n - 200] - 1], n - 200);
        rows_forget(&r, first[n - 200] + count[n - 200]);
    }
    assert_in_range(rows_count(&r), 200, 200 * 256);
    rows_release(&r);
}

static void stories_come_and_go(void **state)
{
    enum { ITEMS = 5000, KEPT = 300 };
    uint32_t row[ITEMS], story[ITEMS], newest[64], older;
    uint64_t random = 9;
    struct stories s;

    (void)state;
    memset(newest, 0xFF, sizeof(newest));
    stories_init(&s);
    for (uint32_t n = 0; n < ITEMS; n++) {
        uint32_t live = 0;

        story[n] = draw(&random) % (n % 3 ? 64 : 9);
        row[n] = stories_join(&s, (struct id){story[n] + 1, 5}, n, &older);
        assert_int_equal(older, newest[story[n]] + KEPT >= n && newest[story[n]] < n ? newest[story[n]] : n);
        newest[story[n]] = n;
        assert_int_equal(stories_at(&s, row[n])->id.hi, story[n] + 1);
        if (n < KEPT)
            continue;
        stories_leave(&s, row[n - KEPT]);
        for (uint32_t k = 0; k < 64; k++)
            live += newest[k] + KEPT > n && newest[k] <= n;
        assert_int_equal(s.count, live);
        assert_in_range(s.rows, 1, 64);
    }
    stories_release(&s);
}

static void tally_counts(void **state)
{
    static uint32_t want[5000];
    uint64_t random = 5;
    struct tally t;
    size_t used = 0;

    (void)state;
    tally_init(&t);
    for (int i = 0; i < 60000; i++) {
        uint32_t n = draw(&random) % 5000;
        uint32_t key = key_of((uint64_t)(n + 1) * 0x9E3779B97F4A7C15u);

        if (want[n] > 0 && draw(&random) % 2) {
            want[n]--;
            tally_drop(&t, key);
        } else {
            want[n]++;
            tally_add(&t, key);
        }
        assert_int_equal(tally_get(&t, key), want[n]);
    }
    for (uint32_t n = 0; n < 5000; n++) {
        assert_int_equal(tally_get(&t, key_of((uint64_t)(n + 1) * 0x9E3779B97F4A7C15u)), want[n]);
        used += want[n] > 0;
    }
    assert_int_equal(t.used, used);
    tally_release(&t);
}

static void logarithms(void **state)
{
    static const struct {
        uint32_t x, log2_16;
    } rows[] = {{1, 0},       {2, 65536},     {3, 103872},           {5, 152170},
                {10, 217706}, {1000, 653117}, {1u << 31, 31 * 65536}};
    struct logs l;

    (void)state;
    logs_init(&l);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_in_range(logs_log2(&l, rows[i].x), rows[i].log2_16 - (rows[i].log2_16 > 0),
                        rows[i].log2_16 + 1);
    for (uint32_t x = 1; x < 200000; x++)
        assert_true(logs_log2(&l, x + 1) >= logs_log2(&l, x));
    assert_int_equal(logs_root(0), 0);
    assert_int_equal(logs_root(99), 9);
    assert_int_equal(logs_root((uint64_t)1 << 60), 1 << 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(like_a_list),
        cmocka_unit_test(keys_that_crowd),
        cmocka_unit_test(forgotten_blocks_go_back),
        cmocka_unit_test(rows_that_belong_together),
        cmocka_unit_test(stories_come_and_go),
        cmocka_unit_test(tally_counts),
        cmocka_unit_test(logarithms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
