#include "connector/tracker/redmine/history.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

namespace {

using document::Node;
using model::State;

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kPlainFields{
    {{"assigned_to_id", "assignee"},
     {"parent_id", "parent"},
     {"project_id", "project"},
     {"category_id", "category"},
     {"fixed_version_id", "version"},
     {"priority_id", "priority"},
     {"tracker_id", "tracker"}}};

struct Detail {
  std::string property, name, from, to;
};

std::vector<Detail> details_of(const Node& journal) {
  std::vector<Detail> details;
  for (const Node& item : items_at(journal, "details")) {
    details.push_back({text_at(item, {"property"}), text_at(item, {"name"}),
                       with_lf(text_at(item, {"old_value"})), with_lf(text_at(item, {"new_value"}))});
  }
  return details;
}

bool is_attribute(const Detail& detail, std::string_view name) {
  return detail.property == "attr" && detail.name == name;
}

std::string name_by_id(const std::map<std::int64_t, std::string>& names, const std::string& id) {
  for (const auto& [known, name] : names) {
    if (std::to_string(known) == id) return name;
  }
  return id.empty() ? id : "#" + id;  // deleted since
}

// What the issue was at one point of its history, as ids the journals use.
struct Then {
  std::string tracker, status, priority, project, hold_reason;
};

class Historian {
 public:
  Historian(const Codec& codec, const AuthorFactsOf& author_facts_of, model::Issue& issue)
      : codec_(codec), author_facts_of_(author_facts_of), issue_(issue) {}

  base::Status read(const Node& node) {
    std::vector<const Node*> journals;
    for (const Node& journal : items_at(node, "journals")) journals.push_back(&journal);
    std::sort(journals.begin(), journals.end(),
              [](const Node* a, const Node* b) { return integer_at(*a, {"id"}) < integer_at(*b, {"id"}); });
    begin(node, journals);
    for (const Node* journal : journals) {
      const std::string time = text_at(*journal, {"created_on"});
      const auto at = base::parse_instant(time);
      if (!at) return unreadable_time(*journal, time);
      add_event(*journal, *at);
    }
    std::stable_sort(issue_.events.begin(), issue_.events.end(),
                     [](const model::Event& a, const model::Event& b) { return a.at < b.at; });
    if (word_.state == issue_.status.state) issue_.status = word_;
    return {};
  }

 private:
  base::Status unreadable_time(const Node& journal, const std::string& time) const {
    return {base::Code::failed_precondition,
            base::Phrase("tracker.journal_time", {{"issue", issue_.id.value},
                                                  {"journal", integer_at(journal, {"id"}).value_or(0)},
                                                  {"time", time}})};
  }

  // There is no journal of the creation: what the first change came from was there from the start.
  void begin(const Node& node, const std::vector<const Node*>& journals) {
    now_ = {text_at(node, {"tracker", "id"}), text_at(node, {"status", "id"}),
            text_at(node, {"priority", "id"}), text_at(node, {"project", "id"}),
            issue_.field(model::Field::hold_reason)};
    for (auto journal = journals.rbegin(); journal != journals.rend(); ++journal) {
      for (const Detail& detail : details_of(**journal)) undo(detail);
    }
    word_.state = state();
    if (word_.state == State::on_hold)
      word_.reason = told_reason(hold_reason_of(codec_.mapping, now_.hold_reason));
    issue_.initial_status = word_;
    issue_.initial_priority = priority();
    issue_.created_by = author_facts(issue_.author, true).actor;
    if (const auto project = integer_of(now_.project)) {
      issue_.initial_project = codec_.names.project(*project);
      issue_.initial_above = codec_.names.above(*project);
    }
  }

  void undo(const Detail& detail) {
    if (std::string* value = place(detail)) *value = detail.from;
  }

  std::string* place(const Detail& detail) {
    if (is_attribute(detail, "status_id")) return &now_.status;
    if (is_attribute(detail, "tracker_id")) return &now_.tracker;
    if (is_attribute(detail, "priority_id")) return &now_.priority;
    if (is_attribute(detail, "project_id")) return &now_.project;
    return field(detail) == model::Field::hold_reason ? &now_.hold_reason : nullptr;
  }

  std::optional<model::Field> field(const Detail& detail) const {
    if (detail.property != "cf") return std::nullopt;
    for (const auto& [field, id] : codec_.ids.fields) {
      if (std::to_string(id) == detail.name) return field;
    }
    return std::nullopt;
  }

  std::string status_name(const std::string& id) const {
    for (const auto& [known, status] : codec_.names.statuses) {
      if (std::to_string(known) == id) return status.name;
    }
    return "#" + id;
  }

  // In the words of the kind it was then; a tracker no mapping names spelled its statuses as this one does.
  State state() const {
    const auto kind = kind_of(codec_.mapping, name_by_id(codec_.names.trackers, now_.tracker));
    const auto spelled = kind == model::Kind::other ? issue_.kind : kind;
    return state_of(codec_.mapping, spelled, status_name(now_.status));
  }

  std::string priority() const {
    return priority_word(codec_.mapping, name_by_id(codec_.names.priorities, now_.priority));
  }

  // The field's reason, or else the one that the status says by itself.
  model::HoldReason told_reason(model::HoldReason by_field) const {
    if (by_field != model::HoldReason::none) return by_field;
    return hold_reason_of_status(codec_.mapping, status_name(now_.status));
  }

