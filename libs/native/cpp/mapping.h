// Weights that are only read, in a file instead of memory. The system brings a page when a kernel reads it (from its cache of
// files, mostly without the disk); who has read an array says so, and its pages are given back.
#pragma once
#include <cstddef>

namespace rlhf {

// `bytes` of an open file, to be read only; the file may be closed and its name removed. Throws std::runtime_error.
void* map_file(int file, size_t bytes);
void unmap_file(void* p);
// These values were read and will not be for a while. Does nothing for arrays in memory.
void done_reading(const float* values, size_t count);

} // namespace rlhf
