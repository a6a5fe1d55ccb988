"""Microsoft's login, as the Bot Connector uses it: signing keys that change, their documents, and tokens for apps.

``LoginFake`` is mounted by ``tests.fakes.connector``; its pages go wrong by the same words.
"""

import ipaddress
import json
import secrets
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import RSAAlgorithm

Json = dict[str, Any]

ISSUER = "https://api.botframework.com"
ENDORSED = ("msteams", "webchat", "directline", "emulator")
TOKEN_LASTS = 3600
"""Seconds."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """``endorsements`` are the channels for which Microsoft lets it sign."""

    kid: str
    private: rsa.RSAPrivateKey = field(repr=False)
    endorsements: tuple[str, ...] = ENDORSED

    @classmethod
    def new(cls, endorsements: tuple[str, ...] = ENDORSED) -> "SigningKey":
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(secrets.token_urlsafe(20), private, endorsements)

    @property
    def published(self) -> Json:
        public: Json = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        names = {"kid": self.kid, "x5t": self.kid, "use": "sig", "endorsements": list(self.endorsements)}
        return {key: value for key, value in public.items() if key != "key_ops"} | names


class LoginFake:
    """Signs what the Connector sends to bots, and gives bots the tokens by which the Connector knows them."""

    def __init__(self, app_id: str, password: str, tenant: str) -> None:
        self.app_id, self.password, self.tenant = app_id, password, tenant
        self.keys = [SigningKey.new()]
        self.issued: dict[str, float] = {}
        self.base = ""
        self.secure_base = ""

    # What a test arranges ------------------------------------------------------------------------

    def rotate(self, *, keep_old: bool = False) -> SigningKey:
        """Sign with a new key from now on; the old one is published no more, unless told otherwise."""
        key = SigningKey.new()
        self.keys = [key, *(self.keys if keep_old else ())]
        return key

    def forget_tokens(self) -> None:
        """No token given so far opens anything any more."""
        self.issued.clear()

    @property
    def openid_url(self) -> str:
        """Where a bot finds the keys that sign what reaches it."""
        return f"{self.base}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        """Where a bot gets its own token, up to the tenant: over TLS, as a client of Azure's wants it."""
        return self.secure_base

    def token(
        self,
        service_url: str,
        *,
        key: SigningKey | None = None,
        without: tuple[str, ...] = (),
        headers: Mapping[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """What stands behind ``Bearer`` in a request to a bot. Claims given replace the right ones."""
        key = key or self.keys[0]
        now = int(time.time())
        right = {"iss": ISSUER, "aud": self.app_id, "serviceurl": service_url, "nbf": now - 5, "exp": now + 3600}
        body = {name: value for name, value in (right | claims).items() if name not in without}
        return jwt.encode(body, key.private, "RS256", {"kid": key.kid, "x5t": key.kid, **(headers or {})})

    def admits(self, authorization: str) -> bool:
        """Whether an app's request to the Connector carries a token that was given and still counts."""
        return self.issued.get(authorization.removeprefix("Bearer "), 0.0) > time.time()

    # Its pages -----------------------------------------------------------------------------------

    def openid(self) -> Json:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{self.base}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def published_keys(self) -> Json:
        return {"keys": [key.published for key in self.keys]}

    def tenant_openid(self, tenant: str) -> Json:
        """What a client of Azure's directory reads before it asks for a token."""
        authority = f"{self.secure_base or self.base}/{tenant}"
        return {
            "issuer": f"{authority}/v2.0",
            "authorization_endpoint": f"{authority}/oauth2/v2.0/authorize",
            "token_endpoint": f"{authority}/oauth2/v2.0/token",
            "jwks_uri": f"{authority}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token"],
            "subject_types_supported": ["pairwise"],
        }

    def give_token(self, tenant: str, form: Mapping[str, str]) -> tuple[int, Json]:
        wrong = self._refusal(tenant, form)
        if wrong:
            return 401, {"error": wrong, "error_description": f"AADSTS7000215: {wrong}"}
        token = f"{secrets.token_urlsafe(12)}.{secrets.token_urlsafe(40)}.{secrets.token_urlsafe(20)}"
        self.issued[token] = time.time() + TOKEN_LASTS
        lasting = {"expires_in": TOKEN_LASTS, "ext_expires_in": TOKEN_LASTS}
        return 200, {"token_type": "Bearer", **lasting, "access_token": token}

    def _refusal(self, tenant: str, form: Mapping[str, str]) -> str | None:
        if tenant not in (self.tenant, "botframework.com"):
            return "invalid_request"
        if form.get("grant_type") != "client_credentials":
            return "unsupported_grant_type"
        if (form.get("client_id"), form.get("client_secret")) != (self.app_id, self.password):
            return "invalid_client"
        if form.get("scope", "").split() != ["https://api.botframework.com/.default"]:
            return "invalid_scope"
        return None


def tls(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """For a server on the loopback interface, and the certificate that its clients have to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).add_extension(here, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate, private = folder / "login.pem", folder / "login.key"
    certificate.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return context, certificate
