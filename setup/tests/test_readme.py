"""What the README says of this checkout is true, as far as that can be seen without a server."""

import re
import struct
from pathlib import Path

import pytest

from environment import cli, layout, stages

ROOT = layout.ROOT
ADDON = layout.ADDON
READMES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "sandbox" / "README.md",
    ADDON / "README.md",
]
README = READMES[0].read_text(encoding="utf-8")
LINK = re.compile(r"\[[^]]*]\(([^)\s]+)\)")
#: Who installs from where is the machine's own business.
REGISTRIES = ("pypi.org", "pythonhosted", "npmjs", "proxy.golang", "crates.io", "rubygems")
MOST_LINES = 350
MOST_BYTES = 200_000


def _anchor(heading: str) -> str:
    """A heading's anchor as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _python_text(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        file, _hash, anchor = target.partition("#")
        place = (path.parent / file) if file else path
        assert place.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", place.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in map(_anchor, headings), target


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_registry_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    assert not [name for name in REGISTRIES if name in text]


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    assert "@@" not in README, "a number was never filled in"


def test_commands_exist() -> None:
    named = set(re.findall(r"\bsetup/([a-z]+)\b(?!/)", README))
    assert {"demo", "test", "bench", "env"} <= named
    assert named <= set(cli.COMMANDS)
    assert all((layout.SETUP / name).stat().st_mode & 0o111 for name in named)


def test_stages_are_those_of_the_runner() -> None:
    table = README[README.index("| Stage | What |") :].split("\n\n")[0]
    named = set(re.findall(r"`([a-z]+)`", table))
    there = {name for name in stages.NAMES if not name.startswith("python")}
    assert named - {"conftest"} == there
    for line in re.findall(r"^ +setup/test ([a-z ]+?)(?: --|  )", README, re.MULTILINE):
        assert set(line.split()) <= there


def test_pictures_are_small() -> None:
    pictures = re.findall(r"!\[[^]]+]\((\S+\.png)\)", README)
    assert len(pictures) >= 5
    for name in pictures:
        data = (ROOT / name).read_bytes()
        assert len(data) <= MOST_BYTES, name
        assert struct.unpack(">II", data[16:24])[0] <= 1400, name


def test_rules_of_skipping_are_all_told() -> None:
    text = (ADDON / "models" / "problem_text.py").read_text(encoding="utf-8")
    rules = re.findall(r'^    \("([a-z_]+)", ', text, re.MULTILINE)
    assert "by_memo_entry" in rules
    assert [rule for rule in rules if f"`{rule}`" not in README] == []


def test_buttons_and_addresses_are_there() -> None:
    views = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ADDON / "views").glob("*.xml"))
    )
    steps = README[README.index("## Connect Chargebee") : README.index("## Roles")]
    pressed = {
        name
        for name in re.findall(r"\*\*([A-Z][A-Za-z ]+)\*\*", steps)
        if name not in ("Connections",)
    }
    assert {"Connect to Exact", "Test", "Go Live", "Preview"} <= pressed
    assert [name for name in pressed if f'string="{name}"' not in views] == []
    controllers = _python_text(ADDON / "controllers")
    for address in ("/chargebee/webhook/", "/billing/exact/callback"):
        assert address in README and address in controllers


def test_install_names_what_is_pinned() -> None:
    pinned = (layout.SETUP / "requirements-addons.txt").read_text(encoding="utf-8")
    version = re.search(r"odoo-addon-queue-job==\S+", pinned).group()
    assert version in README
    conf = (layout.SETUP / "odoo.conf.in").read_text(encoding="utf-8")
    for line in ("server_wide_modules = base,web,rpc,queue_job",):
        assert line in README and line in conf
    channels = re.search(r"^channels = .*$", conf, re.MULTILINE).group()
    assert channels in README
    project = (ADDON / "pyproject.toml").read_text(encoding="utf-8")
    assert 'build-backend = "whool.buildapi"' in project
    assert f"odoo-addon-{layout.ADDON_NAME}" in README


def test_numbers_are_those_of_the_code() -> None:
    posting = (ADDON / "models" / "posting_doubts.py").read_text(encoding="utf-8")
    call, lag = (
        int(re.search(rf"^{name} = (\d+)$", posting, re.MULTILINE).group(1))
        for name in ("CALL_SECONDS", "TARGET_LAG_SECONDS")
    )
    assert f"at least {call + lag} seconds apart" in README
    run = (ADDON / "models" / "billing_run.py").read_text(encoding="utf-8")
    step = re.search(r"^STEP_SECONDS = (\d+)$", run, re.MULTILINE).group(1)
    assert f"after {step} seconds" in README
