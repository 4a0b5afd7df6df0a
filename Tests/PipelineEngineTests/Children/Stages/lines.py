"""The JSON-lines form: a stage that behaves, and some that do not. The first argument says which."""

import json
import sys


def receive():
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return json.loads(line)


def say(**message):
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def raw(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def begin():
    hello = receive()
    say(type="ready", protocol=1, stage="echo", version=3, outputs={"echo": hello["inputs"]["rows"]})


def converse(row=lambda row: row, before_end=lambda: None):
    begin()
    count = 0
    while True:
        item = receive()
        if "row" in item:
            say(table="echo", row=row(item["row"]))
            count += 1
        elif item["type"] == "end_part":
            before_end()
            say(**item)
        elif item["type"] == "end_input":
            break
    say(type="done", rows_in={"rows": count}, rows_out={"echo": count})


def echo():
    converse()


def noise():
    print("Loading packages ...")
    converse()


def not_json():
    converse(before_end=lambda: raw("{'type': 'log'}\n"))


def neither_message_nor_row():
    converse(before_end=lambda: raw('{"table": "echo"}\n'))


def a_column_too_many():
    converse(row=lambda row: {**row, "age": 1})


def another_kind():
    converse(row=lambda row: {**row, "person": "one"})


def missing():
    converse(row=lambda row: {"person": row["person"]})


def too_many_rows():
    def more():
        line = json.dumps({"table": "echo", "row": {"person": 1, "word": "", "value": None}}) + "\n"
        raw(line * 100_000)

    converse(before_end=more)


def ends_inside_a_line():
    begin()
    raw('{"type": "heart')


def a_line_without_end():
    begin()
    while True:
        raw("x" * 65536)


globals()[sys.argv[1]]()