  // Only who commented, changed the status or created is asked for: elsewhere it makes no difference.
  AuthorFacts author_facts(const model::Principal& who, bool matters) {
    if (who.id.value == codec_.account) return {model::Actor::system, {}};
    const auto known = author_facts_of_(integer_of(now_.project), who);
    if (known) return *known;
    auto& doubtful = issue_.doubtful_authors;
    const std::string& name = who.name.empty() ? who.id.value : who.name;
    if (matters && std::find(doubtful.begin(), doubtful.end(), name) == doubtful.end())
      doubtful.push_back(name);
    return {};
  }

  void add_event(const Node& journal, base::Instant at) {
    model::Event event;
    event.journal = {integer_at(journal, {"id"}).value_or(0)};
    event.at = at;
    event.author = decode_principal(journal.find("user")).value_or(model::Principal{});
    event.own = event.author.id.value == codec_.account;
    const std::string note = with_lf(text_at(journal, {"notes"}));
    if (!note.empty()) {
      event.comment = {note, text_at(journal, {"private_notes"}) == "true", edit_of(journal)};
    }
    const auto details = details_of(journal);
    for (const Detail& detail : details) {
      if (std::string* value = place(detail)) *value = detail.to;
      add_detail(detail, event);
    }
    add_status(details, event);
    const bool public_comment = event.comment && !event.comment->is_private;
    AuthorFacts author = author_facts(event.author, event.status.has_value() || public_comment);
    event.by = author.actor;
    event.roles = std::move(author.roles);
    issue_.events.push_back(std::move(event));
  }

  // Redmine 6 and later; `updated_on` alone is there of a note that nobody changed, too.
  static std::optional<model::NoteEdit> edit_of(const Node& journal) {
    const auto by = decode_principal(journal.find("updated_by"));
    const auto at = base::parse_instant(text_at(journal, {"updated_on"}));
    if (!by || !at) return std::nullopt;
    return model::NoteEdit{*at, by->name};
  }

  void add_status(const std::vector<Detail>& details, model::Event& event) {
    const auto touched = [&](auto test) { return std::any_of(details.begin(), details.end(), test); };
    const bool reason_set =
        touched([&](const Detail& detail) { return field(detail) == model::Field::hold_reason; });
    const bool status_set = touched([](const Detail& detail) { return is_attribute(detail, "status_id"); });
    model::StatusWord next;
    next.state = state();
    if (next.state == State::on_hold) {
      const bool as_before = !status_set || codec_.mapping.hold_statuses.empty();
      next.reason = told_reason(reason_set  ? hold_reason_of(codec_.mapping, now_.hold_reason)
                                : as_before ? word_.reason
                                            : model::HoldReason::none);
    }
    if (!status_set && next == word_) return;
    event.status_from = std::exchange(word_, next);
    event.status = next;
    event.status_name = status_name(now_.status);
  }

  void add_detail(const Detail& detail, model::Event& event) {
    if (detail.property == "cf") {
      if (const auto known = field(detail)) {
        event.fields.push_back({std::string(model::to_string(*known)), read_value(*known, detail.from),
                                read_value(*known, detail.to)});
      } else {
        event.fields.push_back({"cf_" + detail.name, detail.from, detail.to});
      }
    } else if (detail.property == "attachment") {
      event.fields.push_back({"attachment", detail.from, detail.to});
    } else if (detail.property == "relation") {
      add_relation(detail, event);
    } else if (detail.property == "attr") {
      add_attribute(detail, event);
    }
  }

  void add_attribute(const Detail& detail, model::Event& event) {
    if (detail.name == "status_id") return;
    if (detail.name == "child_id") return add_link(model::LinkChange::Type::child, detail, event);
    if (detail.name == "priority_id") event.priority = priority();
    const auto* known = std::find_if(kPlainFields.begin(), kPlainFields.end(),
                                     [&](const auto& pair) { return pair.first == detail.name; });
    const std::string name(known == kPlainFields.end() ? std::string_view(detail.name) : known->second);
    const auto value = [&](const std::string& id) {
      if (name == "tracker") return name_by_id(codec_.names.trackers, id);
      if (name == "priority") return name_by_id(codec_.names.priorities, id);
      if (name == "project") return name_by_id(codec_.names.projects, id);
      return id;
    };
    event.fields.push_back({name, value(detail.from), value(detail.to)});
  }

  static void add_relation(const Detail& detail, model::Event& event) {
    if (detail.name == "blocks") add_link(model::LinkChange::Type::blocks, detail, event);
    if (detail.name == "blocked") add_link(model::LinkChange::Type::blocked_by, detail, event);
  }

  static void add_link(model::LinkChange::Type type, const Detail& detail, model::Event& event) {
    const bool added = !detail.to.empty();
    if (const auto other = integer_of(added ? detail.to : detail.from)) {
      event.links.push_back({type, {*other}, added});
    }
  }

  const Codec& codec_;
  const AuthorFactsOf& author_facts_of_;
  model::Issue& issue_;
  Then now_;
  model::StatusWord word_;
};

}  // namespace

base::Status read_history(const Codec& codec, const Node& node, const AuthorFactsOf& author_facts_of,
                          model::Issue& issue) {
  return Historian(codec, author_facts_of, issue).read(node);
}

}  // namespace estafeta::tracker::redmine
