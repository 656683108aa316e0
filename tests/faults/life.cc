#include "tests/faults/life.h"

#include <filesystem>
#include <utility>

#include "connector/http/breaker.h"
#include "connector/http/retry.h"
#include "connector/store/sqlite_store.h"
#include "connector/tracker/redmine/client.h"
#include "tests/faults/picture.h"

namespace estafeta::testing {
namespace {

constexpr int kPasses = 2;      // before time passes, and after
constexpr int kCalmPasses = 2;  // until all is as it should be

// Some of them say how far the dates in the tasks are off.
std::string without_remarks(std::string text) {
  const std::string begin = R"("remarks":[)";
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    auto end = at + begin.size();
    for (bool is_text = false; end < text.size() && (is_text || text[end] != ']'); ++end) {
      if (text[end] == '"' && text[end - 1] != '\\') is_text = !is_text;
    }
    text.erase(at, end - at);
  }
  return text;
}

// What pages are drawn from, a part a line; without figures, and of a text only what is before one, as most
// of them hang on when a pass came.
std::string picture(const tracker::fake::PluginWire& plugin) {
  std::string text;
  for (const auto& [name, kept] : plugin.documents()) {
    text += name + ' ' + kept.project + '\n';
    bool is_text = false, is_behind_figure = false;
    char before = ' ';
    for (const char c : without_remarks(kept.texts)) {
      const bool is_figure = c >= '0' && c <= '9';
      if (c == '"' && before != '\\') is_text = !is_text;
      before = c;
      if (is_behind_figure && (is_figure || (is_text && c != '"'))) continue;
      is_behind_figure = is_figure;
      text += is_figure ? '#' : c;
      if (c == ',') text += '\n' + name + ": ";
    }
    text += '\n';
  }
  return text;
}

}  // namespace

// What a process of the service has between its decisions and the tracker.
struct Life::Connection {
  Connection(Proxy& proxy, SiteStage& stage, const tracker::redmine::Ids& ids)
      : retrying(proxy, stage.clock, stage.clock, [] { return 0.5; }),
        breaker(retrying, stage.clock, [] { return 0.5; }),
        backend(tracker::redmine::make_tracker(
            breaker, stage.clock, {"https://tracker.example", bundled_site().mappings.tracker, ids})) {}

  http::RetryingClient retrying;
  http::BreakerClient breaker;
  std::unique_ptr<tracker::Backend> backend;
};

Life::Life(std::function<void(Weather)> changes, Way way)
    : changes_(std::move(changes)),
      proxy_(way == Way::plugin ? static_cast<http::Client&>(with_plugin_) : wire_, stage_.clock,
             [this] { die(); }) {
  stage_.reach_through([this] {
    connection_ = std::make_unique<Connection>(proxy_, stage_, wire_.ids());
    return connection_->backend->ports();
  });
  begin_process();
}

Life::~Life() = default;

std::vector<std::string> Life::run() {
  std::vector<std::string> pictures;
  Story story(stage_);
  for (int step = 0; step < Story::kSteps; ++step) {
    story.act(step);
    turn(Weather::storm);
    for (int i = 0; i < kPasses; ++i) pass();
    stage_.clock.sleep(Story::kLongestWait);
    for (int i = 0; i < kPasses; ++i) pass();
    turn(Weather::calm);
    stage_.clock.sleep(Story::kLongestWait);
    for (int i = 0; i < kCalmPasses; ++i) pass();
    pictures.push_back(testing::picture(stage_) + picture(with_plugin_));
    expect_quiet(step);
  }
  return pictures;
}

void Life::turn(Weather weather) {
  proxy_.set_calm(weather == Weather::calm);
  if (changes_) changes_(weather);
}

// As the disk holds it: a process that comes after a death has a copy of its own.
std::string Life::store_file() const {
  return folder_.file("store" + std::to_string(deaths_) + ".db");
}

void Life::begin_process() {
  auto opened = store::open_sqlite(store_file());
  if (!opened) return;  // a disk that cannot be used: the next pass tries again
  stage_.store = std::move(*opened);
  stage_.restart();
}

// What is not kept yet is lost with the process; what unwinds after a death must not keep it.
void Life::die() {
  const auto before = store_file();
  ++deaths_;
  for (const char* ending : {"", "-wal"}) {
    if (std::filesystem::exists(before + ending))
      std::filesystem::copy_file(before + ending, store_file() + ending);
  }
}

void Life::pass() {
  try {
    // One that could not be made is the fault's affair.
    static_cast<void>(stage_.engine().pass());
  } catch (const Died&) {
    begin_process();
  }
  stage_.clock.sleep(std::chrono::seconds(30));
}

// Pages are made of what the pass before them did, so they may come one pass later.
void Life::expect_quiet(int step) {
  pass();
  const auto before = stage_.fake.counters().writes;
  stage_.written.clear();
  pass();
  if (stage_.fake.counters().writes == before) return;
  restless_ += "after step " + std::to_string(step) + " it still writes";
  for (const auto& one : stage_.written) restless_ += " " + one;
  restless_ += "; ";
}

const std::vector<std::string>& unbroken() {
  static const std::vector<std::string> pictures = Life().run();
  return pictures;
}

}  // namespace estafeta::testing
