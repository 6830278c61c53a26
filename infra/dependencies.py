"""What the functions need from others, as one archive: built once for a list of requirements, slim and compiled."""

import compileall
import hashlib
import platform
import py_compile
import shutil
import sys
import zipfile
from pathlib import Path

from chalice.deploy.packager import DependencyBuilder
from chalice.utils import OSUtils

AWS_SERVICES = {"dynamodb", "s3", "secretsmanager", "sesv2", "sns", "sqs"}
# Imported by few requests, in the function that needs them: compiling them would only make every package bigger.
IMPORTED_LATE = {"phonenumbers", "pydyf", "stdnum", "stripe"}
ARCHITECTURE = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def dependencies(requirements: Path, cache: Path) -> Path:
    """The archive for these requirements, this interpreter and kind of machine; from the cache if it is there."""
    wanted = "\n".join([requirements.read_text(), Path(__file__).read_text(), sys.version, ARCHITECTURE])
    archive = cache / f"dependencies-{hashlib.sha256(wanted.encode()).hexdigest()[:16]}.zip"
    if not archive.exists():
        for old in cache.glob("dependencies-*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        folder = archive.with_suffix("")
        folder.mkdir(parents=True)
        builder = DependencyBuilder(OSUtils(), architecture=ARCHITECTURE)
        builder.build_site_packages(_abi(), str(requirements), str(folder))
        _leave_out_other_services(folder)
        compile_sources(folder)
        write_archive(folder, archive)
        shutil.rmtree(folder)
    return archive


def compile_sources(folder: Path) -> None:
    """Put compiled modules beside the sources: on Lambda nothing can be written there later."""
    for part in sorted(folder.iterdir()):
        if part.name not in IMPORTED_LATE:
            compiled = compileall.compile_dir if part.is_dir() else compileall.compile_file
            if part.is_dir() or part.suffix == ".py":
                compiled(
                    str(part),
                    quiet=1,
                    stripdir=str(folder),
                    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
                )


def write_archive(folder: Path, archive: Path, base: Path | None = None) -> None:
    """Zip a folder, after all of ``base``: the same bytes for the same files, whatever their dates and order."""
    fresh = archive.with_suffix(".fresh")
    if base:
        shutil.copy(base, fresh)
    with zipfile.ZipFile(fresh, "a" if base else "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _LONG_AGO)
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    fresh.rename(archive)


def _abi() -> str:
    return f"cp{sys.version_info.major}{sys.version_info.minor}"


def _leave_out_other_services(folder: Path) -> None:
    """botocore describes every service of AWS; most of its size is those that we never call."""
    for description in (folder / "botocore" / "data").iterdir():
        if description.is_dir() and description.name not in AWS_SERVICES:
            shutil.rmtree(description)
