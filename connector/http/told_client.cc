#include "connector/http/told_client.h"

#include <string_view>

namespace estafeta::http {

namespace {

std::string kind_of(std::string_view path) {
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  return std::string(path.substr(0, path.find_first_of("/.")));
}

}  // namespace

base::Result<Response> ToldClient::send(const Request& request) {
  const auto began = clock_.steady();
  auto answer = inner_.send(request);
  tell(request, answer, clock_.steady() - began);
  return answer;
}

std::vector<base::Result<Response>> ToldClient::send_all(const std::vector<Request>& requests) {
  const auto began = clock_.steady();
  auto answers = inner_.send_all(requests);
  const auto took = clock_.steady() - began;
  for (std::size_t i = 0; i < answers.size(); ++i) tell(requests[i], answers[i], took);
  return answers;
}

void ToldClient::tell(const Request& request, const base::Result<Response>& answer,
                      std::chrono::milliseconds took) {
  tell_({request.method, kind_of(request.path), answer ? answer->status : 0, took});
}

}  // namespace estafeta::http
