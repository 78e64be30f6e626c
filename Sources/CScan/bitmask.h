// What every structural kernel does with a block once its bytes have become 64-bit masks.
#ifndef WEIR_CSCAN_BITMASK_H
#define WEIR_CSCAN_BITMASK_H

#include "cscan_structure.h"

/// One bit per byte of a 64-byte block, least significant first.
typedef struct {
  uint64_t quote, backslash, operator_, blank, control, non_ascii;
} block_masks;

/// Marks the bytes that a backslash escapes. A run of backslashes escapes what follows it only if
/// its length is odd; adding the run's start to the run carries out of its end, and the parity of
/// start and end tells which.
static inline uint64_t escaped_bytes(uint64_t backslash, uint64_t *carry) {
  if (backslash == 0) {
    uint64_t escaped = *carry;
    *carry = 0;
    return escaped;
  }
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

/// Returns the bits to index, and moves `state` past the block. `parity` is `prefix_parity` of the
/// unescaped quotes, which some machines have an instruction for.
static inline uint64_t index_bits(const block_masks *m, uint64_t quote, uint64_t parity,
                                  uint64_t valid, size_t offset, cscan_state *state) {
  uint64_t in_string = parity ^ state->in_string;  // opening quote included, closing one not
  state->in_string = (uint64_t)((int64_t)in_string >> 63);
  state->any_backslash |= m->backslash;
  state->any_non_ascii |= m->non_ascii & valid;
  uint64_t control = m->control & in_string & valid;
  if (__builtin_expect(control != 0 && state->control == 0, 0))
    state->control = offset + (uint64_t)__builtin_ctzll(control) + 1;
  uint64_t scalar = ~(m->operator_ | m->blank | quote | in_string);
  uint64_t scalar_start = scalar & ~(scalar << 1 | state->in_scalar);
  state->in_scalar = scalar >> 63;
  return (quote | (m->operator_ & ~in_string) | scalar_start) & valid;
}

/// The bits of a block that lie before the end of the text.
static inline uint64_t valid_bits(size_t offset, size_t end) {
  size_t left = end - offset;
  return left >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << left) - 1;
}

/// Writes the offsets of the set bits. Writes up to 64 entries whatever their number.
static inline uint32_t *append_offsets(uint64_t bits, uint32_t offset, uint32_t *out) {
  uint32_t *next = out + __builtin_popcountll(bits);
  while (bits != 0) {
    // Eight at a time: one branch that is taken rarely instead of one an entry.
    for (int i = 0; i < 8; i++) {
      out[i] = offset + (uint32_t)__builtin_ctzll(bits | 1ull << 63);
      bits &= bits - 1;
    }
    out += 8;
  }
  return next;
}

#endif
