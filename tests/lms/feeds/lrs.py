"""A small learning record store in this process, strict where xAPI 1.0.3 is."""

import base64
import json
import re
import threading
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit
from uuid import UUID

KEY = base64.b64encode(b"xinglin:geheim").decode()
DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
ALLOWED = {
    "": {"id", "actor", "verb", "object", "result", "context", "timestamp", "version"},
    "actor": {"objectType", "account", "mbox", "mbox_sha1sum", "openid", "name"},
    "result": {"score", "success", "completion", "response", "duration", "extensions"},
    "score": {"scaled", "raw", "min", "max"},
    "context": {"registration", "instructor", "platform", "language", "extensions", "contextActivities"},
    "definition": {"name", "description", "type", "moreInfo", "extensions"},
}


def is_iri(text):
    parts = urlsplit(text)
    return bool(parts.scheme and parts.netloc) and " " not in text


def faults_of(said):
    """Return what part two of the specification forbids in a statement."""
    found = [f"{key} is unknown" for key in said.keys() - ALLOWED[""]]
    found += [f"{key} is missing" for key in {"actor", "verb", "object"} - said.keys()]
    if found:
        return found
    if str(UUID(said["id"])) != said["id"]:
        found.append("id is no UUID in its usual form")
    return [*found, *_actor(said["actor"]), *_verb(said), *_object(said), *_result(said), *_context(said), *_time(said)]


def _actor(actor):
    named = actor.keys() & {"account", "mbox", "mbox_sha1sum", "openid"}
    if actor.keys() - ALLOWED["actor"] or len(named) != 1:
        yield "an actor is identified by exactly one thing"
    account = actor.get("account", {"homePage": "https://x.example", "name": ""})
    if set(account) != {"homePage", "name"} or not is_iri(account["homePage"]):
        yield "an account is a homePage and a name"


def _verb(said):
    verb = said["verb"]
    if set(verb) - {"id", "display"} or not is_iri(verb["id"]):
        yield "a verb is an IRI with words"
    if not all(LANGUAGE.fullmatch(tag) for tag in verb["display"]):
        yield "words are by language"
    if verb["id"].endswith("/voided") and said["object"].get("objectType") != "StatementRef":
        yield "voiding is of a statement"


def _object(said):
    thing = said["object"]
    if thing.get("objectType") == "StatementRef":
        UUID(thing["id"])
        if set(thing) != {"objectType", "id"}:
            yield "a reference is an id"
        return
    if not is_iri(thing["id"]) or set(thing) - {"objectType", "id", "definition"}:
        yield "an activity has an IRI"
    definition = thing["definition"]
    if set(definition) - ALLOWED["definition"] or not is_iri(definition["type"]):
        yield "a type is an IRI"


def _result(said):
    result = said.get("result", {})
    score = result.get("score", {})
    if set(result) - ALLOWED["result"] or set(score) - ALLOWED["score"]:
        yield "a result has something unknown"
    if "duration" in result and not DURATION.fullmatch(result["duration"]):
        yield "a duration is of ISO 8601"
    if not -1 <= score.get("scaled", 0) <= 1:
        yield "a scaled score lies between -1 and 1"
    if "raw" in score and not score.get("min", score["raw"]) <= score["raw"] <= score.get("max", score["raw"]):
        yield "a raw score lies between min and max"


def _context(said):
    context = said.get("context", {})
    if set(context) - ALLOWED["context"]:
        yield "a context has something unknown"
    if "language" in context and not LANGUAGE.fullmatch(context["language"]):
        yield "a language is a tag"
    if not all(is_iri(key) for key in context.get("extensions", {})):
        yield "extensions are by IRI"


def _time(said):
    if datetime.fromisoformat(said["timestamp"].replace("Z", "+00:00")).tzinfo is None:
        yield "a timestamp has a time zone"


class Lrs:
    """What it was sent, and how it is to behave: ``answers`` are statuses to give before it does its work."""

    def __init__(self):
        self.statements, self.batches, self.answers, self.seen = {}, [], [], []

    def take(self, headers, body):
        """Return the answer to a batch: everything is taken, or nothing."""
        self.seen.append(dict(headers))
        if self.answers:
            return self.answers.pop(0), "no"
        if headers.get("Authorization") != f"Basic {KEY}":
            return 401, "who are you?"
        if headers.get("X-Experience-API-Version") != "1.0.3" or headers.get("Content-Type") != "application/json":
            return 400, "which version, which type?"
        batch = json.loads(body)
        ids = [each["id"] for each in batch]
        faults = [fault for each in batch for fault in faults_of(each)]
        if faults or len(set(ids)) != len(ids):
            return 400, "; ".join(faults) or "an id twice"
        if any(self.statements.get(each["id"], each) != each for each in batch):
            return 409, "conflict"
        self.batches.append(len(batch))
        self.statements |= {each["id"]: each for each in batch}
        return 200, json.dumps(ids)


@contextmanager
def running():
    """Yield a store and its address."""
    store = Lrs()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = store.take(self.headers, body) if self.path == "/xapi/statements" else (404, "nothing")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_said):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield store, f"http://127.0.0.1:{server.server_port}/xapi"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
