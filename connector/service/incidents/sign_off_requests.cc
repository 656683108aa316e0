#include "connector/service/incidents/sign_off_requests.h"

#include <utility>

#include "connector/document/json.h"

namespace estafeta::service {

namespace {

// More are not taken: nobody presses so many buttons in one pass.
constexpr std::size_t kMost = 100;

}  // namespace

base::Status SignOffRequests::put(std::string_view request) {
  const auto node = document::parse_json(request, "sign-off");
  const auto month = node ? sla::parse_month(node->text_at("month")) : std::nullopt;
  SignOffRequest read;
  if (month) {
    read = {node->text_at("client"),
            *month,
            node->text_at("by"),
            node->text_at("again") == "true",
            node->text_at("confirm_empty") == "true",
            node->text_at("key")};
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
