#ifndef MARTLET_CSHIMS_H
#define MARTLET_CSHIMS_H

// What Swift cannot import by itself: the headers of the two C libraries, and system calls that
// neither Glibc's module map nor swift-system exposes. No feature macro here:
// Swift compares these headers with those that other modules saw, and they must agree.

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include "martlet_syscalls.h"

#endif
