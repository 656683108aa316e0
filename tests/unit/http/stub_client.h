// A client that answers from a list, in order, and remembers what it was asked. Fails the test when it runs
// dry.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "connector/http/client.h"

namespace estafeta::testing {

class StubClient : public http::Client {
 public:
  base::Result<http::Response> send(const http::Request& request) override {
    asked.push_back(request);
    if (answers.empty()) {
      ADD_FAILURE() << "unexpected " << http::to_string(request.method) << " " << request.path;
      return base::fail(base::Code::internal, base::Phrase("stub.dry"));
    }
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }

  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override {
    std::vector<base::Result<http::Response>> out;
    for (const auto& request : requests) out.push_back(send(request));
    return out;
  }

  void answer(int status, std::string body = "", http::Pairs headers = {}) {
    answers.push_back(http::Response{status, std::move(headers), std::move(body)});
  }
  void fail(const char* key, base::Cause cause = base::Cause::none) {
    answers.push_back(base::fail(base::Code::unavailable, base::Phrase(key), cause));
  }

  std::deque<base::Result<http::Response>> answers;
  std::vector<http::Request> asked;
};

}  // namespace estafeta::testing
