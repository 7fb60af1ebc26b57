"""GNU FriBidi by way of ctypes: what a line of text costs in the library most terminals use. A peer, no dependency."""

import ctypes
import ctypes.util

#: FRIBIDI_PAR_RTL and FRIBIDI_PAR_LTR, and the flags fribidi's own log2vis uses: mirroring and mark reordering.
RTL, LTR = 0x00000111, 0x00000110
DEFAULT_FLAGS = 0x00000001 | 0x00000002


def library() -> ctypes.CDLL | None:
    """The shared library, None where it is not installed (Debian: libfribidi0)."""
    name = ctypes.util.find_library("fribidi")
    return ctypes.CDLL(name) if name else None


def reorder(fribidi: ctypes.CDLL, text: str, base: int, lines: list[tuple[int, int]]) -> list[list[int]]:
    """Visual order of each line ``[start, end)`` of a paragraph, as code point offsets, from FriBidi."""
    length = len(text)
    string = (ctypes.c_uint32 * length).from_buffer_copy(text.encode("utf-32-le", "surrogatepass"))
    types = (ctypes.c_uint32 * length)()
    levels = (ctypes.c_int8 * length)()
    brackets = (ctypes.c_uint32 * length)()
    direction = ctypes.c_uint32(RTL if base else LTR)
    fribidi.fribidi_get_bidi_types(string, length, types)
    fribidi.fribidi_get_bracket_types(string, length, types, brackets)
    fribidi.fribidi_get_par_embedding_levels_ex(types, brackets, length, ctypes.byref(direction), levels)
    found = []
    order = (ctypes.c_int * length)(*range(length))  # of the whole paragraph: a line changes its own part only
    for start, end in lines:
        fribidi.fribidi_reorder_line(
            DEFAULT_FLAGS, types, end - start, start, direction, levels, None, order
        )
        found.append(order[start:end])
    return found
