#ifndef MARTLET_STORAGE_H
#define MARTLET_STORAGE_H

#include <stdbool.h>
#include <stdint.h>

// What `LocalStorage` needs of the kernel and Glibc's module map does not offer.

// renameat2(RENAME_NOREPLACE): EEXIST when the new name is taken. -1 and errno on failure.
int martlet_rename_noreplace(
    int old_folder, const char *old_name, int new_folder, const char *new_name);

// sync_file_range(SYNC_FILE_RANGE_WRITE): asks for these bytes to be written to the disk from now on,
// and waits for nothing. -1 where the file system knows no such thing.
int martlet_storage_begin_writing_back(int file, int64_t offset, int64_t count);

// Sets O_DIRECT of an open file, or clears it. -1 and errno where the file system knows no such thing.
int martlet_storage_bypass_cache(int file, bool bypasses);

#endif
