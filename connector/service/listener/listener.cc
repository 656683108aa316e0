#include "connector/service/listener/listener.h"

#include <httplib.h>

#include <utility>

#include "connector/service/listener/front.h"

namespace estafeta::service {

namespace {

constexpr std::size_t kLongestHint = 4096;

// A request that came whole, as the library reads it; what it writes is the answer.
class WholeRequest : public httplib::Stream {
 public:
  explicit WholeRequest(const std::string& request) : request_(request) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, size_t size) override {
    const auto length = request_.copy(to, size, at_);
    at_ += length;
    return static_cast<ssize_t>(length);
  }
  ssize_t write(const char* from, size_t size) override {
    answer_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

  std::string answer() && { return std::move(answer_); }

 private:
  const std::string& request_;
  std::size_t at_ = 0;
  std::string answer_;
};

int answer_to(HintVerdict verdict) {
  switch (verdict) {
    case HintVerdict::good:
      return 204;
    case HintVerdict::malformed:
      return 400;
    case HintVerdict::forged:
      return 401;
    case HintVerdict::old:
    case HintVerdict::repeated:
      return 409;
  }
  return 500;
}

}  // namespace

struct Listener::Server {
  // The library's server without its sockets.
  class Handlers : public httplib::Server {
   public:
    std::string answer(const std::string& request) {
      WholeRequest stream(request);
      bool is_closed = false;
      process_request(stream, true, is_closed, nullptr);
      return std::move(stream).answer();
    }
  };

  Handlers http;
  std::unique_ptr<Front> front;  // gone before what it asks
};

base::Result<std::unique_ptr<Listener>> Listener::open(const config::ListenerSettings& settings, Hints& hints,
                                                       Answers answers) {
  auto server = std::make_unique<Server>();
  auto& http = server->http;
  const auto tell = [judged = std::move(answers.judged)](HintVerdict verdict, httplib::Response& response) {
    if (judged) judged(verdict);
    response.status = answer_to(verdict);
    return verdict == HintVerdict::good;
  };
  const auto is_good = [&hints, tell](const httplib::Request& request, httplib::Response& response) {
    return tell(hints.judge(request.body, request.get_header_value("X-Estafeta-Signature")), response);
  };
  http.Post("/hints",
            [is_good, wake = answers.wake](const httplib::Request& request, httplib::Response& response) {
              if (request.body.size() > kLongestHint) {
                response.status = 413;
              } else if (is_good(request, response)) {
                wake();
              }
            });
  http.Post("/webhooks", [&hints, tell, wake = answers.wake](const httplib::Request& request,
                                                             httplib::Response& response) {
    const auto signature = request.get_header_value("X-Redmine-Signature-256");
    if (tell(hints.judge_webhook(request.body, signature), response)) wake();
  });
  const auto answer = [&http, is_good](const char* path, auto made) {
    http.Post(path, [is_good, made = std::move(made)](const httplib::Request& request,
                                                      httplib::Response& response) {
      if (!is_good(request, response)) return;
      response.status = 200;
      response.set_content(made(request.body), "application/json");
    });
  };
  answer("/preview", std::move(answers.preview));
  answer("/report", std::move(answers.report));
  http.Post("/sign-off", [is_good, sign_off = std::move(answers.sign_off), wake = std::move(answers.wake)](
                             const httplib::Request& request, httplib::Response& response) {
    if (!is_good(request, response)) return;
    const auto taken = sign_off(request.body);
    if (taken.ok()) return wake();
    response.status = taken.code() == base::Code::invalid_argument ? 400 : 503;
  });
  for (auto& [path, page] : answers.pages) {
    http.Get(path, [page = std::move(page)](const httplib::Request&, httplib::Response& response) {
      const auto made = page();
      response.status = made.status;
      response.set_content(made.text, made.type);
    });
  }
  auto front = Front::open(settings.host, settings.port,
                           [&http](const std::string& request) { return http.answer(request); });
  if (!front) return base::fail(front.error());
  server->front = std::move(*front);
  return std::unique_ptr<Listener>(new Listener(std::move(server)));
}

Listener::Listener(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Listener::~Listener() = default;

int Listener::port() const {
  return server_->front->port();
}

}  // namespace estafeta::service
