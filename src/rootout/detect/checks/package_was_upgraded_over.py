"""Modules of a package that another package manager, or somebody, has changed.

npm, pip, gem and cpan upgrade themselves over what a distribution's package installed, hundreds
of files at once. One finding a package says so; a few changed files are told louder than many,
because an upgrade changes many, and an intruder few.
"""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

MODULES = ("/node_modules/", "/site-packages/", "/dist-packages/", "/perl5/", "/gems/")
FEW = 20  # files that no upgrade would leave it at
MOST_RECORDS = 20


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Modules of a package that are no longer what the package put there."""
    changed: dict[str, list[ChangedPackageFile]] = defaultdict(list)
    for file in evidence.of(ChangedPackageFile):
        is_module = any(part in file.path for part in MODULES)
        if is_module and "content" in file.changes and not file.is_configuration:
            changed[file.package].append(file)
    for package, files in sorted(changed.items()):
        yield _finding(package, files)


def _finding(package: str, files: list[ChangedPackageFile]) -> Finding:
    return Finding(
        rule="package_was_upgraded_over",
        title="Modules of a package were changed",
        severity="medium" if len(files) < FEW else "low",
        confidence="low",
        techniques=("T1554",),
        records=tuple(one.id for one in files[:MOST_RECORDS]),
        entities=(Entity("package", package),),
        why=f"{len(files)} files of the package {shorten(package)} are not what it put there, "
        f"such as {shorten(files[0].path)}.",
        advice="If nobody upgraded it with npm, pip or the like, reinstall the package.",
    )
