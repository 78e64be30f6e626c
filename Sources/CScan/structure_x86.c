// The structural kernels for x86-64: AVX2, and AVX-512 with VBMI2.

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "bitmask.h"
#include "kernels.h"
#include "utf8_pairs.h"

#define INLINE static inline __attribute__((always_inline))

// An operator's low nibble is its own, and so is a blank's: one table look-up by low nibble and one
// comparison finds each. Or-ing 0x20 folds [ ] onto { }; it also folds two control characters onto
// ':' and ',', which the parser meets as bytes that cannot stand where they stand.
#define OPERATOR_BY_LOW_NIBBLE 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0
#define BLANK_BY_LOW_NIBBLE ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0

// MARK: AVX2

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))

enum { UTF8_ERROR = 1, UTF8_OPEN = 2 };

/// Checks the UTF-8 of the block at `offset`, of which `count` bytes belong to the text. What follows
/// the text's end counts as NUL, so that a sequence cut short by it is wrong. Returns what to note;
/// taking the state itself would keep all of it in memory.
AVX2 static int check_utf8(const uint8_t *text, size_t offset, size_t count) {
  uint8_t tail[64] = {0};
  const uint8_t *block = text + offset;
  if (count < 64) block = memcpy(tail, block, count);
  __m256i previous = offset == 0 ? _mm256_setzero_si256()
                                 : _mm256_loadu_si256((const __m256i *)(text + offset - 32));
  __m256i a = _mm256_loadu_si256((const __m256i *)block);
  __m256i b = _mm256_loadu_si256((const __m256i *)(block + 32));
  __m256i error = _mm256_or_si256(pair_errors(a, previous), pair_errors(b, a));
  int is_open = block[63] >= 0xC0 || block[62] >= 0xE0 || block[61] >= 0xF0;
  return (_mm256_testz_si256(error, error) ? 0 : UTF8_ERROR) | (is_open ? UTF8_OPEN : 0);
}

INLINE void note_utf8(int found, cscan_state *state) {
  state->utf8_error |= (uint64_t)(found & UTF8_ERROR);
  state->utf8_open = (uint64_t)(found & UTF8_OPEN);
}

/// `prefix_parity` by a carry-less multiplication with all ones.
AVX2 INLINE uint64_t prefix_parity_clmul(uint64_t bits) {
  return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
      _mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8((char)0xFF), 0));
}

