#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "martlet_syscalls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

const int martlet_tree_open_path_only = O_PATH;
const int martlet_tree_open_no_access_time = O_NOATIME;
const int martlet_tree_seek_data = SEEK_DATA;
const int martlet_tree_seek_hole = SEEK_HOLE;

int martlet_tree_status(int folder, const char *name, struct martlet_tree_status *status) {
  struct statx raw;
  int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;
  if (statx(folder, name, flags, STATX_BASIC_STATS, &raw) != 0) return -1;
  status->size = raw.stx_size;
  status->inode = raw.stx_ino;
  status->device = (uint64_t)raw.stx_dev_major << 32 | raw.stx_dev_minor;
  status->special_device = (uint64_t)raw.stx_rdev_major << 32 | raw.stx_rdev_minor;
  status->blocks = raw.stx_blocks;
  status->modified_seconds = raw.stx_mtime.tv_sec;
  status->changed_seconds = raw.stx_ctime.tv_sec;
  status->modified_nanoseconds = raw.stx_mtime.tv_nsec;
  status->changed_nanoseconds = raw.stx_ctime.tv_nsec;
  status->mode = raw.stx_mode;
  status->user_id = raw.stx_uid;
  status->group_id = raw.stx_gid;
  status->link_count = raw.stx_nlink;
  status->nodump = (raw.stx_attributes & STATX_ATTR_NODUMP) != 0;
  return 0;
}

int martlet_tree_identity_of(int folder, struct martlet_tree_identity *identity) {
  struct statx raw;
  if (statx(folder, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &raw) != 0) return -1;
  struct statfs system;
  if (fstatfs(folder, &system) != 0) return -1;
  memset(identity, 0, sizeof *identity);
  identity->device = (uint64_t)raw.stx_dev_major << 32 | raw.stx_dev_minor;
  identity->inode = raw.stx_ino;
  memcpy(&identity->file_system, &system.f_fsid, sizeof identity->file_system);
  identity->has_born = (raw.stx_mask & STATX_BTIME) != 0;
  if (identity->has_born) {
    identity->born_seconds = raw.stx_btime.tv_sec;
    identity->born_nanoseconds = raw.stx_btime.tv_nsec;
  }
  return 0;
}

uint64_t martlet_tree_device(dev_t device) {
  return (uint64_t)major(device) << 32 | minor(device);
}

ssize_t martlet_tree_read_entries(int folder, void *buffer, size_t length) {
  return getdents64(folder, buffer, length);
}

static int martlet_tree_open(int folder, const char *name, int flags, uint64_t resolve) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = (uint64_t)(flags | O_NOFOLLOW | O_CLOEXEC);
  how.resolve = resolve;
  long descriptor = syscall(SYS_openat2, folder, name, &how, sizeof how);
  if (descriptor >= 0 || errno != ENOSYS) return (int)descriptor;
  if (strchr(name, '/') != NULL || strcmp(name, "..") == 0) {
    errno = EXDEV;
    return -1;
  }
  return openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC);
}

int martlet_tree_open_beneath(int folder, const char *name, int flags) {
  return martlet_tree_open(folder, name, flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

int martlet_tree_open_same_mount(int folder, const char *name, int flags) {
  return martlet_tree_open(
      folder, name, flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
}

int martlet_tree_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
  if (renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return -1;
  if (linkat(from_folder, from, to_folder, to, 0) == 0) return unlinkat(from_folder, from, 0);
  if (errno == EEXIST) return -1;
  struct stat status;
  if (fstatat(to_folder, to, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = EEXIST;
    return -1;
  }
  return renameat(from_folder, from, to_folder, to);
}

int martlet_tree_exchange(int folder, const char *one, const char *other) {
  return renameat2(folder, one, folder, other, RENAME_EXCHANGE);
}

int martlet_tree_lease(int descriptor) {
  if (fcntl(descriptor, F_SETSIG, SIGURG) != 0) return -1;
  return fcntl(descriptor, F_SETLEASE, F_WRLCK);
}

int martlet_tree_holds_lease(int descriptor) {
  return fcntl(descriptor, F_GETLEASE) == F_WRLCK;
}

int martlet_tree_origin(
    int folder, uint64_t *file_system, uint64_t *kind, int64_t *birth_seconds,
    uint32_t *birth_nanoseconds) {
  struct statfs system;
  if (fstatfs(folder, &system) != 0) return -1;
  *kind = (uint64_t)(uint32_t)system.f_type;
  memcpy(file_system, &system.f_fsid, sizeof *file_system);
  struct statx status;
  if (statx(folder, "", AT_EMPTY_PATH, STATX_BTIME, &status) != 0) return -1;
  int is_known = (status.stx_mask & STATX_BTIME) != 0;
  *birth_seconds = is_known ? status.stx_btime.tv_sec : 0;
  *birth_nanoseconds = is_known ? status.stx_btime.tv_nsec : UINT32_MAX;
  return 0;
}

int martlet_tree_make_hole(int descriptor, uint64_t offset, uint64_t length) {
  return fallocate(
      descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)length);
}

int martlet_tree_share(int descriptor, int other) { return ioctl(descriptor, FICLONE, other); }

int martlet_tree_sync(int descriptor) { return syncfs(descriptor); }

int martlet_tree_change_owner(int descriptor, uint32_t user_id, uint32_t group_id) {
  return fchownat(descriptor, "", user_id, group_id, AT_EMPTY_PATH);
}

int martlet_tree_make_special(
    int folder, const char *name, uint32_t mode, uint32_t device_major, uint32_t device_minor) {
  return mknodat(folder, name, mode, makedev(device_major, device_minor));
}

ssize_t martlet_tree_list_attributes(int descriptor, char *list, size_t length) {
  return flistxattr(descriptor, list, length);
}

ssize_t martlet_tree_list_attributes_at(const char *path, char *list, size_t length) {
  return listxattr(path, list, length);
}

ssize_t martlet_tree_list_attributes_of_link(const char *path, char *list, size_t length) {
  return llistxattr(path, list, length);
}

ssize_t martlet_tree_attribute(int descriptor, const char *name, void *value, size_t length) {
  return fgetxattr(descriptor, name, value, length);
}

ssize_t martlet_tree_attribute_of_link(
    const char *path, const char *name, void *value, size_t length) {
  return lgetxattr(path, name, value, length);
}

ssize_t martlet_tree_attribute_at(
    const char *path, const char *name, void *value, size_t length) {
  return getxattr(path, name, value, length);
}

int martlet_tree_set_attribute(
    int descriptor, const char *name, const void *value, size_t length) {
  return fsetxattr(descriptor, name, value, length, 0);
}

int martlet_tree_set_attribute_at(
    const char *path, const char *name, const void *value, size_t length) {
  return setxattr(path, name, value, length, 0);
}

int martlet_tree_remove_attribute(int descriptor, const char *name) {
  return fremovexattr(descriptor, name);
}

int martlet_tree_remove_attribute_at(const char *path, const char *name) {
  return removexattr(path, name);
}
