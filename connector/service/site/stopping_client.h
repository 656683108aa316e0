// An http::Client with a named stopping point before and after every request, for tests of crash safety.
//
// Points are named as `before:POST /issues.json`; whoever is called decides whether the process ends there.
// Of several requests at once all points before come first, then all points after.
#pragma once

#include <functional>

#include "connector/http/client.h"

namespace estafeta::service {

class StoppingClient : public http::Client {
 public:
  using Point = std::function<void(const std::string& name)>;

  StoppingClient(http::Client& inner, Point point) : inner_(inner), point_(std::move(point)) {}

  base::Result<http::Response> send(const http::Request& request) override;
  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override;

 private:
  http::Client& inner_;
  Point point_;
};

}  // namespace estafeta::service
