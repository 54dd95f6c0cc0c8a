"""One table of nftables, `inet rootout`, changed whole or not at all: nft(8)."""

from collections.abc import Iterable
from dataclasses import replace

from rootout.host import nft_script as script
from rootout.host.nft_table import NOTHING, Table, parse_table
from rootout.host.program import TrustedPrograms

NFT = ("/usr/sbin/nft", "/sbin/nft")
MISSING = b"No such file or directory"  # ENOENT, in the language C


class Nftables:
    """The table `inet rootout`; tables of others are never read or changed."""

    def __init__(self, programs: TrustedPrograms) -> None:
        self._programs = programs

    @property
    def is_available(self) -> bool:
        """Say whether a genuine nft is on this host."""
        return self._programs.find(NFT) is not None

    def table(self) -> Table:
        """Return what is held now."""
        done = self._programs.run(NFT, ("-j", "list", "table", "inet", "rootout"))
        if done.code != 0 and MISSING in done.errors:
            return NOTHING
        done.require("nft")
        return parse_table(done.output)

    def block(self, addresses: frozenset[str], ports: frozenset[str], seconds: int) -> None:
        """Drop everything from and to these too, in one transaction.

        What is held for longer stays so; 0 seconds are for ever.
        """
        table = self.table()
        held = table.addresses | table.ports
        new = {one for one in addresses | ports if _is_longer(seconds, held.get(one))}
        single = {one for one in new if one in ports or "/" not in one}
        lines = [script.TABLE, *script.rules(), *script.delete(single, held)]
        lines += script.add(single, seconds)
        if wide := new - single:
            lines += script.networks(_networks(table) | dict.fromkeys(wide, seconds))
        self._change(lines)

    def unblock(self, addresses: frozenset[str], ports: frozenset[str]) -> None:
        """Let these through; the table goes with the last of all that it holds."""
        table = self.table()
        left = replace(
            table,
            addresses={
                one: table.addresses[one] for one in table.addresses if one not in addresses
            },
            ports={one: table.ports[one] for one in table.ports if one not in ports},
        )
        hosts = (one for one in addresses if "/" not in one)
        lines = [*script.delete(hosts, table.addresses), *script.delete(ports, table.ports)]
        if _networks(table) != _networks(left):
            lines += script.networks(_networks(left))
        self._shrink(left, lines)

    def isolate(self, allowed: frozenset[str], seconds: int) -> None:
        """Drop everything but what goes to and comes from `allowed`, in one transaction."""
        self._change([*script.isolation(allowed, seconds)])

    def end_isolation(self) -> None:
        """Let everything through again that is not blocked."""
        table = self.table()
        left = replace(table, allowed=None)
        self._shrink(left, [script.END_OF_ISOLATION] if table.has_isolation else [])

    def _shrink(self, left: Table, lines: Iterable[str]) -> None:
        """Delete the table where nothing is left that it is needed for, else only what goes."""
        if left.is_needed:
            self._change(lines)
        elif left.is_there:
            self._change([script.REMOVAL])

    def _change(self, lines: Iterable[str]) -> None:
        if text := "\n".join(lines):
            self._programs.run(NFT, ("-f", "-"), f"{text}\n".encode()).require("nft")


def _is_longer(seconds: int, left: int | None) -> bool:
    """Say whether `seconds` (0: for ever) last longer than what is left, if anything is."""
    return left is None or (left > 0 and (seconds == 0 or seconds > left))


def _networks(table: Table) -> dict[str, int]:
    return {one: table.addresses[one] for one in table.addresses if "/" in one}
