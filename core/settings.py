"""Settings: read once from the environment (or `.env`), typed, refused at start with a clear message."""

import os
import re
import secrets
from collections.abc import Iterable
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from core import suggestions

ROOT = Path(__file__).resolve().parent.parent

ENV_FILES = (ROOT / ".env", Path(".env"))
"""Beside the app, and where the command is given: the latter has the last word."""

ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")


class SettingsError(SystemExit):
    """The settings cannot be used; the message lists each wrong one with its reason."""


class Settings(BaseSettings):
    """What an operator decides. The names are the environment variables of DESIGN section 7, in lower case."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, env_file_encoding="utf-8-sig", extra="ignore", frozen=True)

    env: Literal["demo", "production"] = "demo"
    database_url: str = ""
    secret_key: str = ""
    vault_key: str = ""
    base_url: str = ""
    site_name: str = "LEBENS-RAUM"
    smtp_url: str = ""
    mail_from: str = "LEBENS-RAUM <noreply@example.org>"
    contact_mail: str = ""
    security_contact: str = ""
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_base: str = ""
    scheduler: Literal["web", "off"] = "web"
    default_locale: Literal["de", "en"] = "de"
    port: int = Field(default=8000, ge=1, le=65535)
    web_workers: int = Field(default=2, ge=1, le=64)
    trusted_proxies: int = Field(default=0, ge=0, le=9)
    bookings_in_ten_minutes: int = Field(default=30, ge=0, le=1_000_000)
    bookings_a_day: int = Field(default=100, ge=0, le=1_000_000)
    retention_bookings_months: int = Field(default=12, ge=2, le=120)
    retention_accounts_months: int = Field(default=24, ge=3, le=120)
    retention_journal_months: int = Field(default=12, ge=1, le=120)
    retention_codes_hours: int = Field(default=24, ge=1, le=720)
    retention_occupancy_days: int = Field(default=400, ge=31, le=3660)
    instance_dir: Path = ROOT / "instance"
    backup_dir: Path | None = None
    backup_keep: int = Field(default=14, ge=0, le=9999)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url

    @field_validator("site_name")
    @classmethod
    def _a_name(cls, name: str) -> str:
        if not name.strip():
            raise ValueError("must not be empty: it is what pages and emails call the site")
        return name.strip()

    @field_validator("vault_key")
    @classmethod
    def _long_keys(cls, keys: str) -> str:
        if any(len(key) < 32 for key in _listed(keys)):
            raise ValueError("must have at least 32 characters; several are separated by commas, the newest first")
        return keys

    @field_validator("base_url")
    @classmethod
    def _an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.scheme in ("http", "https") and _has_host(parts) and not (parts.query or parts.fragment)):
            raise ValueError("must be the site's address, such as https://hubs.example.org")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, url: str) -> str:
        if url and not url.startswith(("smtp://", "smtps://")):
            raise ValueError("must start with smtp:// or smtps://")
        if url and not _has_host(urlsplit(url)):
            raise ValueError("must name a mail server, such as smtp://USER:PASSWORD@mail.example.org:587")
        return url

    @field_validator("mail_from")
    @classmethod
    def _a_sender(cls, sender: str) -> str:
        if not ADDRESS.fullmatch(parseaddr(sender)[1]):
            raise ValueError("must hold an email address, such as LEBENS-RAUM <noreply@example.org>")
        return sender

    @field_validator("contact_mail")
    @classmethod
    def _an_address(cls, address: str) -> str:
        if address and not ADDRESS.fullmatch(address):
            raise ValueError("must be a plain email address, such as info@example.org")
        return address

    @field_validator("security_contact")
    @classmethod
    def _a_way_to_tell(cls, contact: str) -> str:
        is_page = contact.startswith("https://") and _has_host(urlsplit(contact)) and not re.search(r"\s", contact)
        if contact and not (is_page or ADDRESS.fullmatch(contact)):
            raise ValueError("must be a plain email address, or the https:// address of a page")
        return contact

    @field_validator("stripe_secret_key", "stripe_webhook_secret")
    @classmethod
    def _a_secret(cls, secret: str) -> str:
        """The rest of a secret is Stripe's affair; but the two are easily put in each other's place."""
        secret = secret.strip()
        if re.search(r"\s", secret) or secret.startswith("pk_"):
            raise ValueError("must be the secret one, as Stripe's dashboard shows it, without blanks")
        return secret

    @field_validator("stripe_api_base")
    @classmethod
    def _a_server(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and not (parts.scheme in ("http", "https") and _has_host(parts) and not (parts.query or parts.fragment)):
            raise ValueError("must be the address of a server, such as http://127.0.0.1:12111; Stripe's own needs none")
        return url

    @model_validator(mode="after")
    def _stripe_as_a_whole(self) -> "Settings":
        """The key alone is enough for `payments webhook`, which makes the secret; `check` says that it is missing."""
        if self.stripe_secret_key.startswith("whsec_") or self.stripe_webhook_secret.startswith(("sk_", "rk_")):
            raise ValueError("STRIPE_SECRET_KEY (sk_…) and STRIPE_WEBHOOK_SECRET (whsec_…) are in each other's place")
        if (self.stripe_webhook_secret or self.stripe_api_base) and not self.stripe_secret_key:
            raise ValueError(
                "STRIPE_SECRET_KEY is missing: set it together with STRIPE_WEBHOOK_SECRET, or set nothing of Stripe"
            )
        return self

    @model_validator(mode="after")
    def _production_needs(self) -> "Settings":
        if self.env == "production":
            if len(self.secret_key) < 32:
                raise ValueError("SECRET_KEY with at least 32 characters is required in production")
            if not self.base_url.startswith("https://"):
                raise ValueError("BASE_URL starting with https:// is required in production")
        return self

    @property
    def is_demo(self) -> bool:
        return self.env == "demo"

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.instance_dir / 'lebensraum.db'}"

    @property
    def backup_folder(self) -> Path:
        """Where the nightly backups go."""
        return (self.backup_dir or self.instance_dir / "backups").absolute()

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite:")

    @property
    def public_url(self) -> str:
        """The site's address without a slash at the end, for links in mails."""
        return (self.base_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @property
    def contact(self) -> str:
        """The mailbox of the operator: where messages of visitors go."""
        return self.contact_mail or parseaddr(self.mail_from)[1]

    @property
    def security_address(self) -> str:
        """Where a weakness of the site can be told, as an address that begins with `mailto:` or `https:`."""
        contact = self.security_contact or self.contact
        return contact if contact.startswith("https://") else f"mailto:{contact}"

    @property
    def secret(self) -> str:
        """SECRET_KEY, or the one that the first run wrote into `instance/`."""
        return self.secret_key or _secret_from_file(self.instance_dir / "secret_key")

    @property
    def vault_keys(self) -> list[str]:
        """VAULT_KEY, the newest first, or the one that the first use wrote into `instance/`. In production none is
        made: it would be lost with the machine, and with it what hosts have entered."""
        if self.vault_key.strip():
            return _listed(self.vault_key)
        return [_secret_from_file(self.instance_dir / "vault_key")] if self.is_demo else []


def load_settings(**overrides: object) -> Settings:
    """The settings, or a SettingsError that names each wrong variable."""
    settings, lines = None, []
    _check_files(overrides.get("_env_file", ENV_FILES))
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [_line(each) for each in error.errors()]
    lines += _suggested(overrides.get("_env_file", ENV_FILES))
    if settings is None or lines:
        raise SettingsError("\n  ".join(["The settings cannot be used:", *lines]))
    return settings


def _check_files(env_files: Any) -> None:
    """What Windows writes as "Unicode" has a nought beside each letter, and nothing of it would be understood."""
    for file in env_files or ():
        data = Path(file).read_bytes() if Path(file).is_file() else b""
        try:
            is_ours = "\0" not in data.decode("utf-8")
        except UnicodeDecodeError:
            is_ours = False
        if not is_ours:
            raise SettingsError(f"The settings cannot be used:\n  {file}: please save it as plain text in UTF-8")


def _line(error: ErrorDetails) -> str:
    """The name, and what is wrong; what concerns several names says them itself."""
    said = error["msg"].removeprefix("Value error, ")
    return ": ".join([*(str(part).upper() for part in error["loc"]), said])


def _has_host(parts: SplitResult) -> bool:
    """Whether it names a host, and a port that there can be."""
    try:
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def names() -> set[str]:
    """What the variables are called."""
    return _upper(Settings.model_fields)


def doubtful() -> list[str]:
    """Variables of the environment that begin as ours do and are none, as lines for the operator."""
    return suggestions.unsure(_upper(os.environ), names())


def _suggested(files: Any) -> list[str]:
    """In the environment, and in the files, where more is surely ours."""
    environment, written = _upper(os.environ), set[str]()
    for file in files or ():
        written |= _upper(DotEnvSettingsSource(Settings, env_file=file).env_vars)
    given = environment | written
    found = suggestions.sure(environment, given, names(), suggestions.OURS_ALONE)
    return sorted({*found, *suggestions.sure(written, given, names(), suggestions.OURS_IN_OUR_FILE)})


def _upper(found: Iterable[str]) -> set[str]:
    return {name.upper() for name in found}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _secret_from_file(file: Path) -> str:
    """Written by hard link, so that of two processes that start at once both read the same key."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text().strip()
