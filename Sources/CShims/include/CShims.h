#ifndef MARTLET_CSHIMS_H
#define MARTLET_CSHIMS_H

// What Swift cannot import by itself: the headers of the two C libraries, and system calls that
// neither Glibc's module map nor swift-system exposes.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include "martlet_storage.h"
#include "martlet_syscalls.h"

#endif
