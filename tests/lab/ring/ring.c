/*
 * A harmless stand-in for malware that fights back, for rootout's lab only: a ring of processes,
 * each of which starts the next one again within a millisecond of its end.
 *
 * They ignore every signal that can be ignored and send SIGCONT to their neighbours all the time;
 * each start is of a fresh copy with changed bytes, under another name, deleted as soon as it
 * runs, and no child of the one that started it. They do nothing else, and touch no file but their
 * own copies. Three fuses: they end at DEADLINE, compiled in; no more than MOST_BORN are ever
 * started; and they run on no host but "lab".
 *
 * usage: ring SIZE; descriptor TABLE of every member is the table that they share.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef DEADLINE
#error "compile with -DDEADLINE=SECONDS_SINCE_1970, -DFOLDER=PATH and -DSEED_AT=PLACE (-1: the end)"
#endif

enum { TABLE = 9, MOST = 1000, MOST_BORN = 8000, TURN = 500 /* microseconds */, PATIENCE = 400 };

/* The test reads the first two numbers too. */
struct table {
    int born, restarts;
    volatile int is_whole; /* until then all wait: a thousand of them would starve the starter */
    int pids[MOST]; /* 0 while a place is being filled, -1 when that failed */
};

static struct table *table;
static int size;

/* Become a fresh copy: other bytes, another name, and no file a moment later. */
static void become(int place) {
    unsigned seed = (unsigned)getpid() * 2654435761u ^ (unsigned)time(NULL);
    char path[96], own[16], all[16], *name = path + strlen(FOLDER) + 1;
    snprintf(path, sizeof path, "%s/sys-%08x", FOLDER, seed);
    snprintf(own, sizeof own, "%d", place);
    snprintf(all, sizeof all, "%d", size);
    int source = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    int copy = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    struct stat facts;
    if (source < 0 || copy < 0 || fstat(source, &facts) < 0) _exit(1);
    for (off_t done = 0; done < facts.st_size;)
        if (sendfile(copy, source, &done, facts.st_size - done) <= 0) _exit(1);
    const off_t at = SEED_AT < 0 ? facts.st_size : SEED_AT;
    if (pwrite(copy, &seed, sizeof seed, at) < 0) _exit(1);
    close(copy);
    char *arguments[] = {name, all, own, NULL};
    execv(path, arguments);
    _exit(1);
}

static void fill(int place) {
    pid_t between = fork();
    if (between == 0) {
        setsid();
        if (__sync_add_and_fetch(&table->born, 1) > MOST_BORN) _exit(0);
        pid_t next = fork();
        if (next == 0) become(place);
        if (next > 0) table->pids[place] = next;
        _exit(0);
    }
    waitpid(between, NULL, 0);
    __sync_bool_compare_and_swap(&table->pids[place], 0, -1);
}

static void guard(int place) {
    static int turns;
    int next = (place + 1) % size, pid = table->pids[next];
    turns = pid ? 0 : turns + 1;
    if (turns > PATIENCE) table->pids[next] = -1; /* whoever was filling it is gone too */
    if (pid == 0 || (pid > 0 && kill(pid, 0) == 0)) return;
    if (!__sync_bool_compare_and_swap(&table->pids[next], pid, 0)) return;
    __sync_fetch_and_add(&table->restarts, 1);
    fill(next);
}

static void wake(int place) {
    int pid = table->pids[(place + size) % size];
    if (pid > 1) kill(pid, SIGCONT);
}

int main(int count, char **words) {
    struct utsname host;
    if (uname(&host) < 0 || strcmp(host.nodename, "lab") != 0 || time(NULL) >= DEADLINE) return 2;
    size = count > 1 ? atoi(words[1]) : 0;
    if (size < 2 || size > MOST) return 2;
    if (count == 2) {
        int made = memfd_create("table", 0);
        if (made < 0 || ftruncate(made, sizeof *table) < 0 || dup2(made, TABLE) < 0) return 1;
        if (made != TABLE) close(made);
    }
    table = mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED, TABLE, 0);
    if (table == MAP_FAILED) return 1;
    if (count == 2) {
        for (int place = 0; place < size; place++) fill(place);
        table->is_whole = 1;
        return 0;
    }
    char own[96];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    if (length > 0) own[length] = 0, unlink(own);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
    while (!table->is_whole && time(NULL) < DEADLINE) usleep(20 * TURN);
    for (int place = atoi(words[2]); time(NULL) < DEADLINE && table->born <= MOST_BORN;) {
        guard(place);
        wake(place + 1);
        wake(place - 1);
        usleep(TURN);
    }
    return 0;
}
