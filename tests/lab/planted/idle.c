/*
 * A harmless stand-in for an intruder's program, for rootout's lab only: it waits, listens where
 * nothing is ever said, and ends by itself at DEADLINE, compiled in. It runs on no host but "lab".
 * SEED makes each copy other bytes than the next.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static const volatile char seed[] = SEED;

static void listen_on(int port) {
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1, made = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(made, (struct sockaddr *)&here, sizeof here) || listen(made, 1)) _exit(3);
}

static void connect_to(const char *address, int port) {
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, address, &there.sin_addr);
    int made = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(made, (struct sockaddr *)&there, sizeof there)) _exit(4);
}

int main(int count, char **words) {
    struct utsname host;
    if (uname(&host) || strcmp(host.nodename, "lab") || time(NULL) > DEADLINE || !seed[0]) return 2;
    const char *role = getenv("ROLE");
    const char *port = getenv("PORT");
    (void)count, (void)words;
    if (role && !strcmp(role, "listen")) listen_on(atoi(port));
    if (role && !strcmp(role, "connect")) connect_to(getenv("ADDRESS"), atoi(port));
    if (role && !strcmp(role, "sniff") && socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) < 0) return 3;
    while (time(NULL) <= DEADLINE)
        if (role && !strcmp(role, "burn"))
            for (volatile long turn = 0; turn < 200000000; turn++) {}
        else
            sleep(5);
    return 0;
}
