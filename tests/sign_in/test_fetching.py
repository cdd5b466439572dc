"""How the provider's documents are fetched: over TLS, through a proxy, from safe places."""

import asyncio
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.applications import Starlette
from starlette.routing import Route

from server.sign_in.addresses import fault_of
from server.sign_in.fetching import FetchError, fetch_object
from tests.edge.sockets import listening
from tests.sign_in.conftest import RSA
from tests.sign_in.provider import AIKO, Provider


def certificate(folder: Path) -> tuple[str, str]:
    """Files of a certificate for localhost, which it is itself the authority of, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(files[0]), str(files[1])


def test_a_certificate_has_to_be_vouched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, private = certificate(tmp_path)
    acme = Provider([RSA])
    routes = [Route("/{path:path}", acme.answer)]
    with listening(Starlette(routes=routes), ssl_certfile=public, ssl_keyfile=private) as port:
        acme.issuer = f"https://localhost:{port}/realms/acme"
        place = f"{acme.issuer}/keys"
        with pytest.raises(FetchError, match=r"can't be reached: .*certificate verify failed"):
            fetch_object(place)
        assert acme.asked == []

        monkeypatch.setenv("SSL_CERT_FILE", public)
        assert asyncio.run(acme.tokens().verify(acme.token())).subject == AIKO

        acme.issuer = f"https://127.0.0.1:{port}/realms/acme"
        with pytest.raises(FetchError, match="IP address mismatch"):
            fetch_object(f"{acme.issuer}/keys")


def test_the_environment_s_proxy_is_used_but_not_on_this_machine(
    acme: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def answer() -> None:
            connection, _ = proxy.accept()
            with connection:
                heard.append(connection.recv(4096).split(b"\r\n")[0])
                connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)

        assert asyncio.run(acme.tokens().verify(acme.token())).subject == AIKO
        with pytest.raises(FetchError, match="can't be reached: Tunnel connection failed: 502"):
            fetch_object("https://login.example.com/realms/acme/keys")
        thread.join(10)

    assert [line.rsplit(b" ", 1)[0] for line in heard] == [b"CONNECT login.example.com:443"]


@pytest.mark.parametrize(
    "url",
    [
        "https://login.example.com",
        "https://login.example.com:8443/realms/acme",
        "https://login.example.com/",
        "http://localhost:8080/realms/acme",
        "http://127.0.0.1/",
        "http://[::1]:8080",
        "https://[2001:db8::1]/",
    ],
)
def test_where_a_provider_can_be(url: str) -> None:
    assert fault_of(url) is None


@pytest.mark.parametrize(
    "url",
    [
        *("", "login.example.com", "//login.example.com", "https:login.example.com", "https://"),
        *("http://login.example.com", "http://127.0.0.1.example.com", "http://localhost.example"),
        *("http://127.0.0.1@login.example.com", "http://2130706433", "http://0.0.0.0", "ftp://a"),
        *("https://a:b@login.example.com", "https://login.example.com:0", "https://a:99999"),
        *(
            "file:///etc/passwd",
            "https://login.example.com/\r\nHost: x",
            "https://a\tb",
            "http://[",
        ),
    ],
)
def test_and_where_it_cannot(url: str) -> None:
    assert fault_of(url) is not None
    with pytest.raises(FetchError):
        fetch_object(url)
