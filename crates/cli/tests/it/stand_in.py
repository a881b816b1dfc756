"""A remote service that honours the clone contract, and breaks it when told to.

Usage: stand_in.py NAME TOKEN. Prints the port that it listens on, and ends when its standard
input does. Standard library only. Beside the contract it has, for the test:

  PUT /mode/MODE  honest, failed (with 200), hang, garbage, error500, error503, error503once (then
                  failed), deaf (also to removal), resets (knows them, as it otherwise does not),
                  drop (knows them too; does what it is asked, and breaks the connection off before
                  it answers), drop-loads (so clones and resets alone)
  GET /calls      all calls of the contract so far, with their query, body and token
"""

import json
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

NAME, TOKEN = sys.argv[1:]
RECORDS = 7
CLONE, RESET, TENANT = "/internal/demo/clone", "/internal/demo/reset", "/internal/demo/tenant/"

lock = threading.Lock()
changed = threading.Event()  # set when the mode that a call hangs in is over
calls, tenants, tombstones = [], {}, set()
mode = "honest"
DROPPED = {"drop": ("POST", "DELETE"), "drop-loads": ("POST",)}
KNOW_RESETS = ("resets", *DROPPED)
# What would be success, were its status or that of its answer another.
DONE = {"service": NAME, "status": "completed", "records_cloned": RECORDS, "records_deleted": 0,
        "duration_ms": 1, "detail": "a secret of the stand-in"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        if self.command in DROPPED.get(mode, ()):
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except BrokenPipeError:
            pass  # a caller that was ended meanwhile

    def record(self):
        """Notes the call; its query and body."""
        address = urlsplit(self.path)
        pairs = parse_qsl(address.query, keep_blank_values=True)
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(text) if text else None
        authorized = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        call = {"method": self.command, "path": address.path, "query": dict(pairs),
                "parameters": len(pairs), "body": body, "authorized": authorized}
        with lock:
            calls.append(call)
        return call

    def do_GET(self):
        if self.path == "/calls":
            with lock:
                return self.answer(200, calls)
        call = self.record()
        if not call["authorized"]:
            return self.answer(401, {"detail": "not the internal token"})
        if call["path"] == RESET:
            return self.answer(405 if mode in KNOW_RESETS else 404, {"detail": "POST, if at all"})
        rows = tenants.get(call["path"].removeprefix(TENANT), {"rows": 0})["rows"]
        return self.answer(200, {"service": NAME, "tables": {NAME: rows}, "records": rows})

    def do_PUT(self):
        global mode, changed
        with lock:
            mode = self.path.removeprefix("/mode/")
            changed.set()
            changed = threading.Event()
        return self.answer(200, {"mode": mode})

    def do_POST(self):
        global mode
        call = self.record()
        if call["path"] != CLONE and not (call["path"] == RESET and mode in KNOW_RESETS):
            return self.answer(404, {"detail": "no such address"})
        if not call["authorized"]:
            return self.answer(401, {"detail": "not the internal token"})
        with lock:
            now, over = mode, changed
            if mode == "error503once":
                mode, now = "failed", "error503"
        if now == "hang":
            over.wait()
        elif now == "failed":
            return self.answer(200, DONE | {"status": "failed", "error": "the oven is cold"})
        elif now == "garbage":
            return self.answer(200, b"<html>200 OK</html>")
        elif now == "error503":
            return self.answer(503, DONE)
        elif now in ("error500", "deaf"):
            return self.answer(500, DONE)
        return self.answer(200, self.clone(call["query"]))

    def clone(self, query):
        tenant = query["virtual_tenant_id"]
        key = (query["demo_account_type"], query["session_created_at"])
        with lock:
            known = tenants.setdefault(tenant, {"key": key, "rows": RECORDS})
            error = ("the tenant was removed" if tenant in tombstones
                     else "another instant or profile" if known["key"] != key else None)
            if error:
                tenants.pop(tenant) if tenant in tombstones else None
                return {"service": NAME, "status": "failed", "error": error}
        return {"service": NAME, "status": "completed", "records_cloned": RECORDS, "duration_ms": 1}

    def do_DELETE(self):
        call = self.record()
        if not call["authorized"]:
            return self.answer(401, {"detail": "not the internal token"})
        if mode == "deaf":
            return self.answer(500, DONE)
        tenant = call["path"].removeprefix(TENANT)
        with lock:
            tombstones.add(tenant)
            rows = tenants.pop(tenant, {"rows": 0})["rows"]
        return self.answer(200, {"service": NAME, "status": "completed",
                                 "records_deleted": rows, "duration_ms": 1})


def end_with_the_test():
    sys.stdin.read()
    os._exit(0)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=end_with_the_test, daemon=True).start()
print(server.server_address[1], flush=True)
server.serve_forever()
