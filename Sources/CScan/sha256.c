#include <string.h>

#include "cscan_hash.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

// FIPS 180-4, section 4.2.2.
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t word, int by) { return word >> by | word << (32 - by); }

static uint32_t load_big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void cscan_sha256_compress_portable(uint32_t *state, const uint8_t *blocks, size_t count) {
  for (; count > 0; count--, blocks += 64) {
    uint32_t w[64];
    for (int t = 0; t < 16; t++) w[t] = load_big_endian(blocks + 4 * t);
    for (int t = 16; t < 64; t++) {
      uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
      uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
      w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int t = 0; t < 64; t++) {
      uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + round_constants[t] + w[t];
      uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
  }
}

#if defined(__x86_64__)

// Four rounds at a time on two registers (ABEF, CDGH), with the message schedule of four words.
__attribute__((target("sha,sse4.1,ssse3"))) static void compress_sha_ni(
    uint32_t *state, const uint8_t *blocks, size_t count) {
  const __m128i byte_swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i dcba = _mm_loadu_si128((const __m128i *)&state[0]);
  __m128i hgfe = _mm_loadu_si128((const __m128i *)&state[4]);
  __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1);
  __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1B);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);

  for (; count > 0; count--, blocks += 64) {
    __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];
    for (int group = 0; group < 16; group++) {
      __m128i words;
      if (group < 4) {
        words = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)blocks + group), byte_swap);
      } else {
        // w[t-16] + s0(w[t-15]), then + w[t-7], then + s1(w[t-2])
        __m128i last = w[(group + 3) & 3];
        words = _mm_sha256msg1_epu32(w[group & 3], w[(group + 1) & 3]);
        words = _mm_add_epi32(words, _mm_alignr_epi8(last, w[(group + 2) & 3], 4));
        words = _mm_sha256msg2_epu32(words, last);
      }
      w[group & 3] = words;
      const __m128i *constants = (const __m128i *)(round_constants + 4 * group);
      __m128i sum = _mm_add_epi32(words, _mm_loadu_si128(constants));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }

  __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
  __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)&state[0], _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)&state[4], _mm_alignr_epi8(dchg, feba, 8));
}

static int has_sha_ni(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  return b >> 29 & 1 && __builtin_cpu_supports("sse4.1");
}

static void compress(uint32_t *state, const uint8_t *blocks, size_t count) {
  static int known;  // 0: not asked yet, 1: portable, 2: SHA-NI; every thread finds the same
  int choice = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (choice == 0) {
    choice = has_sha_ni() ? 2 : 1;
    __atomic_store_n(&known, choice, __ATOMIC_RELAXED);
  }
  if (choice == 2) {
    compress_sha_ni(state, blocks, count);
  } else {
    cscan_sha256_compress_portable(state, blocks, count);
  }
}

#else
#define compress cscan_sha256_compress_portable
#endif

void cscan_sha256_init(cscan_sha256 *hash) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(hash->state, start, sizeof start);
  hash->length = 0;
}

void cscan_sha256_update(cscan_sha256 *hash, const void *bytes, size_t length) {
  const uint8_t *next = bytes;
  size_t filled = hash->length % 64;
  hash->length += length;
  if (filled > 0) {
    size_t taken = length < 64 - filled ? length : 64 - filled;
    memcpy(hash->block + filled, next, taken);
    next += taken, length -= taken;
    if (filled + taken < 64) return;
    compress(hash->state, hash->block, 1);
  }
  compress(hash->state, next, length / 64);
  memcpy(hash->block, next + length / 64 * 64, length % 64);
}

void cscan_sha256_final(cscan_sha256 *hash, uint8_t *digest) {
  static const uint8_t padding[64] = {0x80};
  uint64_t bits = hash->length * 8;
  size_t filled = hash->length % 64;
  cscan_sha256_update(hash, padding, filled < 56 ? 56 - filled : 120 - filled);
  uint8_t length[8];
  for (int index = 0; index < 8; index++) length[index] = (uint8_t)(bits >> (56 - 8 * index));
  cscan_sha256_update(hash, length, sizeof length);
  for (int word = 0; word < 8; word++) {
    for (int byte = 0; byte < 4; byte++) {
      digest[4 * word + byte] = (uint8_t)(hash->state[word] >> (24 - 8 * byte));
    }
  }
}
