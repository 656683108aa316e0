// Asks the person at the terminal: on standard error, so that what a command prints can be piped on.
//
// Where standard input is no terminal nobody is asked. One thread.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "connector/base/secret.h"

namespace estafeta::cli {

class Terminal {
 public:
  explicit Terminal(std::ostream& out) : out_(out) {}

  static bool is_there();
  // A line without the blanks around it; nullopt: the person left (end of file, Ctrl-C).
  std::optional<std::string> ask(const std::string& question);
  // The same, and what is typed is not shown.
  std::optional<base::Secret> ask_secret(const std::string& question);

 private:
  std::ostream& out_;
};

}  // namespace estafeta::cli
