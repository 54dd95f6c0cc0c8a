"""What lies in temporary folders and could run, or hides."""

from collections.abc import Iterator

from rootout.collect.content import content_of
from rootout.collect.places import is_hidden
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.record import Gap, Reason

# /run/shm is /dev/shm on most hosts; a link is followed.
SWEPT = ("/tmp", "/var/tmp", "/dev/shm", "/run/shm", "/run/user")  # noqa: S108 - looked at
MOST_ENTRIES = 100_000
MOST_OPENED = 20_000  # to tell a program that is not marked as one
DEEPEST = 16
MAGIC = 4  # bytes


def sweep(host: Host) -> Iterator[str | Gap]:
    """Yield every executable, ELF file, script or hidden regular file, each once.

    Each folder has its own bounds: who fills one does not hide what lies in another.
    """
    seen: set[str] = set()
    for folder in SWEPT:
        try:
            reached = host.resolve(folder)
            if reached not in seen:
                seen.add(reached)
                yield from _sweep_folder(host, reached)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield _gap(folder, reason_of(error), error.strerror or "")


def _sweep_folder(host: Host, folder: str) -> Iterator[str | Gap]:
    opened = 0
    for number, (path, stat) in enumerate(host.walk(folder, depth=DEEPEST)):
        if number >= MOST_ENTRIES:
            yield _gap(folder, "too_large", f"only {MOST_ENTRIES} entries were looked at")
            break
        if stat.kind != "file":
            continue
        if stat.mode & 0o111 or is_hidden(path):
            yield path
        elif stat.size:
            opened += 1
            if opened <= MOST_OPENED and _is_program(host, path):
                yield path
    if opened > MOST_OPENED:
        yield _gap(folder, "too_large", f"only {MOST_OPENED} plain files were opened")


def _is_program(host: Host, path: str) -> bool:
    try:
        return content_of(host.head(path, MAGIC)) in ("elf", "script")
    except FileNotFoundError:
        return False
    except OSError:
        return True  # whoever describes it says why it cannot be read


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="referenced_files", path=path, reason=reason, detail=detail)
