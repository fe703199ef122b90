#include "migrate/digest.h"

#include <sha2.h>
#include <sys/types.h>

struct digest {
    SHA2_CTX context;
};

struct digest *
digest_start(struct arena *arena)
{
    struct digest *digest = arena_alloc(arena, sizeof *digest);
    SHA256Init(&digest->context);
    return digest;
}

void
digest_add(struct digest *digest, struct str text)
{
    SHA256Update(&digest->context, (const uint8_t *)text.data, text.length);
}

void
digest_finish(struct digest *digest, char hex[DIGEST_HEX_SIZE])
{
    SHA256End(&digest->context, hex);
}

void
digest_hex(struct str text, char hex[DIGEST_HEX_SIZE])
{
    SHA256Data((const uint8_t *)text.data, text.length, hex);
}

int64_t
digest_number(struct str text)
{
    char hex[DIGEST_HEX_SIZE];
    digest_hex(text, hex);
    uint64_t number = 0;
    for (int i = 0; i < 16; i++) {
        const char c = hex[i];
        number = number << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return (int64_t)(number >> 1);
}
