// UTF-8 validation of 32 bytes at a time, RFC 3629 section 4.
//
// Every pair of adjacent bytes is classified by three table look-ups whose bits name the ways a pair
// can be wrong; a pair is wrong when all three tables agree on one of them (Keiser and Lemire,
// "Validating UTF-8 in less than one instruction per byte", 2020).
#ifndef WEIR_CSCAN_UTF8_PAIRS_H
#define WEIR_CSCAN_UTF8_PAIRS_H

#if defined(__x86_64__)
#include <immintrin.h>

#define UTF8_AVX2 __attribute__((target("avx2")))

enum {
  TOO_SHORT = 1 << 0,       // a lead byte, then no continuation
  TOO_LONG = 1 << 1,        // ASCII, then a continuation
  OVERLONG_3 = 1 << 2,      // E0, then below A0
  TOO_LARGE = 1 << 3,       // F4, then above 8F; F5 and more
  SURROGATE = 1 << 4,       // ED, then above 9F
  OVERLONG_2 = 1 << 5,      // C0, C1
  TOO_LARGE_1000 = 1 << 6,  // F5 and more, then 80..8F
  OVERLONG_4 = 1 << 6,      // F0, then below 90
  TWO_CONTS = 1 << 7,       // two continuations: right only in third and fourth place
  CARRY = TOO_SHORT | TOO_LONG | TWO_CONTS,
};

#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define B(x) ((char)(x))

/// Marks with a nonzero byte what is wrong in `input`, which follows `previous`.
UTF8_AVX2 static inline __m256i pair_errors(__m256i input, __m256i previous) {
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  const __m256i first_high = TABLE(
      TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, B(TWO_CONTS),
      B(TWO_CONTS), B(TWO_CONTS), B(TWO_CONTS), TOO_SHORT | OVERLONG_2, TOO_SHORT,
      TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4);
  const __m256i first_low = TABLE(
      B(CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4), B(CARRY | OVERLONG_2), B(CARRY), B(CARRY),
      B(CARRY | TOO_LARGE), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
      B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
      B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
      B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000),
      B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE),
      B(CARRY | TOO_LARGE | TOO_LARGE_1000), B(CARRY | TOO_LARGE | TOO_LARGE_1000));
  const __m256i second_high = TABLE(
      TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
      B(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4),
      B(TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE),
      B(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE),
      B(TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, TOO_SHORT,
      TOO_SHORT);
  __m256i shifted = _mm256_permute2x128_si256(previous, input, 0x21);
  __m256i prev1 = _mm256_alignr_epi8(input, shifted, 15);
  __m256i prev2 = _mm256_alignr_epi8(input, shifted, 14);
  __m256i prev3 = _mm256_alignr_epi8(input, shifted, 13);
  __m256i special = _mm256_and_si256(
      _mm256_and_si256(
          _mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(prev1, 4), nibble)),
          _mm256_shuffle_epi8(first_low, _mm256_and_si256(prev1, nibble))),
      _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(input, 4), nibble)));
  __m256i third = _mm256_subs_epu8(prev2, _mm256_set1_epi8(B(0xE0 - 0x80)));
  __m256i fourth = _mm256_subs_epu8(prev3, _mm256_set1_epi8(B(0xF0 - 0x80)));
  __m256i must_continue =
      _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(B(0x80)));
  return _mm256_xor_si256(must_continue, special);
}

#undef TABLE
#undef B
#endif

#endif
