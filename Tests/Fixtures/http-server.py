#!/usr/bin/env python3
"""A server of schemas and of every trouble a server can make, for the tests.

    http-server.py LOG [CERTIFICATE KEY]

Listens on a free port of 127.0.0.1, prints the port, and appends a line to LOG for each request: its
path and the validators it carried. Ends when standard input does, and after a quarter of an hour at most.
"""
import gzip
import hashlib
import http.server
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

INTEGER = b'{"type": "integer"}'
counts = {}
lock = threading.Lock()


def count(path):
    """How often the path was asked for before."""
    with lock:
        counts[path] = counts.get(path, 0) + 1
        return counts[path] - 1


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status=200, body=INTEGER, **headers):
        self.send_response(status)
        headers.setdefault("Content_Type", "application/json")
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        words = [word for word in url.path.split("/") if word]
        before = count(url.path)
        known = self.headers.get("If-None-Match") or self.headers.get("If-Modified-Since") or "-"
        with lock, open(sys.argv[1], "a") as log:
            log.write(f"{self.path} {known}\n")
        route = getattr(self, "get_" + words[0].split(".")[0].replace("-", "_"), None)
        if route is None:
            return self.answer(404, b"there is no such page", Content_Type="text/plain")
        try:
            route(words[1:], before, url.query)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # --- What works -----------------------------------------------------------------------------

    def get_integer(self, *_):
        self.answer()

    def get_etag(self, *_):
        if self.headers.get("If-None-Match") == '"v1"':
            return self.answer(304, b"", ETag='"v1"')
        self.answer(ETag='"v1"')

    def get_modified(self, *_):
        date = "Sun, 06 Nov 1994 08:49:37 GMT"
        if self.headers.get("If-Modified-Since") == date:
            return self.answer(304, b"")
        self.answer(Last_Modified=date)

    def get_fresh(self, *_):
        self.answer(Cache_Control="max-age=1000")

    def get_secret(self, *_):
        self.answer(Cache_Control="no-store")

    def get_versions(self, words, before, query):
        self.answer(body=b'{"type": "integer", "minimum": %d}' % before)

    def get_yaml(self, *_):
        self.answer(body=b"type: integer\n", Content_Type="application/yaml; charset=utf-8")

    def get_files(self, words, before, query):
        """What the test has put beside the log, with an ETag of its text."""
        path = os.path.join(os.path.dirname(sys.argv[1]), "files", *words)
        if not os.path.isfile(path):
            return self.answer(503, b"not now", Content_Type="text/plain")
        with open(path, "rb") as file:
            body = file.read()
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", ETag=tag)
        self.answer(body=body, ETag=tag)

    def get_gzip(self, *_):
        self.answer(body=gzip.compress(INTEGER), Content_Encoding="gzip")

    def get_relative(self, words, *_):
        body = b'{"$ref": "b.json"}' if words == ["a.json"] else INTEGER
        self.answer(body=body)

    # --- Redirects ------------------------------------------------------------------------------

    def get_moved(self, *_):
        self.answer(302, b"", Location="/relative/a.json")

    def get_loop(self, *_):
        self.answer(301, b"", Location="/loop")

    def get_to(self, words, before, query):
        self.answer(307, b"", Location=urllib.parse.unquote(query))

    # --- Trouble that passes ----------------------------------------------------------------------

    def get_flaky(self, words, before, query):
        if before < int(words[0]):
            return self.answer(500, b"")
        self.answer()

    def get_busy(self, words, before, query):
        if before == 0:
            return self.answer(503, b"", Retry_After=words[0])
        self.answer()

    def get_half(self, words, before, query):
        if before < int(words[0]):
            return self.get_truncated()
        self.answer()

    # --- Trouble that stays -----------------------------------------------------------------------

    def get_truncated(self, *_):
        self.answer(body=b'{"type": ', Content_Length="100")
        self.close_connection = True

    def get_closed(self, *_):
        self.close_connection = True

    def get_hang(self, *_):
        time.sleep(20)
        self.close_connection = True

    def get_slow(self, *_):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" ")
            time.sleep(0.2)
        self.close_connection = True

    def get_endless(self, *_):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        self.close_connection = True

    def get_announced(self, *_):
        self.answer(body=b" ", Content_Length=str(1 << 40))
        self.close_connection = True

    def get_bomb(self, *_):
        self.answer(body=gzip.compress(b" " * (64 << 20), 1), Content_Encoding="gzip")

    def get_heads(self, *_):
        self.send_response(200)
        for index in range(20000):
            self.send_header(f"X-{index}", "x" * 40)
        self.end_headers()
        self.close_connection = True

    def get_notgzip(self, *_):
        self.answer(body=b"this was never compressed", Content_Encoding="gzip")

    def get_garbage(self, *_):
        self.answer(body=b'{"type": }')

    def get_page(self, *_):
        self.answer(body=b"<html>Please log in</html>", Content_Type="text/html")


def end_with_the_tests():
    sys.stdin.buffer.read()
    os._exit(0)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=end_with_the_tests, daemon=True).start()
threading.Timer(900, lambda: os._exit(0)).start()
print(server.server_address[1], flush=True)
server.serve_forever()
