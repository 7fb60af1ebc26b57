"""Read right-to-left and mixed text correctly in any terminal."""

__version__ = "0.1.0"
