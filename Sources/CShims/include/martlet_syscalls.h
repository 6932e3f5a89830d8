#ifndef MARTLET_SYSCALLS_H
#define MARTLET_SYSCALLS_H

// System calls of Linux on trees that neither Glibc's module map nor swift-system exposes.
// Each returns -1 and sets errno on failure, as the C library does.

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

// What statx tells of one entry. Devices are major << 32 | minor; `nodump` is 0 or 1.
struct martlet_tree_status {
  uint64_t size, inode, device, special_device, blocks;
  int64_t modified_seconds, changed_seconds;
  uint32_t modified_nanoseconds, changed_nanoseconds;
  uint32_t mode, user_id, group_id, link_count, nodump;
};

// Flags that glibc shows only with _GNU_SOURCE, which Swift's view of it may lack.
extern const int martlet_tree_open_path_only;       // O_PATH
extern const int martlet_tree_open_no_access_time;  // O_NOATIME
extern const int martlet_tree_seek_data;            // SEEK_DATA
extern const int martlet_tree_seek_hole;            // SEEK_HOLE

// Status of `name` in `folder`, links not followed; of `folder` itself when `name` is "".
int martlet_tree_status(int folder, const char *name, struct martlet_tree_status *status);

// What tells a folder from another one that is at its path at another time. `file_system` is what
// statfs calls the file system; `device` is as above; `has_born` is 0 or 1.
struct martlet_tree_identity {
  uint64_t device, inode, file_system;
  int64_t born_seconds;
  uint32_t born_nanoseconds, has_born;
};
int martlet_tree_identity_of(int folder, struct martlet_tree_identity *identity);

// A device number as the structures above have it.
uint64_t martlet_tree_device(dev_t device);

// The next directory records in the kernel's layout; 0 at the end.
ssize_t martlet_tree_read_entries(int folder, void *buffer, size_t length);

// Opens the one component `name` of `folder`, never following a link. Kernels before 5.6 have no
// openat2: there O_NOFOLLOW alone is used, which says the same of a single component.
int martlet_tree_open_beneath(int folder, const char *name, int flags);

// The same; fails with EXDEV where something is mounted on `name`, also a part of the same file
// system. Kernels before 5.6 do not notice.
int martlet_tree_open_same_mount(int folder, const char *name, int flags);

// Fails with EEXIST when `to` exists. Where the file system knows no such rename, a hard link and
// an unlink do the same; where it knows no hard links either, `to` is looked for first.
int martlet_tree_rename_new(int from_folder, const char *from, int to_folder, const char *to);

// The two entries of `folder` swap their names in one step. Fails with EINVAL where the file system
// cannot.
int martlet_tree_exchange(int folder, const char *one, const char *other);

// Takes a write lease on a regular file, so that whoever opens it waits. Fails with EAGAIN while
// somebody has it open for writing; otherwise where there are no leases, or not for this user. The
// signal that tells of a wish to open it is one that nobody minds. Ends with the descriptor.
int martlet_tree_lease(int descriptor);

// Whether nobody has wished to open the file since the lease: 1, else 0.
int martlet_tree_holds_lease(int descriptor);

// Which file system an open folder lies on, of which kind it is (f_type), and when the folder was
// made; `birth_nanoseconds` is UINT32_MAX where that is not known.
int martlet_tree_origin(
    int folder, uint64_t *file_system, uint64_t *kind, int64_t *birth_seconds,
    uint32_t *birth_nanoseconds);

// The bytes become a hole; the file keeps its size.
int martlet_tree_make_hole(int descriptor, uint64_t offset, uint64_t length);

// FICLONE: the file shares all bytes of `other` from now on, until either is written to.
int martlet_tree_share(int descriptor, int other);

// All files of the file system that holds `descriptor` are durable afterwards.
int martlet_tree_sync(int descriptor);

// Owner of what `descriptor` holds; an O_PATH descriptor will do.
int martlet_tree_change_owner(int descriptor, uint32_t user_id, uint32_t group_id);

int martlet_tree_make_special(
    int folder, const char *name, uint32_t mode, uint32_t device_major, uint32_t device_minor);

// Extended attributes: of an open descriptor, of a path followed to its end, of a path not followed.
ssize_t martlet_tree_list_attributes(int descriptor, char *list, size_t length);
ssize_t martlet_tree_list_attributes_at(const char *path, char *list, size_t length);
ssize_t martlet_tree_list_attributes_of_link(const char *path, char *list, size_t length);
ssize_t martlet_tree_attribute(int descriptor, const char *name, void *value, size_t length);
ssize_t martlet_tree_attribute_at(
    const char *path, const char *name, void *value, size_t length);
ssize_t martlet_tree_attribute_of_link(
    const char *path, const char *name, void *value, size_t length);
int martlet_tree_set_attribute(
    int descriptor, const char *name, const void *value, size_t length);
int martlet_tree_set_attribute_at(
    const char *path, const char *name, const void *value, size_t length);
int martlet_tree_remove_attribute(int descriptor, const char *name);
int martlet_tree_remove_attribute_at(const char *path, const char *name);

#endif
