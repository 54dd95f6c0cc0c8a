"""Every site of every web server of a host."""

from collections.abc import Callable, Iterator

from rootout.collect.web import apache, nginx, others
from rootout.collect.web.site import Site
from rootout.host.api import Host

READERS = (nginx.sites, apache.sites, others.sites)


def sites_of(host: Host, missed: Callable[[OSError], object] = lambda _: None) -> Iterator[Site]:
    """Yield the sites; `missed` is told of what could not be read."""
    for read in READERS:
        try:
            yield from read(host)
        except OSError as error:
            missed(error)


def document_roots(sites: tuple[Site, ...]) -> tuple[str, ...]:
    """Return the folders that are given out, none inside another."""
    folders = sorted({root for site in sites for root in site.roots if _is_folder(root)})
    kept: list[str] = []
    for folder in folders:
        if not any(folder.startswith(f"{other}/") for other in kept):
            kept.append(folder)
    return tuple(kept)


def url_path(path: str, sites: tuple[Site, ...]) -> str:
    """Return by what a file is asked for: its path below the innermost folder that has it."""
    roots = [root for site in sites for root in site.roots if path.startswith(f"{root}/")]
    return path.removeprefix(max(roots, key=len, default=""))


def _is_folder(root: str) -> bool:
    """Leave out what is known only while a request is answered, and the whole disk."""
    return root.startswith("/") and root != "/" and "$" not in root and "{" not in root
