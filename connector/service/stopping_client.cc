#include "connector/service/stopping_client.h"

namespace estafeta::service {

base::Result<http::Response> StoppingClient::send(const http::Request& request) {
  const std::string name = std::string(to_string(request.method)) + " " + request.path;
  point_("before:" + name);
  auto answer = inner_.send(request);
  point_("after:" + name);
  return answer;
}

std::vector<base::Result<http::Response>> StoppingClient::send_all(
    const std::vector<http::Request>& requests) {
  point_("before:batch");
  auto answers = inner_.send_all(requests);
  point_("after:batch");
  return answers;
}

}  // namespace estafeta::service
