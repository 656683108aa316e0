// One case of a file as an incident and the policy that judges it.
//
// Inside sla/ only. Calendars and policies that stand in many cases word for word are compiled once. Not safe
// for several threads.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "connector/base/diagnostic.h"
#include "connector/document/array_reader.h"
#include "connector/model/incident.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::sla {

struct Case {
  std::string_view name;
  const Policy* policy = nullptr;
  const model::Incident* incident = nullptr;
  base::Instant now;
};

class CaseParser {
 public:
  // `reader` gives the nodes that are parsed.
  explicit CaseParser(document::ArrayReader& reader);

  // Valid until the next call and as long as the node. nullopt: the problems are in `diagnostics`.
  std::optional<Case> parse(document::FlatNode node, base::Diagnostics& diagnostics);

 private:
  using Recurrence = std::pair<std::uint32_t, std::uint32_t>;  // of calendars and policy

  const Policy* policy_of(std::optional<document::FlatNode> calendars, document::FlatNode policy);
  std::optional<Policy> compile(std::optional<document::FlatNode> calendars, document::FlatNode policy);
  void read_incident(document::FlatNode issue);
  void read_event(document::FlatNode node, model::SlaEvent& event);

  enum class Shape { text, list, map };

  // Says it of a value of another shape.
  bool has_shape(document::FlatNode value, Shape shape, const char* name);
  void allow_only(document::FlatNode map, std::initializer_list<std::string_view> known);
  void unknown(document::FlatNode key, std::initializer_list<std::string_view> known);
  std::optional<document::FlatNode> required(document::FlatNode node, std::optional<document::FlatNode> value,
                                             const char* name, Shape shape = Shape::text);
  void bad(document::FlatNode value);
  base::Instant instant(std::optional<document::FlatNode> value);
  model::Actor actor(std::optional<document::FlatNode> value);
  model::StatusWord status_word(document::FlatNode value);
  model::Assigned assigned(document::FlatNode value);
  model::SlaEvent::CommentKind comment_kind(document::FlatNode value);

  document::ArrayReader& reader_;
  base::Diagnostics found_;  // of the case at hand
  std::map<Recurrence, Policy> known_;
  std::optional<Policy> latest_;  // that is not worth keeping
  model::Incident incident_;      // of the case at hand; its memory is used again
};

}  // namespace estafeta::sla
