#ifndef MARTLET_PROCESS_H
#define MARTLET_PROCESS_H

// What a process asks about itself, and its terminal, and Glibc's module map hides.

#include <stdint.h>

// Columns that a character takes on a terminal: wcwidth. -1 for one that cannot be shown, which
// depends on the locale.
int martlet_columns(uint32_t scalar);

// prctl(PR_SET_DUMPABLE, 0): no core dump, and no other process of the user may look inside.
int martlet_hide_memory(void);

// Bounds what malloc keeps for later: at most two arenas, and blocks of a mebibyte and more go back
// to the system when they are freed.
void martlet_keep_memory_small(void);

// Of blocks below the first size so many bytes of each arena stay when they are freed, for who asks
// for them again at once.
void martlet_keep_freed_memory(int block_bytes, int kept_bytes);

// The arguments of this process as the C library got them. Swift reads them from /proc, which a
// rescue system or a chroot may lack, and would say that there are none.
int martlet_argument_count(void);
char *martlet_argument(int index);

// How many processors this process may use; 0 when that cannot be found out.
int martlet_processors(void);

// What kind of file system a path is on: f_type of statfs. 0 and errno on failure.
uint32_t martlet_file_system_kind(const char *path);

#endif
