/*
 * A harmless stand-in for malware, for rootout's lab only.
 *
 * It hides under a kernel thread's name, its file deleted; it listens, and holds a connection on
 * which nothing is ever said; a twin starts it again when it dies, and it the twin. It spreads
 * nowhere, takes no command, and reads and changes nothing but its own two files. Two fuses: it
 * ends by itself at DEADLINE, compiled in, whoever starts it; and it runs on no host but "lab".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef DEADLINE
#error "compile with -DDEADLINE=SECONDS_SINCE_1970"
#endif

static const char *const NAMES[] = {"[kworker/0:3]", "[kworker/1:2]"}; /* the main one, the twin */
enum role { MAIN, TWIN, LAUNCHER };

/* An abstract socket's name is free again the moment its holder dies, and not before. */
static int with_name(enum role role, int (*act)(int, const struct sockaddr *, socklen_t)) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "dbus-cache-%d", role);
    int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t size = offsetof(struct sockaddr_un, sun_path) + 1 + length;
    if (act(made, (struct sockaddr *)&address, size) == 0) return made;
    close(made);
    return -1;
}

static int is_running(enum role role) {
    int made = with_name(role, connect);
    if (made >= 0) close(made);
    return made >= 0;
}

/* Copy the program out of its store (or out of memory, where the store is gone), run, delete. */
static void become(enum role role) {
    char *arguments[] = {(char *)NAMES[role], NULL};
    int source = open(STORE, O_RDONLY | O_CLOEXEC);
    if (source < 0) source = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    mkdir(FOLDER, 01777);
    char path[128];
    snprintf(path, sizeof path, "%s.%d", PROGRAM, (int)getpid());
    int copy = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
    struct stat facts;
    if (source < 0 || copy < 0 || fstat(source, &facts) < 0) _exit(1);
    while (sendfile(copy, source, NULL, facts.st_size) > 0) {
    }
    close(copy);
    rename(path, PROGRAM);
    execv(PROGRAM, arguments);
    _exit(1);
}

static void start(enum role role) {
    if (is_running(role)) return;
    if (fork() == 0) {
        setsid();
        if (fork() == 0) become(role);
        _exit(0);
    }
    wait(NULL);
}

static void disguise(enum role role) {
    prctl(PR_SET_NAME, role == MAIN ? "kworker/0:3" : "kworker/1:2");
    const int ignored[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_IGN);
    if (chdir("/") < 0) _exit(1);
    int nothing = open("/dev/null", O_RDWR);
    for (int number = 0; number < 3; number++) dup2(nothing, number);
    if (nothing > 2) close(nothing);
}

static int listener(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    int made = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(made, (struct sockaddr *)&address, sizeof address) == 0 && listen(made, 4) == 0)
        return made;
    close(made);
    return -1;
}

/* Keep one silent connection open; returns it, new or old, or -1 while there is none. */
static int connection(int held) {
    char byte;
    if (held >= 0) {
        ssize_t got = recv(held, &byte, 1, MSG_DONTWAIT);
        if (got > 0 || (got < 0 && (errno == EAGAIN || errno == ENOTCONN))) return held;
        close(held);
        return -1;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(ATTACKER_PORT)};
    inet_pton(AF_INET, ATTACKER, &address.sin_addr);
    held = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connect(held, (struct sockaddr *)&address, sizeof address) == 0 || errno == EINPROGRESS)
        return held;
    close(held);
    return -1;
}

int main(int count, char **arguments) {
    struct utsname host;
    enum role role = LAUNCHER;
    if (uname(&host) < 0 || strcmp(host.nodename, "lab") != 0 || time(NULL) >= DEADLINE) return 0;
    for (enum role each = MAIN; count > 0 && each <= TWIN; each++)
        if (strcmp(arguments[0], NAMES[each]) == 0) role = each;
    if (role == LAUNCHER) {
        if (is_running(MAIN)) return 0;
        if (getppid() == 1) become(MAIN); /* systemd wants its service to stay in front */
        start(MAIN);
        return 0;
    }
    unlink(PROGRAM);
    if (with_name(role, bind) < 0) return 0; /* another was faster */
    disguise(role);
    int listening = -1, outgoing = -1;
    for (unsigned tick = 0; time(NULL) < DEADLINE; tick++) {
        start(role == MAIN ? TWIN : MAIN);
        if (role == MAIN && listening < 0) listening = listener();
        if (role == MAIN && tick % 10 == 0) outgoing = connection(outgoing);
        int visitor = listening < 0 ? -1 : accept(listening, NULL, NULL);
        if (visitor >= 0) close(visitor);
        usleep(100 * 1000);
    }
    return 0;
}
