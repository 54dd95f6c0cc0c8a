"""What stood open: the ways in that are left to suspect when no login is known."""

import ipaddress
from collections import Counter
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.sshd_config import SshdSetting
from rootout.collect.auth_messages import AuthEvent
from rootout.model.evidence import Evidence

# What holds data or gives orders, and often asks for no password: port, name.
TRUSTING = {
    873: "rsync",
    2049: "NFS",
    2181: "ZooKeeper",
    2375: "the Docker daemon",
    2379: "etcd",
    3306: "MySQL",
    5432: "PostgreSQL",
    5601: "Kibana",
    5984: "CouchDB",
    6379: "Redis",
    8086: "InfluxDB",
    8500: "Consul",
    9200: "Elasticsearch",
    10250: "the Kubernetes kubelet",
    11211: "memcached",
    27017: "MongoDB",
}
MANY = 20  # wrong passwords from one address
MOST = 12  # ports in one sentence


def exposures(evidence: Evidence) -> Iterator[str]:
    """Yield a sentence for each way in that was open to the world."""
    outside = [one for one in evidence.of(Socket) if _is_open(one)]
    names = {one.key: one.name for one in evidence.of(Process)}
    for port in sorted({one.local_port for one in outside} & TRUSTING.keys()):
        holders = (key for one in outside if one.local_port == port for key in one.processes)
        who = sorted({names[key] for key in holders if key in names})
        by = f" ({', '.join(who)})" if who else ""
        yield (
            f"{TRUSTING[port]}{by} can be reached from everywhere on tcp port {port}: "
            "without a strong password that alone is a way in."
        )
    rest = sorted({one.local_port for one in outside} - TRUSTING.keys())
    if rest:
        yield f"The world can reach tcp ports {', '.join(map(str, rest[:MOST]))}."
    yield from _passwords(evidence)
    yield from _guessing(evidence)


def _passwords(evidence: Evidence) -> Iterator[str]:
    """Say where sshd takes a password for root from everybody: sshd_config(5) has the defaults."""
    says = {
        one.name: (one.values[0].lower(), one.key)
        for one in evidence.of(SshdSetting)
        if one.is_effective and one.values and not one.condition
    }
    root, where = says.get("permitrootlogin", ("prohibit-password", ""))
    if root == "yes" and says.get("passwordauthentication", ("yes", ""))[0] == "yes":
        yield f"Root may log in over ssh by password alone ({where})."


def _is_open(socket: Socket) -> bool:
    if socket.protocol != "tcp" or not socket.is_listening:
        return False
    try:
        return not ipaddress.ip_address(socket.local_address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guessing(evidence: Evidence) -> Iterator[str]:
    tries: Counter[str] = Counter()
    for event in evidence.of(AuthEvent):
        if event.event == "failed" and event.address:
            tries[event.address] += event.count
    worst = [(address, count) for address, count in tries.most_common(3) if count >= MANY]
    if worst:
        told = ", ".join(f"{count} from {address}" for address, count in worst)
        yield f"Passwords were guessed: {told}."
