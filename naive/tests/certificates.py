"""Self-signed certificates."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for 127.0.0.1 and localhost. It is self-signed, so it is also its own authority."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "certificate.pem"

    def made(self) -> "Certificate":
        self.folder.mkdir()
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
        files = ["-keyout", str(self.folder / "key.pem"), "-out", str(self.file)]
        subprocess.run([*command, *names, *files], check=True, capture_output=True)
        return self

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.folder / "key.pem")
        return context
