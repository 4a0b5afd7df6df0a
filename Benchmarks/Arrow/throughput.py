"""The tasks of Throughput with pyarrow: throughput.py TASK PATH [BATCHES] [SAMPLE] prints GB/s and peak MiB.

What is written is the first batch of the stream SAMPLE, so many times. `checked` reads and validates each batch in full,
as Strata always does; pyarrow alone checks little.
"""
import os
import resource
import sys
import time

import pyarrow as pa
import pyarrow.ipc as ipc

task, path = sys.argv[1:3]
if task.startswith("write"):
    with pa.OSFile(sys.argv[4]) as source:
        batch = ipc.open_stream(source).read_next_batch()
start = time.monotonic()
if task.startswith("write"):
    new = ipc.new_stream if task == "write-stream" else ipc.new_file
    with pa.OSFile(path, "wb") as sink, new(sink, batch.schema) as writer:
        for _ in range(int(sys.argv[3])):
            writer.write_batch(batch)
elif "stream" in task:
    with pa.OSFile(path) as source:
        for batch in ipc.open_stream(source):
            if task.startswith("checked"):
                batch.validate(full=True)
else:
    with pa.OSFile(path) as source:
        reader = ipc.open_file(source)
        for index in range(reader.num_record_batches):
            batch = reader.get_batch(index)
            if task.startswith("checked"):
                batch.validate(full=True)
took = time.monotonic() - start
print(os.stat(path).st_size / took / 1e9, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
