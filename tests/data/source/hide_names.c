// A harmless stand-in for a preloaded rootkit: in the programs it is loaded into it leaves out
// one fixed name, and the process whose number is in ROOTOUT_TEST_HIDDEN_PID. Nothing else.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define NAME "rootout-test-hidden"
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int hidden(const char *path) {
    const char *pid = getenv("ROOTOUT_TEST_HIDDEN_PID"), *slash = strrchr(path, '/');
    const char *last = slash ? slash + 1 : path;
    if (strstr(path, NAME)) return 1;
    if (!pid) return 0;
    if (!strncmp(path, "/proc/", 6)) {
        size_t length = strlen(pid);
        return !strncmp(path + 6, pid, length) && (!path[6 + length] || path[6 + length] == '/');
    }
    return !strcmp(last, pid);
}

#define GONE(path) if (hidden(path)) { errno = ENOENT; return -1; }

struct dirent *readdir(DIR *folder) {
    struct dirent *entry;
    while ((entry = REAL(readdir)(folder)) && hidden(entry->d_name)) {}
    return entry;
}

struct dirent64 *readdir64(DIR *folder) {
    struct dirent64 *entry;
    while ((entry = REAL(readdir64)(folder)) && hidden(entry->d_name)) {}
    return entry;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more); \
        GONE(path) \
        return REAL(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int stat(const char *path, struct stat *found) { GONE(path) return REAL(stat)(path, found); }
int stat64(const char *path, struct stat64 *found) { GONE(path) return REAL(stat64)(path, found); }
int lstat(const char *path, struct stat *found) { GONE(path) return REAL(lstat)(path, found); }
int lstat64(const char *path, struct stat64 *found) { GONE(path) return REAL(lstat64)(path, found); }

int kill(pid_t pid, int signal) {
    const char *own = getenv("ROOTOUT_TEST_HIDDEN_PID");
    if (own && atoi(own) == pid) { errno = ESRCH; return -1; }
    return REAL(kill)(pid, signal);
}

long syscall(long number, ...) {
    long word[6];
    va_list more; va_start(more, number);
    for (int i = 0; i < 6; i++) word[i] = va_arg(more, long);
    va_end(more);
    if (number == SYS_openat) GONE((const char *)word[1])
    return REAL(syscall)(number, word[0], word[1], word[2], word[3], word[4], word[5]);
}
