#pragma once

/// Allocations (malloc, calloc, realloc and their aligned kin) of this process since it started.
/// Always 0 where the C library does not let a program stand in for its allocator.
unsigned long long weir_allocation_count(void);
