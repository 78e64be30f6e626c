// What every structural kernel does with a block once its bytes have become 64-bit masks.
#ifndef WEIR_CSCAN_BITMASK_H
#define WEIR_CSCAN_BITMASK_H

#include "cscan_structure.h"

#define UNLIKELY(condition) __builtin_expect((condition) != 0, 0)

/// One bit per byte of a 64-byte block, least significant first.
typedef struct {
  uint64_t quote, backslash, operator_, blank, control;
} block_masks;

/// Marks the bytes that a backslash escapes. A run of backslashes escapes what follows it only if
/// its length is odd; adding the run's start to the run carries out of its end, and the parity of
/// start and end tells which. Every second backslash of a run is marked too.
static inline uint64_t escaped_bytes(uint64_t backslash, uint64_t *carry) {
  const uint64_t even = 0x5555555555555555u;
  backslash &= ~*carry;
  uint64_t follows = backslash << 1 | *carry;
  uint64_t odd_starts = backslash & ~even & ~follows;
  uint64_t ends_of_odd;
  *carry = __builtin_add_overflow(odd_starts, backslash, &ends_of_odd);
  return (even ^ ends_of_odd << 1) & follows;
}

/// Returns for every bit the parity of the bits up to and including it.
static inline uint64_t prefix_parity(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

/// Returns the quotes that begin or end a string, and appends the backslashes that begin an escape
/// to `escapes`.
static inline uint64_t string_quotes(const block_masks *m, size_t offset, cscan_state *state,
                                     uint32_t *escapes) {
  if (!UNLIKELY(m->backslash | state->escaped)) return m->quote;
  uint64_t escaped = escaped_bytes(m->backslash, &state->escaped);
  for (uint64_t bits = m->backslash & ~escaped; bits != 0; bits &= bits - 1)
    escapes[state->escape_count++] = (uint32_t)offset + (uint32_t)__builtin_ctzll(bits);
  return m->quote & ~escaped;
}

/// Returns the bits to index, and moves `state` past the block. `parity` is `prefix_parity` of
/// `quote`, which some machines have an instruction for.
static inline uint64_t index_bits(const block_masks *m, uint64_t quote, uint64_t parity,
                                  size_t offset, cscan_state *state) {
  uint64_t in_string = parity ^ state->in_string;  // opening quote included, closing one not
  state->in_string = (uint64_t)((int64_t)in_string >> 63);
  uint64_t control = m->control & in_string;
  if (UNLIKELY(control) && state->control == 0)
    state->control = offset + (uint64_t)__builtin_ctzll(control) + 1;
  uint64_t scalar = ~(m->operator_ | m->blank | quote | in_string);
  uint64_t scalar_start = scalar & ~(scalar << 1 | state->in_scalar);
  state->in_scalar = scalar >> 63;
  return quote | (m->operator_ & ~in_string) | scalar_start;
}

/// The first `count` bits, which are 1 to 64.
static inline uint64_t first_bits(size_t count) { return ~(uint64_t)0 >> (64 - count); }

#endif
