#include "tests/faults/call_site.h"

#include <algorithm>

namespace estafeta::testing {
namespace {

bool has(const http::Request& request, const std::string& parameter) {
  return std::any_of(request.query.begin(), request.query.end(),
                     [&](const auto& one) { return one.first.starts_with(parameter); });
}

std::string list_of(const http::Request& request) {
  if (has(request, "cf_")) return "issues by key";
  if (has(request, "tracker_id")) return "issues by kind";
  if (has(request, "issue_id")) return "issues by number";
  return "issues by time (poll)";
}

std::string written(const http::Request& request) {
  const auto sends = [&](const char* name) {
    return request.body.find('"' + std::string(name) + '"') != std::string::npos;
  };
  if (sends("private_notes")) return "an issue: private note";
  if (sends("status_id")) return "an issue: status";
  if (sends("uploads")) return "an issue: file";
  if (sends("notes")) return "an issue: note";
  return sends("start_date") || sends("due_date") ? "an issue: dates" : "an issue: fields";
}

// Of the plugin's actions, which come one at a time but for fields.
std::string applied(const http::Request& request) {
  for (const char* what : {"create", "fields", "relate", "unrelate"}) {
    if (request.body.find(R"("do":")" + std::string(what) + '"') != std::string::npos)
      return "the plugin: " + std::string(what);
  }
  return "the plugin: " + written(request);
}

std::string what_of(const http::Request& request) {
  const auto& path = request.path;
  const auto names = [&](const char* part) { return path.find(part) != std::string::npos; };
  if (names("/estafeta/apply")) return applied(request);
  if (names("/estafeta/capabilities")) return "the plugin: what it offers";
  if (names("/estafeta/feed")) return "the plugin: what changed";
  if (names("/estafeta/issues")) return "the plugin: histories";
  if (names("/estafeta/documents")) return "the plugin: documents";
  if (names("/relations")) return "a relation";
  if (names("/watchers")) return "a watcher";
  if (names("/wiki/")) return "a page";
  if (names("/memberships")) return "members";
  if (path.starts_with("/issues.json"))
    return request.method == http::Method::get ? list_of(request) : "an issue";
  if (path.starts_with("/issues/"))
    return request.method == http::Method::get ? "an issue" : written(request);
  if (path.starts_with("/projects/")) return "a project";
  if (path.starts_with("/roles/")) return "a role";
  if (path.starts_with("/journals/")) return "a note";
  if (path.starts_with("/attachments/")) return "a file";
  if (path == "/users/current.json" || !path.starts_with("/users/")) return path.substr(1);
  return "a user";
}

}  // namespace

bool is_of_plugin(const std::string& site) {
  return site.find("the plugin: ") != std::string::npos;
}

std::string call_site(const http::Request& request) {
  return std::string(to_string(request.method)) + " " + what_of(request);
}

}  // namespace estafeta::testing
