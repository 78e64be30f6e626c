// What a JSON string must escape.
#ifndef WEIR_CSCAN_ESCAPE_H
#define WEIR_CSCAN_ESCAPE_H

#include <stddef.h>
#include <stdint.h>

/// How many bytes an escaped byte takes at most: a `\u00XX`.
#define CSCAN_LONGEST_ESCAPE 6

/// How many bytes beyond the last one `cscan_escape` may write (never count).
#define CSCAN_ESCAPE_SLACK 8

/// Writes `text` as the inside of a JSON string (RFC 8259 section 7): quotes, backslashes and control
/// characters escaped, everything else as it is.
///
/// `out` holds `CSCAN_LONGEST_ESCAPE * length + CSCAN_ESCAPE_SLACK` bytes. Returns how many were
/// written. Linear, eight bytes a step.
size_t cscan_escape(const uint8_t *text, size_t length, uint8_t *out);

#endif
