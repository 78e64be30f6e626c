#include "cscan_escape.h"

#include <string.h>

#define EACH(byte) (0x0101010101010101u * (byte))

static inline uint64_t little_endian(uint64_t word) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  return __builtin_bswap64(word);
#else
  return word;
#endif
}

// A bit at the top of each byte that is zero. Of several the lowest is right; borrows may set more
// above it.
static inline uint64_t zero_bytes(uint64_t word) { return (word - EACH(1)) & ~word & EACH(0x80); }

// The same for bytes that must be escaped.
static inline uint64_t special_bytes(uint64_t word) {
  uint64_t control = (word - EACH(0x20)) & ~word & EACH(0x80);
  return control | zero_bytes(word ^ EACH('"')) | zero_bytes(word ^ EACH('\\'));
}

static inline int is_special(uint8_t byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

static inline uint8_t *escape(uint8_t byte, uint8_t *out) {
  static const char digits[] = "0123456789abcdef";
  *out++ = '\\';
  switch (byte) {
    case '\n': *out++ = 'n'; return out;
    case '\r': *out++ = 'r'; return out;
    case '\t': *out++ = 't'; return out;
    case '"':
    case '\\': *out++ = byte; return out;
  }
  memcpy(out, "u00", 3);
  out[3] = (uint8_t)digits[byte >> 4];
  out[4] = (uint8_t)digits[byte & 15];
  return out + 5;
}

size_t cscan_escape(const uint8_t *text, size_t length, uint8_t *out) {
  uint8_t *next = out;
  size_t offset = 0;
  while (length - offset >= 8) {
    uint64_t word;
    memcpy(&word, text + offset, 8);
    memcpy(next, &word, 8);
    uint64_t special = special_bytes(little_endian(word));
    size_t plain = special ? (size_t)__builtin_ctzll(special) / 8 : 8;
    offset += plain;
    next += plain;
    if (special) next = escape(text[offset++], next);
  }
  for (; offset < length; offset++) {
    if (is_special(text[offset])) {
      next = escape(text[offset], next);
    } else {
      *next++ = text[offset];
    }
  }
  return (size_t)(next - out);
}
