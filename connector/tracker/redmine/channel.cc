#include "connector/tracker/redmine/channel.h"

#include <algorithm>
#include <array>
#include <random>

#include "connector/document/json_writer.h"
#include "connector/http/answer.h"
#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/links.h"
#include "connector/tracker/redmine/outcome.h"
#include "connector/tracker/redmine/uploads.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Result;
using base::Status;
using document::JsonWriter;
using document::Node;
using model::Issue;

namespace {

constexpr const char* kPath = "/estafeta/apply.json";

// Why the plugin did not carry out an action; the words of install/redmine_estafeta/lib/redmine_estafeta.
enum class Refusal { none, gone, forbidden, overtaken, status, refused, is_public, busy, field, other };

constexpr std::array<std::pair<std::string_view, Refusal>, 9> kRefusals{{
    {"", Refusal::none},
    {"gone", Refusal::gone},
    {"forbidden", Refusal::forbidden},
    {"overtaken", Refusal::overtaken},
    {"status", Refusal::status},
    {"refused", Refusal::refused},
    {"public", Refusal::is_public},
    {"busy", Refusal::busy},
    {"field", Refusal::field},
}};

Refusal refusal_of(const Node& result) {
  const std::string word = text_at(result, {"error"});
  for (const auto& [known, refusal] : kRefusals) {
    if (word == known) return refusal;
  }
  return Refusal::other;
}

std::vector<std::string> texts(const Node& node, std::string_view key) {
  std::vector<std::string> out;
  for (const Node& item : items_at(node, key)) out.push_back(item.text);
  return out;
}

// As stock REST would have answered it.
Status answered(const std::string& path, int status) {
  http::Request request;
  request.method = http::Method::put;
  request.path = path;
  return http::status_of(request, {status, {}, ""});
}

std::string word_of(Audience audience) {
  switch (audience) {
    case Audience::nobody:
      return "nobody";
    case Audience::assignee:
      return "assignee";
    case Audience::everyone:
      return "everyone";
  }
  return "everyone";
}

// Of what was written to that issue, or found there.
Status status_of(const Node& result, IssueId id, const std::string& path, const std::string& wanted = "") {
  switch (refusal_of(result)) {
    case Refusal::none:
      return {};
    case Refusal::gone:
      return as_issue(answered(path, 404), id);
    case Refusal::forbidden:
      return answered(path, 403);
    case Refusal::overtaken:
    case Refusal::busy:
      return edited_concurrently(id);
    case Refusal::status:
      return status_refused(id, wanted, text_at(result, {"is"}), texts(result, "allowed"));
    case Refusal::is_public:
      return note_would_be_public(id);
    case Refusal::refused:
    case Refusal::field:
    case Refusal::other:
      break;
  }
  return {Code::invalid_argument,
          Phrase("tracker.refused", {{"path", path}, {"sentences", texts(result, "sentences")}}),
          base::Cause::refused};
}

std::string name_of(const model::TrackerMapping& mapping, model::Kind kind, model::State state) {
  const std::string* name = status_name(mapping, kind, state);
  return name == nullptr ? std::string(to_string(state)) : *name;
}

bool has_ids(const Codec& codec, const std::map<model::Field, std::string>& fields) {
  return std::all_of(fields.begin(), fields.end(),
                     [&](const auto& one) { return codec.ids.fields.contains(one.first); });
}

std::string random_text() {
  std::random_device device;
  std::string text;
  for (int i = 0; i < 3; ++i) text += std::to_string(device()) + "-";
  return text;
}

}  // namespace

Channel::Channel(Session& session, RedmineReader& reader)
    : session_(session), reader_(reader), run_(random_text()) {}

bool Channel::is_open() {
  return session_.plugin.offers(Ability::apply);
}

