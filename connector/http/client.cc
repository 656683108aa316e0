#include "connector/http/client.h"

#include <algorithm>

namespace estafeta::http {

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      return "DELETE";
  }
  return "?";
}

const std::string* Response::header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const auto& pair) { return pair.first == name; });
  return found == headers.end() ? nullptr : &found->second;
}

bool is_idempotent(const Request& request) {
  return request.method == Method::get;
}

bool surely_not_taken(const base::Status& status) {
  using base::Cause;
  const auto cause = status.cause();
  return cause == Cause::not_sent || cause == Cause::tls_untrusted || cause == Cause::stopped;
}

std::string escape(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return out;
}

}  // namespace estafeta::http
