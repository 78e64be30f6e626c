#include <zlib.h>

// zlib's own names for these are macros, which Swift cannot call. 31: a window of 32 KiB, and the
// header and trailer of gzip (RFC 1952) instead of zlib's.

static inline int czlib_begin_inflate(z_streamp stream) { return inflateInit2(stream, 31); }

static inline int czlib_begin_deflate(z_streamp stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
