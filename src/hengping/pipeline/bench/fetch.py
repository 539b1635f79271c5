"""``bench fetch``: our HTTP client against wrk on the same pages, and how often it shakes hands for TLS.

wrk and our client alternate on the second core; of each the median counts. Over TLS a throwaway certificate is made;
the server's log says how many connections were opened to each host, each a full handshake. A slot is one of the
requests that may be under way to a host at once.
"""

import ipaddress
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hengping.model.errors import InputError
from hengping.pipeline.bench.contestants import OUR_CLIENT, Task
from hengping.pipeline.bench.goals import FETCH_OF_WRK, HANDSHAKES_PER_SLOT, Goal, median
from hengping.pipeline.bench.our_settings import IN_FLIGHT
from hengping.pipeline.bench.running import Ran, core_plan, last_words, run
from hengping.pipeline.bench.server import Served, find_nginx, serving
from hengping.pipeline.bench.tree import SitePlan, TreeSize, address_of, plan_site, write_tree
from hengping.pipeline.bench.work import Note, work_folder
from hengping.pipeline.bench.wrk import wrk_rate

_BYTES_PER_PAGE = 80_000
_TIME_LIMIT_S = 600.0


class BenchFetch(msgspec.Struct, frozen=True, kw_only=True):
    """The whole benchmark.

    Attributes:
        requests: asked for in one round; ``complete``: all of them were answered 200.
        wrk_per_s, ours_per_s, ours_tls_per_s: requests a second, medians; None: not measured.
        handshakes: of TLS, on the host with the most; ``slots``: requests that may be under way to one host.
    """

    full_size: bool
    complete: bool
    server: str
    sites: int
    requests: int
    rounds: int
    wrk_per_s: float | None
    ours_per_s: float | None
    ours_tls_per_s: float | None
    cpu_ms_per_page: float | None
    tls_cpu_ms_per_page: float | None
    handshakes: int | None
    slots: int
    goals: tuple[Goal, ...]


def bench_fetch(
    *,
    sites: int = 40,
    pages: int = 100,
    rounds: int = 5,
    tree_dir: Path | None = None,
    own_server: bool = False,
    note: Note = lambda _text: None,
) -> BenchFetch:
    """Run everything; ``sites`` hosts with ``pages`` pages each, all asked for once a round."""
    size = TreeSize(sites=sites, pages=pages)
    plans = tuple(plan_site(size, number) for number in range(sites))
    addresses = [address_of(plan.number) for plan in plans]
    slots = max(4, IN_FLIGHT // sites)
    wrk: list[float] = []
    plain: list[Ran] = []
    secure: list[Ran] = []
    handshakes: list[int] = []
    with work_folder(tree_dir, sites * pages * _BYTES_PER_PAGE) as (folder, _in_memory):
        write_tree(size, folder / "tree")
        with serving(addresses, folder / "server", tree=folder / "tree", own=own_server) as served:
            for number in range(1, rounds + 1):
                rate = wrk_rate(served, plans, folder / "wrk")
                wrk += [] if rate is None else [rate]
                plain.append(_fetch(plans, served, folder / "work", "http", {}))
                note(f"第{number}轮：wrk {rate or 0:.0f}次/秒，衡评 {_rate(plain[-1], plans):.0f}次/秒")
        if find_nginx() and not own_server:
            certificate = make_certificate(folder / "tls", addresses)
            with serving(addresses, folder / "server-tls", tree=folder / "tree", certificate=certificate) as served:
                served.requests()
                for number in range(1, rounds + 1):
                    secure.append(
                        _fetch(plans, served, folder / "work", "https", {"SSL_CERT_FILE": str(certificate[0])})
                    )
                    opened = Counter(
                        address
                        for address, _, reused in {(r.address, r.connection, r.reused) for r in served.requests()}
                        if reused == "."
                    )
                    handshakes.append(max(opened.values(), default=0))
                    note(f"第{number}轮 TLS：{_rate(secure[-1], plans):.0f}次/秒，每台主机最多握手{handshakes[-1]}次")
            served_kind = "nginx"
        else:
            served_kind = served.kind
    ours = median([_rate(ran, plans) for ran in plain])
    ceiling = median(wrk)
    shaken = max(handshakes, default=0) if handshakes and all(_complete(ran, plans) for ran in secure) else None
    return BenchFetch(
        full_size=sites * pages >= 4000 and rounds >= 5,  # noqa: PLR2004 - as the goals were set
        complete=all(_complete(ran, plans) for ran in [*plain, *secure]),
        server=served_kind,
        sites=sites,
        requests=sites * pages,
        rounds=rounds,
        wrk_per_s=ceiling,
        ours_per_s=ours,
        ours_tls_per_s=median([_rate(ran, plans) for ran in secure]),
        cpu_ms_per_page=_cpu_ms(plain, plans),
        tls_cpu_ms_per_page=_cpu_ms(secure, plans),
        handshakes=shaken,
        slots=slots,
        goals=(
            Goal(
                name="取页速度与wrk之比",
                measured=round(ours / ceiling, 3) if ours and ceiling else None,
                goal=FETCH_OF_WRK,
                unit="倍",
                at_most=False,
            ),
            Goal(
                name="每台主机每个并发位的TLS握手",
                measured=None if shaken is None else round(shaken / slots, 2),
                goal=HANDSHAKES_PER_SLOT,
                unit="次",
            ),
        ),
    )


def make_certificate(folder: Path, addresses: Sequence[str]) -> tuple[Path, Path]:
    """A self-signed certificate for the addresses, good for a day, and its key; ECDSA on P-256."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "benchmark")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(each)) for each in addresses]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


def _fetch(plans: tuple[SitePlan, ...], served: Served, folder: Path, scheme: str, environment: dict[str, str]) -> Ran:
    homes = tuple(f"{scheme}://{address_of(plan.number)}:{served.port}/" for plan in plans)
    command = OUR_CLIENT.command(Task(homes=homes, plans=plans, folder=folder, peers=None))
    ran = run(
        command[0] if command else [],
        folder,
        cores=core_plan().contestant,
        time_limit_s=_TIME_LIMIT_S,
        environment=environment,
    )
    if ran.exit_code:
        raise InputError(
            f"取页程序出错，退出码{ran.exit_code} (the client's process failed)",
            where=last_words(folder),
            remedy="检查安装是否完整，再运行一次",
        )
    return ran


def _pages(plans: Sequence[SitePlan]) -> int:
    return sum(len(plan.pages) for plan in plans)


def _rate(ran: Ran, plans: Sequence[SitePlan]) -> float:
    seconds = ran.report.get("seconds")
    return round(_pages(plans) / seconds, 1) if seconds else 0.0


def _cpu_ms(done: Sequence[Ran], plans: Sequence[SitePlan]) -> float | None:
    used = median([ran.report["cpu_seconds"] for ran in done if "cpu_seconds" in ran.report])
    return None if used is None else round(used * 1000 / _pages(plans), 3)


def _complete(ran: Ran, plans: Sequence[SitePlan]) -> bool:
    return bool(ran.report.get("statuses") == {"200": _pages(plans)})
