"""The one-file verifier of docs/verify: no project import, right Ed25519, and every changed byte found and named."""

import ast
import importlib.util
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from park_bundle import SmallPark, only_plating

from ecopark.trust.log.note import SigningKey

SCRIPT = Path(__file__).parents[3] / "docs" / "verify" / "verify.py"


@pytest.fixture(scope="module")
def independent():
    spec = importlib.util.spec_from_file_location("independent_verify", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def park():
    return SmallPark()


@pytest.fixture(scope="module", params=["whole", "firm", "whole.zip"])
def bundle(request, park, tmp_path_factory):
    return park.export(tmp_path_factory.mktemp("b") / request.param, only_plating if request.param == "firm" else None)


def run(independent, monkeypatch, capsys, bundle, *more):
    independent.FAULTS.clear()
    monkeypatch.setattr(sys, "argv", ["verify.py", str(bundle), *more])
    code = independent.main()
    return code, set(independent.FAULTS), capsys.readouterr().out


def test_verify_script__is_one_short_file_of_the_standard_library():
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) < 460
    tree = ast.parse(text)
    imported = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {n.module.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


def test_verify_script__runs_alone_and_proves(bundle, park):
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(bundle), "--key", str(park.log.verifier)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "signed a tree of 5 entries" in done.stdout
    assert done.stdout.endswith("everything agrees\n")
    assert ("180 readings in 12 chunks" in done.stdout) == (bundle.name != "firm")


def test_verify_script__another_key_and_a_wrong_path(independent, monkeypatch, capsys, bundle, tmp_path):
    other = str(SigningKey.generate("park.example/log").verifier)
    assert run(independent, monkeypatch, capsys, bundle, "--key", other)[:2] == (1, {"log.vkey", "bundle", "checkpoint"})
    assert run(independent, monkeypatch, capsys, tmp_path / "none")[0] == 2
    assert run(independent, monkeypatch, capsys, bundle, "--key", "x")[0] == 2


def test_verify_script__any_changed_byte_is_found_and_named(independent, monkeypatch, capsys, bundle, tmp_path):
    dice = random.Random(11)
    work = tmp_path / "work"
    if bundle.is_dir():
        shutil.copytree(bundle, work)
    else:
        work.write_bytes(bundle.read_bytes())
    files = sorted(p for p in work.rglob("*") if p.is_file()) if bundle.is_dir() else [work]
    for path in files:
        right, name = path.read_bytes(), path.relative_to(work).as_posix() if bundle.is_dir() else "work"
        for place in dice.sample(range(len(right)), min(len(right), 25)):
            changed = bytearray(right)
            changed[place] ^= 1 << dice.randrange(8)
            path.write_bytes(changed)
            code, named, _ = run(independent, monkeypatch, capsys, work)
            assert code in (1, 2) if name == "work" else (code == 1 and name in named), (name, place)
        path.write_bytes(right)
    assert run(independent, monkeypatch, capsys, work)[0] == 0


def test_verify_script__names_the_chunk(independent, monkeypatch, capsys, park, tmp_path):
    bundle = park.export(tmp_path / "whole")
    path = bundle / "batches" / "1.chunks"
    content = bytearray(path.read_bytes())
    content[-3] ^= 4
    path.write_bytes(content)
    _, named, printed = run(independent, monkeypatch, capsys, bundle)
    assert named == {"batches/1.chunks"}
    assert "chunk 5 (works.outfall.flow, day 20514) was changed" in printed  # 2026-03-02


# RFC 8032, section 7.1, tests 1 to 3 and SHA(abc): public key, message, signature.
RFC8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
        "55141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
        "00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
        "027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC8032)
def test_ed25519__vectors_of_rfc_8032(independent, public, message, signature):
    public, message, signature = map(bytes.fromhex, (public, message, signature))
    assert independent.ed25519_verify(public, message, signature)
    assert not independent.ed25519_verify(public, message + b"x", signature)
    high = int.from_bytes(signature[32:], "little") + independent.L  # same point, another text: must be refused
    assert not independent.ed25519_verify(public, message, signature[:32] + high.to_bytes(32, "little"))


def test_ed25519__agrees_with_an_independent_implementation(independent):
    dice = random.Random(3)
    for number in range(12):
        key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        message, public = dice.randbytes(number * 7), key.public_key().public_bytes_raw()
        signature = key.sign(message)
        assert independent.ed25519_verify(public, message, signature)
        changed = bytearray(signature)
        changed[dice.randrange(64)] ^= 1 << dice.randrange(8)
        assert not independent.ed25519_verify(public, message, bytes(changed))
