// Line ends: where they are and how many.
#ifndef WEIR_CSCAN_LINES_H
#define WEIR_CSCAN_LINES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// Offset of the first LF in `text[begin..<end]`, or `end`.
static inline size_t cscan_next_newline(const uint8_t *text, size_t begin, size_t end) {
  const uint8_t *found = memchr(text + begin, '\n', end - begin);
  return found ? (size_t)(found - text) : end;
}

/// Offset behind the last LF in `text[begin..<end]`, or `begin` where there is none.
static inline size_t cscan_end_of_lines(const uint8_t *text, size_t begin, size_t end) {
  while (end > begin && text[end - 1] != '\n') end--;
  return end;
}

/// Number of LF in the text.
size_t cscan_count_newlines(const uint8_t *text, size_t length);

#endif
