#ifndef MARTLET_TERMINAL_H
#define MARTLET_TERMINAL_H

#include <stdint.h>

// Columns that a character takes on a terminal: wcwidth, which Glibc's module map hides.
// -1 for one that cannot be shown, which depends on the locale.
int martlet_columns(uint32_t scalar);

#endif