std::optional<Result<Issue>> Channel::create(const NewIssue& asked) {
  if (!is_open()) return std::nullopt;
  std::vector<Phrase> missing;
  const auto issue = encode_issue(session_.codec(), asked, missing);
  if (!missing.empty()) return base::fail(not_writable(std::move(missing)));
  const std::string path = "/issues.json";
  const auto result = carry_out("create", [&](JsonWriter& json) {
    json.key("show").value(true).key("mails").value(word_of(asked.mails)).key("issue").raw(issue);
  });
  if (!result) return std::nullopt;
  if (!*result) return base::fail(result->error());
  // What may be gone is the project, which was there a moment ago.
  if (refusal_of(**result) == Refusal::gone) return base::fail(answered(path, 404));
  if (auto status = status_of(**result, {}, path); !status.ok()) return base::fail(std::move(status));
  const Node* made = (*result)->find("issue");
  if (made == nullptr) return base::fail(not_understood(kPath));
  auto read = reader_.decoded(*made);
  if (!read) return read;
  session_.rest.told_by_write(read->created);
  read->watchers = watchers_of(*made);
  return read;
}

std::optional<Status> Channel::update(IssueId id, const IssueUpdate& asked) {
  if (!is_open()) return std::nullopt;
  IssueUpdate change = asked;
  model::Kind kind = model::Kind::other;
  if (change.state) {
    auto known = reader_.kind_known(id);
    if (!known || !change.seen) {
      const auto before = reader_.read(id, false);
      if (!before) return before.error();
      known = before->kind;
      change.seen = change.seen.value_or(newest_entry(*before));
    }
    kind = *known;
    // Stock REST says which statuses there are instead.
    if (!status_id(session_.codec(), kind, *change.state)) return std::nullopt;
  }
  const auto tokens = upload(session_.rest, change.uploads);
  if (!tokens) return tokens.error();
  std::vector<Phrase> missing;
  const auto issue = encode_issue(session_.codec(), kind, change, *tokens, missing);
  if (!missing.empty()) return not_writable(std::move(missing));
  const auto result = carry_out("update", [&](JsonWriter& json) {
    json.key("id").value(id).key("show").value(true).key("mails").value(word_of(change.mails));
    if (change.seen) {
      json.key("seen").value(*change.seen).key("parts");
      json.values(columns_of(session_.codec(), shared_parts(change)));
    }
    json.key("issue").raw(issue);
  });
  if (!result) return std::nullopt;
  if (!*result) return result->error();
  const std::string wanted = change.state ? name_of(session_.settings.mapping, kind, *change.state) : "";
  if (auto status = status_of(**result, id, issue_path(id), wanted); !status.ok()) return status;
  return read_back(id, change, **result);
}

// Nothing is shown of them: the plugin writes all fields of an issue or none.
std::optional<std::vector<std::optional<Status>>> Channel::write_fields(
    const std::vector<FieldWrite>& writes) {
  if (!is_open()) return std::nullopt;
  const auto codec = session_.codec();
  const auto results = carry_out(writes.size(), [&](JsonWriter& json, std::size_t i) {
    json.key("do").value("fields").key("id").value(writes[i].id).key("fields").object([&] {
      for (const auto& [field, value] : writes[i].fields) {
        const auto number = codec.ids.fields.find(field);
        if (number != codec.ids.fields.end())
          json.key(std::to_string(number->second)).value(shown_value(field, value));
      }
    });
  });
  if (!results) return std::nullopt;
  std::vector<std::optional<Status>> out;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (!*results) {
      out.emplace_back(results->error());
      continue;
    }
    const auto refusal = refusal_of((**results)[i]);
    // Stock REST finds out what is the matter with the field.
    const bool is_known =
        refusal != Refusal::field && refusal != Refusal::other && has_ids(codec, writes[i].fields);
    out.push_back(is_known ? std::optional(status_of((**results)[i], writes[i].id, issue_path(writes[i].id)))
                           : std::nullopt);
  }
  return out;
}

std::optional<Status> Channel::private_note(IssueId id, const std::string& text) {
  const auto result = carry_out("update", [&](JsonWriter& json) {
    json.key("id").value(id).key("show").value(true).key("mails").value(word_of(Audience::everyone));
    json.key("issue").object([&] { json.key("notes").value(text).key("private_notes").value(true); });
  });
  if (!result) return std::nullopt;
  if (!*result) return result->error();
  if (auto status = status_of(**result, id, issue_path(id)); !status.ok()) return status;
  const auto after = reader_.shown(**result, id);
  if (!after) return after.error();
  const model::Event* note = own_note(*after, text);
  if (note == nullptr) return note_lost(id);
  if (note->comment->is_private) return Status();
  return Status(Code::failed_precondition, Phrase("tracker.note_public_stands", {{"issue", id.value}}),
                base::Cause::note_public);
}

