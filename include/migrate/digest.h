/* SHA-256 (FIPS 180-4), by libmd: it starts in a tenth of a millisecond, where libcrypto
 * needs more than one. The result equals `sha256sum FILE`, so anybody can check it. */
#ifndef MIGRATE_DIGEST_H
#define MIGRATE_DIGEST_H

#include "migrate/str.h"

#include <stdint.h>

enum { DIGEST_HEX_SIZE = 65 };

/* Writes 64 hex digits and a NUL. */
void digest_hex(struct str text, char hex[DIGEST_HEX_SIZE]);

/* A digest of many pieces. */
struct digest;
struct digest *digest_start(struct arena *arena);
void digest_add(struct digest *digest, struct str text);
void digest_finish(struct digest *digest, char hex[DIGEST_HEX_SIZE]);

#endif
