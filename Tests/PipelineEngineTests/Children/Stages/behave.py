"""One stage that behaves, and many that do not, each in one way. The first argument says which."""

import os
import signal
import struct
import subprocess
import sys
import time

import wire
from wire import begin, frame, receive, say, write_all


def echo():
    stage = begin()
    while stage.part():
        pass
    stage.done()


def talkative_echo():
    stage = begin()
    say(type="log", level="warning", message="a word\x1b[31m")
    say(type="progress", done=1, of=2)
    say(type="something_new", x=1)
    write_all(frame(77, b"of a kind to come"))
    while True:
        item = receive()
        if isinstance(item, tuple):
            stage.take(*item)
        elif item["type"] == "end_part":
            say(type="reject", table="rows", row=1, column="value", code="out_of_range")
            say(**item)
        elif item["type"] == "end_input":
            break
    stage.done(rejects=1, dropped={"outside": 2})


def eager():
    """Sends the first batch four times before it takes anything else, then waits for the host to have taken them."""
    stage = begin()
    taken = acknowledged = 0
    while True:
        item = receive()
        if isinstance(item, tuple):
            rows = wire.batch_rows(item[1])
            if rows is None:
                wire.data("echo", item[1])
                continue
            if taken == 0:
                for _ in range(4):
                    wire.data("echo", item[1])
                sent = 4 * rows
            taken += 1
            stage.rows += rows
            say(type="ack", table="rows", batches=taken)
        elif item["type"] == "ack":
            acknowledged = item["batches"]
        elif item["type"] == "end_part":
            assert acknowledged == 4
            say(**item)
        else:
            break
    stage.done(rows_out={"echo": sent})


def noise_before_ready():
    write_all(b"Loading packages ...\n")
    echo()


def killed_half_way():
    stage = begin()
    table, message = receive()
    stage.take(table, message)
    os.kill(os.getpid(), signal.SIGKILL)


def killed_inside_a_frame():
    begin()
    while True:
        item = receive()
        if isinstance(item, tuple) and wire.batch_rows(item[1]) is not None:
            write_all(frame(2, item[1])[:100])
            os.kill(os.getpid(), signal.SIGKILL)


def wrong_name():
    begin(stage="other")


def wrong_version():
    begin(version=2)


def wrong_protocol():
    begin(protocol=2)


def wrong_table():
    begin(outputs={"other": []})


def wrong_columns():
    hello = receive()
    columns = [dict(column) for column in hello["inputs"]["rows"]]
    columns[0]["type"] = "utf8"
    wire.ready(hello, outputs={"echo": columns})
    time.sleep(60)


def lies_about_rows_in():
    stage = begin()
    while stage.part():
        pass
    stage.done(rows_in={"rows": stage.rows - 1})


def lies_about_rows_out():
    stage = begin()
    while stage.part():
        pass
    stage.done(rows_out={"echo": stage.rows, "more": 5})


def lies_about_rejects():
    stage = begin()
    while stage.part():
        pass
    stage.done(rejects=4)


def hangs_before_ready():
    receive()
    time.sleep(600)


def hangs_after_ready():
    begin()
    time.sleep(600)


def beats_and_never_ends():
    begin()
    while True:
        say(type="heartbeat")
        time.sleep(0.02)


def fills_standard_error():
    for number in range(40000):
        sys.stderr.write(f"line {number} " + "x" * 100 + "\n")
    sys.stderr.write("y" * 3_000_000 + "\n")
    sys.stderr.write("the last line without an end")
    sys.stderr.flush()
    echo()


def leaves_a_child():
    stage = begin()
    if os.fork() == 0:
        time.sleep(600)
    while stage.part():
        pass
    stage.done()


def leaves_a_daemon():
    stage = begin()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    while stage.part():
        pass
    stage.done()


def hangs_with_a_daemon():
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() == 0:
            time.sleep(600)
        time.sleep(600)
    hangs_after_ready()


def ignores_sigterm():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hangs_after_ready()


def ends_at_sigterm():
    """Leaves a file when it was asked, so that a test can tell a request from a kill."""

    def leave(*_):
        open(sys.argv[2], "w").close()
        os._exit(3)

    signal.signal(signal.SIGTERM, leave)
    hangs_after_ready()


def eats_memory():
    begin()
    kept = []
    while True:
        kept.append(bytearray(8 << 20))


def uses_the_processor():
    begin()
    while True:
        pass


