#include "connector/service/site/account.h"

#include <chrono>

namespace estafeta::service {

using base::Phrase;

base::Status check_login(const tracker::Account& account, const Site& site) {
  const auto& wanted = site.mappings.tracker.account;
  if (account.login == wanted) return {};
  return {base::Code::failed_precondition,
          Phrase("service.other_account", {{"login", account.login}, {"wanted", wanted}})};
}

base::Status check_clock(const tracker::Account& account) {
  constexpr auto kTolerated = std::chrono::minutes(5);
  const auto ahead = account.clock_ahead.value_or(base::Seconds(0));
  if (std::chrono::abs(ahead) <= kTolerated) return {};
  const auto* key = ahead > base::Seconds(0) ? "service.clock_ahead" : "service.clock_behind";
  return {base::Code::failed_precondition, Phrase(key, {{"by", base::Seconds(std::chrono::abs(ahead))}}),
          base::Cause::clock_differs};
}

base::Status check_tracker(tracker::Directory& directory, const Site& site) {
  const auto account = directory.account();
  const auto tested = account ? directory.self_test() : base::fail(account.error());
  if (account) {
    if (auto login = check_login(*account, site); !login.ok()) return login;
  }
  const bool does_not_fit = !tested && tested.error().code() == base::Code::failed_precondition;
  return does_not_fit ? tested.error() : base::Status();
}

}  // namespace estafeta::service
