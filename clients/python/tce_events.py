"""Events for TCE from Python: one file, nothing but the standard library, Python 3.8 or later.

    from tce_events import TceEvents

    events = TceEvents(key="tce_...", source="my-app")
    events.post("startup", message="it runs", level="info", data={"version": "1.0.0"})

    with_session = events.context(session_id="s1", trace_id="t1")
    with_session.batch([{"event_type": "step", "data": {"n": 1}}, {"event_type": "step", "data": {"n": 2}}])

``post`` returns the id of the event when it is on disk. With ``spool="events.ndjson"`` an event that the server can't take now is kept in
that file and ``None`` is returned; what is kept is sent first, in its order, by the next ``post`` or by ``flush()``. Each event has an id of
its own, so that one that is sent twice is stored once.
"""

import json
import os
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

try:
    import fcntl
except ImportError:  # Windows: there one process should use a spool alone
    fcntl = None

__all__ = ["TceEvents", "Refused", "Unavailable"]

# What the server takes at once, with room to spare below its 5 MB.
MOST_AT_ONCE = 1000
MOST_BYTES_AT_ONCE = 4_000_000


class Refused(Exception):
    """The server says that the event or the key is wrong: sending it again does not help.

    ``status`` is that of HTTP, ``field`` names the field where one is wrong.
    """

    def __init__(self, status, message, field=None):
        super().__init__(message)
        self.status = status
        self.field = field


class Unavailable(Exception):
    """No server, or one that can't store anything now, and no spool to keep the event in."""


class TceEvents:
    def __init__(self, key, source=None, url="http://127.0.0.1:5111", timeout=5.0, spool=None, spool_most_bytes=50_000_000):
        self._key = key
        self._url = url.rstrip("/") + "/api/events"
        self._timeout = timeout
        self._spool = spool
        self._spool_most_bytes = spool_most_bytes
        self._fields = {} if source is None else {"source": source}

    def context(self, **fields):
        """A client that adds these fields (``session_id``, ``trace_id``, ``agent`` ...) to each event."""
        other = object.__new__(TceEvents)
        other.__dict__.update(self.__dict__)
        other._fields = {**self._fields, **fields}
        return other

    def post(self, event_type, message=None, level=None, data=None, **fields):
        """One event; its id when it is on disk, or ``None`` when it waits in the spool."""
        event = {"event_type": event_type, "message": message, "level": level, "data": data, **fields}
        return self.batch([event])[0]

    def batch(self, events):
        """Several, as dictionaries; one id or ``None`` each. An event that is wrong raises ``Refused`` once the others are stored."""
        complete = [self._complete(event) for event in events]
        if self._spool is None:
            return self._ids(self._send_all(complete))
        with _Locked(self._spool) as spool:
            # What waits goes first: later events never overtake earlier ones.
            if not self._flush(spool):
                spool.append(complete, self._spool_most_bytes)
                return [None] * len(complete)
            try:
                return self._ids(self._send_all(complete))
            except Unavailable:
                spool.append(complete, self._spool_most_bytes)
                return [None] * len(complete)

    def flush(self):
        """Sends what waits; whether nothing waits any more."""
        if self._spool is None:
            return True
        with _Locked(self._spool) as spool:
            return self._flush(spool)

    def _complete(self, event):
        fields = {**self._fields, **event}
        fields.setdefault("timestamp", datetime.now(timezone.utc).isoformat().replace("+00:00", "Z"))
        fields.setdefault("id", str(uuid.uuid4()))
        return {name: value for name, value in fields.items() if value is not None}

    def _flush(self, spool):
        waiting = spool.read()
        while waiting:
            part = _part(waiting)
            try:
                # One that is refused now is refused for ever: it goes, so that the others are not held up.
                self._send(part)
            except Unavailable:
                spool.write(waiting)
                return False
            waiting = waiting[len(part) :]
            spool.write(waiting)
        return True

    def _send_all(self, events):
        results = []
        while len(results) < len(events):
            part = _part(events[len(results) :])
            results += self._send(part)
        return results

    def _ids(self, results):
        refused = [result["error"] for result in results if result["status"] == "refused"]
        if refused:
            raise Refused(422, refused[0]["message"], refused[0].get("field"))
        return [result["event_id"] for result in results]

    def _send(self, events):
        body = json.dumps(events).encode()
        headers = {"Content-Type": "application/json", "X-API-Key": self._key}
        request = urllib.request.Request(self._url, data=body, headers=headers, method="POST")
        try:
            with _opener.open(request, timeout=self._timeout) as response:
                return json.load(response)["results"]
        except urllib.error.HTTPError as problem:
            answer = _json_of(problem)
            if "results" in answer:
                return answer["results"]
            error = answer.get("error") or {}
            message = error.get("message", "HTTP %d" % problem.code)
            if problem.code == 503 or problem.code == 429:
                raise Unavailable(message) from problem
            raise Refused(problem.code, message, error.get("field")) from problem
        except (urllib.error.URLError, OSError, ValueError) as problem:
            raise Unavailable(str(problem)) from problem


# A proxy that is set for the web knows nothing of this machine's own server.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _part(events):
    """As many of the first ones as go at once."""
    size = 0
    for index, event in enumerate(events[:MOST_AT_ONCE]):
        size += len(json.dumps(event)) + 1
        if size > MOST_BYTES_AT_ONCE and index > 0:
            return events[:index]
    return events[:MOST_AT_ONCE]


def _json_of(problem):
    try:
        answer = json.load(problem)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


class _Locked:
    """The spool while nobody else writes it."""

    def __init__(self, path):
        self._path = path

    def __enter__(self):
        self._lock = open(self._path + ".lock", "a")
        if fcntl is not None:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self._lock.close()

    def read(self):
        try:
            with open(self._path, encoding="utf-8") as file:
                return [event for event in map(_line_of, file) if event is not None]
        except FileNotFoundError:
            return []

    def append(self, events, most_bytes):
        lines = "".join(json.dumps(event) + "\n" for event in events)
        size = os.path.getsize(self._path) if os.path.exists(self._path) else 0
        if size + len(lines) > most_bytes:
            raise Unavailable("%s is full: %d bytes wait already" % (self._path, size))
        with open(self._path, "a", encoding="utf-8") as file:
            os.chmod(self._path, 0o600)
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())

    def write(self, events):
        if not events:
            if os.path.exists(self._path):
                os.remove(self._path)
            return
        draft = "%s.%d.tmp" % (self._path, os.getpid())
        with open(draft, "w", encoding="utf-8") as file:
            os.chmod(draft, 0o600)
            file.writelines(json.dumps(event) + "\n" for event in events)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)


def _line_of(line):
    """A line that was torn by a crash is no event."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None
