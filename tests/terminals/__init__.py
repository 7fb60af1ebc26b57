"""The laboratory: the program itself in real terminals, looked at. See `python -m tests.terminals --help`."""
