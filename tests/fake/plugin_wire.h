// Estafeta's plugin in front of a Redmine without it: lists of actions, each carried out once by its key,
// with what came of it; what changed since a cursor, with histories; documents. Settings it has none.
//
// It carries each action out by the requests that stock REST has for it, and knows a change by what the issue
// shows. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/document/node.h"
#include "connector/http/client.h"

namespace estafeta::tracker::fake {

class PluginWire : public http::Client {
 public:
  // `redmine` answers what is not the plugin's, and must outlive it. `service`: whose writes come this way.
  PluginWire(http::Client& redmine, std::string service) : redmine_(redmine), service_(std::move(service)) {}

  base::Result<http::Response> send(const http::Request& request) override;
  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override;

  // What it keeps of a document.
  struct Kept {
    std::string project;
    std::string digest;
    std::string texts;  // JSON by language
  };
  const std::map<std::string, Kept>& documents() const { return documents_; }

 private:
  // An issue as it was shown last; no text: it is gone.
  struct Shown {
    std::int64_t change = 0;  // the number of its last change
    std::string text;
  };

  std::optional<std::string> answer(const http::Request& request);
  std::string feed(const http::Request& request);
  std::string histories(const std::string& body);
  void look_for_changes();
  void keep(std::int64_t id, std::string text);
  std::string digests() const;
  std::string publish(const std::string& body);
  std::string apply(const std::string& body);
  std::string carry_out(const document::Node& action);
  std::string create(const document::Node& action);
  std::string update(const document::Node& action);
  std::string write_fields(const document::Node& action);
  std::string relate(const document::Node& action);
  std::string unrelate(const document::Node& action);
  bool is_overtaken(const document::Node& action);
  std::string shown(const std::string& id);
  http::Response ask(http::Method method, const std::string& path, std::string body = "");

  http::Client& redmine_;
  std::string service_;
  std::map<std::string, std::string> done_;  // what came of an action, by its key
  std::map<std::int64_t, Shown> shown_;      // by issue
  std::int64_t changes_ = 0;                 // so many were numbered
  std::map<std::string, Kept> documents_;
};

}  // namespace estafeta::tracker::fake
