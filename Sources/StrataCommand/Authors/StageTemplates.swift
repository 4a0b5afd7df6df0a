// Written by Scripts/embed-templates.sh from Helpers/: change those files and run it again.
// swift-format-ignore-file

/// The files that `strata stage new` writes: those of a language and a kind of stage, and the library of a language.
enum StageTemplates {
    static let files: [(path: String, text: String)] = [
        ("python/strata_stage.py", ##"""
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

            """##),
        ("r/strata_stage.R", ##"""
            # Stages for Strata in R: what speaks strata-stage/1 on standard input and output (Documentation/Stage-protocol.md).
            #
            # Copy this file beside your stage. It needs R 4.2 and jsonlite; the manifest says `protocol: lines` and
            # `command: [Rscript, --vanilla, strata_stage.R, stage.R]`. The stage itself is a function:
            #
            #     strata_whole(function(part, run) {
            #       rows <- part$indicators
            #       ...
            #       list(indicators = rows)
            #     })
            #
            # The function is called for every part with a data frame a table, and gives a list of data frames by table. Print what you
            # like: it goes to standard error. R has one thread: a function that works for more than 30 s calls run$progress() on the way.

            suppressPackageStartupMessages(library(jsonlite))

            # Nothing else may come between the lines of the protocol: whatever is printed from here on goes to standard error.
            .strata <- new.env()
            .strata$out <- file("/dev/stdout", open = "wb", raw = TRUE)
            .strata$source <- file("stdin", open = "rb")
            sink(stderr())

            strata_person <- function(work) assign("work", list(grain = "person", run = work), envir = .strata)
            strata_whole <- function(work) assign("work", list(grain = "whole", run = work), envir = .strata)
            strata_feed <- function(work) assign("work", list(grain = "feed", run = work), envir = .strata)

            # The data cannot be worked with; something is not there for now; the parameters cannot be worked with.
            strata_bad_data <- function(message) .strata_end(message, 65)
            strata_temporary <- function(message) .strata_end(message, 75)
            strata_bad_configuration <- function(message) .strata_end(message, 78)

            .strata_end <- function(message, status) {
              cat(message, "\n", file = stderr())
              quit(save = "no", status = status, runLast = FALSE)
            }

            .strata_say <- function(...) {
              .strata_put(as.character(toJSON(list(...), auto_unbox = TRUE, digits = NA, null = "null")))
            }

            # Text is UTF-8 on the way out and in, whatever the locale.
            .strata_put <- function(lines) {
              writeLines(enc2utf8(lines), .strata$out, useBytes = TRUE)
              flush(.strata$out)
            }

            .strata_line <- function() {
              line <- readLines(.strata$source, n = 1, warn = FALSE)
              Encoding(line) <- "UTF-8"
              line
            }

            # A column as R has it, of the values that JSON gave.
            .strata_column <- function(values, type) {
              if (is.null(values)) values <- NA
              switch(type,
                date = as.Date(as.character(values)),
                timestamp = as.POSIXct(as.character(values), format = "%Y-%m-%dT%H:%M:%S", tz = "UTC"),
                bool = as.logical(values),
                utf8 = , dictionary = as.character(values),
                as.numeric(values))
            }

            # A column as JSON takes it; the manifest says which type it has.
            .strata_values <- function(values, type, what) {
              wrong <- function() stop(what, " is no ", type, call. = FALSE)
              if (type %in% c("int32", "int64")) {
                if (!is.numeric(values) || any(values != round(values), na.rm = TRUE)) wrong()
                if (all(abs(values) < 2^31, na.rm = TRUE)) as.integer(values) else values
              } else if (type == "float64") {
                if (!is.numeric(values) || any(is.infinite(values))) wrong()
                ifelse(is.nan(values), NA_real_, as.numeric(values))
              } else if (type == "bool") {
                if (!is.logical(values)) wrong()
                values
              } else if (type == "date") {
                format(as.Date(values), "%Y-%m-%d")
              } else if (type == "timestamp") {
                format(values, "%Y-%m-%dT%H:%M:%S")
              } else {
                as.character(values)
              }
            }

            .strata_part <- function(lines, inputs) {
              tables <- list()
              read <- if (length(lines) > 0) fromJSON(paste0("[", paste(lines, collapse = ","), "]")) else NULL
              for (name in names(inputs)) {
                columns <- inputs[[name]]
                rows <- if (is.null(read)) NULL else read$row[read$table == name, , drop = FALSE]
                count <- if (is.null(rows)) 0 else nrow(rows)
                table <- lapply(seq_len(nrow(columns)), function(place) {
                  values <- if (count > 0) rows[[columns$name[place]]] else logical(0)
                  if (is.null(values)) values <- rep(NA, count)
                  .strata_column(values, columns$type[place])
                })
                names(table) <- columns$name
                tables[[name]] <- as.data.frame(table, check.names = FALSE, stringsAsFactors = FALSE)
              }
              tables
            }

            .strata_write <- function(name, table, columns) {
              missing <- setdiff(columns$name, names(table))
              if (length(missing) > 0) stop("table '", name, "' lacks ", paste(missing, collapse = ", "), call. = FALSE)
              if (nrow(table) == 0) return(0)
              given <- lapply(seq_len(nrow(columns)), function(place) {
                column <- columns$name[place]
                values <- .strata_values(table[[column]], columns$type[place], paste0("column '", column, "' of table '", name, "'"))
                if (!isTRUE(columns$optional[place]) && anyNA(values)) {
                  stop("column '", column, "' of table '", name, "' lacks values, which the manifest does not allow", call. = FALSE)
                }
                values
              })
              names(given) <- columns$name
              rows <- rawConnection(raw(0), open = "wb")
              stream_out(as.data.frame(given, check.names = FALSE, stringsAsFactors = FALSE), rows, verbose = FALSE, digits = NA, na = "null")
              text <- rawToChar(rawConnectionValue(rows))
              close(rows)
              Encoding(text) <- "UTF-8"
              text <- strsplit(text, "\n", fixed = TRUE)[[1]]
              .strata_put(paste0('{"table":', toJSON(name, auto_unbox = TRUE), ',"row":', text, "}"))
              nrow(table)
            }

            strata_main <- function() {
              status <- tryCatch(.strata_talk(), error = function(fault) {
                cat("Error:", conditionMessage(fault), "\n", file = stderr())
                70
              })
              quit(save = "no", status = status, runLast = FALSE)
            }

            .strata_talk <- function() {
              hello <- fromJSON(.strata_line())
              if (.strata$work$grain != hello$grain) {
                strata_bad_configuration(paste0("stage.yaml says grain ", hello$grain, ", the stage has strata_", .strata$work$grain))
              }
              ready <- hello$ready
              columns <- function(table) lapply(seq_len(nrow(table)), function(place) as.list(table[place, ]))
              .strata_say(type = "ready", protocol = ready$protocol, stage = ready$stage, version = ready$version,
                outputs = lapply(ready$outputs, columns))
              .strata$rejects <- 0
              .strata$dropped <- list()
              run <- list(
                parameters = hello$parameters, files = hello$files, as_of = as.Date(hello$as_of), timezone = hello$timezone,
                seed = hello$seed, id = hello$run, pipeline = hello$pipeline, stage = hello$stage, scratch = hello$scratch,
                log = function(message, level = "info") .strata_say(type = "log", level = level, message = substr(message, 1, 500)),
                progress = function(done = 0, of = 0) .strata_say(type = "progress", done = done, of = of),
                reject = function(table, row, column, code) {
                  # Rows count from 0 in the protocol, and from 1 in R.
                  .strata$rejects <- .strata$rejects + 1
                  .strata_say(type = "reject", table = table, row = row - 1, column = column, code = code)
                },
                dropped = function(rule, count = 1) {
                  before <- if (is.null(.strata$dropped[[rule]])) 0 else .strata$dropped[[rule]]
                  .strata$dropped[[rule]] <- before + count
                })
              set.seed(hello$seed %% .Machine$integer.max)
              rows_in <- sapply(names(hello$inputs), function(name) 0, simplify = FALSE)
              rows_out <- sapply(names(ready$outputs), function(name) 0, simplify = FALSE)
              lines <- character(0)
              taken <- list()
              repeat {
                line <- .strata_line()
                if (length(line) == 0) return(70)
                if (startsWith(line, '{"table"')) {
                  taken[[length(taken) + 1]] <- line
                  next
                }
                message <- fromJSON(line)
                if (message$type == "end_input") break
                if (message$type != "end_part") next
                part <- .strata_part(unlist(taken), hello$inputs)
                taken <- list()
                for (name in names(part)) rows_in[[name]] <- rows_in[[name]] + nrow(part[[name]])
                given <- .strata$work$run(part, run)
                unknown <- setdiff(names(given), names(ready$outputs))
                if (length(unknown) > 0) stop("the manifest writes no table ", paste(unknown, collapse = ", "), call. = FALSE)
                missing <- setdiff(names(ready$outputs), names(given))
                if (length(missing) > 0) {
                  stop("the function gave no table ", paste(missing, collapse = ", "), "; return one without rows where there are none",
                    call. = FALSE)
                }
                for (name in names(given)) {
                  rows_out[[name]] <- rows_out[[name]] + .strata_write(name, given[[name]], ready$outputs[[name]])
                }
                .strata_say(type = "end_part", part = message$part)
              }
              object <- function(list) if (length(list) == 0) structure(list(), names = character(0)) else list
              .strata_say(type = "done", rows_in = object(rows_in), rows_out = object(rows_out), rejects = .strata$rejects,
                dropped = object(.strata$dropped))
              close(.strata$out)
              0
            }

            # The stage is the argument; what it writes while it is read is moved aside already.
            .strata$argument <- commandArgs(trailingOnly = TRUE)
            if (length(.strata$argument) == 1) {
              status <- tryCatch({ source(.strata$argument); 0 }, error = function(fault) {
                cat("Error:", conditionMessage(fault), "\n", file = stderr())
                70
              })
              if (status != 0) quit(save = "no", status = status, runLast = FALSE)
              strata_main()
            }

            """##),
        ("sh/strata-stage.sh", ##"""
            # Stages for Strata in shell: what speaks strata-stage/1 in JSON lines (Documentation/Stage-protocol.md).
            #
            # Copy this file beside your stage. It needs a POSIX shell and jq; the manifest says `protocol: lines`. A filter is given the
            # rows of a part on standard input, a line each, as {"table": …, "row": {…}}, and writes rows of the same form:
            #
            #     . ./strata-stage.sh
            #     filter() { jq -c 'select(.row.in_population) | …'; }
            #     strata_main filter
            #
            # $STRATA_PARAMETERS holds the parameters as JSON, $STRATA_AS_OF the day, $STRATA_FILES the files of a feed stage as a list in
            # JSON. What else is printed must go to standard error. Small tables only: at most 100,000 rows a part.

            strata_main() {
                set -eu
                counts_in='{}' counts_out='{}'
                IFS= read -r hello
                STRATA_PARAMETERS=$(printf '%s' "$hello" | jq -c .parameters)
                STRATA_AS_OF=$(printf '%s' "$hello" | jq -r .as_of)
                STRATA_FILES=$(printf '%s' "$hello" | jq -c '.files // []')
                export STRATA_PARAMETERS STRATA_AS_OF STRATA_FILES
                printf '%s' "$hello" | jq -c '{type: "ready"} + .ready'
                : >part.in
                while IFS= read -r line; do
                    case $line in
                    '{"table"'*) printf '%s\n' "$line" >>part.in ;;
                    *'"end_part"'*)
                        # Nothing is written beside it while the filter works.
                        (while sleep 5 >/dev/null 2>&1; do printf '{"type":"heartbeat"}\n'; done) &
                        beat=$!
                        status=0
                        "$@" <part.in >part.out || status=$?
                        kill "$beat" && wait "$beat" || :
                        [ "$status" -eq 0 ] || exit "$status"
                        counts_in=$(strata_count "$counts_in" <part.in)
                        counts_out=$(strata_count "$counts_out" <part.out)
                        cat part.out
                        printf '%s\n' "$line"
                        : >part.in
                        ;;
                    *'"end_input"'*) break ;;
                    esac
                done
                printf '{"type":"done","rows_in":%s,"rows_out":%s}\n' "$counts_in" "$counts_out"
            }

            # Adds the rows of each table on standard input to counts in JSON.
            strata_count() {
                jq -cn --argjson before "$1" 'reduce inputs.table as $name ($before; .[$name] += 1)'
            }

            """##),
        ("swift/.gitignore", ##"""
            .build/
            Package.resolved

            """##),
        ("swift/Package.swift", ##"""
            // swift-tools-version: 6.2
            import PackageDescription

            let strata = "strata"

            let package = Package(
                name: "__NAME__",
                products: [
                    // For a strata of your own that has the stage compiled in.
                    .library(name: "__TYPE__", targets: ["__TYPE__"])
                ],
                dependencies: [.package(name: strata, path: "__STRATA__")],
                targets: [
                    .target(name: "__TYPE__", dependencies: [.product(name: "StageKit", package: strata)]),
                    // The stage as a program of its own, which stage.yaml names.
                    .executableTarget(
                        name: "__NAME__", dependencies: ["__TYPE__", .product(name: "StageMain", package: strata)],
                        path: "Sources/Program"),
                    .testTarget(
                        name: "__TYPE__Tests",
                        dependencies: [
                            "__TYPE__", .product(name: "StageMain", package: strata),
                            .product(name: "StageKitTesting", package: strata),
                        ],
                        path: "UnitTests"),
                ],
                swiftLanguageModes: [.v6]
            )

            """##),
        ("swift/Sources/Program/Program.swift", ##"""
            import StageMain
            import __TYPE__

            @main enum Program {
                static func main() { StageMain.run(__TYPE__.self) }
            }

            """##),
        ("templates/python/annotate/stage.py", ##"""
            import polars as pl
            import strata_stage as strata


            @strata.person
            def annotate(part, run):
                attended = part.polars("contacts").filter(pl.col("status").cast(pl.String) == "attended")
                counts = attended.group_by("person").agg(__COLUMN__=pl.len())
                people = part.polars("people").join(counts, on="person", how="left").sort("person")
                return {"people": people.select("person", pl.col("__COLUMN__").fill_null(0).cast(pl.Int32))}


            strata.main()

            """##),
        ("templates/python/annotate/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: The number of attended contacts of each person, for measures downstream.
            command: [python3, stage.py]
            protocol: arrow
            grain: person
            accepts: [pseudonymous]
            yields: pseudonymous
            reads:
              people: {columns: {person: int64}}
              contacts: {columns: {person: int64, status: dictionary}}
            writes:
              people: {columns: {person: int64, __COLUMN__: int32}}
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/python/annotate/tests/first/contacts.csv", ##"""
            person,status
            0,attended
            0,cancelled
            0,attended

            """##),
        ("templates/python/annotate/tests/first/expected/people.csv", ##"""
            person,__COLUMN__
            0,2
            1,0

            """##),
        ("templates/python/annotate/tests/first/people.csv", ##"""
            person
            0
            1

            """##),
        ("templates/python/compare/stage.py", ##"""
            import polars as pl
            import strata_stage as strata


            @strata.whole
            def compare(part, run):
                rows = part.polars("indicators").with_columns(pl.col("indicator", "scale", "breakdown").cast(pl.String))
                highest = (
                    rows.filter(pl.col("breakdown") == "")
                    .group_by("indicator", "scale")
                    .agg(areas=pl.len().cast(pl.Int32), value=pl.col("value").max())
                    .sort("indicator", "scale")
                )
                return {"highest": highest}


            strata.main()

            """##),
        ("templates/python/compare/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: How many areas of each scale an indicator has, and the highest value.
            command: [python3, stage.py]
            protocol: arrow
            grain: whole
            accepts: [aggregate, disclosable]
            yields: aggregate
            reads:
              indicators: {columns: {indicator: dictionary, scale: dictionary, breakdown: dictionary, value: float64?}}
            writes:
              highest: {columns: {indicator: dictionary, scale: dictionary, areas: int32, value: float64?}}
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/python/compare/tests/first/expected/highest.csv", ##"""
            indicator,scale,areas,value
            upc,borough,1,
            upc,practice,2,0.75

            """##),
        ("templates/python/compare/tests/first/indicators.csv", ##"""
            indicator,scale,breakdown,value
            upc,practice,,0.5
            upc,practice,,0.75
            upc,practice,sex,1
            upc,borough,,

            """##),
        ("templates/python/measure/stage.py", ##"""
            import polars as pl
            import strata_stage as strata


            @strata.person
            def measure(part, run):
                months = run.parameters["window"].split()[0]
                # The window ends on the as-of date; its first day is the one after the same day so many months ago.
                first = pl.select(pl.lit(run.as_of).dt.offset_by(f"-{months}mo").dt.offset_by("1d")).item()
                people = part.polars("people").filter("in_population")
                seen = (
                    part.polars("contacts")
                    .filter(
                        pl.col("status").cast(pl.String) == "attended",
                        pl.col("at").dt.date().is_between(first, run.as_of),
                    )
                    .select("person", seen=pl.lit(1, pl.Int64))
                    .unique("person")
                )
                counted = people.join(seen, on="person", how="left").sort("person")
                return {
                    "contributions": counted.select(
                        "person",
                        indicator=pl.lit("__ID__"),
                        numerator=pl.col("seen").fill_null(0),
                        denominator=pl.lit(1, pl.Int64),
                    )
                }


            strata.main()

            """##),
        ("templates/python/measure/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: People in the population with a contact in the window.
            command: [python3, stage.py]
            protocol: arrow
            grain: person
            accepts: [pseudonymous]
            yields: aggregate
            parameters:
              type: object
              properties:
                window: {type: string, format: months, default: 12 months, description: How far back a contact counts.}
            reads:
              people: {columns: {person: int64, in_population: bool}}
              contacts: {columns: {person: int64, at: timestamp, status: dictionary}}
            writes:
              contributions: {}
            indicators:
              - id: __ID__
                name: __TITLE__
                statistic: proportion
                polarity: no judgement
                unit: proportion
                months: window
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/python/measure/tests/first/case.yaml", ##"""
            as_of: 2026-11-20

            """##),
        ("templates/python/measure/tests/first/contacts.csv", ##"""
            person,at,status
            0,2025-11-21T00:00:00,attended
            1,2025-11-20T23:59:59,attended
            1,2026-03-01T09:00:00,cancelled
            3,2026-03-01T09:00:00,attended

            """##),
        ("templates/python/measure/tests/first/expected/contributions.csv", ##"""
            person,indicator,numerator,denominator
            0,__ID__,1,1
            1,__ID__,0,1
            2,__ID__,0,1

            """##),
        ("templates/python/measure/tests/first/people.csv", ##"""
            person,in_population
            0,true
            1,true
            2,true
            3,false

            """##),
        ("templates/python/read/stage.py", ##"""
            import polars as pl
            import strata_stage as strata


            @strata.feed
            def read(part, run):
                rows = []
                for path in run.files:
                    with open(path, encoding="utf-8") as lines:
                        for line in lines:
                            code, _, name = line.strip().partition(" ")
                            if code:
                                rows.append((code, name))
                return {"__COLUMN__": pl.DataFrame(rows, schema={"code": pl.String, "name": pl.String}, orient="row")}


            strata.main()

            """##),
        ("templates/python/read/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: A list of codes and names from a file of its own.
            command: [python3, stage.py]
            protocol: arrow
            grain: feed
            accepts: []
            yields: aggregate
            parameters:
              type: object
              properties:
                file: {type: string, format: path, description: "A text file, a code and a name in each line."}
              required: [file]
            writes:
              __COLUMN__: {columns: {code: dictionary, name: utf8}}
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/python/read/tests/first/case.yaml", ##"""
            parameters: {file: codes.txt}

            """##),
        ("templates/python/read/tests/first/codes.txt", ##"""
            A1 The first
            B2 The second one

            """##),
        ("templates/python/read/tests/first/expected/__COLUMN__.csv", ##"""
            code,name
            A1,The first
            B2,The second one

            """##),
        ("templates/r/annotate/stage.R", ##"""
            strata_person(function(part, run) {
              attended <- part$contacts$person[part$contacts$status == "attended"]
              people <- part$people$person
              list(people = data.frame(person = people, __COLUMN__ = tabulate(match(attended, people), length(people))))
            })

            """##),
        ("templates/r/annotate/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: The number of attended contacts of each person, for measures downstream.
            command: [Rscript, --vanilla, strata_stage.R, stage.R]
            protocol: lines
            grain: person
            accepts: [pseudonymous]
            yields: pseudonymous
            reads:
              people: {columns: {person: int64}}
              contacts: {columns: {person: int64, status: dictionary}}
            writes:
              people: {columns: {person: int64, __COLUMN__: int32}}
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/r/annotate/tests/first/contacts.csv", ##"""
            person,status
            0,attended
            0,cancelled
            0,attended

            """##),
        ("templates/r/annotate/tests/first/expected/people.csv", ##"""
            person,__COLUMN__
            0,2
            1,0

            """##),
        ("templates/r/annotate/tests/first/people.csv", ##"""
            person
            0
            1

            """##),
        ("templates/r/compare/stage.R", ##"""
            strata_whole(function(part, run) {
              rows <- part$indicators[part$indicators$breakdown == "", ]
              groups <- split(rows, list(rows$indicator, rows$scale), drop = TRUE)
              highest <- function(rows) data.frame(
                indicator = rows$indicator[1], scale = rows$scale[1], areas = nrow(rows),
                value = if (all(is.na(rows$value))) NA_real_ else max(rows$value, na.rm = TRUE))
              none <- data.frame(indicator = character(0), scale = character(0), areas = numeric(0), value = numeric(0))
              found <- do.call(rbind, c(list(none), lapply(groups, highest)))
              list(highest = found[order(found$indicator, found$scale, method = "radix"), ])
            })

            """##),
        ("templates/r/compare/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: How many areas of each scale an indicator has, and the highest value.
            command: [Rscript, --vanilla, strata_stage.R, stage.R]
            protocol: lines
            grain: whole
            accepts: [aggregate, disclosable]
            yields: aggregate
            reads:
              indicators: {columns: {indicator: dictionary, scale: dictionary, breakdown: dictionary, value: float64?}}
            writes:
              highest: {columns: {indicator: dictionary, scale: dictionary, areas: int32, value: float64?}}
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/r/compare/tests/first/expected/highest.csv", ##"""
            indicator,scale,areas,value
            upc,borough,1,
            upc,practice,2,0.75

            """##),
        ("templates/r/compare/tests/first/indicators.csv", ##"""
            indicator,scale,breakdown,value
            upc,practice,,0.5
            upc,practice,,0.75
            upc,practice,sex,1
            upc,borough,,

            """##),
        ("templates/r/measure/stage.R", ##"""
            strata_person(function(part, run) {
              months <- as.integer(strsplit(run$parameters$window, " ")[[1]][1])
              # The window ends on the as-of date; its first day is the one after the same day so many months ago.
              year <- as.integer(format(run$as_of, "%Y"))
              month <- as.integer(format(run$as_of, "%m")) - months
              year <- year + (month - 1) %/% 12
              month <- (month - 1) %% 12 + 1
              last <- as.integer(format(as.Date(sprintf("%d-%02d-01", year + month %/% 12, month %% 12 + 1)) - 1, "%d"))
              first <- as.Date(sprintf("%d-%02d-%02d", year, month, min(as.integer(format(run$as_of, "%d")), last))) + 1
              contacts <- part$contacts
              day <- as.Date(contacts$at, tz = "UTC")
              seen <- unique(contacts$person[contacts$status == "attended" & day >= first & day <= run$as_of])
              people <- part$people[part$people$in_population, ]
              list(contributions = data.frame(
                person = people$person,
                indicator = rep("__ID__", nrow(people)),
                numerator = as.numeric(people$person %in% seen),
                denominator = rep(1, nrow(people))))
            })

            """##),
        ("templates/r/measure/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: People in the population with a contact in the window.
            command: [Rscript, --vanilla, strata_stage.R, stage.R]
            protocol: lines
            grain: person
            accepts: [pseudonymous]
            yields: aggregate
            parameters:
              type: object
              properties:
                window: {type: string, format: months, default: 12 months, description: How far back a contact counts.}
            reads:
              people: {columns: {person: int64, in_population: bool}}
              contacts: {columns: {person: int64, at: timestamp, status: dictionary}}
            writes:
              contributions: {}
            indicators:
              - id: __ID__
                name: __TITLE__
                statistic: proportion
                polarity: no judgement
                unit: proportion
                months: window
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/r/measure/tests/first/case.yaml", ##"""
            as_of: 2026-11-20

            """##),
        ("templates/r/measure/tests/first/contacts.csv", ##"""
            person,at,status
            0,2025-11-21T00:00:00,attended
            1,2025-11-20T23:59:59,attended
            1,2026-03-01T09:00:00,cancelled
            3,2026-03-01T09:00:00,attended

            """##),
        ("templates/r/measure/tests/first/expected/contributions.csv", ##"""
            person,indicator,numerator,denominator
            0,__ID__,1,1
            1,__ID__,0,1
            2,__ID__,0,1

            """##),
        ("templates/r/measure/tests/first/people.csv", ##"""
            person,in_population
            0,true
            1,true
            2,true
            3,false

            """##),
        ("templates/r/read/stage.R", ##"""
            strata_feed(function(part, run) {
              lines <- trimws(unlist(lapply(run$files, readLines, encoding = "UTF-8")))
              lines <- lines[lines != ""]
              list(__COLUMN__ = data.frame(code = sub(" .*", "", lines), name = ifelse(grepl(" ", lines), sub("^[^ ]* ", "", lines), "")))
            })

            """##),
        ("templates/r/read/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: A list of codes and names from a file of its own.
            command: [Rscript, --vanilla, strata_stage.R, stage.R]
            protocol: lines
            grain: feed
            accepts: []
            yields: aggregate
            parameters:
              type: object
              properties:
                file: {type: string, format: path, description: "A text file, a code and a name in each line."}
              required: [file]
            writes:
              __COLUMN__: {columns: {code: dictionary, name: utf8}}
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/r/read/tests/first/case.yaml", ##"""
            parameters: {file: codes.txt}

            """##),
        ("templates/r/read/tests/first/codes.txt", ##"""
            A1 The first
            B2 The second one

            """##),
        ("templates/r/read/tests/first/expected/__COLUMN__.csv", ##"""
            code,name
            A1,The first
            B2,The second one

            """##),
        ("templates/sh/measure/stage.sh", ##"""
            # Rows come as {"table": …, "row": {…}}, a line each, and go the same way.
            . "$(dirname "$0")/strata-stage.sh"

            filter() {
                months=$(printf '%s' "$STRATA_PARAMETERS" | jq -r '.window | split(" ")[0]')
                first=$(date -u -d "$STRATA_AS_OF -$months month +1 day" +%Y-%m-%d)
                jq -cn --arg first "$first" --arg last "$STRATA_AS_OF" '
                    reduce inputs as $item ({people: [], seen: {}};
                        if $item.table == "people" then (if $item.row.in_population then .people += [$item.row.person] else . end)
                        elif $item.row.status == "attended" and $item.row.at[0:10] >= $first and $item.row.at[0:10] <= $last
                        then .seen[$item.row.person | tostring] = true else . end)
                    | .seen as $seen | .people[]
                    | {table: "contributions", row: {person: ., indicator: "__ID__",
                        numerator: (if $seen[tostring] then 1 else 0 end), denominator: 1}}'
            }

            strata_main filter

            """##),
        ("templates/sh/measure/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: People in the population with a contact in the window.
            command: [sh, stage.sh]
            protocol: lines
            grain: person
            accepts: [pseudonymous]
            yields: aggregate
            parameters:
              type: object
              properties:
                window: {type: string, format: months, default: 12 months, description: How far back a contact counts.}
            reads:
              people: {columns: {person: int64, in_population: bool}}
              contacts: {columns: {person: int64, at: timestamp, status: dictionary}}
            writes:
              contributions: {}
            indicators:
              - id: __ID__
                name: __TITLE__
                statistic: proportion
                polarity: no judgement
                unit: proportion
                months: window
            limits: {memory: 1 GiB, time: 30 min}

            """##),
        ("templates/sh/measure/tests/first/case.yaml", ##"""
            as_of: 2026-11-20

            """##),
        ("templates/sh/measure/tests/first/contacts.csv", ##"""
            person,at,status
            0,2025-11-21T00:00:00,attended
            1,2025-11-20T23:59:59,attended
            1,2026-03-01T09:00:00,cancelled
            3,2026-03-01T09:00:00,attended

            """##),
        ("templates/sh/measure/tests/first/expected/contributions.csv", ##"""
            person,indicator,numerator,denominator
            0,__ID__,1,1
            1,__ID__,0,1
            2,__ID__,0,1

            """##),
        ("templates/sh/measure/tests/first/people.csv", ##"""
            person,in_population
            0,true
            1,true
            2,true
            3,false

            """##),
        ("templates/swift/compare/Sources/__TYPE__/__TYPE__.swift", ##"""
            public import StageKit

            /// How many areas of each scale an indicator has, and the highest value among them.
            public struct __TYPE__: WholeStage {
                static let columns = [
                    Field("indicator", .dictionary), Field("scale", .dictionary), Field("breakdown", .dictionary),
                    Field("value", .float64, optional: true),
                ]

                public static let descriptor = StageDescriptor(
                    name: "__NAME__", version: 1, summary: "How many areas of each scale an indicator has, and the highest value.",
                    grain: .whole, reads: [TableRequirement("indicators", columns)], accepts: [.aggregate, .disclosable],
                    writes: [
                        TableDeclaration(
                            "highest",
                            [
                                Field("indicator", .dictionary), Field("scale", .dictionary), Field("areas", .int32),
                                Field("value", .float64, optional: true),
                            ])
                    ],
                    yields: .aggregate)

                public init(_ options: StageOptions) throws(StageFault) {}

                public func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
                    struct Group {
                        var areas: Int64 = 0
                        var value: Double?
                    }
                    var groups: [[String]: Group] = [:]
                    for table in inputs.tables["indicators"] ?? [] {
                        for row in 0..<table.count where table["breakdown"]?.text(row) == "" {
                            let key = [table["indicator"]?.text(row) ?? "", table["scale"]?.text(row) ?? ""]
                            var group = groups[key] ?? Group()
                            group.areas += 1
                            if let value = table["value"]?.double(row) { group.value = max(value, group.value ?? value) }
                            groups[key] = group
                        }
                    }
                    // In an order of its own: a dictionary has none.
                    let rows = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                    let highest = Table(
                        Schema(Self.descriptor.writes[0].columns),
                        [
                            Column(texts: rows.map { $0.key[0] }, type: .dictionary),
                            Column(texts: rows.map { $0.key[1] }, type: .dictionary),
                            Column(integers: rows.map(\.value.areas), type: .int32), Column(doubles: rows.map(\.value.value)),
                        ], sensitivity: .aggregate)
                    return StageOutputs(tables: ["highest": highest])
                }
            }

            """##),
        ("templates/swift/compare/UnitTests/__TYPE__Tests.swift", ##"""
            import Foundation
            import StageKit
            import StageMain
            import Testing
            import __TYPE__

            @Suite struct __TYPE__Tests {
                @Test func anAreaWithoutAValueCounts() throws {
                    let indicators = Table(
                        Schema(__TYPE__.descriptor.reads[0].columns),
                        [
                            Column(texts: ["upc", "upc", "upc"], type: .dictionary),
                            Column(texts: ["practice", "practice", "practice"], type: .dictionary),
                            Column(texts: ["", "", "sex"], type: .dictionary), Column(doubles: [0.5, nil, 1]),
                        ], sensitivity: .aggregate)
                    let run = RunDescription(pipeline: "p", title: "P", asOf: CalendarDay(number: 0), id: "0123456789abcdef")
                    let given = try __TYPE__(StageOptions()).run(StageInputs(tables: ["indicators": [indicators]]), in: run)
                    let highest = try #require(given.tables["highest"])
                    #expect(highest.count == 1)
                    #expect(highest["areas"]?.integer(0) == 2)
                    #expect(highest["value"]?.double(0) == 0.5)
                }

                /// .build/release/__NAME__ --manifest .build/release/__NAME__ > stage.yaml
                /// writes it anew. It may say more: limits, details, idempotent.
                @Test func theManifestSaysWhatTheTypeSays() throws {
                    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                    let manifest = try String(contentsOf: folder.appendingPathComponent("stage.yaml"), encoding: .utf8)
                    let text = StageMain.manifest(of: __TYPE__.self, command: [".build/release/__NAME__"])
                    for line in text.split(separator: "\n") { #expect(manifest.contains(line)) }
                }
            }

            """##),
        ("templates/swift/compare/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: "How many areas of each scale an indicator has, and the highest value."
            command: [".build/release/__NAME__"]
            grain: whole
            accepts: [aggregate, disclosable]
            yields: aggregate
            reads:
              indicators: {columns: {indicator: dictionary, scale: dictionary, breakdown: dictionary, value: "float64?"}}
            writes:
              highest: {columns: {indicator: dictionary, scale: dictionary, areas: int32, value: "float64?"}}
            files: [Package.swift, Sources, ".build/release/__NAME__"]

            """##),
        ("templates/swift/compare/tests/first/expected/highest.csv", ##"""
            indicator,scale,areas,value
            upc,borough,1,
            upc,practice,2,0.75

            """##),
        ("templates/swift/compare/tests/first/indicators.csv", ##"""
            indicator,scale,breakdown,value
            upc,practice,,0.5
            upc,practice,,0.75
            upc,practice,sex,1
            upc,borough,,

            """##),
        ("templates/swift/measure/Sources/__TYPE__/__TYPE__.swift", ##"""
            public import StageKit

            /// How many people in the population were seen in the window.
            public struct __TYPE__: PersonMeasure {
                static let windowOption = StageOption("window", "How far back a contact counts.", default: Months(12))

                public static let descriptor = StageDescriptor(
                    name: "__NAME__", version: 1, summary: "People in the population with a contact in the window.",
                    grain: .person, reads: [.people], accepts: [.pseudonymous], writes: [.cells], yields: .aggregate,
                    indicators: [
                        Indicator("__ID__", "__TITLE__", statistic: .proportion, polarity: .neutral, unit: "proportion")
                    ],
                    options: [windowOption],
                    examples: [
                        StageExample(
                            "One attended, one cancelled, one who left",
                            given: """
                                person | registered_to | at         | status
                                p1     |               | 2025-11-21 | attended
                                p2     |               | 2026-03-01 | cancelled
                                p3     | 2026-05-01    | 2026-03-01 | attended
                                """,
                            as: "2026-11-20", then: "__ID__: 1 / 2")
                    ])

                /// The tables of events that it reads, and their columns; those of people come by themselves.
                public static let events = [TableRequirement("contacts", [Field("at", .timestamp), Field("status", .dictionary)])]

                private let window: Months

                public init(_ options: StageOptions) throws(StageFault) { window = try options[Self.windowOption] }

                public var indicators: [Indicator] { Self.descriptor.indicators.map { $0.over(window) } }

                public func measure(_ person: Person, into contributions: inout Contributions) {
                    guard person.isInPopulation else { return }
                    let days = person.window(window)
                    let isSeen = person.contacts.contains { $0.status == .attended && days.contains($0.day) }
                    contributions.add(to: 0, numerator: isSeen ? 1 : 0, denominator: 1)
                }
            }

            """##),
        ("templates/swift/measure/UnitTests/__TYPE__Tests.swift", ##"""
            import Foundation
            import StageKit
            import StageKitTesting
            import StageMain
            import Testing
            import __TYPE__

            @Suite struct __TYPE__Tests {
                @Test(arguments: __TYPE__.descriptor.examples)
                func example(_ example: StageExample) throws {
                    try ExampleRunner.check(example, of: __TYPE__.self)
                }

                /// .build/release/__NAME__ --manifest .build/release/__NAME__ > stage.yaml
                /// writes it anew. It may say more: limits, details, idempotent.
                @Test func theManifestSaysWhatTheTypeSays() throws {
                    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                    let manifest = try String(contentsOf: folder.appendingPathComponent("stage.yaml"), encoding: .utf8)
                    let text = StageMain.manifest(of: __TYPE__.self, command: [".build/release/__NAME__"])
                    for line in text.split(separator: "\n") { #expect(manifest.contains(line)) }
                }
            }

            """##),
        ("templates/swift/measure/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: "People in the population with a contact in the window."
            command: [".build/release/__NAME__"]
            grain: person
            accepts: [pseudonymous]
            yields: aggregate
            parameters:
              type: object
              properties:
                window: {type: string, format: months, default: "12 months", description: "How far back a contact counts."}
            reads:
              people: {columns: {person: int64, birth: date, death: "date?", sex: dictionary, ethnicity: dictionary, deprivation_decile: "int32?", age: int32, in_population: bool, last_day: date, named_gp: "int32?", is_named_gp_generic: bool}}
              exposure: {columns: {person: int64, start: date, end: date}}
              contacts: {columns: {person: int64, at: timestamp, status: dictionary}}
            writes:
              contributions: {columns: {person: int64, indicator: dictionary, numerator: int64, denominator: int64, basis: "dictionary?", practice: "dictionary?"}}
            indicators:
              - id: __ID__
                name: "__TITLE__"
                statistic: proportion
                polarity: no judgement
                unit: "proportion"
                numerator: count
                denominator: count
                compared: true
                months: window
            files: [Package.swift, Sources, ".build/release/__NAME__"]

            """##),
        ("templates/swift/measure/tests/first/case.yaml", ##"""
            as_of: 2026-11-20

            """##),
        ("templates/swift/measure/tests/first/contacts.csv", ##"""
            person,at,status
            0,2025-11-21T00:00:00,attended
            1,2025-11-20T23:59:59,attended
            1,2026-03-01T09:00:00,cancelled
            3,2026-03-01T09:00:00,attended

            """##),
        ("templates/swift/measure/tests/first/expected/contributions.csv", ##"""
            person,indicator,numerator,denominator
            0,__ID__,1,1
            1,__ID__,0,1
            2,__ID__,0,1

            """##),
        ("templates/swift/measure/tests/first/people.csv", ##"""
            person,birth,death,sex,ethnicity,deprivation_decile,age,in_population,last_day,named_gp,is_named_gp_generic
            0,1950-01-01,,1,A,1,76,true,2026-11-20,,false
            1,1980-06-30,,2,Z,10,46,true,2026-11-20,7,false
            2,2020-02-29,,2,A,,6,true,2026-11-20,,false
            3,1960-01-01,2026-05-01,1,A,5,66,false,2026-05-01,,false

            """##),
        ("templates/swift/read/Sources/__TYPE__/__TYPE__.swift", ##"""
            import Foundation
            public import StageKit

            /// A list of codes and names from a file of its own.
            public struct __TYPE__: TableReader {
                static let file = StageOption<StagePath>.required("file", "A text file, a code and a name in each line.")

                public static let descriptor = StageDescriptor(
                    name: "__NAME__", version: 1, summary: "A list of codes and names from a file of its own.", grain: .whole,
                    writes: [TableDeclaration("__COLUMN__", [Field("code", .dictionary), Field("name", .utf8)])],
                    yields: .aggregate, options: [file])

                private let path: StagePath

                public init(_ options: StageOptions) throws(StageFault) { path = try options[Self.file] }

                public var files: [StagePath] { [path] }

                public func read() throws(StageFault) -> [String: Table] {
                    guard let text = try? String(contentsOfFile: path.path, encoding: .utf8) else {
                        throw StageFault("cannot read \(path.shown) as UTF-8", code: .data, hint: "look at the file")
                    }
                    let rows = text.split(whereSeparator: \.isNewline).map { line in
                        let words = line.split(separator: " ", maxSplits: 1)
                        return (code: String(words[0]), name: words.count > 1 ? String(words[1]) : "")
                    }
                    let codes = Table(
                        Schema(Self.descriptor.writes[0].columns),
                        [Column(texts: rows.map(\.code), type: .dictionary), Column(texts: rows.map(\.name))],
                        sensitivity: .aggregate)
                    return ["__COLUMN__": codes]
                }
            }

            """##),
        ("templates/swift/read/UnitTests/__TYPE__Tests.swift", ##"""
            import Foundation
            import StageKit
            import StageMain
            import Testing
            import __TYPE__

            @Suite struct __TYPE__Tests {
                private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

                @Test func everyLineIsARow() throws {
                    let file = folder.appendingPathComponent("tests/first/codes.txt").path
                    let options = StageOptions(["file": StagePath(file, shown: file)], defaultsOf: __TYPE__.descriptor)
                    let codes = try #require(try __TYPE__(options).read()["__COLUMN__"])
                    #expect(codes.count == 2)
                    #expect(codes["name"]?.text(1) == "The second one")
                }

                /// .build/release/__NAME__ --manifest .build/release/__NAME__ > stage.yaml
                /// writes it anew. It may say more: limits, details, idempotent.
                @Test func theManifestSaysWhatTheTypeSays() throws {
                    let manifest = try String(contentsOf: folder.appendingPathComponent("stage.yaml"), encoding: .utf8)
                    let text = StageMain.manifest(of: __TYPE__.self, command: [".build/release/__NAME__"])
                    for line in text.split(separator: "\n") { #expect(manifest.contains(line)) }
                }
            }

            """##),
        ("templates/swift/read/stage.yaml", ##"""
            strata-stage: 1
            name: __NAME__
            version: 1
            summary: "A list of codes and names from a file of its own."
            command: [".build/release/__NAME__"]
            grain: feed
            accepts: []
            yields: aggregate
            parameters:
              type: object
              properties:
                file: {type: string, format: path, description: "A text file, a code and a name in each line."}
              required: [file]
            writes:
              __COLUMN__: {columns: {code: dictionary, name: utf8}}
            files: [Package.swift, Sources, ".build/release/__NAME__"]

            """##),
        ("templates/swift/read/tests/first/case.yaml", ##"""
            parameters: {file: codes.txt}

            """##),
        ("templates/swift/read/tests/first/codes.txt", ##"""
            A1 The first
            B2 The second one

            """##),
        ("templates/swift/read/tests/first/expected/__COLUMN__.csv", ##"""
            code,name
            A1,The first
            B2,The second one

            """##),
    ]
}