def writes_after_done():
    stage = begin()
    while stage.part():
        pass
    stage.done()
    say(type="heartbeat")


def half_a_frame_after_done():
    stage = begin()
    while stage.part():
        pass
    stage.done()
    write_all(b"\x01\x00\x00")


def lingers_after_done():
    echo()
    time.sleep(600)


def ends_without_done():
    stage = begin()
    while stage.part():
        pass


def ends_inside_a_frame():
    stage = begin()
    while stage.part():
        pass
    write_all(frame(1, b'{"type":"done"}')[:20])


def status_1_after_done():
    echo()
    sys.exit(1)


def closes_output_early():
    begin()
    wire.OUT.close()
    time.sleep(600)


def huge_frame():
    begin()
    write_all(struct.pack("<IIQ", 2, 0, 1 << 62))
    time.sleep(600)


def huge_control_frame():
    begin()
    write_all(struct.pack("<IIQ", 1, 0, (1 << 20) + 1))
    time.sleep(600)


def bad_json():
    begin()
    write_all(frame(1, b'{"type": "log", '))
    time.sleep(600)


def bad_utf8():
    begin()
    write_all(frame(1, b'{"type":"log","level":"info","message":"\xff"}'))
    time.sleep(600)


def unknown_table():
    begin()
    while True:
        item = receive()
        if isinstance(item, tuple):
            wire.data("people", item[1])


def wrong_arrow():
    begin()
    while True:
        item = receive()
        if isinstance(item, tuple):
            message = bytearray(item[1])
            if wire.batch_rows(item[1]) is not None:
                message[8:40] = bytes(32)
            wire.data("echo", bytes(message))


def acknowledges_too_much():
    begin()
    say(type="ack", table="rows", batches=1000)
    time.sleep(600)


def never_acknowledges():
    begin()
    while True:
        receive()


def floods():
    """Sends the first batch over and over without taking anything."""
    begin()
    messages = []
    while True:
        table, message = receive()
        wire.data("echo", message)
        if wire.batch_rows(message) is not None:
            while True:
                wire.data("echo", message)


def rows_before_ready():
    hello = receive()
    wire.data("echo", bytes(8))
    time.sleep(600)


def closes_input_early():
    begin()
    wire.IN.close()
    os.close(0)
    while True:
        say(type="heartbeat")
        time.sleep(0.02)


def rejects_a_row_that_is_not_there():
    begin()
    while True:
        item = receive()
        if not isinstance(item, tuple) and item["type"] == "end_part":
            say(type="reject", table="rows", row=10**6, column="value", code="x")


def ends_with_status():
    stage = begin()
    stage.part()
    sys.stderr.write("why\n")
    sys.exit(int(sys.argv[2]))


def fails_at_first():
    """Cannot work until it has been tried as often as its argument says."""
    path, needed = sys.argv[2], int(sys.argv[3])
    tries = (len(open(path).read()) if os.path.exists(path) else 0) + 1
    with open(path, "a") as file:
        file.write(".")
    stage = begin()
    stage.part()
    if tries < needed:
        sys.exit(75)
    while stage.part():
        pass
    stage.done()


def crashes():
    begin()
    os.kill(os.getpid(), signal.SIGSEGV)


def tells_where_it_is():
    """Writes to its standard error what it finds around it."""
    import socket

    sys.stderr.write("environment " + open("/proc/self/environ").read().replace("\0", ";") + "\n")
    sys.stderr.write("folder " + os.getcwd() + "\n")
    sys.stderr.write("network " + ",".join(sorted(name for _, name in socket.if_nameindex())) + "\n")
    sys.stderr.write(f"session {os.getsid(0) == os.getppid()} {os.getpgid(0) == os.getppid()}\n")
    import resource

    limits = [resource.RLIMIT_DATA, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE]
    sys.stderr.write("limits " + " ".join(str(resource.getrlimit(limit)[0]) for limit in limits) + "\n")
    sys.stderr.write("open " + " ".join(sorted(os.listdir("/proc/self/fd"))) + "\n")
    sys.stderr.write(f"sigterm {signal.getsignal(signal.SIGTERM) == signal.SIG_DFL}\n")
    sys.stderr.write(f"sigpipe {open('/proc/self/status').read().split('SigBlk:')[1].split()[0]}\n")
    sys.stderr.flush()
    echo()


globals()[sys.argv[1]]()
