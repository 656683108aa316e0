// Whether a program's memory can be counted: a sanitizer's allocations are not the program's.
#pragma once

namespace estafeta::testing {

#ifdef ESTAFETA_SANITIZED
inline constexpr bool kMemoryIsOurs = false;
#else
inline constexpr bool kMemoryIsOurs = true;
#endif

}  // namespace estafeta::testing
