// Structural index: one pass that finds every byte a JSON parser has to stop at.
//
// Each kernel turns 64 bytes into bit masks (quotes, backslashes, operators, blanks, control
// characters) and leaves the rest to bitmask.h. Here are the portable kernel and the choice, which is
// made at the first call.

#include <stdatomic.h>
#include <string.h>

#include "bitmask.h"
#include "kernels.h"

// MARK: Portable

enum { QUOTE = 1, BACKSLASH = 2, OPERATOR = 4, BLANK = 8, CONTROL = 16, NON_ASCII = 32 };

static inline uint8_t byte_class(uint8_t byte) {
  switch (byte) {
    case '"': return QUOTE;
    case '\\': return BACKSLASH;
    case '{': case '}': case '[': case ']': case ':': case ',': return OPERATOR;
    case ' ': return BLANK;
    case '\t': case '\n': case '\r': return BLANK | CONTROL;
    case 0x0C: case 0x1A: return OPERATOR | CONTROL;  // as the vectors fold them onto , and :
    default: return byte < 0x20 ? CONTROL : byte >= 0x80 ? NON_ASCII : 0;
  }
}

/// Follows UTF-8 through one byte. Within a sequence `utf8_open` holds how many bytes are to come and
/// the bounds of the next one (RFC 3629 section 4).
static inline void follow_utf8(uint8_t byte, cscan_state *s) {
  enum { LOW = 8, HIGH = 16 };
  const uint64_t any = 0x80 << LOW | 0xBF << HIGH;
  if (s->utf8_open != 0) {
    uint64_t left = (s->utf8_open & 0xFF) - 1;
    if (byte < (s->utf8_open >> LOW & 0xFF) || byte > s->utf8_open >> HIGH) s->utf8_error = 1;
    s->utf8_open = left == 0 ? 0 : left | any;
  } else if (byte >= 0x80) {
    switch (byte) {
      case 0xE0: s->utf8_open = 2 | 0xA0 << LOW | 0xBF << HIGH; break;
      case 0xED: s->utf8_open = 2 | 0x80 << LOW | 0x9F << HIGH; break;
      case 0xF0: s->utf8_open = 3 | 0x90 << LOW | 0xBF << HIGH; break;
      case 0xF4: s->utf8_open = 3 | 0x80 << LOW | 0x8F << HIGH; break;
      default:
        if (byte < 0xC2 || byte > 0xF4) s->utf8_error = 1;
        else s->utf8_open = any | (byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3);
    }
  }
}

static uint32_t *append_offsets(uint64_t bits, uint32_t offset, uint32_t *out) {
  for (; bits != 0; bits &= bits - 1) *out++ = offset + (uint32_t)__builtin_ctzll(bits);
  return out;
}

static size_t structure_portable(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                                 uint32_t *out, uint32_t *escapes) {
  uint32_t *start = out;
  state->escape_count = 0;
  for (size_t offset = begin; offset < end; offset += 64) {
    block_masks m = {0};
    size_t count = end - offset < 64 ? end - offset : 64;
    uint64_t non_ascii = state->utf8_open;
    for (size_t i = 0; i < count; i++) {
      uint64_t class = byte_class(text[offset + i]);
      m.quote |= (class & 1) << i;
      m.backslash |= (class >> 1 & 1) << i;
      m.operator_ |= (class >> 2 & 1) << i;
      m.blank |= (class >> 3 & 1) << i;
      m.control |= (class >> 4 & 1) << i;
      non_ascii |= class >> 5 & 1;
    }
    if (UNLIKELY(non_ascii))
      for (size_t i = 0; i < count; i++) follow_utf8(text[offset + i], state);
    uint64_t quote = string_quotes(&m, offset, state, escapes);
    uint64_t bits = index_bits(&m, quote, prefix_parity(quote), offset, state);
    out = append_offsets(bits & first_bits(count), (uint32_t)offset, out);
  }
  return (size_t)(out - start);
}

// MARK: Choice

static const struct {
  const char *name;
  cscan_structure_kernel kernel;
} kernels[] = {
#if defined(__x86_64__)
    {"avx512", weir_structure_avx512},
    {"avx2", weir_structure_avx2},
#endif
    {"portable", structure_portable},
};

enum { KERNEL_COUNT = sizeof kernels / sizeof kernels[0] };

static int can_run(cscan_structure_kernel kernel) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
             __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul");
  if (kernel == weir_structure_avx2) return avx2;
  if (kernel == weir_structure_avx512)
    return avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi2");
#endif
  return kernel == structure_portable;
}

static size_t structure_first(const uint8_t *, size_t, size_t, cscan_state *, uint32_t *,
                              uint32_t *);

static _Atomic(cscan_structure_kernel) chosen = structure_first;

/// The kernel in use; `kernels` begins with the fastest.
static cscan_structure_kernel choose(void) {
  cscan_structure_kernel kernel = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (kernel != structure_first) return kernel;
  int best = 0;
  while (!can_run(kernels[best].kernel)) best++;
  atomic_store_explicit(&chosen, kernels[best].kernel, memory_order_relaxed);
  return kernels[best].kernel;
}

static size_t structure_first(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                              uint32_t *out, uint32_t *escapes) {
  return choose()(text, begin, end, state, out, escapes);
}

size_t cscan_structure(const uint8_t *text, size_t begin, size_t end, cscan_state *state,
                       uint32_t *out, uint32_t *escapes) {
  return atomic_load_explicit(&chosen, memory_order_relaxed)(text, begin, end, state, out, escapes);
}

cscan_structure_kernel cscan_kernel_named(const char *name) {
  for (int i = 0; i < KERNEL_COUNT; i++)
    if (strcmp(kernels[i].name, name) == 0 && can_run(kernels[i].kernel)) return kernels[i].kernel;
  return NULL;
}

int cscan_use_kernel(const char *name) {
  cscan_structure_kernel kernel = cscan_kernel_named(name);
  if (kernel != NULL) atomic_store_explicit(&chosen, kernel, memory_order_relaxed);
  return kernel != NULL;
}

const char *cscan_kernel(void) {
  cscan_structure_kernel kernel = choose();
  int i = 0;
  while (kernels[i].kernel != kernel) i++;
  return kernels[i].name;
}
