// The HTTP port: requests to one site, whose address comes from the configuration only.
//
// A Result holds a Response for every status a server answers with; only what is no answer is an error (no
// connection, cut short, too long, too late), always `unavailable`; but for what may not be sent
// (fenced_client.h). After a write that got no answer it is unknown whether it was taken, unless
// surely_not_taken() says so. Not safe for several threads.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connector/base/status.h"

namespace estafeta::http {

enum class Method { get, post, put, del };

std::string_view to_string(Method method);

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  Method method = Method::get;
  std::string path;  // begins with "/", escaped where it must be; below the configured address
  Pairs query;       // as they are: the client escapes them
  Pairs headers;
  std::string body;
  std::chrono::milliseconds timeout{0};  // of the whole exchange; 0: the client's own
};

struct Response {
  int status = 0;
  Pairs headers;  // names in lower case
  std::string body;

  // The value of the header of that name (lower case), or null.
  const std::string* header(std::string_view name) const;
};

class Client {
 public:
  virtual ~Client() = default;
  virtual base::Result<Response> send(const Request& request) = 0;
  // Side by side, over a few connections; the answers in the order of the requests.
  virtual std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) = 0;
};

// What may be repeated without asking: it changes nothing.
bool is_idempotent(const Request& request);

// True for an error of send() after which the server cannot have taken the request.
bool surely_not_taken(const base::Status& status);

// One segment of a path or one value of a query, percent-encoded (all but RFC 3986's unreserved characters).
std::string escape(std::string_view text);

}  // namespace estafeta::http
