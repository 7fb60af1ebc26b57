"""``python -m tui_reader``: the same as the command ``tui-reader``."""

import sys

from tui_reader.cli import main

sys.exit(main())
