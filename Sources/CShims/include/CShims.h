#ifndef MARTLET_CSHIMS_H
#define MARTLET_CSHIMS_H

// What Swift cannot import by itself: the headers of the two C libraries, and system calls that
// neither Glibc's module map nor swift-system exposes. No feature macro stands here: with one, types
// such as fd_set would differ from those in Glibc's module, and no file could import both.

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sys/random.h>

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

#include "martlet_http.h"
#include "martlet_storage.h"
#include "martlet_syscalls.h"
#include "martlet_process.h"

#endif
