"""A plan with something of everything, made by hand."""

from dataclasses import replace

from rootout.model.plan import PHASES, Plan, Step
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.clear_immutable import ClearImmutable
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.remove_file import RemoveFile
from rootout.respond.actions.remove_folder import RemoveFolder
from rootout.respond.actions.restore_preload import RestorePreload
from rootout.respond.actions.stop_process import StopProcess
from rootout.respond.planner import step_of
from rootout.respond.stages import STAGES

ACTIONS = (
    FreezeProcess(processes=("66:1", "77:1")),
    ClearImmutable(path="/etc/crontab"),
    BlockAddress(addresses=("203.0.113.9", "203.0.113.10")),
    RestorePreload(path="/etc/ld.so.preload", libraries=("/lib/x.so",)),
    RemoveFile(path="/etc/cron.d/x"),
    RemoveFile(path="/etc/cron.d/y"),
    StopProcess(processes=("66:1", "77:1")),
    QuarantineFile(path="/opt/.x/a"),
    QuarantineFile(path="/opt/.x/b"),
    RemoveFolder(path="/opt/.x"),
)


def whole() -> Plan:
    steps = [step_of(0, action, "because") for action in ACTIONS]
    steps += [one.step(0) for one in STAGES]
    steps.sort(key=lambda one: PHASES.index(one.phase))
    numbered = tuple(replace(one, number=number) for number, one in enumerate(steps, start=1))
    return Plan(case="c", incidents=("i",), steps=numbered)


def names(steps: tuple[Step, ...]) -> list[str]:
    return [one.action for one in steps]
