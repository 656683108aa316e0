#include "connector/service/incidents/sign_off_requests.h"

#include <utility>

#include "connector/document/json.h"

namespace estafeta::service {

namespace {

std::string text_at(const document::Node& node, std::string_view key) {
  const auto* found = node.find(key);
  return found == nullptr ? "" : found->text;
}

// More are not taken: nobody presses so many buttons in one pass.
constexpr std::size_t kMost = 100;

}  // namespace

base::Status SignOffRequests::put(std::string_view request) {
  const auto node = document::parse_json(request, "sign-off");
  const auto month = node ? sla::parse_month(text_at(*node, "month")) : std::nullopt;
  SignOffRequest read;
  if (month) {
    read = {text_at(*node, "client"),
            *month,
            text_at(*node, "by"),
            text_at(*node, "again") == "true",
            text_at(*node, "confirm_empty") == "true",
            text_at(*node, "key")};
  }
  if (read.client.empty() || read.by.empty() || read.key.empty()) {
    return {base::Code::invalid_argument, base::Phrase("sign_off.not_understood")};
  }
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kMost) return {base::Code::unavailable, base::Phrase("sign_off.too_many")};
  waiting_.push_back(std::move(read));
  return {};
}

bool SignOffRequests::empty() {
  const std::lock_guard lock(mutex_);
  return waiting_.empty();
}

std::vector<SignOffRequest> SignOffRequests::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(waiting_, {});
}

}  // namespace estafeta::service
