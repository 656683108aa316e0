#pragma once

#include <string>

namespace estafeta::tests {

// The checkout the tests were built from: shipped mappings, templates and expected answers are read from
// there. The path stands in one object only, so that every other object is the same in each checkout and a
// compiler cache can serve it.
std::string source_dir();

}  // namespace estafeta::tests
