"""How fast and how well web shells are found, beside grep for the functions that they use.

Claims: of the shells that tests/webshell/shells.py makes at least 99 % are found; of Debian's own
applications at most one file in 20,000 is called one at high or above. Run:
`.venv/bin/python benchmarks/webshell.py [FOLDER]`; without a folder, Debian's packages of PHP
applications are downloaded.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.webshell import shells

from rootout.model.finding import rank
from rootout.webshell.place import place_of
from rootout.webshell.search import search
from rootout.webshell.verdict import judge

PACKAGES = ("wordpress", "phpmyadmin", "roundcube-core", "mediawiki", "dokuwiki", "cacti")
NAIVE = r"(eval|assert|system|exec|passthru|shell_exec|popen|proc_open)[[:space:]]*\("


def main() -> None:
    """Print speed and false alarms on ordinary code, then what is found of shells."""
    with tempfile.TemporaryDirectory(dir="/opt") as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else unpacked(Path(name))
        found = search((folder,))
        rate = found.scanned / found.seconds
        print(f"{found.scanned} files, {rate:.0f} a second on {os.cpu_count()} cores")
        high = [one for one in found.found if rank(one.verdict.severity) >= rank("high")]
        print(f"called web shells at high or above: {len(high)}")
        started = time.perf_counter()
        peer = subprocess.run(
            ["/usr/bin/grep", "-rlE", NAIVE, "--include=*.php", str(folder)],
            capture_output=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        print(f"grep: {seconds:.1f} s, {len(peer.stdout.splitlines())} files")
    kinds = (shells.plain(), shells.hidden(), shells.in_ordinary_code(), shells.in_pictures())
    made = [one for kind in kinds for one in kind]
    missed = [one for one in made if not is_found(one)]
    print(f"shells: {len(made)}, missed: {len(missed)}")


def is_found(shell: str | bytes) -> bool:
    """Say whether a shell is called one at high or above; bytes are pictures."""
    name, data = ("a.php", shell.encode()) if isinstance(shell, str) else ("a.jpg", shell)
    return rank(judge(name, data, place_of(f"/srv/uploads/{name}")).severity) >= rank("high")


def unpacked(folder: Path) -> Path:
    """Download Debian's packages and unpack them; nothing of them is installed or run."""
    options = ["-qq", "-o", "APT::Sandbox::User=root"]
    subprocess.run(["apt-get", *options, "download", *PACKAGES], cwd=folder, check=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder / "root")], check=True)
    return folder / "root"


if __name__ == "__main__":
    main()
