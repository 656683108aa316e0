// Status and Result: how every room reports that something did not work.
//
// The code says what the caller should do next, not what happened; the phrase says what happened, for people.
// Exceptions of third-party libraries are caught in one place per library and become a Status there.
// Modelled on absl::Status (absl/status/status.h), reduced to the codes Estafeta acts on.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "connector/base/phrase.h"

namespace estafeta::base {

enum class Code {
  ok,
  unavailable,          // the other side did not answer properly: the same call may work later
  aborted,              // somebody else changed it meanwhile: read again and decide again
  failed_precondition,  // a person must act before this can work
  invalid_argument,     // what was asked is wrong in itself
  not_found,
  permission_denied,
  held,      // another process holds the store
  internal,  // a mistake of ours
};

std::string_view to_string(Code code);

class [[nodiscard]] Status {
 public:
  Status() = default;  // ok
  Status(Code code, Phrase phrase) : code_(code), phrase_(std::move(phrase)) {}

  bool ok() const { return code_ == Code::ok; }
  Code code() const { return code_; }
  const Phrase& phrase() const { return phrase_; }

  friend bool operator==(const Status&, const Status&) = default;

 private:
  Code code_ = Code::ok;
  Phrase phrase_;
};

// For logs: `failed_precondition: tracker.status_refused{…}`.
std::string to_string(const Status& status);

template <typename T>
using Result = tl::expected<T, Status>;

inline tl::unexpected<Status> fail(Code code, Phrase phrase) {
  return tl::unexpected<Status>(Status(code, std::move(phrase)));
}
inline tl::unexpected<Status> fail(Status status) {
  return tl::unexpected<Status>(std::move(status));
}

}  // namespace estafeta::base
