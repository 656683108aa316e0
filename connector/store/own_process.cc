#include "connector/store/own_process.h"

#include <unistd.h>

#include <array>
#include <fstream>

namespace estafeta::store {

Process own_process() {
  Process own;
  std::array<char, 256> host{};
  own.host = gethostname(host.data(), host.size() - 1) == 0 ? host.data() : "?";
  own.id = getpid();
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  for (char c = 0; file.get(c);) own.command += c == '\0' ? ' ' : c;
  while (!own.command.empty() && own.command.back() == ' ') own.command.pop_back();
  return own;
}

}  // namespace estafeta::store
