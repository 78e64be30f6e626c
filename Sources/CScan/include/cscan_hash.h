// Checksums: SHA-256 names payloads and records, CRC-32C guards checkpoints.
#ifndef WEIR_CSCAN_HASH_H
#define WEIR_CSCAN_HASH_H

#include <stddef.h>
#include <stdint.h>

/// A SHA-256 (FIPS 180-4) under way. Plain data: copying it forks the computation.
typedef struct {
  uint32_t state[8];
  uint64_t length;    ///< bytes taken so far
  uint8_t block[64];  ///< the last `length % 64` bytes, not yet compressed
} cscan_sha256;

void cscan_sha256_init(cscan_sha256 *hash);

/// Takes `length` more bytes. Linear; SHA-NI where the processor has it, else portable C.
void cscan_sha256_update(cscan_sha256 *hash, const void *bytes, size_t length);

/// Writes the 32 bytes of the digest. The hash must be initialised again before its next use.
void cscan_sha256_final(cscan_sha256 *hash, uint8_t *digest);

/// The portable compression of `count` blocks of 64 bytes, exposed to be tested against the other.
void cscan_sha256_compress_portable(uint32_t *state, const uint8_t *blocks, size_t count);

/// Continues a CRC-32C (Castagnoli; RFC 3720 appendix B.4) over `length` bytes; starts from 0.
/// SSE4.2 where the processor has it, else eight tables.
uint32_t cscan_crc32c(uint32_t crc, const void *bytes, size_t length);

/// The portable path of `cscan_crc32c`, exposed to be tested against the other.
uint32_t cscan_crc32c_portable(uint32_t crc, const void *bytes, size_t length);

#endif
