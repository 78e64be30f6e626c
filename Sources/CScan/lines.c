#include "cscan_lines.h"

// Sixteen counters of one byte each, emptied before they can overflow: the compiler makes vector
// code of this on every processor.
typedef uint8_t bytes16 __attribute__((vector_size(16)));

enum { LANES = 16, ROUNDS = 255 };

size_t cscan_count_newlines(const uint8_t *text, size_t length) {
  size_t count = 0, offset = 0;
  while (length - offset >= LANES) {
    size_t rounds = (length - offset) / LANES;
    if (rounds > ROUNDS) rounds = ROUNDS;
    bytes16 counters = {0};
    for (size_t round = 0; round < rounds; round++, offset += LANES) {
      bytes16 window;
      memcpy(&window, text + offset, LANES);
      counters -= (bytes16)(window == '\n');  // a lane that is equal is 0xFF, which is -1
    }
    for (int lane = 0; lane < LANES; lane++) count += counters[lane];
  }
  for (; offset < length; offset++) count += text[offset] == '\n';
  return count;
}
