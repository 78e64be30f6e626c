// Structural index: one pass that finds every byte a JSON parser has to stop at.
//
// Each kernel turns 64 bytes into six bit masks (quotes, backslashes, operators, blanks, control
// characters, non-ASCII) and leaves the rest to bitmask.h. The kernel is chosen at the first call.

#include <stdatomic.h>
#include <string.h>

#include "bitmask.h"
#include "cscan.h"

typedef size_t (*structure_kernel)(const uint8_t *, size_t, size_t, cscan_state *, uint32_t *);

// MARK: Portable

enum { QUOTE = 1, BACKSLASH = 2, OPERATOR = 4, BLANK = 8, CONTROL = 16, NON_ASCII = 32 };

static inline uint8_t byte_class(uint8_t byte) {
  switch (byte) {
    case '"': return QUOTE;
    case '\\': return BACKSLASH;
    case '{': case '}': case '[': case ']': case ':': case ',': return OPERATOR;
    case ' ': return BLANK;
    case '\t': case '\n': case '\r': return BLANK | CONTROL;
    default: return byte < 0x20 ? CONTROL : byte >= 0x80 ? NON_ASCII : 0;
  }
}

static size_t structure_portable(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                                 uint32_t *out) {
  uint32_t *start = out;
  for (size_t offset = begin; offset < end; offset += 64) {
    block_masks m = {0};
    uint64_t valid = valid_bits(offset, end);
    size_t count = end - offset < 64 ? end - offset : 64;
    for (size_t i = 0; i < count; i++) {
      uint64_t class = byte_class(text[offset + i]);
      m.quote |= (class & 1) << i;
      m.backslash |= (class >> 1 & 1) << i;
      m.operator_ |= (class >> 2 & 1) << i;
      m.blank |= (class >> 3 & 1) << i;
      m.control |= (class >> 4 & 1) << i;
      m.non_ascii |= (class >> 5 & 1) << i;
    }
    uint64_t quote = m.quote & ~escaped_bytes(m.backslash, &state->escaped);
    uint64_t bits = index_bits(&m, quote, prefix_parity(quote), valid, offset, state);
    out = append_offsets(bits, (uint32_t)offset, out);
  }
  return (size_t)(out - start);
}

#if defined(__x86_64__)
#include <immintrin.h>

// An operator's low nibble is its own, and so is a blank's: one table look-up by low nibble and one
// comparison finds each. Or-ing 0x20 folds [ ] onto { }; it also folds two control characters onto
// ':' and ',', which the parser meets as bytes that cannot stand where they stand.
#define OPERATOR_BY_LOW_NIBBLE 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0
#define BLANK_BY_LOW_NIBBLE ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0

// MARK: AVX2

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))

AVX2 static inline uint64_t mask_avx2(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 static size_t structure_avx2(const uint8_t *text, size_t begin, size_t end,
                                  cscan_state *state, uint32_t *out) {
  const __m256i operators =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(OPERATOR_BY_LOW_NIBBLE));
  const __m256i blanks = _mm256_broadcastsi128_si256(_mm_setr_epi8(BLANK_BY_LOW_NIBBLE));
  const __m256i fold = _mm256_set1_epi8(0x20);
  const __m256i quotes = _mm256_set1_epi8('"');
  const __m256i backslashes = _mm256_set1_epi8('\\');
  const __m256i last_control = _mm256_set1_epi8(0x1F);
  cscan_state s = *state;
  uint32_t *start = out;
  for (size_t offset = begin; offset < end; offset += 64) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(text + offset));
    __m256i b = _mm256_loadu_si256((const __m256i *)(text + offset + 32));
    block_masks m;
    m.backslash =
        mask_avx2(_mm256_cmpeq_epi8(a, backslashes), _mm256_cmpeq_epi8(b, backslashes));
    m.quote = mask_avx2(_mm256_cmpeq_epi8(a, quotes), _mm256_cmpeq_epi8(b, quotes));
    m.operator_ = mask_avx2(_mm256_cmpeq_epi8(_mm256_or_si256(a, fold), _mm256_shuffle_epi8(operators, a)),
                            _mm256_cmpeq_epi8(_mm256_or_si256(b, fold), _mm256_shuffle_epi8(operators, b)));
    m.blank = mask_avx2(_mm256_cmpeq_epi8(a, _mm256_shuffle_epi8(blanks, a)),
                        _mm256_cmpeq_epi8(b, _mm256_shuffle_epi8(blanks, b)));
    m.control = mask_avx2(_mm256_cmpeq_epi8(_mm256_min_epu8(a, last_control), a),
                          _mm256_cmpeq_epi8(_mm256_min_epu8(b, last_control), b));
    m.non_ascii = mask_avx2(a, b);
    uint64_t valid = valid_bits(offset, end);
    m.backslash &= valid;
    m.quote &= valid;
    uint64_t quote = m.quote & ~escaped_bytes(m.backslash, &s.escaped);
    uint64_t parity = (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
        _mm_set_epi64x(0, (int64_t)quote), _mm_set1_epi8((char)0xFF), 0));
    out = append_offsets(index_bits(&m, quote, parity, valid, offset, &s), (uint32_t)offset, out);
  }
  *state = s;
  return (size_t)(out - start);
}

