"""Settings from the environment: each is read, each wrong one is named, with all the others."""

import os
import re
from zoneinfo import ZoneInfo

import pytest

from domain.access import Role
from domain.closing import Policy
from server.settings import Settings, SettingsError, read_settings
from server.sign_in.rules import ALGORITHMS, ClaimNames, TokenRules

SYSTEM = "usr_00000000000000000000000000"
NOT_A_URL = "It isn't a URL. Use sqlite:///file.db or postgresql://user@host/database."
IN_MEMORY = "Name a file, as in sqlite:///clinch.db: a database in memory isn't kept."
BOOLEAN = "It has to be true or false."
NUMBER = "It has to be a number."
INTEGER = "It has to be a whole number."
ACTOR = "it isn't a user's id (usr_…)."
NOT_A_STORE = "Use redis://host:port/0 or rediss://host:port/0"
BAD_URL = "It has characters that a URL can't have."
LEVEL = "It has to be 'debug', 'info', 'warning' or 'error'."

READ: list[tuple[str, str, object]] = [
    *(("DATABASE_URL", url, url) for url in ("sqlite:////data/a b.db", "postgresql://u:p@h/d")),
    ("DATABASE_POOL_SIZE", "100", 100),
    ("DATABASE_STATEMENTS", "0", 0),
    *(("DRAFTS_BLOCK_CLOSING", text, True) for text in ("true", "TRUE", "1", "yes", "on")),
    *(("DRAFTS_BLOCK_CLOSING", text, False) for text in ("false", "False", "0", "no", "off")),
    ("TIME_ZONE", "Asia/Tokyo", "Asia/Tokyo"),
    ("BASE_CURRENCY", "JPY", "JPY"),
    ("ACTOR", "usr_00000000000000000000000001", "usr_00000000000000000000000001"),
    ("MAX_PAGE", "1", 1),
    ("MAX_PAGE", "1000", 1000),
    ("MAX_BODY", "1024", 1024),
    ("RECEIVE_TIMEOUT", "600", 600),
    ("DRAIN_SECONDS", "2.5", 2.5),
    *(("RATE_LIMIT", text, 0) for text in ("0", "off")),
    ("RATE_LIMIT", "1000", 1000),
    *(
        ("RATE_LIMIT_STORE", url, url)
        for url in ("", "redis://h", "redis://:p%40ss@[::1]:6379/2", "rediss://user:p@h:6380/")
    ),
    ("TRUSTED_PROXIES", "", ()),
    ("TRUSTED_PROXIES", "10.0.0.1, fd00::/8 ,", ("10.0.0.1", "fd00::/8")),
    ("CORS_ORIGINS", "", ()),
    (
        "CORS_ORIGINS",
        "http://localhost:*, https://app.example.com:8443 ,http://[::1]:5173,",
        ("http://localhost:*", "https://app.example.com:8443", "http://[::1]:5173"),
    ),
    ("INSECURE_OPEN", "true", True),
    *(("LOG_LEVEL", level, level) for level in ("debug", "info", "warning", "error")),
    ("OIDC_ALGORITHMS", "ES512", ("ES512",)),
    ("OIDC_LEEWAY", "0", 0),
    ("OIDC_USER_CLAIM", "https://crm.example.com/user", "https://crm.example.com/user"),
    ("OIDC_ROLES", "", ()),
    (
        "OIDC_ROLES",
        "admin:ADMINISTRATOR, urn:acme:sales : SALESPERSON ,",
        (("admin", Role.ADMINISTRATOR), ("urn:acme:sales", Role.SALESPERSON)),
    ),
    ("OIDC_NEW_USERS", "", None),
    ("OIDC_NEW_USERS", "READER", Role.READER),
]

