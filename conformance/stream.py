"""A reader of Troupe's stream of events that can be cut off anywhere and go on, over the unix socket."""
import json
import socket


class Cut(Exception):
    """The connection ended."""


class Reader:
    """Reads /troupe/v1/events as JSON lines from an offset on; what was read is kept."""

    def __init__(self, path, offset=0, follow=True, query=""):
        self.offset = offset
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(path)
        target = "/troupe/v1/events?from=%d&follow=%s%s" % (offset, "true" if follow else "false", query)
        self.socket.sendall(("GET %s HTTP/1.1\r\nHost: troupe\r\nAccept: application/x-ndjson\r\n\r\n" % target).encode())
        self.raw = self.chunked = b""
        head = self.until(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise Cut(head.decode(errors="replace"))

    def until(self, end):
        while end not in self.raw:
            self.fill()
        head, self.raw = self.raw.split(end, 1)
        return head

    def fill(self):
        more = self.socket.recv(65536)
        if not more:
            raise Cut("the stream has ended")
        self.raw += more

    def chunk(self):
        """The next chunk of the body; empty: it is over."""
        size = int(self.until(b"\r\n").split(b";")[0], 16)
        while len(self.raw) < size + 2:
            self.fill()
        content, self.raw = self.raw[:size], self.raw[size + 2:]
        return content

    def lines(self):
        """Events, as they come, until the stream ends; raises Cut when it breaks off."""
        rest = b""
        while True:
            content = self.chunk()
            if not content:
                return
            *whole, rest = (rest + content).split(b"\n")
            for line in filter(bytes.strip, whole):
                event = json.loads(line)
                self.offset = event["offset"]
                yield event

    def close(self):
        self.socket.close()


def all_of(path, query=""):
    """Every event up to the present."""
    reader = Reader(path, follow=False, query=query)
    try:
        return list(reader.lines())
    finally:
        reader.close()
