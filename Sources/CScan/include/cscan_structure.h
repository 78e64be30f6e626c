// The structural index of a text, and its UTF-8 check.
#ifndef WEIR_CSCAN_STRUCTURE_H
#define WEIR_CSCAN_STRUCTURE_H

#include <stddef.h>
#include <stdint.h>

/// How many bytes beyond the end of a text the kernels may read (never use).
#define CSCAN_PADDING 64

/// How many entries beyond the last one the kernels may write (never count).
#define CSCAN_INDEX_SLACK 64

/// What carries over from one window of a text to the next. Zeroed before the first.
typedef struct {
  uint64_t in_string;      ///< all ones while the window ended inside a string
  uint64_t escaped;        ///< 1 when the window ended on an open backslash
  uint64_t in_scalar;      ///< 1 when the window ended inside a number or literal
  uint64_t any_backslash;  ///< nonzero once a backslash was seen
  uint64_t any_non_ascii;  ///< nonzero once a byte above 0x7F was seen
  uint64_t control;        ///< 1 + offset of the first control character in a string; 0: none
} cscan_state;

/// Appends to `out` the offsets, in order, of every `{ } [ ] : ,` outside strings, of both quotes
/// of every string, and of the first byte of every other run of non-blank bytes.
///
/// Looks at `text[begin..<end]`; `begin` is a multiple of 64, and so is `end` unless it is the
/// text's end. Reads up to CSCAN_PADDING bytes beyond `end`. `out` holds at least
/// `end - begin + CSCAN_INDEX_SLACK` entries. Returns the number of offsets.
/// Linear time; AVX-512, AVX2 or portable, chosen once at run time.
size_t cscan_structure(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                       uint32_t *out);

/// Returns the offset of the first byte that is not part of a well-formed UTF-8 sequence (RFC 3629
/// section 4), or `length`. Reads no byte outside the text.
size_t cscan_utf8_valid_prefix(const uint8_t *text, size_t length);

/// Names the kernel in use: "avx512", "avx2" or "portable".
const char *cscan_kernel(void);

#endif
