#include "connector/tracker/redmine/rehearsal.h"

#include <algorithm>
#include <array>
#include <variant>

#include "connector/document/json_writer.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Result;
using document::JsonWriter;
using model::Field;
using model::Kind;

namespace {

constexpr std::size_t kTooLong = 300;  // Redmine keeps 255 characters of a subject, and of a file's name
constexpr std::array kEndings{".json", ".png", ".svg"};

enum class Subject { empty, too_long };

// Should a workflow keep the subject from being written, another value of the same write is impossible too.
void write_impossible(JsonWriter& json, Subject subject) {
  if (subject == Subject::empty) {
    json.key("subject").value("").key("estimated_hours").value("-");
  } else {
    json.key("subject").value(std::string(kTooLong, '-')).key("due_date").value("-");
  }
}

std::string new_issue(const Codec& codec, const std::string& project, Kind kind, Subject subject,
                      const base::PrincipalId& assignee = {}) {
  JsonWriter json;
  json.begin_object().key("issue").begin_object();
  json.key("project_id").value(project).key("tracker_id").value(tracker_id(codec, kind).value_or(0));
  // What Estafeta gives a task, so that nobody is told that it is missing.
  json.key("description").value("-").key("start_date").value("2030-01-01");
  if (subject == Subject::empty) {
    json.key("due_date").value("2030-01-02");
  } else {
    json.key("estimated_hours").value("1");
  }
  if (!assignee.value.empty()) json.key("assigned_to_id").value(assignee.value);
  write_impossible(json, subject);
  json.end_object().end_object();
  return json.text();
}

// Redmine looks at required fields when one of them is sent.
std::string same_issue(std::int64_t field, const std::string& value, Subject subject) {
  JsonWriter json;
  json.begin_object().key("issue").begin_object();
  write_impossible(json, subject);
  json.key("custom_fields").begin_array().begin_object();
  json.key("id").value(field).key("value").value(value).end_object().end_array();
  json.end_object().end_object();
  return json.text();
}

std::vector<std::string> sentences_of(const base::Status& status) {
  const auto* value = status.phrase().find("sentences");
  const auto* sentences = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return sentences == nullptr ? std::vector<std::string>{} : *sentences;
}

// What Estafeta gives each issue of that kind.
std::vector<Field> filled(Kind kind) {
  switch (kind) {
    case Kind::change:
      return {Field::change_template, Field::change_parameters, Field::change_plan, Field::change_forecast};
    case Kind::task:
      return {Field::task_key, Field::department, Field::deadline};
    case Kind::incident:
      return {Field::deadline,         Field::sla_told,       Field::sla_response,
              Field::sla_response_due, Field::sla_resolution, Field::sla_resolution_due};
    case Kind::request:
    case Kind::proposal:
    case Kind::other:
      return {};
  }
  return {};
}

}  // namespace

// Sentences begin with the name of the field, in every language.
bool Rehearsing::fills(Kind kind, const std::string& sentence) const {
  for (const Field field : filled(kind)) {
    const auto names = codec_.mapping.fields.find(field);
    if (names == codec_.mapping.fields.end()) continue;
    for (const auto& name : names->second) {
      if (sentence.starts_with(name + " ")) return true;
    }
  }
  return false;
}

Result<Rehearsal> Rehearsing::both(http::Method method, const std::string& path, Kind kind,
                                   const std::string& first, const std::string& second) {
  std::vector<std::vector<std::string>> refused;
  for (const auto& body : {first, second}) {
    const auto answer = rest_.write(method, path, body);
    if (answer || (answer.error().cause() != base::Cause::refused)) {
      if (!answer && answer.error().code() == base::Code::unavailable) return base::fail(answer.error());
      return Rehearsal{};
    }
    refused.push_back(sentences_of(answer.error()));
  }
  Rehearsal rehearsal{.tried = true, .refused = {}};
  for (const auto& sentence : refused.front()) {
    const bool twice =
        std::find(refused.back().begin(), refused.back().end(), sentence) != refused.back().end();
    if (twice && !fills(kind, sentence)) rehearsal.refused.push_back(sentence);
  }
  return rehearsal;
}

Result<Rehearsal> Rehearsing::creation(const std::string& project, Kind kind) {
  return both(http::Method::post, "/issues.json", kind, new_issue(codec_, project, kind, Subject::empty),
              new_issue(codec_, project, kind, Subject::too_long));
}

// What is refused with that assignee only is about the assignee.
Result<std::vector<base::PrincipalId>> Rehearsing::refused_assignees(
    const std::string& project, const std::vector<base::PrincipalId>& who) {
  const auto without = creation(project, Kind::task);
  if (!without) return base::fail(without.error());
  std::vector<base::PrincipalId> refused;
  for (const auto& one : who) {
    const auto with = both(http::Method::post, "/issues.json", Kind::task,
                           new_issue(codec_, project, Kind::task, Subject::empty, one),
                           new_issue(codec_, project, Kind::task, Subject::too_long, one));
    if (!with) return base::fail(with.error());
    if (with->tried && without->tried && with->refused != without->refused) refused.push_back(one);
  }
  return refused;
}

Result<Rehearsal> Rehearsing::update(const model::Issue& issue) {
  for (const Field field : filled(issue.kind)) {
    const auto id = codec_.ids.fields.find(field);
    if (id == codec_.ids.fields.end() || !issue.fields.contains(field)) continue;
    const std::string value = shown_value(field, issue.field(field));
    return both(http::Method::put, issue_path(issue.id), issue.kind,
                same_issue(id->second, value, Subject::empty),
                same_issue(id->second, value, Subject::too_long));
  }
  return Rehearsal{};
}

Result<std::vector<std::string>> Rehearsing::refused_extensions() {
  std::vector<std::string> refused;
  for (const std::string ending : kEndings) {
    const auto answer = rest_.upload(std::string(kTooLong, '-') + ending, "-");
    if (answer) continue;
    if (answer.error().code() == base::Code::unavailable) return base::fail(answer.error());
    const auto sentences = sentences_of(answer.error());
    if (std::any_of(sentences.begin(), sentences.end(),
                    [&](const std::string& sentence) { return sentence.find(ending) != std::string::npos; }))
      refused.push_back(ending);
  }
  return refused;
}

}  // namespace estafeta::tracker::redmine
