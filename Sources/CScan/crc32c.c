#include <string.h>

#include "cscan_hash.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

// The polynomial 0x1EDC6F41, bits reversed.
#define REVERSED_POLYNOMIAL 0x82F63B78u

// table[k][b]: what byte b does to the checksum when k bytes follow it.
static uint32_t table[8][256];
static int table_is_ready;

// Threads that come first together write the same values: only the flag needs an order.
static void make_table(void) {
  if (__atomic_load_n(&table_is_ready, __ATOMIC_ACQUIRE)) return;
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? REVERSED_POLYNOMIAL : 0);
    __atomic_store_n(&table[0][byte], crc, __ATOMIC_RELAXED);
  }
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = table[0][byte];
    for (int k = 1; k < 8; k++) {
      crc = table[0][crc & 0xFF] ^ crc >> 8;
      __atomic_store_n(&table[k][byte], crc, __ATOMIC_RELAXED);
    }
  }
  __atomic_store_n(&table_is_ready, 1, __ATOMIC_RELEASE);
}

uint32_t cscan_crc32c_portable(uint32_t crc, const void *bytes, size_t length) {
  make_table();
  const uint8_t *next = bytes;
  crc = ~crc;
  for (; length >= 8; length -= 8, next += 8) {
    crc ^= (uint32_t)next[0] | (uint32_t)next[1] << 8 | (uint32_t)next[2] << 16 |
           (uint32_t)next[3] << 24;
    crc = table[7][crc & 0xFF] ^ table[6][crc >> 8 & 0xFF] ^ table[5][crc >> 16 & 0xFF] ^
          table[4][crc >> 24] ^ table[3][next[4]] ^ table[2][next[5]] ^ table[1][next[6]] ^
          table[0][next[7]];
  }
  for (; length > 0; length--, next++) crc = table[0][(crc ^ *next) & 0xFF] ^ crc >> 8;
  return ~crc;
}

#if defined(__x86_64__)

__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(
    uint32_t crc, const uint8_t *next, size_t length) {
  uint64_t wide = ~crc;
  for (; length >= 8; length -= 8, next += 8) {
    uint64_t word;
    memcpy(&word, next, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  crc = (uint32_t)wide;
  for (; length > 0; length--, next++) crc = _mm_crc32_u8(crc, *next);
  return ~crc;
}

uint32_t cscan_crc32c(uint32_t crc, const void *bytes, size_t length) {
  if (__builtin_cpu_supports("sse4.2")) return crc32c_sse42(crc, bytes, length);
  return cscan_crc32c_portable(crc, bytes, length);
}

#else

uint32_t cscan_crc32c(uint32_t crc, const void *bytes, size_t length) {
  return cscan_crc32c_portable(crc, bytes, length);
}

#endif
