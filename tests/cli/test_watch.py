"""`rootout watch`, run in a process of its own: it looks at this machine."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from rootout.host.bpf.btf import KERNEL_TYPES

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not os.path.exists(KERNEL_TYPES), reason="needs root and BTF"
)


def test_a_program_from_a_temporary_folder_is_told_as_it_starts(tmp_path):
    command = [sys.executable, "-m", "rootout", "watch", "--json", "--seconds", "60"]
    program = f"/dev/shm/.rootout-test-{os.getpid()}"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watch:
        try:
            shutil.copy("/bin/sleep", program)
            assert watch.stdout is not None
            assert json.loads(watch.stdout.readline())["kind"] == "watching"
            ours = subprocess.Popen([program, "0"])
            ours.wait()
            for line in watch.stdout:
                told = json.loads(line)
                if told.get("process", {}).get("pid") == ours.pid:
                    break
            assert told["rule"] == "program_runs_from_a_hidden_temporary_folder"
            assert told["process"]["arguments"] == [program, "0"]
            assert told["ancestors"][0]["pid"] == os.getpid()
        finally:
            os.unlink(program)
            watch.send_signal(signal.SIGTERM)
            assert watch.wait(30) == 0
