"""How gunicorn serves the hub. ``bin/serve`` starts it; ``bench/stalls.py`` is why the values are these."""

import contextlib
import fcntl
import io
import os
import signal
import sys
from pathlib import Path
from typing import Any

from flask.cli import ScriptInfo
from gunicorn.glogging import Logger

os.umask(0o077)

host = os.environ.get("HOST") or "127.0.0.1"
port = os.environ.get("PORT") or "8000"
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

# A phone that loses signal in mid-request holds one greenlet here; it would hold a sync or gthread worker.
worker_class = "gevent"
workers = 2
worker_connections = 500
keepalive = 5
timeout = 120  # longer than the longest plan takes to work out
graceful_timeout = 15
# The heartbeat of the workers must not wait for a slow disk.
in_memory = "/dev/shm"  # noqa: S108 (gunicorn makes a private file there and removes its name at once)
worker_tmp_dir = in_memory if os.access(in_memory, os.W_OK) else None

limit_request_line = 2048
limit_request_fields = 50
control_socket_disable = True

QUARTER = 15 * 60

# A path may be a card and an address a person: neither is written down, so there is no access log,
# and of gunicorn's own messages only errors.
accesslog = None
loglevel = "error"


class WithoutPaths(Logger):  # type: ignore[misc]
    """Gunicorn's log without the address of the page that failed."""

    def exception(self, message: object, *details: object, **options: Any) -> None:
        text = str(message).replace("%s", "…") if details else message
        super().exception(text, **options)


logger_class = WithoutPaths


def post_worker_init(worker: Any) -> None:
    """Let a worker finish what it is doing on Ctrl+C; let the first one say where the hub is."""
    import gevent  # not at the top: the arbiter reads this file and must not be patched

    for stop in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(stop, worker.handle_exit)
    gevent.spawn(_keep_tidy, worker.wsgi, gevent.sleep)
    if worker.age == 1:
        sys.stdout.write(f"Поряд працює, адреса / Poriad is at: http://{bind}\n{_set_up_hint(worker.wsgi)}")
        sys.stdout.flush()


def _keep_tidy(app: Any, sleep: Any) -> None:
    """Forget what is due, at the start and then all day long; one worker does it, and when it ends another.

    Sleeping is counted in quarters of an hour, so that a laptop that slept at midnight catches up when it wakes.
    """
    with (Path(app.instance_path) / "tidy.lock").open("w") as lock:
        while True:
            with contextlib.suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _tidy(app)
            sleep(QUARTER)


def _tidy(app: Any) -> None:
    try:
        app.cli.main(["privacy", "tidy"], standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))
    except Exception as error:
        sys.stderr.write(f"forgetting by itself failed: {type(error).__name__}\n")


def worker_int(_worker: Any) -> None:
    """End a worker that is told to stop before it was ready: it has nothing to finish."""
    os._exit(0)


def _set_up_hint(app: Any) -> str:
    """The one-time code while the hub is not set up, as ``flask hubs set-up-code`` prints it; later nothing."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        app.cli.main(["hubs", "set-up-code"], standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))
    code = printed.getvalue().strip()
    return code and f"Код для першого налаштування / One-time set-up code: {code}\n"
