#include "connector/service/listener/hints.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>

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
  const auto now = clock_.now();
  if (hint->sent < now - kGoodFor || hint->sent > now + kGoodFor) return HintVerdict::old;
  const std::lock_guard lock(mutex_);
  std::erase_if(taken_, [&](const auto& one) { return one.second < now - kGoodFor; });
  return taken_.emplace(hint->id, hint->sent).second ? HintVerdict::good : HintVerdict::repeated;
}

}  // namespace estafeta::service
