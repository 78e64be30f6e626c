// Byte kernels: everything here looks at bytes alone and knows nothing of JSON values or schemas.
#ifndef WEIR_CSCAN_H
#define WEIR_CSCAN_H

#include <stddef.h>
#include <stdint.h>

#include "cscan_escape.h"
#include "cscan_hash.h"
#include "cscan_lines.h"
#include "cscan_structure.h"

#endif
