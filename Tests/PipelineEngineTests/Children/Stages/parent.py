"""A host that starts a guard and then only waits, to be killed: `parent.py GUARD GRACE SCRATCH COMMAND…`."""

import os
import signal
import subprocess
import sys

guard, grace, scratch, *command = sys.argv[1:]
orders = [str(os.getpid()), grace, "0", "0", "0", "0", scratch] + command
subprocess.Popen([guard, "stage-guard"] + orders, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={})
signal.pause()
