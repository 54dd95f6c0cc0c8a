/*
 * A harmless stand-in for malware with many launchers, for rootout's lab only: every other second
 * it looks whether its own file and its launchers are there, and puts back what is missing (MEND,
 * a line of shell, compiled in). It does nothing else. Three fuses: it ends by itself at DEADLINE,
 * compiled in, whoever starts it; no more than MOST run at once; it runs on no host but "lab".
 */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#ifndef DEADLINE
#error "compile with -DDEADLINE=SECONDS_SINCE_1970 and -DMEND=SHELL"
#endif

enum { MOST = 8, PAUSE = 2 };

/* An abstract socket's name is free again the moment its holder dies, and not before. */
static int take_place(void) {
    int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    for (int place = 0; place < MOST; place++) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "tower-%d", place);
        socklen_t size = offsetof(struct sockaddr_un, sun_path) + 1 + length;
        if (bind(made, (struct sockaddr *)&address, size) == 0) return 1;
    }
    return 0;
}

int main(void) {
    struct utsname host;
    if (uname(&host) < 0 || strcmp(host.nodename, "lab") != 0 || time(NULL) >= DEADLINE) return 0;
    if (!take_place()) return 0;
    const int ignored[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_IGN);
    setsid();
    int own = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    while (time(NULL) < DEADLINE) {
        flock(own, LOCK_EX); /* two that mend one file would plant twice */
        if (system(MEND) < 0) return 1;
        flock(own, LOCK_UN);
        sleep(PAUSE);
    }
    return 0;
}
