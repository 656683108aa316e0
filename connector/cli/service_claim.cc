#include "connector/cli/service_claim.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <random>
#include <string>

#include "connector/base/log.h"
#include "connector/base/stop.h"
#include "connector/base/time.h"
#include "connector/cli/site_store.h"
#include "connector/cli/wiring.h"

namespace estafeta::cli {

namespace {

// A file is one machine's; a database is the same from each.
std::string place_of(const config::StoreSettings& store, const std::string& host) {
  if (store.postgresql) return to_string(location_of(store));
  std::error_code error;
  return host + ":" + std::filesystem::absolute(store.path, error).lexically_normal().string();
}

// Asked to end when its time is over.
class Deadline : public base::Stopper {
 public:
  explicit Deadline(std::chrono::milliseconds time) : until_(base::system_clock().steady() + time) {}
  bool stopped() override { return left().count() <= 0; }
  void sleep(std::chrono::milliseconds time) override {
    if (!stopped()) base::system_sleeper().sleep(std::min(time, left()));
  }

 private:
  std::chrono::milliseconds left() const { return until_ - base::system_clock().steady(); }
  std::chrono::milliseconds until_;
};

}  // namespace

service::ServiceName service_name(const config::Settings& settings, const store::Shares* shares) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host.front() = '?';
  if (shares != nullptr) return {place_of(settings.store, host.data()), shares->name()};
  const auto since = base::format_instant(base::system_clock().now());
  // In containers, host, path and process may be the same.
  const auto chance = std::random_device()();
  return {place_of(settings.store, host.data()),
          std::to_string(getpid()) + " " + since + " " + std::to_string(chance)};
}

void release_claim(const service::Site& site, const service::ServiceName& name,
                   const http::FencedClient::MayWrite& may_write) {
  constexpr std::chrono::milliseconds kPatience{700};
  Deadline deadline(kPatience);
  const auto connection = Connection::open(site, "", &deadline, {}, may_write);
  if (!connection) return;
  const auto released = service::Claim::release(site, (*connection)->tracker().pages, name);
  if (!released.ok()) base::log(base::LogLevel::debug, to_string(released.phrase()));
}

}  // namespace estafeta::cli
