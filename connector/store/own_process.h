// This process, as others are told who has the store.
#pragma once

#include <cstdint>
#include <string>

namespace estafeta::store {

struct Process {
  std::string host;
  std::int64_t id = 0;
  std::string command;  // as it was started, without secrets: those never stand on a command line
};

Process own_process();

}  // namespace estafeta::store
