#ifndef MARTLET_HTTP_H
#define MARTLET_HTTP_H

// What a monitoring service is told with, through libcurl.
//
// libcurl is opened when it is first needed, and not linked with: it brings thirty other libraries
// along, which every start of the program would pay for, and a machine without it can do everything
// else.

#include <stddef.h>

// Asks for an address with GET, follows redirections, and drops what comes. Returns the status of
// the answer. On failure -1; `problem`, of `length` bytes, says why.
long martlet_http_get(
    const char *address, const char *agent, long timeout_seconds, char *problem, size_t length);

#endif