// MARK: AVX-512

#define AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,lzcnt,popcnt,pclmul")))

AVX512 static size_t structure_avx512(const uint8_t *text, size_t begin, size_t end,
                                      cscan_state *state, uint32_t *out) {
  const __m512i operators = _mm512_broadcast_i32x4(_mm_setr_epi8(OPERATOR_BY_LOW_NIBBLE));
  const __m512i blanks = _mm512_broadcast_i32x4(_mm_setr_epi8(BLANK_BY_LOW_NIBBLE));
  const __m512i iota =
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  cscan_state s = *state;
  uint32_t *start = out;
  for (size_t offset = begin; offset < end; offset += 64) {
    uint64_t valid = valid_bits(offset, end);
    __m512i v = _mm512_maskz_loadu_epi8(valid, text + offset);
    block_masks m;
    m.backslash = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\\'));
    m.quote = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"'));
    m.operator_ = _mm512_cmpeq_epi8_mask(_mm512_or_si512(v, _mm512_set1_epi8(0x20)),
                                         _mm512_shuffle_epi8(operators, v));
    m.blank = _mm512_cmpeq_epi8_mask(v, _mm512_shuffle_epi8(blanks, v));
    m.control = _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(0x20));
    m.non_ascii = _mm512_movepi8_mask(v);
    uint64_t quote = m.quote & ~escaped_bytes(m.backslash, &s.escaped);
    uint64_t parity = (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
        _mm_set_epi64x(0, (int64_t)quote), _mm_set1_epi8((char)0xFF), 0));
    uint64_t bits = index_bits(&m, quote, parity, valid, offset, &s);
    // Compressing in a register and storing whole is fast everywhere; compressing into memory is
    // microcoded on some machines.
    __m512i offsets = _mm512_add_epi32(iota, _mm512_set1_epi32((int)offset));
    for (int quarter = 0; quarter < 4; quarter++) {
      __mmask16 part = (__mmask16)(bits >> (16 * quarter));
      _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(part, offsets));
      out += __builtin_popcount(part);
      offsets = _mm512_add_epi32(offsets, _mm512_set1_epi32(16));
    }
  }
  *state = s;
  return (size_t)(out - start);
}
#endif

// MARK: Dispatch

static size_t structure_resolve(const uint8_t *, size_t, size_t, cscan_state *, uint32_t *);

static _Atomic(structure_kernel) kernel = structure_resolve;

static structure_kernel best_kernel(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("bmi2"))
    return structure_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return structure_avx2;
#endif
  return structure_portable;
}

static size_t structure_resolve(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                                uint32_t *out) {
  structure_kernel best = best_kernel();
  atomic_store_explicit(&kernel, best, memory_order_relaxed);
  return best(text, begin, end, state, out);
}

size_t cscan_structure(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                       uint32_t *out) {
  return atomic_load_explicit(&kernel, memory_order_relaxed)(text, begin, end, state, out);
}

const char *cscan_kernel(void) {
#if defined(__x86_64__)
  structure_kernel best = best_kernel();
  if (best == structure_avx512) return "avx512";
  if (best == structure_avx2) return "avx2";
#endif
  return "portable";
}
