"""Archives made to do harm, and archives that are merely broken."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import newsmend.ingest.archives
import newsmend.ingest.packed
from newsmend import batch
from newsmend.cli import app
from newsmend.ingest import load, members_of, read
from newsmend.ingest.archives import Member
from newsmend.types import Document, UnreadableError

STORY = "The ferries sailed again on Friday, after nine days in which the islands had no mail."


def zipped(files: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(files: dict[str, bytes | str], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data.encode() if isinstance(data, str) else data))
    return stream.getvalue()


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def ids(path: Path) -> list[str]:
    return [each.id if isinstance(each, Document) else str(each) for each in read(path, path.name)]


def test_no_name_leaves_the_folder(tmp_path: Path) -> None:
    names = [
        "../../up.txt",
        "/root.txt",
        "C:\\win.txt",
        "a/../b.txt",
        "..",
        ".hidden.txt",
        "__MACOSX/a.txt",
        "n\x07ul.txt",
    ]
    path = put(tmp_path / "a.zip", zipped(dict.fromkeys(names, STORY)))
    assert ids(path) == [f"a.zip!{name}" for name in ("up.txt", "root.txt", "C_/win.txt", "a/b.txt", "n_ul.txt")]
    out = tmp_path / "deep" / "out"
    assert CliRunner().invoke(app, ["clean", str(path), "--out", str(out)]).exit_code == 0
    assert not [each for each in tmp_path.rglob("*.txt") if out not in each.parents]
    assert (out / "a/C_/win.txt").read_text() == STORY


def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    data = zipped({"X": "nameless", "b.txt": STORY}).replace(b"X", b"\0")
    assert ids(put(tmp_path / "a.zip", data)) == ["a.zip!b.txt"]


def test_names_given_twice_are_told_apart(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for data in (b"One.", b"Two."):
            info = tarfile.TarInfo("a.txt")
            info.size = 4
            archive.addfile(info, io.BytesIO(data))
    path = put(tmp_path / "a.tar", stream.getvalue())
    assert ids(path) == ["a.tar!a.txt", "a.tar!a (2).txt"]
    assert load(path, "a (2).txt") == b"Two."
    assert load(path, "a.txt") == b"One."
    with pytest.raises(UnreadableError, match="no longer"):
        load(path, "b.txt")


def test_a_broken_member_and_an_encrypted_one_are_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": STORY, "b.txt": STORY * 3, "c.txt": STORY}, zipfile.ZIP_STORED))
    data[data.index(STORY.encode() * 3) + 5] ^= 1  # its checksum no longer fits
    first, broken, last = ids(put(tmp_path / "a.zip", bytes(data)))
    assert (first, last) == ("a.zip!a.txt", "a.zip!c.txt")
    assert "a.zip!b.txt: broken member (Bad CRC-32" in broken
    data = bytearray(zipped({"a.txt": STORY, "b.txt": STORY}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    locked, other = ids(put(tmp_path / "b.zip", bytes(data)))
    assert "b.zip!a.txt: encrypted" in locked
    assert other == "b.zip!b.txt"


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.zst", "a.zip.gz"])
@pytest.mark.parametrize("data", [b"", b"nonsense" * 200, b"PK\x05\x06", b"\x1f\x8b\x08\x00"], ids=range(4))
def test_what_is_no_archive_is_an_error_of_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    if name.endswith("zst"):
        pytest.importorskip("zstandard")
    path = put(tmp_path / name, data)
    (error,) = read(path, name)
    assert isinstance(error, UnreadableError)
    assert "\n" not in str(error) and str(path) in str(error)
    planned = batch.plan([path])
    assert not planned.sources and len(planned.problems) == 1


@pytest.mark.parametrize(("cut", "whole_ones"), [(100, 0), (550, 0), (700, 1), (1500, 1), (1600, 1), (2000, 2)])
def test_an_archive_cut_short_gives_what_came_before(tmp_path: Path, cut: int, whole_ones: int) -> None:
    whole = tarred({f"{n}.txt": f"{STORY} {n}" for n in range(3)})
    found = list(read(put(tmp_path / "a.tar", whole[:cut]), "a"))
    assert isinstance(found[-1], UnreadableError)
    assert sum(isinstance(each, Document) for each in found) == whole_ones


def test_a_bomb_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsmend.ingest.packed, "FREE", 1 << 20)
    bomb = zipped({f"{n}.txt": bytes(1 << 20) for n in range(3)})
    path = put(tmp_path / "a.zip", bomb)
    assert "bomb" in ids(path)[-1]
    assert "bomb" in batch.plan([path]).problems[-1][1]
    inner = zipped({f"{n}.zip": bomb for n in range(3)})
    assert "bomb" in ids(put(tmp_path / "b.zip", inner))[-1]
    assert "bomb" in ids(put(tmp_path / "a.tar.gz", gzip.compress(tarred({"a.txt": bytes(2 << 20)}))))[-1]
    assert "bomb" in ids(put(tmp_path / "a.jsonl.gz", gzip.compress(b"\n" * (2 << 20), mtime=0)))[-1]
    zstandard = pytest.importorskip("zstandard")
    assert "bomb" in ids(put(tmp_path / "a.txt.zst", zstandard.compress(bytes(2 << 20))))[-1]


def test_nesting_ends(tmp_path: Path) -> None:
    data = zipped({"a.txt": STORY})
    for depth in range(6):
        data = zipped({f"{depth}.zip": data, f"{depth}.txt": STORY})
    found = ids(put(tmp_path / "a.zip", data))
    assert found[1:] == ["a.zip!5.zip!4.txt", "a.zip!5.zip!4.zip!3.txt", "a.zip!5.txt"] or "nested more than" in str(
        found
    )
    assert sum("nested more than 3 deep" in each for each in found) == 1


def test_members_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsmend.ingest.archives, "MOST_MEMBERS", 5)
    found = ids(put(tmp_path / "a.zip", zipped({f"{n}.txt": STORY for n in range(9)})))
    assert len(found) == 6
    assert "more than 5 members" in found[-1]


def test_a_tar_with_an_endless_header_is_set_aside(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type = tarfile.GNUTYPE_LONGNAME
    info.size = 1 << 40
    assert "a header of" in ids(put(tmp_path / "a.tar", info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)))[-1]


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": STORY, "b.txt": STORY}))
    data[1024 + 3] ^= 1
    first, error = ids(put(tmp_path / "a.tar", bytes(data)))
    assert first == "a.tar!a.txt"
    assert "broken tar archive behind member 1" in error


def test_links_devices_and_sparse_files_are_no_members(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
    assert list(members_of(put(tmp_path / "a.tar", stream.getvalue()))) == []


def test_reading_in_order_is_one_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.tar.gz", tarred({f"{n}.txt": STORY for n in range(50)}, "w:gz"))
    opened = 0
    real = Path.open

    def counted(self: Path, *args: object, **kwargs: object) -> object:
        nonlocal opened
        opened += self == path
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", counted)
    names = [each.name for each in members_of(path) if isinstance(each, Member)]
    assert [load(path, name) for name in names] == [STORY.encode()] * 50
    assert opened == 2


def test_a_run_goes_on_over_broken_archives(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    put(source / "a.zip", b"PK nonsense")
    put(source / "b.zip", zipped({"x.txt": STORY, "y.jsonl": json.dumps({"text": STORY}) + "\n", "y.png": b"x"}))
    put(source / "c!d.txt", STORY.encode())
    result = CliRunner().invoke(app, ["clean", str(source), "--out", str(tmp_path / "out"), "--workers", "2"])
    assert result.exit_code == 3
    assert "a.zip: broken zip archive" in result.output
    assert "1 file of other kinds" in result.output
    made = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").glob("[!_]*/*"))
    assert made == ["b/x.txt", "b/y.jsonl"]
    assert (tmp_path / "out" / "c!d.txt").exists()
    checked = CliRunner().invoke(app, ["check", "--fix", str(source / "b.zip")])
    assert checked.exit_code == 0, checked.output
