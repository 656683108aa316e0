#include "connector/service/listener/hints.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "connector/document/json.h"
#include "connector/document/node.h"

namespace estafeta::service {

namespace {

// Clocks of two machines may be that far apart, and a hint may have waited that long.
constexpr base::Seconds kGoodFor{300};
constexpr std::string_view kMethod = "sha256=";

struct Hint {
  std::string id;
  base::Instant sent;
};

std::optional<Hint> read(std::string_view body) {
  const auto root = document::parse_json(body, "hint");
  if (!root) return std::nullopt;
  const auto* id = root->find("id");
  const auto* sent = root->find("sent");
  if (id == nullptr || sent == nullptr || id->text.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  const auto end = sent->text.data() + sent->text.size();
  const auto number = std::from_chars(sent->text.data(), end, seconds);
  // Far beyond any date, but within what an instant can hold.
  constexpr std::int64_t kLatest = std::int64_t{1} << 40;
  if (number.ec != std::errc() || number.ptr != end || seconds < 0 || seconds > kLatest) return std::nullopt;
  return Hint{id->text, base::Instant(base::Seconds(seconds))};
}

// `2026-06-15T11:00:00+03:00`, `…00Z`, `…00.123Z`: as Ruby writes ISO 8601.
std::optional<base::Instant> written_by_ruby(std::string_view text) {
  constexpr std::size_t kToTheSecond = 19;
  const auto local = base::parse_instant(std::string(text.substr(0, kToTheSecond)) + "Z");
  if (!local || text.size() <= kToTheSecond) return std::nullopt;
  auto rest = text.substr(kToTheSecond);
  if (rest.front() == '.') rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  if (rest == "Z") return local;
  // The offset reads like a time of day.
  const bool is_offset = rest.size() == 6 && (rest.front() == '+' || rest.front() == '-');
  const auto offset =
      is_offset ? base::parse_instant("1970-01-01T" + std::string(rest.substr(1)) + ":00Z") : std::nullopt;
  if (!offset) return std::nullopt;
  return rest.front() == '+' ? *local - offset->time_since_epoch() : *local + offset->time_since_epoch();
}

}  // namespace

bool Hints::is_signed(std::string_view body, std::string_view signature) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const auto& key = secret_.reveal();
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(),
           &length) == nullptr)
    return false;
  std::string expected(kMethod);
  for (unsigned int i = 0; i < length; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    expected += kDigits[digest[i] >> 4];
    expected += kDigits[digest[i] & 15];
  }
  // In the same time however much of it is right.
  return expected.size() == signature.size() &&
         CRYPTO_memcmp(expected.data(), signature.data(), expected.size()) == 0;
}

HintVerdict Hints::judge(std::string_view body, std::string_view signature) {
  if (!is_signed(body, signature)) return HintVerdict::forged;
  const auto hint = read(body);
  if (!hint) return HintVerdict::malformed;
  return take(hint->id, hint->sent);
}

// It has no id of its own, but each has another signature.
HintVerdict Hints::judge_webhook(std::string_view body, std::string_view signature) {
  if (!is_signed(body, signature)) return HintVerdict::forged;
  const auto root = document::parse_json(body, "webhook");
  const auto sent = root ? written_by_ruby(root->text_at("timestamp")) : std::nullopt;
  return sent ? take(std::string(signature), *sent) : HintVerdict::malformed;
}

HintVerdict Hints::take(const std::string& id, base::Instant sent) {
  const auto now = clock_.now();
  if (sent < now - kGoodFor || sent > now + kGoodFor) return HintVerdict::old;
  const std::lock_guard lock(mutex_);
  std::erase_if(taken_, [&](const auto& one) { return one.second < now - kGoodFor; });
  return taken_.emplace(id, sent).second ? HintVerdict::good : HintVerdict::repeated;
}

}  // namespace estafeta::service
