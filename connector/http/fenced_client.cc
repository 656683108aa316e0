#include "connector/http/fenced_client.h"

#include <algorithm>

namespace estafeta::http {

base::Result<Response> FencedClient::send(const Request& request) {
  return send_all({request}).front();
}

std::vector<base::Result<Response>> FencedClient::send_all(const std::vector<Request>& requests) {
  const bool writes = !std::all_of(requests.begin(), requests.end(), is_idempotent);
  const auto may = writes ? may_write_() : base::Status();
  if (may.ok()) return inner_.send_all(requests);
  return {requests.size(), base::fail(may.code(), may.phrase(), base::Cause::not_sent)};
}

}  // namespace estafeta::http
