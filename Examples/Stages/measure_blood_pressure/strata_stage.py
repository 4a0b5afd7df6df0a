"""Stages for Strata in Python: what speaks strata-stage/1 on standard input and output (Documentation/Stage-protocol.md).

Copy this file beside your stage. It needs Python 3.9 and pyarrow; polars only where you ask for it.

    import strata_stage as strata

    @strata.person
    def measure(part, run):
        contacts = part.polars("contacts")
        ...
        return {"contributions": frame}

    strata.main()

The function is called for every part and returns its tables by name, as pyarrow or polars tables. They are cast to the
columns of the manifest, exactly or not at all. Print what you like: standard output is moved aside on import.
"""

import datetime
import json
import os
import queue
import signal
import struct
import sys
import threading
import traceback

import pyarrow as pa
import pyarrow.ipc as ipc

# Nothing else may come between the frames: whatever is printed from here on goes to standard error.
_out = os.dup(1)
os.set_inheritable(_out, False)
os.dup2(2, 1)

_CONTROL, _DATA = 1, 2
_MESSAGE_LIMIT = 64 << 20
_WINDOW = 4
_TYPES = {
    "bool": pa.bool_(), "int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64(), "utf8": pa.string(),
    "dictionary": pa.string(), "date": pa.date32(), "timestamp": pa.timestamp("s"),
}


class BadData(Exception):
    """The data cannot be worked with: exit status 65."""


class Temporary(Exception):
    """Something is not there for now: exit status 75, which is tried again where the manifest says `idempotent`."""


class BadConfiguration(Exception):
    """The parameters cannot be worked with: exit status 78."""


_STATUS = {BadData: 65, Temporary: 75, BadConfiguration: 78}
_author = {}


def person(function):
    """Works on a part of the people, each whole in it: `function(part, run)`."""
    return _register("person", function)


def whole(function):
    """Works on small tables in one piece: `function(part, run)`."""
    return _register("whole", function)


def feed(function):
    """Reads `run.files`: `function(part, run)`, whose part is empty."""
    return _register("feed", function)


def _register(grain, function):
    _author["grain"], _author["function"] = grain, function
    return function


class Part:
    """The tables of a part; `tables` are pyarrow tables by name."""

    def __init__(self, number, tables):
        self.number, self.tables = number, tables

    def arrow(self, name):
        return self.tables[name]

    def polars(self, name):
        import polars

        return polars.from_arrow(self.tables[name])


class Run:
    """What the stage is told, and what it can say."""

    def __init__(self, hello, say):
        self.parameters, self.files = hello["parameters"], hello.get("files", [])
        self.as_of = datetime.date.fromisoformat(hello["as_of"])
        self.timezone, self.seed, self.id = hello["timezone"], hello["seed"], hello["run"]
        self.pipeline, self.stage, self.scratch = hello["pipeline"], hello["stage"], hello["scratch"]
        self.rejects, self.dropped_rows, self._say = 0, {}, say
        self._outputs = hello["ready"]["outputs"]

    def empty(self, name):
        """A table of the manifest without rows."""
        return _schema(self._outputs[name]).empty_table()

    def log(self, message, level="info"):
        self._say({"type": "log", "level": level, "message": str(message)[:500]})

    def progress(self, done, of):
        self._say({"type": "progress", "done": done, "of": of})

    def reject(self, table, row, column, code):
        """A row of the part's table, from 0, that could not be used. Never a value."""
        self.rejects += 1
        self._say({"type": "reject", "table": table, "row": int(row), "column": column, "code": code})

    def dropped(self, rule, count=1):
        """Rows that were left out by a rule."""
        self.dropped_rows[rule] = self.dropped_rows.get(rule, 0) + int(count)


class _Feed:
    """A stream of the messages of one table, as pyarrow reads one: a message at a time."""

    closed = False

    def __init__(self):
        self.buffers, self.reader, self.rows = [], None, 0

    def readable(self):
        return True

    def read(self, size=-1):
        if not self.buffers or size == 0:
            return b""
        first = self.buffers[0]
        if size < 0 or size >= len(first):
            return self.buffers.pop(0)
        self.buffers[0] = first.slice(size)
        return first.slice(0, size)

    def close(self):
        self.closed = True

    def take(self, message):
        """The batch of a message, or `None` of a schema or dictionary, which is kept for the next one."""
        kind = ipc.read_message(message).type
        self.buffers.append(message)
        if kind == "schema":
            self.reader = ipc.open_stream(self)
            return None
        return self.reader.read_next_batch() if kind == "record batch" else None


