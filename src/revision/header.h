/* The header of a script as YAML. Private to the room. */
#ifndef MIGRATE_REVISION_HEADER_H
#define MIGRATE_REVISION_HEADER_H

#include "migrate/yaml.h"

enum { HEADER_KEYS = 16, HEADER_ITEMS = 64 };

/* Room for a header in the common form; see header_read(). */
struct header {
    struct yaml root;
    struct yaml keys[HEADER_KEYS], values[HEADER_KEYS], items[HEADER_ITEMS];
    size_t item_count;
};

/* Finds the header of a script and reads it into header->root, whose places (`at`) lie in
 * `text`. The common form (bare words and flow lists of them) is read right here, since
 * libyaml takes longer for a header than the kernel for the file; anything else goes to
 * libyaml, and a test holds the two against each other. */
struct error *header_read(struct header *header, struct arena *arena,
                          struct str text) MUST_CHECK;

/* The same without the short way, for that test. */
struct error *header_read_yaml(struct header *header, struct arena *arena,
                               struct str text) MUST_CHECK;

/* Takes the next line off `text`, with its line end. */
struct str line_next(struct str *text);

/* Whether a comment is a section marker: "-- migrate:…". */
bool is_marker(struct str comment);

/* An error, at its place, when a comment that stands alone on its line differs from a
 * marker in blanks, punctuation, case or one letter, or is another program's marker. */
struct error *near_marker_check(struct str comment) MUST_CHECK;

#endif
