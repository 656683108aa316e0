// The settings file, estafeta.yaml: which tracker, where files lie, how much at once.
//
// Paths in it are relative to its own folder. Read once at start; plain data afterwards. No thread rule.
#pragma once

#include <optional>
#include <string>

#include "connector/base/diagnostic.h"
#include "connector/base/log.h"
#include "connector/base/time.h"
#include "connector/calendar/spec.h"

namespace estafeta::config {

enum class TrackerKind { redmine };

struct TrackerSettings {
  TrackerKind kind = TrackerKind::redmine;
  std::string url;                  // without a slash at the end
  std::string key_file;             // holds the API key and nothing else
  std::string ids_file;             // what provisioning made, by id
  std::string ca_file;              // empty: the system's authorities
  base::Seconds request_limit{60};  // after that long the server has given a request up
  int requests_per_second = 0;      // at most; 0: as many as it answers
  // Hours in which nothing is asked of it, and its being away is no fault.
  std::optional<calendar::CalendarSpec> maintenance = {};

  friend bool operator==(const TrackerSettings&, const TrackerSettings&) = default;
};

// A database on a PostgreSQL server, or on one that speaks its protocol.
struct PostgresqlSettings {
  std::string host;  // a name, an address, or the folder of the server's socket on this machine
  int port = 5432;
  std::string database;
  std::string user;
  std::string password_file;  // holds the password and nothing else; empty: the server asks for none
  std::string ca_file;        // empty: the system's authorities
  bool share_work = false;    // with other services that use it; else one has it at a time

  friend bool operator==(const PostgresqlSettings&, const PostgresqlSettings&) = default;
};

// What Estafeta remembers: in a file, or in a database.
struct StoreSettings {
  std::string path;  // of the file; empty where there is a database
  std::optional<PostgresqlSettings> postgresql;
  std::string status_file;  // what the service on this machine says of itself

  friend bool operator==(const StoreSettings&, const StoreSettings&) = default;
};

// Past these Estafeta stops the change and asks.
struct Limits {
  int tasks_per_change = 60;
  int writes_per_pass = 200;
  int mails_per_pass = 100;

  friend bool operator==(const Limits&, const Limits&) = default;
};

// Where the service takes hints that something changed.
struct ListenerSettings {
  std::string host;
  int port = 0;
  std::string secret_file;  // what hints are signed with, and nothing else

  friend bool operator==(const ListenerSettings&, const ListenerSettings&) = default;
};

struct Settings {
  TrackerSettings tracker;
  std::optional<ListenerSettings> listener;  // none: it only polls
  StoreSettings store;
  std::string mappings_folder;
  std::string templates_folder;
  // Incidents created before are judged, but nothing is written to them or told about them.
  base::Instant live_from;
  base::Location live_from_at;  // where that is said
  Limits limits;
  base::Seconds poll_interval{30};
  // Links made by hand do not show in a poll: open changes are read again that often.
  base::Seconds open_changes_interval{600};
  // So long nobody may have written to a task before it is shown as silent; working time of its department.
  base::Seconds silent_after{16 * 3600};
  // So many incidents of one client and category within so many days are said to repeat; 0: none are.
  int repeats_times = 5;
  int repeats_days = 30;
  bool pictures = true;  // of the plan, on the change's page
  base::LogLevel log_level = base::LogLevel::info;

  friend bool operator==(const Settings&, const Settings&) = default;
};

// All problems at once; the settings are good only without errors among them.
struct LoadedSettings {
  Settings settings;
  base::Diagnostics problems;
};
LoadedSettings load_settings(const std::string& path);
// The same for a text that stands in `path`.
LoadedSettings parse_settings(std::string_view text, const std::string& path);

}  // namespace estafeta::config
