#include "connector/config/settings.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "connector/calendar/compile.h"
#include "connector/config/reader.h"
#include "connector/document/node.h"

namespace estafeta::config {
namespace {

using base::Phrase;
using document::Node;

// What is longer is a slip of the pen: the service would seem to stand still.
constexpr base::Seconds kLongestRequest{3600};
constexpr base::Seconds kLongestPoll{3600};
constexpr base::Seconds kLongestBetweenReadings{24 * 3600};
constexpr base::Seconds kLongestSilence{1000 * 3600};

// Paths are written relative to the settings file, so that an installation can be moved as a whole.
class SettingsReader {
 public:
  SettingsReader(Reader& reader, const std::string& path)
      : reader_(reader), folder_(std::filesystem::path(path).parent_path()) {}

  void read(const Node& root, Settings& settings) {
    if (const Node* node = reader_.required(root, "tracker")) read_tracker(*node, settings.tracker);
    if (const Node* node = reader_.required(root, "store")) read_store(*node, settings.store);
    if (const Node* node = reader_.required(root, "mappings")) settings.mappings_folder = path(*node);
    if (const Node* node = reader_.required(root, "templates")) settings.templates_folder = path(*node);
    if (const Node* node = reader_.required(root, "live_from")) {
      settings.live_from = reader_.instant(*node).value_or(base::Instant{});
      settings.live_from_at = node->where;
    }
    if (const Node* node = root.find("listener")) read_listener(*node, settings);
    if (const Node* node = root.find("limits")) read_limits(*node, settings.limits);
    if (const Node* node = root.find("poll_interval")) settings.poll_interval = duration(*node, kLongestPoll);
    if (const Node* node = root.find("open_changes_interval")) {
      settings.open_changes_interval = duration(*node, kLongestBetweenReadings);
    }
    if (const Node* node = root.find("silent_after"))
      settings.silent_after = duration(*node, kLongestSilence);
    if (const Node* node = root.find("repeats")) read_repeats(*node, settings);
    if (const Node* node = root.find("pictures")) settings.pictures = reader_.boolean(*node);
    if (const Node* node = root.find("log")) settings.log_level = log_level(*node);
  }

 private:
  base::Seconds duration(const Node& node, base::Seconds most) {
    const auto read = reader_.duration(node);
    if (read > most) {
      reader_.error(node.where, Phrase("config.duration_too_long",
                                       {{"text", node.text}, {"most", base::format_duration(most)}}));
    }
    return read;
  }

  std::string path(const Node& node) {
    const std::string text = reader_.text(node);
    return text.empty() ? text : (folder_ / text).lexically_normal().string();
  }

  std::string url(const Node& node) {
    std::string text = reader_.text(node);
    while (!text.empty() && text.back() == '/') text.pop_back();
    const bool known = text.starts_with("https://") || text.starts_with("http://");
    if (!known || text.find_first_of(" ?#@") != std::string::npos) {
      reader_.error(node.where, Phrase("config.bad_url", {{"text", text}}));
    }
    return text;
  }

  void read_tracker(const Node& node, TrackerSettings& tracker) {
    if (!reader_.map(node, {"kind", "url", "key_file", "ids_file", "ca_file", "request_limit",
                            "requests_per_second", "maintenance"}))
      return;
    if (const Node* kind = reader_.required(node, "kind")) {
      tracker.kind = reader_.choice<TrackerKind>(*kind, {{"redmine", TrackerKind::redmine}});
    }
    if (const Node* value = reader_.required(node, "url")) tracker.url = url(*value);
    if (const Node* value = reader_.required(node, "key_file")) tracker.key_file = path(*value);
    if (const Node* value = reader_.required(node, "ids_file")) tracker.ids_file = path(*value);
    if (const Node* value = node.find("ca_file")) tracker.ca_file = path(*value);
    if (const Node* value = node.find("request_limit"))
      tracker.request_limit = duration(*value, kLongestRequest);
    if (const Node* value = node.find("requests_per_second"))
      tracker.requests_per_second = reader_.integer(*value, 1, 1000);
    if (const Node* value = node.find("maintenance")) read_maintenance(*value, tracker);
  }

  void read_maintenance(const Node& node, TrackerSettings& tracker) {
    tracker.maintenance = calendar::parse_spec(node, reader_.problems());
    if (tracker.maintenance && calendar::always_open(*tracker.maintenance))
      reader_.error(node.where, Phrase("config.maintenance_always"));
  }

  // `127.0.0.1:8787`, `[::1]:8787`.
  void read_address(const Node& node, ListenerSettings& listener) {
    const auto colon = node.text.rfind(':');
    const std::string digits = colon == std::string::npos ? "" : node.text.substr(colon + 1);
    listener.host = node.text.substr(0, colon);
    if (listener.host.starts_with('[') && listener.host.ends_with(']'))
      listener.host = listener.host.substr(1, listener.host.size() - 2);
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, listener.port);
    const bool is_port =
        read.ec == std::errc() && read.ptr == end && listener.port > 0 && listener.port < 65536;
    if (listener.host.empty() || !is_port)
      reader_.error(node.where, Phrase("config.bad_address", {{"text", node.text}}));
  }

