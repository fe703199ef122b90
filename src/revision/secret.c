/* Secrets are not shown, in whatever form. */
#include "migrate/revision.h"

#include <string.h>
#include <strings.h>

/* A secret as it may be shown: in a literal or name its quotes and backslashes are
 * doubled, the server cuts long values and writes bare names in lower case. */
struct guises {
    VEC(struct str) list;
};

static void
guise_add(struct guises *guises, struct arena *arena, struct str secret,
          const char *doubled)
{
    enum { SHOWN_WHOLE = 60 };
    struct buf out = {.arena = arena};
    for (size_t i = 0; i < secret.length; i++) {
        if (strchr(doubled, secret.data[i]))
            buf_char(&out, secret.data[i]);
        buf_char(&out, secret.data[i]);
    }
    struct str text = buf_str(&out);
    vec_push(&guises->list, arena, text);
    if (text.length > SHOWN_WHOLE) {
        text.length = SHOWN_WHOLE;
        vec_push(&guises->list, arena, text);
    }
}

static size_t
guise_longest(const struct guises *guises, struct str text)
{
    size_t longest = 0;
    vec_each (&guises->list, guise)
        if (guise->length > longest && guise->length <= text.length &&
            strncasecmp(guise->data, text.data, guise->length) == 0)
            longest = guise->length;
    return longest;
}

struct str
expansion_hide(const struct expansion *expansion, struct arena *arena, struct str text)
{
    struct guises guises = {0};
    for (size_t i = 0; i < expansion->count; i++) {
        const struct variable *variable = &expansion->variables[i];
        if (!variable->secret || !variable->value.length)
            continue;
        guise_add(&guises, arena, variable->value, "");
        guise_add(&guises, arena, variable->value, "'");
        guise_add(&guises, arena, variable->value, "\"");
        guise_add(&guises, arena, variable->value, "'\\");
    }
    struct buf out = {.arena = arena};
    const struct str whole = text;
    bool found = false;
    while (guises.list.count && text.length) {
        const size_t length = guise_longest(&guises, text);
        found |= length > 0;
        if (length)
            buf_puts(&out, "***");
        else
            buf_char(&out, text.data[0]);
        text = str_cut(text, length ? length : 1);
    }
    return found ? buf_str(&out) : whole;
}
