#include "tests/support/source_dir.h"

namespace estafeta::tests {

std::string source_dir() {
  return ESTAFETA_SOURCE_DIR;
}

}  // namespace estafeta::tests
