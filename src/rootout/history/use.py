"""What one program used of the machine."""

from rootout.model.value import value

MOST = 20  # programs of one sample
MOST_BY_DISK = 5  # of them, for the disk and not for the CPU


@value
class Use:
    """Percent of the whole machine's CPU, and bytes a second of its disks and sent over TCP."""

    cpu: float = 0.0
    read: float = 0.0
    written: float = 0.0
    sent: float = 0.0

    def plus(self, other: "Use", share: float = 1.0) -> "Use":
        """Add `share` of what another used."""
        return Use(
            cpu=self.cpu + other.cpu * share,
            read=self.read + other.read * share,
            written=self.written + other.written * share,
            sent=self.sent + other.sent * share,
        )


def busiest(used: dict[str, Use]) -> dict[str, Use]:
    """Return those that use the CPU or the disk most, the greatest user of the CPU first."""
    by_cpu = sorted(used, key=lambda name: -used[name].cpu)
    by_disk = sorted(
        used, key=lambda name: -(used[name].read + used[name].written + used[name].sent)
    )
    chosen = set(list(dict.fromkeys((*by_disk[:MOST_BY_DISK], *by_cpu)))[:MOST])
    return {name: used[name] for name in by_cpu if name in chosen}
