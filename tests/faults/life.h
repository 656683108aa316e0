// One life of the story (story.h): storms in which something may break, each followed by calm.
//
// Everything between a decision and the tracker is the service's own: engine, store in a file of SQLite,
// Redmine's codec, retries, breaker. Behind the proxy answers the fake tracker over HTTP. One thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/fake/plugin_wire.h"
#include "tests/fake/redmine_wire.h"
#include "tests/faults/proxy.h"
#include "tests/faults/story.h"
#include "tests/support/history_check.h"
#include "tests/support/temporary_folder.h"

namespace estafeta::testing {

enum class Weather { storm, calm };
// Whether the tracker has the plugin.
enum class Way { stock_rest, plugin };

class Life {
 public:
  // `changes` is told of the weather; may be empty.
  explicit Life(std::function<void(Weather)> changes = {}, Way way = Way::stock_rest);
  ~Life();
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  SiteStage& stage() { return stage_; }
  Proxy& proxy() { return proxy_; }

  // Answers what there is after each step (picture.h).
  std::vector<std::string> run();

  std::vector<Broken> broken() const { return broken_promises(stage_.fake.all()); }
  // What was still written when all had been calm for a while; empty: nothing.
  const std::string& restless() const { return restless_; }

 private:
  struct Connection;

  std::string store_file() const;
  void begin_process();
  void die();
  void pass();
  void turn(Weather weather);
  void expect_quiet(int step);

  std::function<void(Weather)> changes_;
  TemporaryFolder folder_;
  SiteStage stage_;
  tracker::fake::RedmineWire wire_{stage_.fake};
  tracker::fake::PluginWire with_plugin_{wire_, stage_.fake.service().value};
  Proxy proxy_;
  std::unique_ptr<Connection> connection_;
  int deaths_ = 0;
  std::string restless_;
};

// What there is after each step where nothing breaks; lived once in a program.
const std::vector<std::string>& unbroken();

}  // namespace estafeta::testing
