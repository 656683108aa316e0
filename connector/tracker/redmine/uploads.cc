#include "connector/tracker/redmine/uploads.h"

#include "connector/tracker/redmine/encode.h"

namespace estafeta::tracker::redmine {

base::Result<std::vector<UploadToken>> upload(Rest& rest, const std::vector<Upload>& files) {
  std::vector<UploadToken> tokens;
  for (const Upload& file : files) {
    const auto token = rest.upload(file.name, file.content);
    if (!token) return base::fail(token.error());
    tokens.push_back({*token, file.name, file.content_type});
  }
  return tokens;
}

}  // namespace estafeta::tracker::redmine
