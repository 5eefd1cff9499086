"""Debian's aws command, called again and again in one process, for to start it takes longer than to run it.

Reads a JSON list of arguments a line and prints {"status", "out", "error"} for each.
"""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

from awscli.clidriver import main

for line in sys.stdin:
    sys.argv = ["aws", *json.loads(line)]
    out, error = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(error):
        status = main()
    print(
        json.dumps({"status": status, "out": out.getvalue(), "error": error.getvalue()}), flush=True
    )
