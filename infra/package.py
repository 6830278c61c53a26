"""Builds what is deployed, the same for AWS and for the embedded cloud: build/package/sam.json and deployment.zip.

Chalice zips app, chalicelib, functions and requirements and writes the template of the functions; the files of
``infra/*.yaml`` are merged over it. Afterwards the zip is made slimmer and the same for the same sources:
only the service descriptions we call, modules compiled (on Lambda nothing can be written beside them), fixed dates.
"""

import compileall
import fcntl
import hashlib
import json
import os
import platform
import py_compile
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "package"
TEMPLATES = ("resources.yaml", "sending.yaml", "portal.yaml", "alarms.yaml")
AWS_SERVICES = {"dynamodb", "s3", "secretsmanager", "sesv2", "sns", "sqs"}
# Imported by few requests, in the function that needs them: compiling them would only make every package bigger.
IMPORTED_LATE = {"phonenumbers", "stdnum", "stripe"}
STAGE = "live"


def package(out: Path = OUT) -> bool:
    """Build into ``out`` unless the sources are those of the last time; tells whether anything was built."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with (out.parent / "package.lock").open("w") as lock:  # a run and a test may want it at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = sources_fingerprint()
        mark = out / "sources.sha256"
        if mark.exists() and mark.read_text() == fingerprint:
            return False
        with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
            _build(Path(scratch), fingerprint, out)
    return True


def _build(scratch: Path, fingerprint: str, out: Path) -> None:
    staging, fresh = scratch / "staging", scratch / "fresh"
    _stage(staging)
    _run_chalice(staging, fresh)
    _slim(fresh / "deployment.zip", scratch / "unpacked")
    (fresh / "sources.sha256").write_text(fingerprint)
    if out.exists():
        out.rename(scratch / "former")
    fresh.rename(out)


def sources_fingerprint() -> str:
    """SHA-256 over everything that can change the package, the interpreter and the machine's kind included."""
    digest = hashlib.sha256(f"{sys.version} {platform.machine()}".encode())
    for path in _sources():
        content = path.read_bytes()
        digest.update(f"\n{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (ROOT / "app.py", ROOT / "requirements.txt", Path(__file__))
    yield from sorted((ROOT / ".chalice").glob("*.json"))
    yield from (ROOT / "infra" / name for name in TEMPLATES)
    for room in ("chalicelib", "functions"):
        yield from sorted(file for file in (ROOT / room).rglob("*") if file.is_file() and _is_source(file))


def _is_source(file: Path) -> bool:
    return "__pycache__" not in file.parts


def _stage(staging: Path) -> None:
    """Copy what Chalice may see, so that it packages nothing else and leaves nothing behind."""
    staging.mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__")
    for file in ("app.py", "requirements.txt"):
        shutil.copy(ROOT / file, staging)
    shutil.copytree(ROOT / "chalicelib", staging / "chalicelib", ignore=ignore)
    shutil.copytree(ROOT / "functions", staging / "vendor" / "functions", ignore=ignore)
    shutil.copytree(ROOT / ".chalice", staging / ".chalice", ignore=shutil.ignore_patterns("deployments"))
    config_path = staging / ".chalice" / "config.json"
    config = json.loads(config_path.read_text())
    config["lambda_architecture"] = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
    config_path.write_text(json.dumps(config))
    (staging / "resources.json").write_text(json.dumps(merged_resources()))


def merged_resources() -> dict[str, Any]:
    """The files of ``infra/*.yaml`` as one template, intrinsics in their long form."""
    serializer, merger = YAMLTemplateSerializer(), TemplateDeepMerger()
    merged: dict[str, Any] = {}
    for name in TEMPLATES:
        text = (ROOT / "infra" / name).read_text()
        merged = merger.merge(serializer.load_template(text, name), merged)
    return merged


def _run_chalice(staging: Path, fresh: Path) -> None:
    chalice = Path(sys.executable).with_name("chalice")
    command = [str(chalice), "package", "--stage", STAGE, "--merge-template", "resources.json", str(fresh)]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1"}  # asked for, not used
    done = subprocess.run(command, cwd=staging, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"chalice package failed:\n{done.stdout}{done.stderr}")


def _slim(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as full:
        full.extractall(folder)
    for description in (folder / "botocore" / "data").iterdir():
        if description.is_dir() and description.name not in AWS_SERVICES:
            shutil.rmtree(description)
    _compile(folder)
    archive.unlink()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as slim:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            slim.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)


def _compile(folder: Path) -> None:
    for part in sorted(folder.iterdir()):
        if part.name not in IMPORTED_LATE:
            compiler = compileall.compile_dir if part.is_dir() else compileall.compile_file
            if part.is_dir() or part.suffix == ".py":
                compiler(
                    str(part),
                    quiet=1,
                    stripdir=str(folder),
                    invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
                )


if __name__ == "__main__":
    print("Packaged into build/package." if package() else "Package unchanged.")