class _Host:
    """The conversation: a thread reads, another says that the stage is alive, the caller works and writes."""

    def __init__(self):
        self.inbox, self.writing, self.change = queue.Queue(), threading.Lock(), threading.Condition()
        self.is_done = False
        self.sent = self.acknowledged = 0
        self.taken, self.is_gone = {}, False
        self.parts, self.feeds, self.batches = [], {}, {}

    def read(self):
        source = open(0, "rb", buffering=1 << 20, closefd=False)
        try:
            while True:
                head = source.read(16)
                if len(head) < 16:
                    break
                kind, _, length = struct.unpack("<IIQ", head)
                payload = bytearray(length)
                if source.readinto(payload) < length:
                    break
                if kind == _CONTROL:
                    self.control(json.loads(payload))
                elif kind == _DATA:
                    self.data(pa.py_buffer(payload))
        except Exception:
            traceback.print_exc(limit=4)
        self.is_gone = True
        self.inbox.put(None)
        with self.change:
            self.change.notify_all()

    def control(self, message):
        kind = message.get("type")
        if kind == "ack":
            with self.change:
                self.taken[message["table"]] = message["batches"]
                self.acknowledged = sum(self.taken.values())
                self.change.notify_all()
        elif kind == "end_part":
            schemas = {name: feed.reader.schema for name, feed in self.feeds.items()}
            tables = {name: pa.Table.from_batches(self.batches.pop(name, []), schemas[name]) for name in schemas}
            self.inbox.put(("part", message["part"], tables))
        elif kind in ("hello", "end_input"):
            self.inbox.put((kind, message, None))

    def data(self, payload):
        (count,) = struct.unpack("<H", payload[0:2].to_pybytes())
        name = payload[2:2 + count].to_pybytes().decode()
        message = payload.slice((2 + count + 7) // 8 * 8)
        feed = self.feeds.setdefault(name, _Feed())
        batch = feed.take(message)
        if batch is not None:
            feed.rows += batch.num_rows
            self.batches.setdefault(name, []).append(batch)
            self.counts = {name: feed.rows for name, feed in self.feeds.items()}
            self.say({"type": "ack", "table": name, "batches": self._count(name)})

    def _count(self, name):
        self.acks = getattr(self, "acks", {})
        self.acks[name] = self.acks.get(name, 0) + 1
        return self.acks[name]

    def say(self, message):
        text = json.dumps(message, ensure_ascii=False, allow_nan=False).encode()
        self.write([struct.pack("<IIQ", _CONTROL, 0, len(text)), text], message["type"] == "done")

    def write(self, pieces, is_last=False):
        """Writes pieces one behind the other; nothing, whoever says it, comes behind the last."""
        views = [memoryview(piece).cast("B") for piece in pieces if len(piece)]
        with self.writing:
            if self.is_done:
                return
            self.is_done = is_last
            while views:
                count = os.writev(_out, views[:64])
                while views and count >= len(views[0]):
                    count -= len(views[0])
                    views.pop(0)
                if views:
                    views[0] = views[0][count:]

    def send(self, name, batch, message):
        """A message of a table; a record batch waits until fewer than four are on their way."""
        if batch:
            with self.change:
                while self.sent - self.acknowledged >= _WINDOW and not self.is_gone:
                    self.change.wait()
                if self.is_gone:
                    raise BrokenPipeError
                self.sent += 1
        table = name.encode()
        head = struct.pack("<H", len(table)) + table
        head += bytes(-len(head) % 8)
        self.write([struct.pack("<IIQ", _DATA, 0, len(head) + message.size), head, message])

    def heartbeat(self):
        while True:
            threading.Event().wait(2)
            if self.is_gone:
                return
            try:
                self.say({"type": "heartbeat"})
            except OSError:
                return


def _schema(columns):
    return pa.schema([pa.field(c["name"], _TYPES[c["type"]], c.get("optional", False)) for c in columns])


def _kind(type):
    if pa.types.is_integer(type) or pa.types.is_floating(type) or pa.types.is_decimal(type):
        return "number"
    if pa.types.is_string(type) or pa.types.is_large_string(type) or type == pa.string_view():
        return "text"
    if pa.types.is_dictionary(type):
        return _kind(type.value_type)
    # A clock with a zone is another kind than the local one.
    return "null" if pa.types.is_null(type) else "timestamp" if type == pa.timestamp("s") or (
        pa.types.is_timestamp(type) and type.tz is None) else str(type)


def _cast(name, table, schema):
    """The author's table with the columns of the manifest; says what is wrong in names and types, never in values."""
    if not isinstance(table, pa.Table):
        if not hasattr(table, "to_arrow"):
            raise TypeError(f"table '{name}' is a {type(table).__name__}; return a pyarrow or polars table")
        table = table.to_arrow()
    missing = [field.name for field in schema if field.name not in table.column_names]
    if missing:
        raise ValueError(f"table '{name}' lacks {', '.join(missing)}; it has {', '.join(table.column_names)}")
    surplus = [column for column in table.column_names if column not in schema.names]
    if surplus:
        raise ValueError(f"table '{name}' has {', '.join(surplus)}, which the manifest does not write")
    columns = []
    for field in schema:
        column = table.column(field.name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        try:
            # A cast of pyarrow's would read numbers in texts, cut times off days and move clocks.
            if _kind(column.type) not in (_kind(field.type), "null"):
                raise pa.ArrowInvalid
            column = column.cast(field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            raise TypeError(
                f"column '{field.name}' of table '{name}' is {column.type}, and not all of it is {field.type}") from None
        if column.null_count and not field.nullable:
            raise ValueError(f"column '{field.name}' of table '{name}' lacks values, which the manifest does not allow")
        columns.append(column)
    return pa.table(columns, schema=schema)


def _batches(table):
    """Record batches that stay well below the limit of a message."""
    if table.num_rows == 0:
        return [pa.RecordBatch.from_arrays([pa.array([], field.type) for field in table.schema], schema=table.schema)]
    rows = max(1, min(1 << 20, table.num_rows * (_MESSAGE_LIMIT // 4) // max(1, table.nbytes)))
    return table.combine_chunks().to_batches(max_chunksize=rows)


def _work(host):
    kind, hello, _ = host.inbox.get() or (None, None, None)
    if kind != "hello":
        return 70
    ready = hello["ready"]
    if _author.get("grain") != hello["grain"]:
        raise BadConfiguration(f"stage.yaml says grain {hello['grain']}, stage.py has @strata.{_author.get('grain')}")
    host.say({"type": "ready", **ready})
    schemas = {name: _schema(columns) for name, columns in ready["outputs"].items()}
    begun, rows_out, run = set(), {name: 0 for name in schemas}, Run(hello, host.say)
    while True:
        item = host.inbox.get()
        if item is None:
            return 70
        kind, number, tables = item
        if kind == "end_input":
            break
        given = _author["function"](Part(number, tables), run)
        if not isinstance(given, dict):
            raise TypeError(f"the function gave a {type(given).__name__}; return tables by name")
        unknown = sorted(set(given) - set(schemas))
        if unknown:
            raise ValueError(f"the manifest writes no table {', '.join(unknown)}; it writes {', '.join(sorted(schemas))}")
        for name, schema in schemas.items():
            if name not in given:
                raise ValueError(f"the function gave no table '{name}'; return one without rows where there are none")
            table = _cast(name, given[name], schema)
            if name not in begun:
                host.send(name, False, schema.serialize())
                begun.add(name)
            for batch in _batches(table):
                host.send(name, True, batch.serialize())
            rows_out[name] += table.num_rows
        host.say({"type": "end_part", "part": number})
    rows_in = {name: feed.rows for name, feed in host.feeds.items()}
    host.say({
        "type": "done", "rows_in": rows_in, "rows_out": rows_out, "rejects": run.rejects, "dropped": run.dropped_rows})
    return 0


def main():
    """Speaks with Strata until there is nothing left to do, and ends the process."""
    if os.isatty(0):
        sys.exit("this is a stage of Strata: run it with 'strata stage test' or in a pipeline")
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    host = _Host()
    threading.Thread(target=host.read, daemon=True).start()
    threading.Thread(target=host.heartbeat, daemon=True).start()
    try:
        status = _work(host)
    except tuple(_STATUS) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        status = _STATUS[type(fault)]
    except Exception:
        traceback.print_exc()
        status = 70
    sys.stderr.flush()
    os.close(_out)
    # Not sys.exit: threads that wait for the host must not keep the process.
    os._exit(status)
