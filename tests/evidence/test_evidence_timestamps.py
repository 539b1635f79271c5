"""Time stamps: asked for, answered by an authority made for the test, refused when they are not what was asked."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from evidence_support import AT

from hengping.evidence.der import DerError, der, der_int, der_oid, one, values
from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import check, seal
from hengping.evidence.timestamps import add_stamp, check_stamps, request_stamp

_CONFIG = """
[req]
distinguished_name = dn
prompt = no
x509_extensions = ext
[dn]
CN = Test authority
[ext]
basicConstraints = CA:true
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = cert.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("no openssl here")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "c").write_text(_CONFIG)
    (folder / "serial").write_text("01")
    new = [tool, "req", "-config", "c", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem"]
    subprocess.run([*new, "-out", "cert.pem"], cwd=folder, check=True, capture_output=True)

    def answer(request, out):
        reply = [tool, "ts", "-reply", "-config", "c", "-section", "one", "-queryfile", str(request), "-out", str(out)]
        subprocess.run(reply, cwd=folder, check=True, capture_output=True)
        return out

    answer.certificate = folder / "cert.pem"
    return answer


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    seal(folder, [folder / "a.txt"], "collect")
    return folder


def test_an_answer_is_kept_and_says_what_was_checked(run, tmp_path, authority):
    request = request_stamp(run, AT)
    assert request == run / "timestamps" / "1.tsq"
    answer = authority(request, tmp_path / "x.tsr")
    stamp = add_stamp(run, answer)
    assert (stamp.number, stamp.line, stamp.signature_checked) == (1, 1, False)
    assert abs(stamp.stamped_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert (run / "timestamps" / "1.tsr").read_bytes() == answer.read_bytes()
    assert add_stamp(run, answer, ca=authority.certificate).signature_checked
    assert check_stamps(run) == ([stamp], [])
    assert check(run) == []


def test_openssl_reads_the_request_as_it_was_meant(run):
    tool = shutil.which("openssl") or pytest.skip("no openssl here")
    request = request_stamp(run, AT)
    said = subprocess.run(
        [tool, "ts", "-query", "-in", str(request), "-text"], capture_output=True, text=True, check=True
    ).stdout
    assert "Version: 1\n" in said
    assert "Hash Algorithm: sha256\n" in said
    assert "Certificate required: yes\n" in said
    assert "Nonce: 0x" in said


def test_a_stamp_stands_when_the_run_goes_on(run, tmp_path, authority):
    add_stamp(run, authority(request_stamp(run, AT), tmp_path / "x.tsr"))
    (run / "b.txt").write_text("b")
    seal(run, [run / "b.txt"], "extract")
    assert request_stamp(run, AT).name == "2.tsq"
    stamps, faults = check_stamps(run)
    assert [(stamp.line, stamp.stamped_at is None) for stamp in stamps] == [(1, False), (2, True)]
    assert faults == []


def test_an_answer_to_another_request_is_refused_though_it_is_of_the_same_line(run, tmp_path, authority):
    answer = authority(request_stamp(run, AT), tmp_path / "x.tsr")
    for path in (run / "timestamps").glob("1.*"):
        path.unlink()
    request_stamp(run, AT)
    with pytest.raises(EvidenceError, match="not the answer to this request"):
        add_stamp(run, answer)
    assert not list((run / "timestamps").glob("*.tsr"))


def test_a_wrong_signature_and_a_wrong_certificate_are_refused_when_certificates_are_given(run, tmp_path, authority):
    answer = authority(request_stamp(run, AT), tmp_path / "x.tsr")
    forged = bytearray(answer.read_bytes())
    forged[-5] ^= 1
    (tmp_path / "forged.tsr").write_bytes(forged)
    with pytest.raises(EvidenceError, match="signature does not hold"):
        add_stamp(run, tmp_path / "forged.tsr", ca=authority.certificate)
    (tmp_path / "none.pem").write_text("")
    with pytest.raises(EvidenceError, match="signature does not hold"):
        add_stamp(run, answer, ca=tmp_path / "none.pem")


def test_every_damage_to_a_kept_stamp_or_its_manifest_line_is_named(run, tmp_path, authority):
    add_stamp(run, authority(request_stamp(run, AT), tmp_path / "x.tsr"))
    kept = run / "timestamps" / "1.tsr"
    whole = kept.read_bytes()
    for data in (b"", b"0", whole[:-1], whole[: len(whole) // 2], b"\x30\x80" + whole[2:]):
        kept.write_bytes(data)
        assert [path for path, _ in check_stamps(run)[1]] == [kept]
    kept.write_bytes(whole)
    request = run / "timestamps" / "1.tsq"
    asked = request.read_bytes()
    request.write_bytes(asked[:-4] + bytes([asked[-4] ^ 1]) + asked[-3:])
    assert [path for path, _ in check_stamps(run)[1]] == [kept]
    request.write_bytes(asked)
    manifest = run / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes().replace(b"a.txt", b"b.txt"))
    (fault,) = check_stamps(run)[1]
    assert "manifest line" in fault[1]


def test_a_refusal_is_no_stamp(run, tmp_path):
    request_stamp(run, AT)
    refused = tmp_path / "x.tsr"
    refused.write_bytes(der(0x30, der(0x30, der_int(2))))
    with pytest.raises(EvidenceError, match="not granted"):
        add_stamp(run, refused)


def test_without_a_manifest_there_is_nothing_to_stamp(tmp_path):
    with pytest.raises(EvidenceError, match="no manifest"):
        request_stamp(tmp_path, AT)


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 70_000])
def test_values_of_every_length_are_written_and_read(size):
    value = one(der(0x04, b"x" * size))
    assert (value.tag, value.content) == (0x04, b"x" * size)


@pytest.mark.parametrize(
    "data", [b"\x30", b"\x30\x05\x00", b"\x30\x80\x00\x00", b"\x04\x85\x00\x00\x00\x00\x01x", b"\x04\x82\x01"]
)
def test_what_is_no_der_is_an_error(data):
    with pytest.raises(DerError):
        list(values(data))


def test_numbers_and_object_identifiers():
    assert der_int(0) == b"\x02\x01\x00"
    assert der_int(128) == b"\x02\x02\x00\x80"
    assert der_oid("1.2.840.113549") == b"\x06\x06\x2a\x86\x48\x86\xf7\x0d"
