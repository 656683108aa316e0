// Status and Result: how every room reports that something did not work.
//
// The code says what the caller should do next, not what happened; the phrase says what happened, for people.
// Where code must tell one failure from another of the same code, it asks the cause, never the phrase's key.
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
// internal where no code is called so.
Code code_from(std::string_view text);

// What code must tell apart beyond the code. Most failures need none.
enum class Cause {
  none,
  not_sent,           // nothing of the request left this machine: it may be repeated, whatever it is
  tls_untrusted,      // the other side's certificate is not trusted; not sent either, and repeating is no use
  key_refused,        // HTTP 401
  forbidden,          // HTTP 403
  not_understood,     // an answer that is not the tracker's
  not_a_tracker,      // not the tracker the settings mean: none at the address, other ids, another account
  refused,            // the tracker refused what was to be written, all of it, because of some of it
  written_otherwise,  // the tracker said yes and a value did not stick
  note_public,        // a note meant for staff would be, or was, visible to everybody
  write_limit,        // the writes of this pass are used up
  mail_limit,         // the mails of this pass are used up
  paused,             // somebody paused writing to that project
  clock_differs,      // this machine's clock and the tracker's
  stopped,            // the command was asked to stop
  needs_itself,       // tasks need one another in a ring; the phrase's `path` names them
  no_windows,         // a task needs the client's maintenance windows, and no client was named or has none
};

class [[nodiscard]] Status {
 public:
  Status() = default;  // ok
  Status(Code code, Phrase phrase, Cause cause = Cause::none)
      : code_(code), cause_(cause), phrase_(std::move(phrase)) {}

  bool ok() const { return code_ == Code::ok; }
  Code code() const { return code_; }
  Cause cause() const { return cause_; }
  const Phrase& phrase() const { return phrase_; }

  friend bool operator==(const Status&, const Status&) = default;

 private:
  Code code_ = Code::ok;
  Cause cause_ = Cause::none;
  Phrase phrase_;
};

// For logs: `failed_precondition: tracker.status_refused{…}`.
std::string to_string(const Status& status);

template <typename T>
using Result = tl::expected<T, Status>;

inline tl::unexpected<Status> fail(Code code, Phrase phrase, Cause cause = Cause::none) {
  return tl::unexpected<Status>(Status(code, std::move(phrase), cause));
}
inline tl::unexpected<Status> fail(Status status) {
  return tl::unexpected<Status>(std::move(status));
}

}  // namespace estafeta::base
