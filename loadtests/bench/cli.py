"""The command `bench`."""

import secrets
import sys
from pathlib import Path

from bench.local_services import Postgres, Valkey, write_environment

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / ".services"


def main() -> int:
    match sys.argv[1:]:
        case ["services", "up"]:
            for name in ("naive", "optimized"):
                folder = SERVICES / name
                folder.mkdir(parents=True, exist_ok=True)
                postgres = Postgres(name, folder)
                postgres.start()
                variables = [
                    ("DATABASE_URL", postgres.url()),
                    ("DJANGO_SECRET_KEY", secrets.token_urlsafe(48)),
                    ("ALLOWED_HOSTS", "127.0.0.1,localhost"),
                ]
                if name == "optimized":
                    valkey = Valkey(name, folder)
                    valkey.start()
                    variables.append(("REDIS_URL", valkey.url()))
                write_environment(SERVICES / f"{name}.env", variables)
                print(f"{name}: set -a; . .services/{name}.env; set +a")
        case ["services", "down"]:
            for name in ("naive", "optimized"):
                Postgres(name, SERVICES / name).stop()
                Valkey(name, SERVICES / name).stop()
        case _:
            print("bench services up|down", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
