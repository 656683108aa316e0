// How far a long reading is and how long it will take: on a terminal one line written over and over,
// elsewhere (a log, a pipe) a line a minute.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>

#include "connector/base/time.h"
#include "connector/messages/catalogue.h"

namespace estafeta::cli {

class ProgressLine {
 public:
  // All must outlive it.
  ProgressLine(std::ostream& out, bool terminal, const messages::Speaker& speaker, const base::Clock& clock)
      : out_(out), terminal_(terminal), speaker_(speaker), clock_(clock) {}
  ~ProgressLine() { clear(); }

  // So many incidents must be asked for, at so many requests a second at most.
  void estimate(std::size_t incidents, std::size_t a_second);
  // So many of all were read.
  void show(std::size_t read, std::size_t all);

 private:
  struct Beginning {
    std::chrono::milliseconds at;
    std::size_t read;
  };

  void clear();

  std::ostream& out_;
  bool terminal_;
  const messages::Speaker& speaker_;
  const base::Clock& clock_;
  std::optional<Beginning> begun_;
  std::chrono::milliseconds said_{0};
};

}  // namespace estafeta::cli
