"""An authenticator app and a passkey, as a person would hold them."""

import base64
import hashlib
import json
import secrets
import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.twofactor import totp
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from apps.accounts.models import User

ORIGIN = "http://testserver"
PRESENT_AND_VERIFIED = 0x05


def totp_code(secret: str) -> str:
    key = base64.b32decode(secret)
    generator = totp.TOTP(key, 6, SHA1(), 30, enforce_key_length=False)  # noqa: S303
    return generator.generate(int(time.time())).decode()


def enrol(user: User) -> str:
    """Give the account an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return str(secret)


class Passkey:
    """A platform authenticator that signs whatever it is asked to."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user_handle = ""

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        self.user_handle = asked["user"]["id"]
        public = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(
            _digest(asked["rp"]["id"]), PRESENT_AND_VERIFIED | 0x40, 0, public
        )
        attestation = AttestationObject.create("none", data, {})
        client_data = self._client_data("webauthn.create", asked)
        return self._credential(
            clientDataJSON=_b64(client_data), attestationObject=_b64(attestation)
        ) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        data = AuthenticatorData.create(_digest(asked["rpId"]), PRESENT_AND_VERIFIED, 1)
        client_data = self._client_data("webauthn.get", asked)
        signature = self.key.sign(data + client_data.hash, ec.ECDSA(SHA256()))
        return self._credential(
            clientDataJSON=_b64(client_data),
            authenticatorData=_b64(data),
            signature=_b64(signature),
            userHandle=self.user_handle,
        )

    def _client_data(self, kind: str, asked: dict[str, Any]) -> CollectedClientData:
        content = {"type": kind, "challenge": asked["challenge"], "origin": ORIGIN}
        return CollectedClientData(json.dumps(content).encode())

    def _credential(self, **response: str) -> dict[str, Any]:
        identity = _b64(self.id)
        return {"id": identity, "rawId": identity, "type": "public-key", "response": response} | {
            "clientExtensionResults": {}
        }


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
