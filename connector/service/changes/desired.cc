#include "connector/service/changes/desired.h"

#include <algorithm>
#include <cctype>

#include "connector/change/steps/origin.h"
#include "connector/change/tree/stamp.h"
#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/source.h"
#include "connector/template/expand.h"
#include "connector/template/parse.h"
#include "connector/template/skeleton.h"

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

// What a change was made from: the template as it then was, and its parameters.
struct Origin {
  std::string content;  // of the attachment
  std::string text;     // of the template
  std::string language;
  tmpl::Template content_of_text;
  document::Node values;
  model::DesiredChange change;
};

// Nothing: the content is no such thing, is cut off, or tells of another plan.
std::optional<Origin> parse_origin(std::string content, const std::string& name) {
  const auto root = document::parse_json(content, name, {.bytes = 4 << 20});
  const auto* text = root ? root->find("text") : nullptr;
  const auto* values = root ? root->find("parameters") : nullptr;
  const auto* language = root ? root->find("language") : nullptr;
  if (text == nullptr || values == nullptr || language == nullptr) return std::nullopt;
  auto parsed = tmpl::parse(text->text, name);
  if (!parsed) return std::nullopt;
  Origin origin{std::move(content), text->text, language->text, std::move(*parsed), *values, {}};
  const auto parameters = tmpl::read_parameters(origin.content_of_text, origin.values);
  if (!parameters) return std::nullopt;
  auto expanded = tmpl::expand(origin.content_of_text, *parameters, origin.language);
  // Kept beside the plan, so that a release that would number plans otherwise still knows its own files.
  const auto* hash = root->find("hash");
  if (!expanded || hash == nullptr) return std::nullopt;
  origin.change = std::move(*expanded);
  origin.change.hash = hash->text;
  if (change::origin_name(origin.change) != name) return std::nullopt;
  return origin;
}

// The newest of Estafeta's own attachments of that name that can be read and tells of the plan it is named
// after.
base::Result<std::optional<Origin>> find_origin(tracker::IssueReader& tracker, const model::Issue& change,
                                                const std::string& name, const base::PrincipalId& account) {
  for (const auto& file : change::own_files(change, name, account)) {
    auto content = tracker.download(file);
    if (!content && content.error().code() == base::Code::not_found)
      continue;  // gone from the tracker's disk
    if (!content) return base::fail(content.error());
    if (auto origin = parse_origin(std::move(*content), name)) return origin;
  }
  return std::nullopt;
}

std::string origin_name(const change::Stamp& stamp) {
  model::DesiredChange made_from;
  made_from.template_name = stamp.template_name;
  made_from.version = stamp.version;
  made_from.hash = stamp.hash;
  return change::origin_name(made_from);
}

Desired made_from(Origin origin) {
  Desired desired;
  desired.change = std::move(origin.change);
  desired.origin = std::move(origin.content);
  return desired;
}

// Neither looked at before the go, nor agreed to this very moment.
bool is_running(const model::Issue& change) {
  const auto state = change.status.state;
  return state != model::State::draft && state != model::State::needs_input && state != model::State::agreed;
}

// Nobody has agreed to a template that is named while the tasks that people made go on.
Desired proposed_to_hand_made(Desired current) {
  Desired desired;
  desired.proposed = std::move(current.change);
  desired.proposal_problems = std::move(current.problems);
  return desired;
}

// What an operator ordered the change to go over to.
base::Result<Desired> ordered(tracker::IssueReader& tracker, const model::Issue& change,
                              const std::string& name, const base::PrincipalId& account) {
  auto origin = find_origin(tracker, change, name, account);
  if (!origin) return base::fail(origin.error());
  if (*origin) return made_from(std::move(**origin));
  Desired desired;
  desired.problems.push_back(Phrase("change.ordered_gone", {{"file", name}}));
  return desired;
}

}  // namespace

std::string template_named(const model::Issue& change) {
  const std::string& typed = change.field(model::Field::change_template);
  std::string name;
  for (std::size_t at = 0; at < typed.size(); ++at) {
    const auto odd = document::odd_space(typed, at);
    const auto letter = static_cast<unsigned char>(typed[at]);
    name += odd > 0 ? ' ' : static_cast<char>(letter < 0x80 ? std::tolower(letter) : letter);
    if (odd > 0) at += odd - 1;
  }
  constexpr std::string_view kSpace = " \t\r\n";
  name.erase(name.find_last_not_of(kSpace) + 1);
  name.erase(0, std::min(name.find_first_not_of(kSpace), name.size()));
  return name;
}

Desired desired_from_files(const Site& site, const model::Issue& change) {
  Desired desired;
  const auto name = template_named(change);
  if (name.empty()) return desired;
  const auto file = site.templates.find(name);
  if (file == site.templates.end()) {
    desired.problems.push_back(unknown_template(site, name));
    return desired;
  }
  return with_parameters_of(change, file->second.content, file->second.text, site.mappings.tracker.language);
}

base::Result<Desired> desired_of(const Site& site, tracker::IssueReader& tracker, const model::Issue& change,
                                 const base::PrincipalId& account) {
  const auto stamp = change::stamp_of(change);
  Desired current = desired_from_files(site, change);
  const bool agreeing = change.status.state == model::State::agreed;
  if (!stamp.made) return current;
  if (stamp.template_name.empty())
    return is_running(change) ? proposed_to_hand_made(std::move(current)) : current;
  if (current.change && current.change->hash == stamp.hash) return current;
  const auto name = origin_name(stamp);
  auto origin = find_origin(tracker, change, name, account);
  if (!origin) return base::fail(origin.error());
  const auto order = agreeing ? change::goes_over_to(stamp) : std::nullopt;
  if (!*origin) {
    // The tasks that are there are steered as hand-made ones would be, until a new plan is agreed to.
    Desired lost = agreeing ? std::move(current) : Desired{};
    if (order) {
      auto found = ordered(tracker, change, *order, account);
      if (!found) return found;
      lost = std::move(*found);
    }
    lost.lost_origin = name;
    return lost;
  }
  // Emptied, the field names nothing to go over to.
  const auto named = template_named(change);
  const bool same_template = named.empty() || named == stamp.template_name;
  Desired next = same_template ? with_parameters_of(change, (*origin)->content_of_text, (*origin)->text,
                                                    (*origin)->language)
                               : std::move(current);
  auto former = made_from(std::move(**origin));
  if (order) {
    auto found = ordered(tracker, change, *order, account);
    if (!found) return found;
    next = std::move(*found);
  }
  if (agreeing) {
    next.former = std::move(former.change);
    return next;
  }
  if (next.change && next.change->hash != stamp.hash) former.proposed = std::move(next.change);
  former.proposal_problems = std::move(next.problems);
  return former;
}

}  // namespace estafeta::service
