/* test_index.c - rows and the index over them, against a plain list; numbers that wrap around */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

#include "../../daemon/dedup/index.h"
#include "../../daemon/dedup/terms.h"

enum { OWNERS = 3000, KEYS = 20, WINDOW = 300 };

struct model {
    uint32_t key[OWNERS][KEYS], row[OWNERS];
    size_t count[OWNERS];
};

static uint32_t draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static bool holds(const struct model *m, uint32_t owner, uint32_t key)
{
    for (size_t i = 0; i < m->count[owner]; i++) {
        if (m->key[owner][i] == key)
            return true;
    }
    return false;
}

static void check_key(const struct index *x, const struct model *m, uint32_t key, uint32_t first,
                      uint32_t last)
{
    struct index_walk w = index_find(x, key);
    unsigned uses = 0;

    for (uint32_t owner = last + 1; owner-- > first;) {
        if (!holds(m, owner, key))
            continue;
        assert_true(index_next(x, &w));
        assert_int_equal(w.owner, owner);
        assert_int_equal(w.counts, owner % 2);
        uses += owner % 2;
    }
    assert_false(index_next(x, &w));
    assert_int_equal(index_uses(x, key, 1000), uses);
}

/* As if 2^29 rows less a few had come and gone: the numbers of places wrap around soon. */
static void age(struct index *x, uint32_t rows)
{
    rows_release(&x->rows);
    rows_init(&x->rows, sizeof(struct key_row));
    x->rows.first = x->rows.next = rows;
}

static void run(uint32_t aged)
{
    static struct model m;
    uint64_t state = 3;
    struct index x;

    memset(&m, 0, sizeof(m));
    index_init(&x);
    age(&x, aged);
    for (uint32_t n = 0; n < OWNERS; n++) {
        for (uint32_t want = draw(&state) % KEYS, i = 0; i < want; i++) {
            uint32_t key = key_of((uint64_t)(1 + draw(&state) % 2000) * 0x9E3779B97F4A7C15u);

            if (!holds(&m, n, key))
                m.key[n][m.count[n]++] = key;
        }
        m.row[n] = index_add(&x, n, m.key[n], m.count[n], n % 2);
        for (size_t i = 0; i < m.count[n]; i++)
            assert_int_equal(index_key(&x, m.row[n], i), m.key[n][i]);
        if (n >= WINDOW)
            index_forget(&x, m.row[n - WINDOW], m.count[n - WINDOW]);
        for (size_t i = 0; n % 7 == 0 && i < m.count[n]; i++)
            check_key(&x, &m, m.key[n][i], n >= WINDOW ? n - WINDOW + 1 : 0, n);
    }
    index_release(&x);
}

static void like_a_list(void **state)
{
    (void)state;
    run(1);
}

static void numbers_wrap_around(void **state)
{
    (void)state;
    run((1u << 29) - ROWS_BLOCK);
    run(0u - ROWS_BLOCK);
}

static void forgotten_blocks_go_back(void **state)
{
    struct rows r;

    (void)state;
    rows_init(&r, 8);
    for (uint32_t n = 0; n < 50 * ROWS_BLOCK; n++) {
        uint64_t *row = rows_at(&r, rows_add(&r, 1));

        assert_true(*row == 0);
        *row = n;
        if (n >= 100)
            rows_forget(&r, n - 100);
        assert_true(*(uint64_t *)rows_at(&r, r.first) == r.first);
    }
    assert_int_equal(r.ring_mask, 3); /* never more than two blocks at a time */
    rows_release(&r);
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
        cmocka_unit_test(numbers_wrap_around),
        cmocka_unit_test(forgotten_blocks_go_back),
        cmocka_unit_test(tally_counts),
        cmocka_unit_test(logarithms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
