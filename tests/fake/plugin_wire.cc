#include "tests/fake/plugin_wire.h"

#include <algorithm>
#include <set>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"

namespace estafeta::tracker::fake {

using document::JsonWriter;
using document::Node;
using http::Method;
using http::Request;
using http::Response;

namespace {

constexpr document::Limits kLimits{.bytes = 32 << 20, .depth = 32};

Node parsed(const std::string& body) {
  auto node = document::parse_json(body, "wire", kLimits);
  return node ? std::move(*node) : Node{};
}

const Node& at(const Node& node, const char* key) {
  static const Node none;
  const Node* found = node.find(key);
  return found == nullptr ? none : *found;
}

std::string issue_path(const std::string& id) {
  return "/issues/" + id + ".json";
}

// The plugin's word for what stock REST answered.
std::string refusal(const Response& response) {
  switch (response.status) {
    case 404:
      return R"({"error":"gone"})";
    case 403:
      return R"({"error":"forbidden"})";
    case 409:
      return R"({"error":"busy"})";
    default:
      return R"({"error":"refused","sentences":)" +
             (response.body.empty() ? "[]" : document::to_json(at(parsed(response.body), "errors"))) + "}";
  }
}

bool is_done(const Response& response) {
  return response.status >= 200 && response.status < 300;
}

}  // namespace

std::vector<base::Result<Response>> PluginWire::send_all(const std::vector<Request>& requests) {
  std::vector<base::Result<Response>> answers;
  for (const auto& request : requests) answers.push_back(send(request));
  return answers;
}

base::Result<Response> PluginWire::send(const Request& request) {
  const bool is_apply = request.path == "/estafeta/apply.json";
  if (!is_apply && request.path != "/estafeta/capabilities.json") return redmine_.send(request);
  // With the time of the tracker, as each of its answers has it.
  auto answer = redmine_.send({.method = Method::get, .path = "/trackers.json"});
  if (!answer) return answer;
  answer->status = 200;
  answer->body = is_apply ? apply(request.body) : R"({"plugin":"fake","capabilities":["apply"]})";
  return answer;
}

std::string PluginWire::apply(const std::string& body) {
  std::string results;
  const Node wanted = parsed(body);
  for (const Node& action : at(wanted, "actions").items) {
    const auto key = action.text_at("key");
    auto known = done_.find(key);
    auto result = known == done_.end() ? carry_out(action) : known->second;
    if (!result.starts_with(R"({"error")")) done_[key] = result;
    results += (results.empty() ? "" : ",") + result;
  }
  return R"({"results":[)" + results + "]}";
}

std::string PluginWire::carry_out(const Node& action) {
  const auto what = action.text_at("do");
  if (what == "create") return create(action);
  if (what == "update") return update(action);
  if (what == "fields") return write_fields(action);
  return what == "relate" ? relate(action) : unrelate(action);
}

std::string PluginWire::create(const Node& action) {
  const auto made =
      ask(Method::post, "/issues.json", R"({"issue":)" + document::to_json(at(action, "issue")) + "}");
  return is_done(made) ? shown(at(parsed(made.body), "issue").text_at("id")) : refusal(made);
}

std::string PluginWire::update(const Node& action) {
  if (is_overtaken(action)) return R"({"error":"overtaken"})";
  const auto id = action.text_at("id");
  const auto done =
      ask(Method::put, issue_path(id), R"({"issue":)" + document::to_json(at(action, "issue")) + "}");
  return is_done(done) ? shown(id) : refusal(done);
}

std::string PluginWire::write_fields(const Node& action) {
  JsonWriter json;
  json.begin_object().key("issue").begin_object().key("custom_fields");
  json.list(at(action, "fields").entries, [&](const auto& one) {
    json.begin_object().key("id").raw(one.first.text).key("value");
    json.raw(document::to_json(one.second)).end_object();
  });
  json.end_object().end_object();
  const auto done = ask(Method::put, issue_path(action.text_at("id")), json.text());
  return is_done(done) ? "{}" : refusal(done);
}

// Where it stands already, that one is it.
std::string PluginWire::relate(const Node& action) {
  const auto from = action.text_at("from"), to = action.text_at("to");
  const auto made = ask(Method::post, "/issues/" + from + "/relations.json",
                        R"({"relation":{"issue_to_id":)" + to + R"(,"relation_type":"blocks"}})");
  if (is_done(made)) return R"({"relation":)" + document::to_json(at(parsed(made.body), "relation")) + "}";
  const Node there = parsed(ask(Method::get, "/issues/" + from + "/relations.json").body);
  for (const Node& one : at(there, "relations").items) {
    if (one.text_at("issue_id") == from && one.text_at("issue_to_id") == to)
      return R"({"relation":)" + document::to_json(one) + "}";
  }
  return refusal(made);
}

// What is gone already is what was wanted.
std::string PluginWire::unrelate(const Node& action) {
  const auto done = ask(Method::del, "/relations/" + action.text_at("id") + ".json");
  return is_done(done) || done.status == 404 ? "{}" : refusal(done);
}

// Whether somebody else changed one of those parts since the entry that the decision knew.
bool PluginWire::is_overtaken(const Node& action) {
  const Node* seen = action.find("seen");
  if (seen == nullptr) return false;
  std::set<std::string> parts;
  for (const Node& part : at(action, "parts").items) parts.insert(part.text);
  const Node issue = parsed(ask(Method::get, issue_path(action.text_at("id"))).body);
  const auto& entries = at(at(issue, "issue"), "journals").items;
  return std::any_of(entries.begin(), entries.end(), [&](const Node& entry) {
    if (at(entry, "id").as_integer() <= seen->as_integer() || at(entry, "user").text_at("id") == service_)
      return false;
    const auto& details = at(entry, "details").items;
    return std::any_of(details.begin(), details.end(),
                       [&](const Node& one) { return parts.contains(one.text_at("name")); });
  });
}

std::string PluginWire::shown(const std::string& id) {
  const Node issue = parsed(ask(Method::get, issue_path(id)).body);
  return R"({"id":)" + id + R"(,"issue":)" + document::to_json(at(issue, "issue")) + "}";
}

Response PluginWire::ask(Method method, const std::string& path, std::string body) {
  const auto answer = redmine_.send({.method = method, .path = path, .body = std::move(body)});
  return answer ? *answer : Response{.status = 500, .headers = {}, .body = ""};
}

}  // namespace estafeta::tracker::fake
