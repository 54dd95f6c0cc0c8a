"""What `rootout watch` costs, what it misses, and how soon it freezes.

Claims: at 1,000 starts a second no event is lost and every command line is whole, also of programs
that end at once, for at most 5 % of a core; idle at most 0.6 % and 120 MB; from execve of a bad
program until it stands still, 99 of 100 times at most 10 ms.
Run as root: `.venv/bin/python benchmarks/watch.py [BAD]`. BAD bad programs are started, one after
the other: copies of the shell in /dev/shm with the words of a miner, which write empty lines.
CPU is that of the watch, in per cent of one core; other work on the machine makes times longer.
"""

import json
import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BAD = int(sys.argv[1]) if len(sys.argv) > 1 else 100
SECONDS = 5.0
QUIET = 0.1  # seconds without a sign of life
TICKS = os.sysconf("SC_CLK_TCK")
SAME = "i=0; while [ $i -lt {0} ]; do /bin/true {1}; i=$((i+1)); done"


class Watch:
    """A watch in a process of its own, with what it prints."""

    def __init__(self, *words: str) -> None:
        command = [sys.executable, "-m", "rootout", "watch", "--json", *words]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        self.lines = self.process.stdout
        self.lines.readline()

    def cpu(self) -> float:
        """Return the seconds of a processor that it has used."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS

    def memory(self) -> float:
        """Return what is resident, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def next(self, kind: str) -> dict[str, object]:
        """Wait for the next line of a kind."""
        for line in self.lines:
            told = json.loads(line)
            if told["kind"] == kind:
                return told
        raise EOFError

    def end(self) -> list[dict[str, object]]:
        """End it, and return what it still had to tell."""
        self.process.terminate()
        rest = [json.loads(line) for line in self.lines]
        self.process.wait()
        return rest


def idle() -> None:
    """Print what it costs while this machine does what it does anyway."""
    watch = Watch()
    used = watch.cpu()
    time.sleep(SECONDS)
    share = (watch.cpu() - used) / SECONDS
    print(f"idle: {share:.2%} of a core, {watch.memory():.0f} MB (at most 0.6 %, 120 MB)")
    watch.end()


def busy(name: str, argument: str) -> None:
    """Print what it costs while a shell starts programs as fast as it can."""
    watch = Watch()
    used, begun, number = watch.cpu(), time.monotonic(), 5000
    subprocess.run(["/bin/sh", "-c", SAME.format(number, argument)], check=True)
    seconds = time.monotonic() - begun
    share = (watch.cpu() - used) / seconds
    time.sleep(1)
    lost = sum(one["kind"] == "gap" for one in watch.end())
    rate = number / seconds
    at_1000 = share * 1000 / rate
    print(
        f"{name}: {rate:.0f} starts/s, {share:.1%} of a core, {at_1000:.1%} for 1,000; {lost} gaps"
    )


def last_sign_of_life(process: "subprocess.Popen[bytes]") -> float:
    """Return when a process that writes all the time wrote for the last time."""
    assert process.stdout is not None
    pipe, last = process.stdout.fileno(), time.monotonic()
    while select.select([pipe], [], [], QUIET)[0]:
        os.read(pipe, 65536)
        last = time.monotonic()
    return last


def freeze() -> None:
    """Print how long it takes from before execve until a bad program writes no more."""
    folder = Path(tempfile.mkdtemp(prefix="rootout-watch-"))
    program = f"/dev/shm/.rootout-benchmark-{os.getpid()}"
    shutil.copy("/bin/dash", program)
    case = folder / "case"
    watch = Watch("--freeze", "high", "--case", str(case), "--freeze-per-hour", str(2 * BAD))
    bad, times = [], []
    try:
        for number in range(BAD):
            words = ["-c", "while :; do echo; done", f"{number}", "--donate-level", "1"]
            begun = time.monotonic()
            bad.append(subprocess.Popen([program, *words], stdout=subprocess.PIPE))
            times.append((last_sign_of_life(bad[-1]) - begun) * 1000)
            assert watch.next("freeze")["state"] == "verified"
        watch.end()
        times.sort()
        last = times[min(len(times) - 1, len(times) * 99 // 100)]
        middle = statistics.median(times)
        print(f"execve to standing still, {BAD}x: p50 {middle:.1f}, p99 {last:.1f} ms")
        undo = [sys.executable, "-m", "rootout", "undo", str(case)]
        subprocess.run(undo, check=True, capture_output=True)
    finally:
        for one in bad:
            one.kill()
            one.wait()
        os.unlink(program)
        shutil.rmtree(folder)


if __name__ == "__main__":
    idle()
    busy("the same again and again", "x")
    busy("never the same", "$i")
    freeze()
