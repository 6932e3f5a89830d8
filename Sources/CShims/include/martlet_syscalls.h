#ifndef MARTLET_SYSCALLS_H
#define MARTLET_SYSCALLS_H

// System calls of Linux that neither Glibc's module map nor swift-system exposes.
// Each returns -1 and sets errno on failure, as the C library does.

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#endif