WRONG: list[tuple[str, str, str]] = [
    *(("DATABASE_URL", url, NOT_A_URL) for url in ("", "clinch.db", "sqlite", "://")),
    *(("DATABASE_URL", url, IN_MEMORY) for url in ("sqlite://", "sqlite:///:memory:")),
    *(
        (
            "DATABASE_URL",
            f"{scheme}://user:hunter2@host/name",
            f"{scheme}:// isn't supported. Use sqlite:///file.db or postgresql://….",
        )
        for scheme in ("mysql", "mssql+pyodbc", "postgresql+psycopg", "https")
    ),
    ("DATABASE_URL", "postgresql://user:hunter2@host:port/name", NOT_A_URL),
    ("DATABASE_POOL_SIZE", "0", "It has to be at least 1."),
    ("DATABASE_POOL_SIZE", "101", "It has to be at most 100."),
    ("DATABASE_POOL_SIZE", "five", INTEGER),
    *(("DRAFTS_BLOCK_CLOSING", text, BOOLEAN) for text in ("", "maybe", "2", "ja")),
    *(
        ("TIME_ZONE", name, f"'{name}' isn't an IANA time zone, such as Europe/Berlin.")
        for name in ("", "Mars/Olympus", "CET+1", "asia/tokyo", "/etc/passwd", "../../etc/passwd")
    ),
    *(
        ("BASE_CURRENCY", code, f"{code!r} isn't an ISO 4217 currency code, such as USD.")
        for code in ("", "usd", "XAU", "USD ")
    ),
    *(("ACTOR", text, ACTOR) for text in ("", "aiko", "usr_1", "opp_00000000000000000000000001")),
    ("MAX_PAGE", "0", "It has to be at least 1."),
    ("MAX_PAGE", "1001", "It has to be at most 1000."),
    ("IDEMPOTENCY_HOURS", "0", "It has to be at least 1."),
    ("IDEMPOTENCY_HOURS", "8761", "It has to be at most 8760."),
    ("LOCK_TIMEOUT", "0", "It has to be at least 1."),
    ("LOCK_TIMEOUT", "61", "It has to be at most 60."),
    ("MAX_BODY", "1023", "It has to be at least 1024."),
    ("MAX_BODY", "67108865", "It has to be at most 67108864."),
    ("RECEIVE_TIMEOUT", "0", "It has to be at least 1."),
    ("RECEIVE_TIMEOUT", "601", "It has to be at most 600."),
    *(("RATE_LIMIT", text, "It has to be at least 1000, or off.") for text in ("1", "999", "-1")),
    ("RATE_LIMIT", "OFF", INTEGER),
    ("RATE_LIMIT", "1000000000001", "It has to be at most 1000000000000."),
    ("OPERATION_TIMEOUT", "0", "It has to be more than 0."),
    ("OPERATION_TIMEOUT", "3601", "It has to be at most 3600."),
    *(
        ("RATE_LIMIT_STORE", url, f"{NOT_A_STORE}.")
        for url in (
            *("memory://", "redis", "redis://", "redis:///0", "redis+cluster://h:1", "http://h"),
            *("redis://:hunter2@h/x", "redis://:hunter2@h:0/1", "unix:///run/redis.sock"),
        )
    ),
    ("RATE_LIMIT_STORE", "redis://:hunter2@h:port/0", f"It isn't a URL. {NOT_A_STORE}."),
    *(
        ("TRUSTED_PROXIES", text, f"'{text}' isn't an address or a network, such as 10.0.0.0/8.")
        for text in ("*", "nginx", "10.0.0.1:80", "10.0.0.1/8", "0.0.0.0/33", "unix:")
    ),
    *(("MAX_PAGE", text, INTEGER) for text in ("", "1.5", "1e2", "many", "0x10")),
    *(
        ("CORS_ORIGINS", text, f"'{text}' isn't an origin, such as https://app.example.com.")
        for text in (
            *("*", "null", "app.example.com", "https://", "http://*", "https://*.example.com"),
            *("http://localhost:80*", "http://localhost:", "http://localhost:x", "http://a b"),
            *("https://app.example.com/", "https://user@app.example.com", "https://App.Example"),
            *("ftp://app.example.com", "http://[::1", "https://app.example.com?x"),
        )
    ),
    ("CORS_ORIGINS", "https://a,*", "'*' isn't an origin, such as https://app.example.com."),
    ("INSECURE_OPEN", "sure", BOOLEAN),
    (
        "TRUSTED_DOCUMENTS_ONLY",
        "true",
        "There are none: name their file in CLINCH_TRUSTED_DOCUMENTS.",
    ),
    ("GRAPHIQL", "true", "GraphiQL asks for the schema: set CLINCH_INTROSPECTION=true, too."),
    *(("LOG_LEVEL", text, LEVEL) for text in ("", "INFO", "trace")),
    *(
        ("OIDC_ISSUER", url, "It isn't a URL such as https://login.example.com.")
        for url in ("login.example.com", "ftp://login.example.com", "https://", "file:///keys")
    ),
    *(("OIDC_ISSUER", url, "It isn't a URL.") for url in ("https://[", "https://host:port")),
    (
        "OIDC_ISSUER",
        "http://login.example.com",
        "It has to be https:// (http:// only on this machine).",
    ),
    *(
        ("OIDC_ISSUER", url, "It can have neither a user nor a fragment.")
        for url in ("https://me:hunter2@login.example.com", "https://login.example.com#x")
    ),
    ("OIDC_ISSUER", "https://login.example.com/a b", BAD_URL),
    ("OIDC_ISSUER", "https://lögin.example.com", BAD_URL),
    ("OIDC_AUDIENCE", "https://crm.example.com", "It needs CLINCH_OIDC_ISSUER."),
    *(
        ("OIDC_ALGORITHMS", text, f"{text!r} isn't one of {', '.join(ALGORITHMS)}.")
        for text in ("none", "None", "HS256", "HS512", "rs256", "ES256K", "RSA-OAEP")
    ),
    ("OIDC_ALGORITHMS", "", "It has to have one."),
    ("SIGN_IN_MAX_AGE", "301", "It has to be at most 300."),
    *(("SIGN_IN_MAX_AGE", text, NUMBER) for text in ("", "short", "5s")),
    ("SIGN_IN_MAX_AGE", "nan", "It has to be at most 300."),
    *(("OIDC_LEEWAY", text, INTEGER) for text in ("", "lots", "30s", "0.5", "9" * 5000)),
    ("OIDC_LEEWAY", "-1", "It has to be at least 0."),
    ("OIDC_LEEWAY", "301", "It has to be at most 300."),
    ("OIDC_USER_CLAIM", "", "It has to name a claim."),
    ("OIDC_ROLES", "admin", "'admin' isn't a pair such as admin:ADMINISTRATOR."),
    ("OIDC_ROLES", ":READER", "':READER' isn't a pair such as admin:ADMINISTRATOR."),
    ("OIDC_ROLES", "a:READER,b:ROOT", f"'ROOT' isn't one of {', '.join(Role)}."),
    ("OIDC_NEW_USERS", "reader", f"'reader' isn't one of {', '.join(Role)}."),
]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting is set."""
    for name in [name for name in os.environ if name.upper().startswith("CLINCH_")]:
        monkeypatch.delenv(name)


def faults() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return str(caught.value).splitlines()


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()

    assert settings.model_dump() == {
        "database_url": "sqlite:///clinch.db",
        "database_pool_size": 5,
        "database_statements": 256,
        "row_level_security": False,
        "drafts_block_closing": False,
        "time_zone": "UTC",
        "base_currency": "USD",
        "actor": None,
        "max_page": 100,
        "max_tokens": 2000,
        "max_depth": 20,
        "max_fields": 500,
        "max_aliases": 50,
        "max_root_fields": 20,
        "max_directives": 50,
        "max_cost": 100_000,
        "idempotency_hours": 24,
        "lock_timeout": 5,
        "max_body": 262_144,
        "receive_timeout": 10,
        "rate_limit": 600_000,
        "rate_limit_store": "",
        "trusted_proxies": (),
        "max_variables": 10_000,
        "max_variables_depth": 20,
        "operation_timeout": 30.0,
        "drain_seconds": 0.0,
        "socket_operations": 20,
        "persisted_queries": 1_048_576,
        "trusted_documents": None,
        "trusted_documents_only": False,
        "get_max_age": 0,
        "introspection": False,
        "graphiql": False,
        "allowed_hosts": ("localhost", "127.0.0.1", "[::1]"),
        "cors_origins": (),
        "insecure_open": False,
        "log_level": "info",
        "log_format": "text",
        "metrics": False,
        "sign_in_max_age": 5.0,
        "oidc_issuer": "",
        "oidc_audience": (),
        "oidc_algorithms": ("RS256", "PS256", "ES256", "EdDSA"),
        "oidc_leeway": 30,
        "oidc_user_claim": "sub",
        "oidc_name_claim": "name",
        "oidc_email_claim": "email",
        "oidc_roles_claim": "roles",
        "oidc_roles": (),
        "oidc_new_users": None,
    }
    assert settings.token_rules is None


@pytest.mark.parametrize(("name", "text", "value"), READ)
def test_each_is_read(monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object) -> None:
    monkeypatch.setenv(f"CLINCH_{name}", text)

    assert getattr(read_settings(), name.lower()) == value


@pytest.mark.parametrize(("name", "text", "why"), WRONG)
def test_each_wrong_one_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, why: str
) -> None:
    monkeypatch.setenv(f"CLINCH_{name}", text)

    assert faults() == [f"CLINCH_{name}: {why}"]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_none_is_faulted_in_a_validators_words(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for text in ("", "?", "-1", "1e99", "[1, 2]"):
        monkeypatch.setenv(f"CLINCH_{name.upper()}", text)
        try:
            read_settings()
        except SettingsError as error:
            (said,) = str(error).splitlines()
            assert re.fullmatch(f"CLINCH_{name.upper()}: .+\\.", said)
            assert not re.search("Input|Value|valid|parse", said), said


def test_all_wrong_ones_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINCH_MAX_PAGE", "0")
    monkeypatch.setenv("CLINCH_MAXPAGE", "50")
    monkeypatch.setenv("CLINCH_ACTOR", "me")
    monkeypatch.setenv("CLINCH_", "?")
    monkeypatch.setenv("CLINCH_DATABASE_URL", "oracle://scott:hunter2@host/name")

    said = faults()

    assert sorted(said) == [
        "CLINCH_: there is no such setting.",
        f"CLINCH_ACTOR: {ACTOR}",
        "CLINCH_DATABASE_URL: oracle:// isn't supported. Use sqlite:///file.db or postgresql://….",
        "CLINCH_MAXPAGE: there is no such setting.",
        "CLINCH_MAX_PAGE: It has to be at least 1.",
    ]
    assert not [line for line in said if "hunter2" in line]


def test_what_the_tests_set_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINCH_TEST_DATABASE_URL", "anything")
    monkeypatch.setenv("CLINCH_TEST_", "anything")
    monkeypatch.setenv("CLINCHED", "anything")

    assert read_settings() == Settings()


def test_they_say_how_this_installation_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINCH_DRAFTS_BLOCK_CLOSING", "true")
    monkeypatch.setenv("CLINCH_TIME_ZONE", "America/St_Johns")

    business = read_settings().business

    assert business.policy == Policy(drafts_block=True)
    assert business.time_zone == ZoneInfo("America/St_Johns")


def test_they_say_what_a_token_has_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINCH_OIDC_ISSUER", "https://acme.eu.auth0.com/")
    monkeypatch.setenv("CLINCH_OIDC_AUDIENCE", "https://crm.example.com/api, other")
    monkeypatch.setenv("CLINCH_OIDC_ALGORITHMS", "RS256")
    monkeypatch.setenv("CLINCH_OIDC_ROLES_CLAIM", "https://crm.example.com/roles")

    assert read_settings().token_rules == TokenRules(
        "https://acme.eu.auth0.com/",
        ("https://crm.example.com/api", "other"),
        ("RS256",),
        30,
        ClaimNames("sub", "name", "email", "https://crm.example.com/roles"),
    )


def test_an_issuer_needs_an_audience(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else a token that the provider made for any other program would be taken.
    monkeypatch.setenv("CLINCH_OIDC_ISSUER", "http://localhost:8080/realms/acme")

    assert faults() == ["CLINCH_OIDC_AUDIENCE: With CLINCH_OIDC_ISSUER it has to be set."]
