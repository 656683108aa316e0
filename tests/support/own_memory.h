// Whether a program's memory can be counted: a sanitizer's allocations are not the program's.
#pragma once

namespace estafeta::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryIsOurs = false;
#else
inline constexpr bool kMemoryIsOurs = true;
#endif

}  // namespace estafeta::testing
