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
  uint64_t in_string;     ///< all ones while the window ended inside a string
  uint64_t escaped;       ///< 1 when the window ended on an open backslash
  uint64_t in_scalar;     ///< 1 when the window ended inside a number or literal
  uint64_t control;       ///< 1 + offset of the first control character in a string; 0: none
  uint64_t utf8_error;    ///< nonzero once a sequence was malformed (RFC 3629 section 4)
  uint64_t utf8_open;     ///< nonzero when the window ended inside a sequence
  uint64_t escape_count;  ///< how many offsets of escapes the last call wrote
} cscan_state;

/// Finds every byte that a JSON parser has to stop at.
///
/// Writes to `out` the offsets, in order, of every `{ } [ ] : ,` outside strings, of both quotes of
/// every string, and of the first byte of every other run of non-blank bytes (U+000C and U+001A break
/// such a run); to `escapes` those of every backslash that is not itself escaped. Returns the number
/// of the former; the latter's goes to `state`.
///
/// Looks at `text[begin..<end]`; `begin` is a multiple of 64, and so is `end` unless it is the
/// text's end. Reads up to CSCAN_PADDING bytes beyond `end`. `out` holds at least
/// `end - begin + CSCAN_INDEX_SLACK` entries, `escapes` half of that. Linear time.
typedef size_t (*cscan_structure_kernel)(const uint8_t *text, size_t begin, size_t end,
                                         cscan_state *state, uint32_t *out, uint32_t *escapes);

/// The fastest kernel that this processor can run, chosen once.
size_t cscan_structure(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                       uint32_t *out, uint32_t *escapes);

/// The kernel called "avx512", "avx2" or "portable", or NULL where it cannot run. All of them give
/// the same offsets and the same state but for the values of what is said to be nonzero.
cscan_structure_kernel cscan_kernel_named(const char *name);

/// Makes `cscan_structure` use the kernel of that name, for measurements and tests. Returns 0 where
/// it cannot run.
int cscan_use_kernel(const char *name);

/// Names the kernel in use.
const char *cscan_kernel(void);

/// Returns the offset of the first byte that is not part of a well-formed UTF-8 sequence (RFC 3629
/// section 4), or `length`. Reads no byte outside the text.
size_t cscan_utf8_valid_prefix(const uint8_t *text, size_t length);

#endif
