"""Plays the stage of a recorded conversation: `replay.py TRANSCRIPT`.

A line `>` is what the host must send next, to the byte; a line `<` is sent to it. Behind it: `1` and a control message, `2`
and the payload of a DATA frame in hexadecimal digits, or a line of the JSON-lines form. What the host sends otherwise is written to standard
error in the same form.
"""

import os
import struct
import sys

incoming = os.fdopen(0, "rb", closefd=False)
outgoing = os.fdopen(1, "wb", buffering=0, closefd=False)
failed = False


def take(is_lines):
    if is_lines:
        return incoming.readline().decode().rstrip("\n")
    header = incoming.read(16)
    if len(header) < 16:
        return "nothing"
    kind, reserved, length = struct.unpack("<IIQ", header)
    payload = incoming.read(length)
    text = payload.decode() if kind == 1 else payload.hex()
    return f"{kind} {text}" if reserved == 0 else f"reserved {reserved}"


def give(text, is_lines):
    if is_lines:
        data = text.encode() + b"\n"
    else:
        kind, _, content = text.partition(" ")
        payload = content.encode() if kind == "1" else bytes.fromhex(content)
        data = struct.pack("<IIQ", int(kind), 0, len(payload)) + payload
    view = memoryview(data)
    while view:
        view = view[outgoing.write(view) :]


for line in open(sys.argv[1], encoding="utf-8"):
    line = line.rstrip("\n")
    if not line or line.startswith("#"):
        continue
    direction, _, text = line.partition(" ")
    is_lines = text.startswith("{")
    if direction == "<":
        give(text, is_lines)
        continue
    actual = take(is_lines)
    if actual != text:
        failed = True
        for start in range(0, len(actual), 400):
            sys.stderr.write(actual[start : start + 400] + "\n")
sys.exit(1 if failed else 0)
