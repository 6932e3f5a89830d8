#define _GNU_SOURCE
#include "martlet_terminal.h"

#include <wchar.h>

int martlet_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
