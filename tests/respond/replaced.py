"""Programs of packages that an intruder replaced: what restoring them is tried on."""

import os

from tests.debs import deb
from tests.packages import install
from tests.respond.scenarios import Scenario, lock

from rootout.respond.actions.restore_file import RestoreFile


def wrapped_program(server):
    """A packaged program whose original is hidden beside a wrapper."""
    install(server.root, "coreutils", {"/usr/bin/who": b"who"})
    server.file("/usr/bin/.who", b"who", mode=0o755, owner=(0, 0), acl=False)
    server.file("/usr/bin/who", b"#!/bin/sh\n", mode=0o4777)


def locked_wrapper(server):
    wrapped_program(server)
    server.age()
    lock(server.root / "usr/bin/who", server.root / "usr/bin")


def wrapper_of_two_names(server):
    wrapped_program(server)
    os.link(server.root / "usr/bin/who", server.root / "usr/bin/w")


def program_in_the_cache(server):
    wrapped_program(server)
    server.file("/usr/bin/.who", b"other")
    path = "/var/cache/apt/archives/coreutils_1.0-1_amd64.deb"
    server.file(path, deb({"/usr/bin/who": b"who"}), acl=False)


def link_instead_of_a_program(server):
    wrapped_program(server)
    (server.root / "usr/bin/who").unlink()
    os.symlink("/tmp/evil", server.root / "usr/bin/who")


def program_that_is_gone(server):
    wrapped_program(server)
    (server.root / "usr/bin/who").unlink()


def program_as_packaged(server):
    install(server.root, "coreutils", {"/usr/bin/who": b"who"})


def changed_unit(server):
    path = "/usr/lib/systemd/system/cron.service"
    install(server.root, "cron", {path: b"[Service]\n"})
    server.file(f"{path}.bak", b"[Service]\n")
    server.file(path, b"[Service]\nExecStartPre=/tmp/x\n")


WHO = RestoreFile(path="/usr/bin/who", backups=("/tmp/gone",))
REPLACED = (
    Scenario(WHO, wrapped_program, "plain"),
    Scenario(WHO, locked_wrapper, "locked"),
    Scenario(WHO, wrapper_of_two_names, "two_names"),
    Scenario(WHO, program_in_the_cache, "in_the_cache"),
    Scenario(WHO, link_instead_of_a_program, "link"),
    Scenario(WHO, program_that_is_gone, "gone"),
    Scenario(WHO, program_as_packaged, "nothing_to_do"),
    Scenario(RestoreFile(path="/usr/lib/systemd/system/cron.service"), changed_unit, "unit"),
)
