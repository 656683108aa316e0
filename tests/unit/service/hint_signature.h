// The signature that the plugin sends with a hint, worked out apart from the service.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>

namespace estafeta::service {

inline std::string signature(const std::string& text, const std::string& secret = "shared") {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &length);
  std::string hex = "sha256=";
  for (unsigned int i = 0; i < length; ++i) {
    hex += "0123456789abcdef"[digest[i] / 16];
    hex += "0123456789abcdef"[digest[i] % 16];
  }
  return hex;
}

}  // namespace estafeta::service
