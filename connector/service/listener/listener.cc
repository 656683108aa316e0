#include "connector/service/listener/listener.h"

#include <httplib.h>

#include <atomic>
#include <thread>

namespace estafeta::service {

namespace {

constexpr std::size_t kLongestHint = 4096;
constexpr std::size_t kLongestPreview = 64 * 1024;  // the parameters of a change are in it
constexpr time_t kSecondsToSend = 2;
constexpr int kThreads = 4;  // a report may take one of them for a while

// The library's own options let two processes share a port, and half of the hints reach neither.
void take_alone(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

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
  httplib::Server http;
  int port = 0;
  std::atomic<bool> has_ended = false;
  std::thread thread;
};

base::Result<std::unique_ptr<Listener>> Listener::open(const config::ListenerSettings& settings, Hints& hints,
                                                       Answers answers) {
  auto server = std::make_unique<Server>();
  auto& http = server->http;
  http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http.set_socket_options(take_alone);
  http.set_payload_max_length(kLongestPreview);
  http.set_read_timeout(kSecondsToSend);
  http.set_write_timeout(kSecondsToSend);
  http.set_keep_alive_max_count(1);
  const auto is_good = [&hints, judged = std::move(answers.judged)](const httplib::Request& request,
                                                                    httplib::Response& response) {
    const auto verdict = hints.judge(request.body, request.get_header_value("X-Estafeta-Signature"));
    if (judged) judged(verdict);
    response.status = answer_to(verdict);
    return verdict == HintVerdict::good;
  };
  http.Post("/hints",
            [is_good, wake = answers.wake](const httplib::Request& request, httplib::Response& response) {
              if (request.body.size() > kLongestHint) {
                response.status = 413;
              } else if (is_good(request, response)) {
                wake();
              }
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
  if (settings.port == 0) {
    server->port = http.bind_to_any_port(settings.host.c_str());
  } else if (http.bind_to_port(settings.host.c_str(), settings.port)) {
    server->port = settings.port;
  }
  if (server->port <= 0) {
    return base::fail(base::Code::unavailable,
                      base::Phrase("listener.cannot_listen",
                                   {{"host", settings.host}, {"port", std::int64_t{settings.port}}}));
  }
  server->thread = std::thread([&running = *server] {
    running.http.listen_after_bind();
    running.has_ended = true;
  });
  return std::unique_ptr<Listener>(new Listener(std::move(server)));
}

Listener::Listener(std::unique_ptr<Server> server) : server_(std::move(server)) {}

Listener::~Listener() {
  // Before it has begun it would not hear that it is to stop.
  while (!server_->http.is_running() && !server_->has_ended) std::this_thread::yield();
  server_->http.stop();
  server_->thread.join();
}

int Listener::port() const {
  return server_->port;
}

}  // namespace estafeta::service
