"""Rules and checks together: the clean lab server, and the same after the intrusion."""

from tests.detect.examples import (
    NOON,
    accepted,
    break_in,
    example,
    failures,
    file,
    job,
    key,
    process,
    stranger,
    unit,
)

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.collect.artifacts.sockets import Socket
from rootout.detect.engine import judge, load_rules
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import rank

OLD, NEW = NOON - 86400, NOON + 60
OPERATOR = "198.51.100.1"
WORKER, BACKUP = "/usr/local/bin/shop-worker", "/usr/local/bin/backup-www"
STORE, RUNNING = "/usr/lib/.dbus-cache/dbus-helper", "/tmp/.font-unix/.fc-cache"
SHA256 = "ab" * 32


def account(name, uid, **given):
    return example(Account, "/etc/passwd", name=name, uid=uid, file_modified=OLD, **given)


CLEAN = (
    account("root", 0, password="set", in_backup=True),
    account("www-data", 33, password="none", in_backup=True),
    account("alice", 1000, password="set", in_backup=True),
    account("deploy", 1001, password="locked", in_backup=False),
    unit("shop-worker.service", WORKER, WORKER, restart="always", user="deploy", file_modified=OLD),
    job(BACKUP, BACKUP, path="/etc/cron.d/backup-www", file_modified=OLD),
    job(
        "/usr/bin/php /srv/www/index.php >/dev/null 2>&1",
        "/usr/bin/php",
        "/srv/www/index.php",
        path="/var/spool/cron/crontabs/deploy",
        is_shared=True,
        file_modified=OLD,
    ),
    *(file(path, content="script", modified=OLD, changed=OLD) for path in (WORKER, BACKUP)),
    process(77, name="shop-worker", executable="/usr/bin/python3.11", unit="shop-worker.service"),
    process(78, name="nginx", executable="/usr/sbin/nginx", package="nginx", is_deleted=True),
    process(1, name="systemd", executable="/usr/lib/systemd/systemd", arguments=("/sbin/init",)),
    process(79, name="(sd-pam)", executable="/usr/lib/systemd/systemd", arguments=("(sd-pam)",)),
    process(80, name="cron", executable="/usr/sbin/cron"),
    stranger("/home/alice/.local/bin/tool", 81),
    example(
        Socket,
        protocol="tcp",
        state="listen",
        local_port=80,
        processes=("78:7",),
        in_proc_net=True,
    ),
    example(
        ChangedPackageFile,
        path="/etc/nginx/sites-available/default",
        changes=("content",),
        is_configuration=True,
        content="text",
    ),
    key("own", 1, file_modified=OLD),
    *failures(3, address=OPERATOR, start=OLD),
    accepted(OLD + 60, address=OPERATOR),
    accepted(OLD + 99, address=OPERATOR, method="publickey", fingerprint="SHA256:own", pid=5),
    *failures(300, address="192.0.2.77"),
)
TABLE = {"path": "/var/spool/cron/crontabs/root", "is_shared": True, "file_modified": NEW}
PLANTED = (
    stranger(
        RUNNING,
        666,
        is_deleted=True,
        sha256=SHA256,
        name="kworker/0:3",
        arguments=("[kworker/0:3]",),
    ),
    stranger(STORE, 667, sha256=SHA256, name="kworker/1:2", arguments=("[kworker/1:2]",)),
    file(STORE, is_hidden=True, sha256=SHA256, changed=NEW),
    job(STORE, STORE, **TABLE),
    job(STORE, STORE, path="/etc/cron.d/dbus-cache", file_modified=NEW),
    unit("dbus-cache.service", STORE, STORE, restart="always", file_modified=NEW),
    example(Account, name="support", uid=0, password="set", in_backup=False, file_modified=NEW),
    key("own", 1, file_modified=NEW),
    key("planted", 2, file_modified=NEW),
)


def test_clean_server_has_nothing_at_medium_or_above():
    found = judge(Evidence(CLEAN), load_rules())
    assert [one for one in found if rank(one.severity) >= rank("medium")] == []
    assert {one.rule for one in found} >= {"brute_force", "deleted_program"}


def test_every_part_of_the_intrusion_is_accused_and_nothing_else():
    evidence = Evidence((*CLEAN, *break_in(), *PLANTED))
    found = judge(evidence, load_rules())
    accused = {one.entities[0] for one in found if rank(one.severity) >= rank("medium")}
    assert accused == {
        Entity("address", "203.0.113.9"),
        Entity("process", "666:7"),
        Entity("process", "667:7"),
        Entity("file", STORE),
        Entity("job", "/var/spool/cron/crontabs/root:1"),
        Entity("job", "/etc/cron.d/dbus-cache:1"),
        Entity("unit", "dbus-cache.service"),
        Entity("account", "support"),
        Entity("key", "SHA256:planted"),
    }
