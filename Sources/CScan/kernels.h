// The structural kernels, as structure.c chooses among them. See cscan_structure.h.
#ifndef WEIR_CSCAN_KERNELS_H
#define WEIR_CSCAN_KERNELS_H

#include "cscan_structure.h"

#if defined(__x86_64__)
size_t weir_structure_avx2(const uint8_t *, size_t, size_t, cscan_state *, uint32_t *, uint32_t *);
size_t weir_structure_avx512(const uint8_t *, size_t, size_t, cscan_state *, uint32_t *,
                             uint32_t *);
#endif

#endif
