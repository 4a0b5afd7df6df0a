"""strata-stage/1 in plain Python: frames, and just enough of Arrow to count the rows of a batch."""

import json
import os
import struct
import sys

# As the helper libraries do: whatever else is printed goes to standard error.
OUT = os.fdopen(os.dup(1), "wb", buffering=0)
os.dup2(2, 1)
IN = os.fdopen(0, "rb", buffering=1 << 20, closefd=False)


def write_all(data):
    view = memoryview(data)
    while view:
        view = view[OUT.write(view) :]


def frame(kind, payload):
    return struct.pack("<IIQ", kind, 0, len(payload)) + payload


def say(**message):
    write_all(frame(1, json.dumps(message).encode()))


def data(table, message):
    name = table.encode()
    head = struct.pack("<H", len(name)) + name
    head += bytes(-len(head) % 8)
    write_all(frame(2, head + message))


def read_exactly(count):
    content = IN.read(count)
    if len(content) < count:
        raise EOFError
    return content


def receive():
    """The next frame: a message, or the name of a table and an Arrow message."""
    while True:
        kind, _, length = struct.unpack("<IIQ", read_exactly(16))
        payload = read_exactly(length)
        if kind == 1:
            return json.loads(payload)
        if kind == 2:
            (count,) = struct.unpack_from("<H", payload)
            return payload[2 : 2 + count].decode(), payload[2 + count + -(2 + count) % 8 :]


def field(buffer, table, index):
    """Where a field of a flatbuffer table lies, or None."""
    vtable = table - struct.unpack_from("<i", buffer, table)[0]
    if 4 + 2 * index >= struct.unpack_from("<H", buffer, vtable)[0]:
        return None
    offset = struct.unpack_from("<H", buffer, vtable + 4 + 2 * index)[0]
    return table + offset if offset else None


def batch_rows(message):
    """How many rows a message carries; None for one that is no record batch."""
    root = 8 + struct.unpack_from("<I", message, 8)[0]
    kind = message[field(message, root, 1)]
    if kind != 3:
        return None
    place = field(message, root, 2)
    header = place + struct.unpack_from("<I", message, place)[0]
    length = field(message, header, 0)
    return struct.unpack_from("<q", message, length)[0] if length else 0


def ready(hello, **changes):
    columns = hello["inputs"]["rows"]
    answer = {"type": "ready", "protocol": 1, "stage": "echo", "version": 3, "outputs": {"echo": columns}}
    say(**{**answer, **changes})


class Echo:
    """Sends every message back as table `echo`, and keeps count."""

    def __init__(self):
        self.rows = 0
        self.batches = 0

    def take(self, table, message):
        data("echo", message)
        rows = batch_rows(message)
        if rows is not None:
            self.rows += rows
            self.batches += 1
            say(type="ack", table=table, batches=self.batches)

    def part(self):
        """One part there and back; False at the end of the input."""
        while True:
            item = receive()
            if isinstance(item, tuple):
                self.take(*item)
            elif item["type"] == "end_part":
                say(**item)
                return True
            elif item["type"] == "end_input":
                return False

    def done(self, **changes):
        counts = {"rows_in": {"rows": self.rows}, "rows_out": {"echo": self.rows}, "rejects": 0, "dropped": {}}
        say(type="done", **{**counts, **changes})


def begin(**changes):
    hello = receive()
    ready(hello, **changes)
    return Echo()