std::optional<Result<model::Relation>> Channel::relate(IssueId blocker, IssueId blocked) {
  const auto result = carry_out(
      "relate", [&](JsonWriter& json) { json.key("from").value(blocker).key("to").value(blocked); });
  if (!result) return std::nullopt;
  if (!*result) return base::fail(result->error());
  // Stock REST finds out which relation stands there.
  if (refusal_of(**result) == Refusal::refused) return std::nullopt;
  if (auto status = status_of(**result, blocker, issue_path(blocker)); !status.ok())
    return base::fail(std::move(status));
  const Node* made = (*result)->find("relation");
  const auto relation = made == nullptr ? std::nullopt : decode_relation(*made);
  if (!relation) return base::fail(not_understood(kPath));
  return *relation;
}

std::optional<Status> Channel::unrelate(base::RelationId id) {
  const auto result = carry_out("unrelate", [&](JsonWriter& json) { json.key("id").value(id); });
  if (!result) return std::nullopt;
  if (!*result) return result->error();
  const auto refusal = refusal_of(**result);
  if (refusal == Refusal::none) return Status();
  return answered("/relations/" + std::to_string(id.value) + ".json", refusal == Refusal::busy ? 409 : 403);
}

Status Channel::read_back(IssueId id, const IssueUpdate& change, const Node& result) {
  const auto known = reader_.newest_known(id);
  const auto after = reader_.shown(result, id);
  if (!after) return after.error();
  hear_time(session_.rest, *after, known ? known : change.seen);
  if (auto status = check_updated(change, *after); !status.ok()) return status;
  return change.note.empty() || own_note(*after, change.note) != nullptr ? Status() : note_lost(id);
}

Channel::Answer Channel::carry_out(const char* what, const std::function<void(JsonWriter&)>& more) {
  if (!is_open()) return std::nullopt;
  const auto results = carry_out(1, [&](JsonWriter& json, std::size_t) {
    json.key("do").value(what);
    more(json);
  });
  if (!results) return std::nullopt;
  if (!*results) return base::fail(results->error());
  if (refusal_of((*results)->front()) != Refusal::other) return (*results)->front();
  session_.plugin.failed();
  return std::nullopt;
}

Channel::Answers Channel::carry_out(std::size_t count,
                                    const std::function<void(JsonWriter&, std::size_t)>& action) {
  JsonWriter json;
  json.begin_object().key("actions").begin_array();
  for (std::size_t i = 0; i < count; ++i) {
    json.begin_object().key("key").value(run_ + std::to_string(++written_));
    action(json, i);
    json.end_object();
  }
  json.end_array().end_object();
  auto answer = send(json.text());
  if (!answer) {
    switch (answer.error().code()) {
      case Code::not_found:
      case Code::permission_denied:
      case Code::invalid_argument:
        session_.plugin.failed();
        return std::nullopt;
      default:
        return base::fail(answer.error());
    }
  }
  auto results = items_at(*answer, "results");
  if (results.size() != count) {
    session_.plugin.failed();
    return base::fail(not_understood(kPath));
  }
  return results;
}

// A request whose fate is unknown is repeated: if it was taken, the plugin answers what came of it.
Result<Node> Channel::send(const std::string& body) {
  auto answer = session_.rest.write(http::Method::post, kPath, body);
  if (answer || answer.error().code() != Code::unavailable || http::surely_not_taken(answer.error()))
    return answer;
  auto again = session_.rest.write(http::Method::post, kPath, body);
  if (!again) return answer;
  // The first one is still at work.
  const auto& results = items_at(*again, "results");
  const bool is_busy = std::any_of(results.begin(), results.end(),
                                   [](const Node& one) { return refusal_of(one) == Refusal::busy; });
  return is_busy ? answer : again;
}

}  // namespace estafeta::tracker::redmine
