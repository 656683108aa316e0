#include "connector/service/desired.h"

#include <algorithm>

#include "connector/change/stamp.h"
#include "connector/document/json_writer.h"
#include "connector/template/expand.h"
#include "connector/template/parse.h"

namespace estafeta::service {

namespace {

using base::Phrase;

std::vector<Phrase> phrases_of(const base::Diagnostics& diagnostics) {
  std::vector<Phrase> phrases;
  for (const auto& problem : diagnostics) {
    if (problem.where.line == 0) {
      phrases.push_back(problem.what);
      continue;
    }
    phrases.emplace_back("change.parameter_problem",
                         decltype(Phrase::values){{"line", std::int64_t{problem.where.line}},
                                                  {"problem", std::vector<Phrase>{problem.what}}});
  }
  return phrases;
}

Phrase unknown_template(const Site& site, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [known, file] : site.templates) names.push_back(known);
  return Phrase("change.unknown_template", {{"name", name}, {"known", names}});
}

std::string origin_of(const std::string& text, const model::DesiredChange& change,
                      const std::string& language) {
  document::JsonWriter json(1);
  json.begin_object();
  json.key("template").value(change.template_name).key("version").value(change.version);
  json.key("hash").value(change.hash).key("language").value(language);
  json.key("parameters").raw(change.parameters);
  json.key("text").value(text);
  return json.end_object().text();
}

// What the template asks for with the parameters as they are filled in now.
Desired with_parameters_of(const model::Issue& change, const tmpl::Template& tmpl, const std::string& text,
                           const std::string& language) {
  Desired desired;
  desired.skeleton = tmpl::skeleton(tmpl, language);
  const auto parameters = tmpl::read_parameters(tmpl, change.field(model::Field::change_parameters), "");
  if (!parameters) {
    desired.problems = phrases_of(parameters.error());
    desired.unfilled = tmpl::unfilled(tmpl, change.field(model::Field::change_parameters));
    return desired;
  }
  auto expanded = tmpl::expand(tmpl, *parameters, language);
  if (!expanded) {
    desired.problems = phrases_of(expanded.error());
    return desired;
  }
  desired.origin = origin_of(text, *expanded, language);
  desired.change = std::move(*expanded);
  return desired;
}

base::Status unreadable_origin(const std::string& name) {
  return {base::Code::failed_precondition, Phrase("change.origin_unreadable", {{"file", name}})};
}

// What a change was made from: the template as it then was, and its parameters.
struct Origin {
  std::string content;  // of the attachment
  std::string text;     // of the template
  std::string language;
  tmpl::Template content_of_text;
  document::Node values;
};

base::Result<Origin> read_origin(tracker::Tracker& tracker, const model::Attachment& attachment) {
  auto content = tracker.download(attachment);
  if (!content) return base::fail(content.error());
  const auto root = document::parse_json(*content, attachment.name, {.bytes = 4 << 20});
  const auto* text = root ? root->find("text") : nullptr;
  const auto* values = root ? root->find("parameters") : nullptr;
  const auto* language = root ? root->find("language") : nullptr;
  if (text == nullptr || values == nullptr || language == nullptr)
    return base::fail(unreadable_origin(attachment.name));
  auto parsed = tmpl::parse(text->text, attachment.name);
  if (!parsed) return base::fail(unreadable_origin(attachment.name));
  return Origin{std::move(*content), text->text, language->text, std::move(*parsed), *values};
}

base::Result<Desired> from_origin(const Origin& origin, const std::string& name) {
  const auto parameters = tmpl::read_parameters(origin.content_of_text, origin.values);
  if (!parameters) return base::fail(unreadable_origin(name));
  auto expanded = tmpl::expand(origin.content_of_text, *parameters, origin.language);
  if (!expanded) return base::fail(unreadable_origin(name));
  Desired desired;
  desired.change = std::move(*expanded);
  desired.origin = origin.content;
  return desired;
}

const model::Attachment* newest_named(const model::Issue& change, const std::string& name) {
  const model::Attachment* newest = nullptr;
  for (const auto& attachment : change.attachments) {
    if (attachment.name == name && (newest == nullptr || newest->id < attachment.id)) newest = &attachment;
  }
  return newest;
}

// The newest attachment that keeps what this stamp was made from.
const model::Attachment* find_origin(const model::Issue& change, const change::Stamp& stamp) {
  model::DesiredChange made_from;
  made_from.template_name = stamp.template_name;
  made_from.version = stamp.version;
  made_from.hash = stamp.hash;
  return newest_named(change, change::origin_name(made_from));
}

// What an operator ordered the change to go over to.
base::Result<Desired> ordered(tracker::Tracker& tracker, const model::Issue& change,
                              const std::string& name) {
  const auto* attachment = newest_named(change, name);
  if (attachment == nullptr) {
    Desired desired;
    desired.problems.push_back(Phrase("change.ordered_gone", {{"file", name}}));
    return desired;
  }
  const auto origin = read_origin(tracker, *attachment);
  if (!origin) return base::fail(origin.error());
  return from_origin(*origin, name);
}

}  // namespace

Desired desired_from_files(const Site& site, const model::Issue& change) {
  Desired desired;
  const std::string& name = change.field(model::Field::change_template);
  if (name.empty()) return desired;
  const auto file = site.templates.find(name);
  if (file == site.templates.end()) {
    desired.problems.push_back(unknown_template(site, name));
    return desired;
  }
  return with_parameters_of(change, file->second.content, file->second.text, site.mappings.tracker.language);
}

base::Result<Desired> desired_of(const Site& site, tracker::Tracker& tracker, const model::Issue& change) {
  const auto stamp = change::parse_stamp(change.field(model::Field::change_plan));
  Desired current = desired_from_files(site, change);
  const bool agreeing = change.status.state == model::State::agreed;
  if (!stamp.made || stamp.template_name.empty()) return current;
  if (current.change && current.change->hash == stamp.hash) return current;
  const auto* attachment = find_origin(change, stamp);
  if (attachment == nullptr) {
    // Somebody removed the file: the tasks that are there are steered as hand-made ones would be.
    return agreeing ? std::move(current) : Desired{};
  }
  const auto origin = read_origin(tracker, *attachment);
  if (!origin) return base::fail(origin.error());
  auto made_from = from_origin(*origin, attachment->name);
  if (!made_from) return made_from;
  const bool same_template = change.field(model::Field::change_template) == stamp.template_name;
  Desired next = same_template
                     ? with_parameters_of(change, origin->content_of_text, origin->text, origin->language)
                     : std::move(current);
  if (const auto order = change::goes_over_to(stamp); order && agreeing) {
    auto found = ordered(tracker, change, *order);
    if (!found) return found;
    next = std::move(*found);
  }
  if (agreeing) {
    next.former = std::move(made_from->change);
    return next;
  }
  if (next.change && next.change->hash != stamp.hash) made_from->proposed = std::move(next.change);
  made_from->proposal_problems = std::move(next.problems);
  return made_from;
}

}  // namespace estafeta::service
