// UTF-8 validation, RFC 3629 section 4.
//
// Vectors say whether a text is wrong, and the scalar walk says where.

#include <string.h>

#include "cscan.h"
#include "utf8_pairs.h"

/// Length of the well-formed sequence at `text`, 0 if there is none. `left` is at least 1.
static inline size_t sequence_length(const uint8_t *text, size_t left) {
  uint8_t a = text[0];
  if (a < 0x80) return 1;
  if (a < 0xC2 || a > 0xF4) return 0;
  if (left < 2) return 0;
  uint8_t low = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : 0x80;
  uint8_t high = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : 0xBF;
  if (text[1] < low || text[1] > high) return 0;
  size_t length = a < 0xE0 ? 2 : a < 0xF0 ? 3 : 4;
  if (left < length) return 0;
  for (size_t i = 2; i < length; i++)
    if ((text[i] & 0xC0) != 0x80) return 0;
  return length;
}

static size_t valid_prefix_scalar(const uint8_t *text, size_t from, size_t length) {
  size_t offset = from;
  while (offset < length) {
    if (length - offset >= 8) {
      uint64_t word;
      memcpy(&word, text + offset, 8);
      if ((word & 0x8080808080808080u) == 0) {
        offset += 8;
        continue;
      }
    }
    size_t step = sequence_length(text + offset, length - offset);
    if (step == 0) return offset;
    offset += step;
  }
  return length;
}

#if defined(__x86_64__)
/// Whether all is well-formed. The text is taken to be followed by NUL, so that a sequence cut
/// short by its end counts as wrong.
UTF8_AVX2 static int is_valid_avx2(const uint8_t *text, size_t length) {
  __m256i previous = _mm256_setzero_si256();
  __m256i error = _mm256_setzero_si256();
  size_t offset = 0;
  for (; offset + 32 <= length; offset += 32) {
    __m256i input = _mm256_loadu_si256((const __m256i *)(text + offset));
    error = _mm256_or_si256(error, pair_errors(input, previous));
    previous = input;
  }
  uint8_t tail[32] = {0};
  memcpy(tail, text + offset, length - offset);
  __m256i input = _mm256_loadu_si256((const __m256i *)tail);
  error = _mm256_or_si256(error, pair_errors(input, previous));
  if (length - offset > 28)  // the tail's own end may cut a sequence short
    error = _mm256_or_si256(error, pair_errors(_mm256_setzero_si256(), input));
  return _mm256_testz_si256(error, error);
}
#endif

size_t cscan_utf8_valid_prefix(const uint8_t *text, size_t length) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && is_valid_avx2(text, length)) return length;
#endif
  return valid_prefix_scalar(text, 0, length);
}
