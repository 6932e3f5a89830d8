#ifndef MARTLET_STORAGE_H
#define MARTLET_STORAGE_H

// What `LocalStorage` needs of the kernel and Glibc's module map does not offer.

// renameat2(RENAME_NOREPLACE): EEXIST when the new name is taken. -1 and errno on failure.
int martlet_rename_noreplace(
    int old_folder, const char *old_name, int new_folder, const char *new_name);

#endif
