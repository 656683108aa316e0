// Months that people asked to have signed by a button, handed from the listener to the thread that decides.
//
// A request carries a key of its own: asked twice, or again because nobody heard the answer, it is signed
// once. What waits here is lost with the process, which says so by never answering. Safe to call from several
// threads.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/status.h"
#include "connector/service/incidents/reports.h"

namespace estafeta::service {

class SignOffRequests {
 public:
  // JSON: `{"client", "month", "by", "key", "again", "confirm_empty"}`. invalid_argument: it is not that.
  base::Status put(std::string_view request);
  bool empty();
  // Each once, in the order in which they came.
  std::vector<SignOffRequest> take();

 private:
  std::mutex mutex_;
  std::vector<SignOffRequest> waiting_;
};

}  // namespace estafeta::service