  void read_listener(const Node& node, Settings& settings) {
    if (!reader_.map(node, {"address", "secret_file"})) return;
    ListenerSettings listener;
    if (const Node* value = reader_.required(node, "address")) read_address(*value, listener);
    if (const Node* value = reader_.required(node, "secret_file")) listener.secret_file = path(*value);
    settings.listener = std::move(listener);
  }

  void read_store(const Node& node, StoreSettings& store) {
    if (!reader_.map(node, {"path", "postgresql", "status_file"})) return;
    const Node* file = node.find("path");
    const Node* database = node.find("postgresql");
    const Node* status = node.find("status_file");
    if (file != nullptr && database != nullptr)
      return reader_.error(database->where, Phrase("config.one_store"));
    if (file == nullptr && database == nullptr) return reader_.error(node.where, Phrase("config.no_store"));
    if (file != nullptr) store.path = path(*file);
    if (database != nullptr) read_postgresql(*database, store.postgresql.emplace());
    // A database is no place on this machine.
    if (status == nullptr && database != nullptr) status = reader_.required(node, "status_file");
    if (status != nullptr) {
      store.status_file = path(*status);
    } else if (!store.path.empty()) {
      store.status_file = store.path + ".status";
    }
  }

  void read_postgresql(const Node& node, PostgresqlSettings& server) {
    if (!reader_.map(node, {"host", "port", "database", "user", "password_file", "ca_file", "share_work"}))
      return;
    if (const Node* value = reader_.required(node, "host")) server.host = host(*value);
    if (const Node* value = node.find("port")) server.port = reader_.integer(*value, 1, 65535);
    if (const Node* value = reader_.required(node, "database")) server.database = reader_.text(*value);
    if (const Node* value = reader_.required(node, "user")) server.user = reader_.text(*value);
    if (const Node* value = node.find("password_file")) server.password_file = path(*value);
    if (const Node* value = node.find("ca_file")) server.ca_file = path(*value);
    if (const Node* value = node.find("share_work"))
      server.share_work = reader_.choice<bool>(*value, {{"false", false}, {"true", true}});
  }

  // Neither a URL nor a list, and its port stands elsewhere; an address of IPv6 has several colons.
  std::string host(const Node& node) {
    std::string text = reader_.text(node);
    const bool is_folder = text.starts_with('/');
    const bool has_port = std::count(text.begin(), text.end(), ':') == 1;
    if (text.find_first_of(" ,?#@") != std::string::npos ||
        (!is_folder && (has_port || text.find('/') != std::string::npos))) {
      reader_.error(node.where, Phrase("config.bad_host", {{"text", text}}));
    }
    return text;
  }

  void read_limits(const Node& node, Limits& limits) {
    if (!reader_.map(node, {"tasks_per_change", "writes_per_pass", "mails_per_pass"})) return;
    const auto limit = [&](const char* key, int& value) {
      if (const Node* number = node.find(key)) value = reader_.integer(*number, 1, 100000);
    };
    limit("tasks_per_change", limits.tasks_per_change);
    limit("writes_per_pass", limits.writes_per_pass);
    limit("mails_per_pass", limits.mails_per_pass);
  }

  void read_repeats(const Node& node, Settings& settings) {
    if (!reader_.map(node, {"times", "days"})) return;
    if (const Node* times = node.find("times")) settings.repeats_times = reader_.integer(*times, 0, 50);
    if (const Node* days = node.find("days")) settings.repeats_days = reader_.integer(*days, 1, 180);
  }

  base::LogLevel log_level(const Node& node) {
    using base::LogLevel;
    return reader_.choice<LogLevel>(node, {{"info", LogLevel::info},
                                           {"debug", LogLevel::debug},
                                           {"warning", LogLevel::warning},
                                           {"error", LogLevel::error},
                                           {"off", LogLevel::off}});
  }

  Reader& reader_;
  std::filesystem::path folder_;
};

const std::vector<std::string> kKeys = {"tracker",      "listener",      "store",
                                        "mappings",     "templates",     "live_from",
                                        "limits",       "poll_interval", "open_changes_interval",
                                        "silent_after", "repeats",       "pictures",
                                        "log"};

}  // namespace

LoadedSettings parse_settings(std::string_view text, const std::string& path) {
  LoadedSettings loaded;
  Reader reader(loaded.problems, "en");
  if (const auto root = parse_map(text, path, kKeys, reader))
    SettingsReader(reader, path).read(*root, loaded.settings);
  sort_by_place(loaded.problems);
  return loaded;
}

LoadedSettings load_settings(const std::string& path) {
  const auto text = document::read_file(path);
  if (text) return parse_settings(*text, path);
  LoadedSettings loaded;
  Reader(loaded.problems, "en").error({path, 0, 0}, text.error().phrase());
  return loaded;
}

}  // namespace estafeta::config
