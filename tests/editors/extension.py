"""The extension for VS Code, packaged as its users do it, with packages from the cache."""

from pathlib import Path
import shutil
import subprocess

from npm_packages import installed

ROOT = Path(__file__).parent.parent.parent
EXTENSION = ROOT / "docs" / "editors" / "vscode"
_MADE = shutil.ignore_patterns("node_modules", "dist", "grammar", "*.vsix", "LICENSE.txt")


def packaged(folder: Path) -> Path:
    """Packages the extension in a folder, and returns the file."""
    sources, target = folder / "extension", folder / "extension.vsix"
    shutil.copytree(EXTENSION, sources, ignore=_MADE)
    (sources / "node_modules").symlink_to(installed(EXTENSION / "package.json") / "node_modules")
    subprocess.run(["node", "package.mjs", str(target), str(ROOT)], cwd=sources, check=True, capture_output=True)
    return target
