"""For test_probe.py to run at a pseudo-terminal: asks, prints what came of it as JSON on standard output.

Arguments: seconds to wait, and "spare" where keys that were typed already are to be left alone. Says ASKED on
standard error while the question stands.
"""

from __future__ import annotations

import json
import os
import sys

from tui_reader.terminal.probe import asking

if __name__ == "__main__":
    with asking(os.environ, spare_typed="spare" in sys.argv) as question:
        sys.stderr.write("ASKED")
        sys.stderr.flush()
        answer = question.answer(float(sys.argv[1]))
    typed = answer.typed.decode("utf-8", "replace")
    told = {"replies": answer.replies._asdict(), "typed": typed, "late": answer.late is not None}
    sys.stdout.write(json.dumps(told))
