#include "migrate/digest.h"

#include "migrate/file.h"

#include <dlfcn.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>
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

/* For what is large libcrypto is loaded after all: it uses the processor's own SHA-256,
 * and is some six times as fast. Its context is opaque to us. */
struct fast {
    int (*init)(void *context);
    int (*update)(void *context, const void *data, size_t length);
    int (*final)(unsigned char *digest, void *context);
    unsigned char context[1024];
};

static bool
fast_bind(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static bool
fast_load(struct fast *fast)
{
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    return library && fast_bind(library, "SHA256_Init", &fast->init) &&
           fast_bind(library, "SHA256_Update", &fast->update) &&
           fast_bind(library, "SHA256_Final", &fast->final);
}

static bool
fast_hex(struct str text, char hex[DIGEST_HEX_SIZE])
{
    struct fast fast = {0};
    unsigned char digest[32];
    if (!fast_load(&fast) || !fast.init(fast.context))
        return false;
    while (text.length) {
        const struct str part = {text.data,
                                 text.length < FILE_STRIDE ? text.length : FILE_STRIDE};
        fast.update(fast.context, part.data, part.length);
        file_forget(part);
        text = str_cut(text, part.length);
    }
    fast.final(digest, fast.context);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    return true;
}

void
digest_hex(struct str text, char hex[DIGEST_HEX_SIZE])
{
    enum { LARGE = 1024 * 1024 };
    if (text.length < LARGE || !fast_hex(text, hex))
        SHA256Data((const uint8_t *)text.data, text.length, hex);
}
