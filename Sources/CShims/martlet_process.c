#define _GNU_SOURCE
#include "martlet_process.h"

#include <malloc.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/vfs.h>
#include <wchar.h>

int martlet_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int martlet_hide_memory(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

void martlet_keep_memory_small(void) {
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

void martlet_keep_freed_memory(int block_bytes, int kept_bytes) {
  mallopt(M_MMAP_THRESHOLD, block_bytes);
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
}

static int argument_count;
static char **arguments;

// glibc hands the arguments of main to every constructor.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  argument_count = count;
  arguments = values;
}

int martlet_argument_count(void) { return argument_count; }

char *martlet_argument(int index) { return arguments[index]; }

int martlet_processors(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 0;
  return CPU_COUNT(&set);
}

uint32_t martlet_file_system_kind(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (uint32_t)status.f_type : 0;
}