AVX2 INLINE uint64_t mask_avx2(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

/// The places of the set bits of every byte, one byte each, the lowest first.
#define PLACE(byte, bit) \
  ((uint64_t)((byte) >> (bit) & 1) * (bit) << 8 * __builtin_popcount((byte) & ((1 << (bit)) - 1)))
#define PLACES_1(byte)                                                                          \
  (PLACE(byte, 0) | PLACE(byte, 1) | PLACE(byte, 2) | PLACE(byte, 3) | PLACE(byte, 4) |         \
   PLACE(byte, 5) | PLACE(byte, 6) | PLACE(byte, 7))
#define PLACES_4(byte) \
  PLACES_1(byte), PLACES_1(byte + 1), PLACES_1(byte + 2), PLACES_1(byte + 3)
#define PLACES_16(byte) \
  PLACES_4(byte), PLACES_4(byte + 4), PLACES_4(byte + 8), PLACES_4(byte + 12)
#define PLACES_64(byte) \
  PLACES_16(byte), PLACES_16(byte + 16), PLACES_16(byte + 32), PLACES_16(byte + 48)
static const uint64_t places_of_byte[256] = {PLACES_64(0), PLACES_64(64), PLACES_64(128),
                                             PLACES_64(192)};

/// Writes the offsets of the set bits. Eight bits a step and no branch: how many there are changes
/// from block to block, and a branch on it is often guessed wrong.
AVX2 INLINE uint32_t *append_offsets_avx2(uint64_t bits, uint32_t offset, uint32_t *out) {
  __m256i base = _mm256_set1_epi32((int)offset);
  for (int i = 0; i < 8; i++) {
    uint64_t byte = bits >> 8 * i & 0xFF;
    __m256i places = _mm256_cvtepu8_epi32(
        _mm_loadl_epi64((const __m128i *)&places_of_byte[byte]));
    _mm256_storeu_si256((__m256i *)out, _mm256_add_epi32(base, places));
    out += _mm_popcnt_u64(byte);
    base = _mm256_add_epi32(base, _mm256_set1_epi32(8));
  }
  return out;
}

AVX2 INLINE uint32_t *block_avx2(const uint8_t *text, size_t offset, size_t count, cscan_state *state,
                                 uint32_t *out, uint32_t *escapes) {
  const __m256i operators = _mm256_broadcastsi128_si256(_mm_setr_epi8(OPERATOR_BY_LOW_NIBBLE));
  const __m256i blanks = _mm256_broadcastsi128_si256(_mm_setr_epi8(BLANK_BY_LOW_NIBBLE));
  const __m256i fold = _mm256_set1_epi8(0x20);
  const __m256i quotes = _mm256_set1_epi8('"');
  const __m256i backslashes = _mm256_set1_epi8('\\');
  const __m256i last_control = _mm256_set1_epi8(0x1F);
  uint64_t valid = first_bits(count);
  __m256i a = _mm256_loadu_si256((const __m256i *)(text + offset));
  __m256i b = _mm256_loadu_si256((const __m256i *)(text + offset + 32));
  block_masks m;
  m.backslash =
      mask_avx2(_mm256_cmpeq_epi8(a, backslashes), _mm256_cmpeq_epi8(b, backslashes)) & valid;
  m.quote = mask_avx2(_mm256_cmpeq_epi8(a, quotes), _mm256_cmpeq_epi8(b, quotes)) & valid;
  m.operator_ = mask_avx2(
      _mm256_cmpeq_epi8(_mm256_or_si256(a, fold), _mm256_shuffle_epi8(operators, a)),
      _mm256_cmpeq_epi8(_mm256_or_si256(b, fold), _mm256_shuffle_epi8(operators, b)));
  m.blank = mask_avx2(_mm256_cmpeq_epi8(a, _mm256_shuffle_epi8(blanks, a)),
                      _mm256_cmpeq_epi8(b, _mm256_shuffle_epi8(blanks, b)));
  // Lines seldom hold control characters or anything but ASCII: asked for both halves at once.
  m.control = 0;
  __m256i least = _mm256_min_epu8(a, b);
  if (UNLIKELY(_mm256_movemask_epi8(
          _mm256_cmpeq_epi8(_mm256_min_epu8(least, last_control), least))))
    m.control = mask_avx2(_mm256_cmpeq_epi8(_mm256_min_epu8(a, last_control), a),
                          _mm256_cmpeq_epi8(_mm256_min_epu8(b, last_control), b)) & valid;
  if (UNLIKELY((uint32_t)_mm256_movemask_epi8(_mm256_or_si256(a, b)) | state->utf8_open))
    note_utf8(check_utf8(text, offset, count), state);
  uint64_t quote = string_quotes(&m, offset, state, escapes);
  uint64_t bits = index_bits(&m, quote, prefix_parity_clmul(quote), offset, state) & valid;
  return append_offsets_avx2(bits, (uint32_t)offset, out);
}

AVX2 size_t weir_structure_avx2(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                                uint32_t *out, uint32_t *escapes) {
  cscan_state s = *state;
  s.escape_count = 0;
  uint32_t *start = out;
  size_t offset = begin;
  for (; offset + 64 <= end; offset += 64) out = block_avx2(text, offset, 64, &s, out, escapes);
  if (offset < end) out = block_avx2(text, offset, end - offset, &s, out, escapes);
  *state = s;
  return (size_t)(out - start);
}

// MARK: AVX-512

#define AVX512                                                                                \
  __attribute__((target(                                                                      \
      "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi2,bmi,bmi2,lzcnt,popcnt,pclmul")))

/// Writes the offsets of the set bits: their places within the block are compressed in a register,
/// since compressing into memory is microcoded on some machines, and widened.
AVX512 INLINE uint32_t *append_offsets_avx512(uint64_t bits, size_t offset, uint32_t *out) {
  const __m512i iota = _mm512_set_epi8(
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40,
      39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512i places = _mm512_maskz_compress_epi8(bits, iota);
  __m512i base = _mm512_set1_epi32((int)offset);
#define WIDEN(quarter)                                                                        \
  _mm512_storeu_si512(out + 16 * quarter,                                                     \
                      _mm512_add_epi32(base, _mm512_cvtepu8_epi32(                            \
                                                 _mm512_extracti32x4_epi32(places, quarter))))
  WIDEN(0);
  WIDEN(1);
  size_t count = (size_t)_mm_popcnt_u64(bits);
  if (UNLIKELY(count > 32)) {
    WIDEN(2);
    WIDEN(3);
  }
#undef WIDEN
  return out + count;
}

AVX512 INLINE uint32_t *block_avx512(const uint8_t *text, size_t offset, size_t count,
                                     cscan_state *state, uint32_t *out, uint32_t *escapes) {
  const __m512i operators = _mm512_broadcast_i32x4(_mm_setr_epi8(OPERATOR_BY_LOW_NIBBLE));
  const __m512i blanks = _mm512_broadcast_i32x4(_mm_setr_epi8(BLANK_BY_LOW_NIBBLE));
  uint64_t valid = first_bits(count);
  // Beyond the text's end come zeros, which are neither quotes nor backslashes.
  __m512i v = count < 64 ? _mm512_maskz_loadu_epi8(valid, text + offset)
                         : _mm512_loadu_si512(text + offset);
  block_masks m;
  m.backslash = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\\'));
  m.quote = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"'));
  m.operator_ = _mm512_cmpeq_epi8_mask(_mm512_or_si512(v, _mm512_set1_epi8(0x20)),
                                       _mm512_shuffle_epi8(operators, v));
  m.blank = _mm512_cmpeq_epi8_mask(v, _mm512_shuffle_epi8(blanks, v));
  m.control = _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(0x20)) & valid;
  if (UNLIKELY(_mm512_movepi8_mask(v) | state->utf8_open))
    note_utf8(check_utf8(text, offset, count), state);
  uint64_t quote = string_quotes(&m, offset, state, escapes);
  uint64_t bits = index_bits(&m, quote, prefix_parity_clmul(quote), offset, state) & valid;
  return append_offsets_avx512(bits, offset, out);
}

AVX512 size_t weir_structure_avx512(const uint8_t *text, size_t begin, size_t end,
                                    cscan_state *state, uint32_t *out, uint32_t *escapes) {
  cscan_state s = *state;
  s.escape_count = 0;
  uint32_t *start = out;
  size_t offset = begin;
  for (; offset + 64 <= end; offset += 64) out = block_avx512(text, offset, 64, &s, out, escapes);
  if (offset < end) out = block_avx512(text, offset, end - offset, &s, out, escapes);
  *state = s;
  return (size_t)(out - start);
}
#endif
