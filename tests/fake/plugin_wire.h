// The writes of Estafeta's plugin in front of a Redmine without it: lists of actions, each carried out once
// by its key, with what came of it. What the plugin offers beside that, it has not.
//
// It carries each action out by the requests that stock REST has for it. One thread.
#pragma once

#include <map>
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

 private:
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
};

}  // namespace estafeta::tracker::fake
