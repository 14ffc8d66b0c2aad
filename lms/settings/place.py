"""Where the installation stands: its data, its secrets, its address."""

from pathlib import Path

from environs import Env

from lms.secrets import Secrets

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).absolute()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG: bool = env.bool("DEBUG", False)
# In production the three secrets come from the environment; elsewhere they are made once and kept beside the data.
_secrets = Secrets(DATA_DIR / "secrets.json")
SECRET_KEY: str = env.str("SECRET_KEY", "") or _secrets.text("SECRET_KEY")
ID_NUMBER_KEY: bytes = bytes.fromhex(env.str("ID_NUMBER_KEY", "") or _secrets.text("ID_NUMBER_KEY"))
ID_NUMBER_HASH_KEY: bytes = bytes.fromhex(env.str("ID_NUMBER_HASH_KEY", "") or _secrets.text("ID_NUMBER_HASH_KEY"))
KEYS_ARE_GIVEN: bool = bool(env.str("ID_NUMBER_KEY", "") and env.str("ID_NUMBER_HASH_KEY", ""))

ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HOST: str = env.str("HOST", "127.0.0.1")
PORT: int = env.int("PORT", 8000)
WEB_WORKERS: int = env.int("WEB_WORKERS", 1)
# Threads of each that run Django, with a connection to the database each. Many more only wait; see ``serve``.
WEB_THREADS: int = env.int("WEB_THREADS", 4)
# The address people reach the site at; it is printed in QR codes, so it must be right in production.
BASE_URL: str = env.str("BASE_URL", f"http://localhost:{PORT}").rstrip("/")
# Which start of `serve` a process belongs to: so that `serve` knows its own web server from another one.
INSTANCE: str = env.str("INSTANCE", "")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SITE_ID = 1
