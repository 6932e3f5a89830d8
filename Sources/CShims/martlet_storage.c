#define _GNU_SOURCE
#include "martlet_storage.h"

#include <fcntl.h>
#include <stdio.h>

int martlet_rename_noreplace(
    int old_folder, const char *old_name, int new_folder, const char *new_name) {
  return renameat2(old_folder, old_name, new_folder, new_name, RENAME_NOREPLACE);
}

int martlet_storage_begin_writing_back(int file, int64_t offset, int64_t count) {
  return sync_file_range(file, offset, count, SYNC_FILE_RANGE_WRITE);
}

int martlet_storage_bypass_cache(int file, bool bypasses) {
  const int flags = fcntl(file, F_GETFL);
  if (flags < 0) {
    return -1;
  }
  return fcntl(file, F_SETFL, bypasses ? flags | O_DIRECT : flags & ~O_DIRECT);
}
