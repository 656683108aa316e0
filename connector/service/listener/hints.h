// Which hints, and other requests of the plugin, are good: signed by who shares the secret, sent just now,
// and not taken before.
//
// A hint says that something changed, never what: good or not, it can only make the service look sooner. Its
// body is JSON, `{"id": "…", "sent": 1764412345}` and whatever else is asked, its signature `sha256=` and the
// HMAC-SHA256 of the body in hexadecimal. A webhook of Redmine 7 is signed in the same way and says
// `"timestamp": "2026-06-15T11:00:00+03:00"`. Safe to call from several threads.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "connector/base/secret.h"
#include "connector/base/time.h"

namespace estafeta::service {

enum class HintVerdict { good, malformed, forged, old, repeated };

class Hints {
 public:
  // The clock must outlive it.
  Hints(base::Secret secret, const base::Clock& clock) : secret_(std::move(secret)), clock_(clock) {}

  HintVerdict judge(std::string_view body, std::string_view signature);
  HintVerdict judge_webhook(std::string_view body, std::string_view signature);

 private:
  HintVerdict take(const std::string& id, base::Instant sent);
  bool is_signed(std::string_view body, std::string_view signature) const;

  base::Secret secret_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, base::Instant> taken_;  // by id, when it was sent
};

}  // namespace estafeta::service
