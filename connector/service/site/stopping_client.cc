#include "connector/service/site/stopping_client.h"

namespace estafeta::service {

namespace {

std::string name_of(const http::Request& request) {
  return std::string(to_string(request.method)) + " " + request.path;
}

}  // namespace

base::Result<http::Response> StoppingClient::send(const http::Request& request) {
  return send_all({request}).front();
}

std::vector<base::Result<http::Response>> StoppingClient::send_all(
    const std::vector<http::Request>& requests) {
  for (const auto& request : requests) point_("before:" + name_of(request));
  auto answers = inner_.send_all(requests);
  for (const auto& request : requests) point_("after:" + name_of(request));
  return answers;
}

}  // namespace estafeta::service
