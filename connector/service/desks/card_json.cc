#include "connector/service/desks/card_json.h"

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"

namespace estafeta::service {

namespace {

using document::JsonWriter;
using document::Node;
using views::CardAssignee;
using views::CardReopened;
using views::CardRequest;
using views::CardRun;
using views::CardTask;
using views::CardWait;
using views::CardWork;
using views::ChangeCard;

void write(JsonWriter& json, const char* key, const std::string& text) {
  if (!text.empty()) json.key(key).value(text);
}
void write(JsonWriter& json, const char* key, const std::optional<base::Instant>& instant) {
  if (instant) json.key(key).value(*instant);
}
void write(JsonWriter& json, const char* key, const std::optional<base::Date>& date) {
  if (date) json.key(key).value(base::format_date(*date));
}
void write(JsonWriter& json, const char* key, const std::optional<base::IssueId>& issue) {
  if (issue) json.key(key).value(issue->value);
}

void write(JsonWriter& json, const views::TodoItem& need) {
  json.begin_object().key("kind").value(to_string(need.kind)).key("issue").value(need.issue.value);
  write(json, "title", need.title);
  write(json, "detail", need.detail);
  write(json, "since", need.since);
  write(json, "change", need.change);
  write(json, "by", need.by);
  json.end_object();
}

void write(JsonWriter& json, const char* key, const CardAssignee& assignee) {
  if (assignee.id.value.empty()) return;
  json.key(key).begin_object().key("id").value(assignee.id.value).key("name").value(assignee.name);
  json.key("is_member").value(assignee.is_member).end_object();
}

void write(JsonWriter& json, const CardTask& task) {
  json.begin_object().key("key").value(task.key);
  write(json, "issue", task.issue);
  write(json, "title", task.title);
  json.key("owner").value(to_string(task.owner));
  write(json, "department", task.department);
  json.key("state").value(to_string(task.state)).key("reason").value(to_string(task.reason));
  write(json, "holder", task.holder);
  write(json, "assignee", task.assignee);
  write(json, "since", task.since);
  write(json, "spoken", task.spoken);
  write(json, "silent_from", task.silent_from);
  write(json, "start", std::optional(task.start));
  write(json, "due", std::optional(task.due));
  write(json, "slips_after", std::optional(task.slips_after));
  write(json, "dates_until", task.dates_until);
  json.key("overdue").value(task.overdue).key("waits_for").begin_array();
  for (const auto& key : task.waits_for) json.value(key);
  json.end_array().key("outside").begin_array();
  for (const auto issue : task.outside) json.value(issue.value);
  json.end_array().key("owes").begin_array();
  for (const auto& value : task.owes) json.value(value);
  json.end_array();
  if (!task.promised.empty()) {
    json.key("promised").list(task.promised, [&](const auto& one) {
      json.object([&] { json.key("clock").value(one.clock).key("due").value(one.due); });
    });
  }
  json.end_object();
}

void write(JsonWriter& json, const CardWait& wait) {
  json.begin_object().key("department").value(wait.department).key("for").value(wait.for_whom);
  json.key("from").value(wait.from);
  write(json, "until", wait.until);
  json.end_object();
}

void write(JsonWriter& json, const CardReopened& reopened) {
  json.begin_object().key("issue").value(reopened.issue.value);
  write(json, "title", reopened.title);
  json.key("at").value(reopened.at);
  write(json, "person", reopened.person);
  json.key("followers").begin_array();
  for (const auto& follower : reopened.followers) {
    json.begin_object().key("issue").value(follower.issue.value);
    write(json, "department", follower.department);
    json.end_object();
  }
  json.end_array().end_object();
}

void write(JsonWriter& json, const CardWork& work) {
  json.begin_object().key("issue").value(work.issue.value);
  write(json, "title", work.title);
  write(json, "who", work.who);
  json.key("is_departments").value(work.is_departments).key("at").value(work.at);
  json.key("values").list(work.values, [&](const auto& value) {
    json.object([&] { json.key("title").value(value.title).key("text").value(value.text); });
  });
  json.key("files").list(work.files, [&](const auto& file) {
    json.object([&] { json.key("id").value(file.id).key("name").value(file.name); });
  });
  json.key("updates").values(work.updates).end_object();
}

void write(JsonWriter& json, const CardRequest& request) {
  json.begin_object().key("issue").value(request.issue.value);
  write(json, "title", request.title);
  json.key("is_open").value(request.is_open).end_object();
}

void write(JsonWriter& json, const CardRun& run) {
  json.begin_object().key("key").value(run.key).key("failures").value(std::int64_t{run.failures});
  if (run.took) json.key("took").value(run.took->count());
  if (run.result) json.key("result").value(model::word_of(*run.result, ""));
  json.end_object();
}

template <typename Item>
void write_list(JsonWriter& json, const char* key, const std::vector<Item>& items) {
  json.key(key).begin_array();
  for (const auto& item : items) write(json, item);
  json.end_array();
}

std::optional<base::Instant> instant_at(const Node& node, const char* key) {
  return base::parse_instant(node.text_at(key));
}
std::optional<base::Date> date_at(const Node& node, const char* key) {
  return base::parse_date(node.text_at(key));
}
std::optional<std::int64_t> integer_at(const Node& node, const char* key) {
  const auto* found = node.find(key);
  return found == nullptr ? std::nullopt : found->as_integer();
}
std::optional<base::IssueId> issue_at(const Node& node, const char* key) {
  const auto number = integer_at(node, key);
  return number ? std::optional(base::IssueId{*number}) : std::nullopt;
}
bool flag_at(const Node& node, const char* key) {
  return node.text_at(key) == "true";
}

template <typename Item, typename Read>
std::vector<Item> list_at(const Node& node, const char* key, Read read) {
  std::vector<Item> items;
  if (const auto* found = node.find(key)) {
    for (const auto& item : found->items) items.push_back(read(item));
  }
  return items;
}

std::vector<base::IssueId> issues_at(const Node& node, const char* key) {
  return list_at<base::IssueId>(
      node, key, [](const Node& item) { return base::IssueId{item.as_integer().value_or(0)}; });
}

views::TodoItem need_from(const Node& node) {
  return {views::todo_kind_from(node.text_at("kind")).value_or(views::TodoKind::question),
          issue_at(node, "issue").value_or(base::IssueId{}),
          node.text_at("title"),
          node.text_at("detail"),
          instant_at(node, "since"),
          issue_at(node, "change"),
          instant_at(node, "by")};
}

CardAssignee assignee_at(const Node& node, const char* key) {
  const auto* found = node.find(key);
  if (found == nullptr) return {};
  return {{found->text_at("id")}, found->text_at("name"), flag_at(*found, "is_member")};
}

CardTask task_from(const Node& node) {
  CardTask task;
  task.key = node.text_at("key");
  task.issue = issue_at(node, "issue");
  task.title = node.text_at("title");
  task.owner = model::owner_from(node.text_at("owner")).value_or(model::Owner::department);
  task.department = node.text_at("department");
  task.state = model::state_from(node.text_at("state")).value_or(model::State::unknown);
  task.reason = model::hold_reason_from(node.text_at("reason")).value_or(model::HoldReason::none);
  task.holder = node.text_at("holder");
  task.assignee = assignee_at(node, "assignee");
  task.since = instant_at(node, "since");
  task.spoken = instant_at(node, "spoken");
  task.silent_from = instant_at(node, "silent_from");
  task.start = date_at(node, "start").value_or(base::Date{});
  task.due = date_at(node, "due").value_or(base::Date{});
  task.slips_after = date_at(node, "slips_after").value_or(base::Date{});
  task.dates_until = instant_at(node, "dates_until");
  task.overdue = flag_at(node, "overdue");
  task.waits_for = list_at<std::string>(node, "waits_for", [](const Node& item) { return item.text; });
  task.outside = issues_at(node, "outside");
  task.owes = list_at<std::string>(node, "owes", [](const Node& item) { return item.text; });
  task.promised = list_at<views::CardClock>(node, "promised", [](const Node& item) {
    return views::CardClock{item.text_at("clock"), instant_at(item, "due")};
  });
  return task;
}

CardWait wait_from(const Node& node) {
  return {node.text_at("department"), node.text_at("for"), instant_at(node, "from").value_or(base::Instant{}),
          instant_at(node, "until")};
}

CardReopened reopened_from(const Node& node) {
  return {issue_at(node, "issue").value_or(base::IssueId{}), node.text_at("title"),
          instant_at(node, "at").value_or(base::Instant{}), node.text_at("person"),
          list_at<CardReopened::Follower>(node, "followers", [](const Node& item) {
            return CardReopened::Follower{issue_at(item, "issue").value_or(base::IssueId{}),
                                          item.text_at("department")};
          })};
}

CardWork work_from(const Node& node) {
  return {issue_at(node, "issue").value_or(base::IssueId{}),
          node.text_at("title"),
          node.text_at("who"),
          flag_at(node, "is_departments"),
          instant_at(node, "at").value_or(base::Instant{}),
          list_at<views::CardValue>(node, "values",
                                    [](const Node& item) {
                                      return views::CardValue{item.text_at("title"), item.text_at("text")};
                                    }),
          list_at<views::CardFile>(
              node, "files",
              [](const Node& item) {
                return views::CardFile{integer_at(item, "id").value_or(0), item.text_at("name")};
              }),
          list_at<std::string>(node, "updates", [](const Node& item) { return item.text; })};
}

CardRun run_from(const Node& node) {
  CardRun run{node.text_at("key"),
              {},
              static_cast<int>(integer_at(node, "failures").value_or(0)),
              model::check_result_from(node.text_at("result"))};
  if (const auto took = integer_at(node, "took")) run.took = base::Seconds(*took);
  return run;
}

CardRequest request_from_card(const Node& node) {
  return {issue_at(node, "issue").value_or(base::IssueId{}), node.text_at("title"), flag_at(node, "is_open")};
}

void write(JsonWriter& json, const ChangeCard& card) {
  json.begin_object().key("issue").value(card.issue.value);
  write(json, "client", card.client);
  write(json, "title", card.title);
  json.key("state").value(to_string(card.state));
  write(json, "tam", card.tam);
  write(json, "holder", card.holder);
  json.key("done").value(card.done).key("total").value(card.total);
  write(json, "forecast", card.forecast);
  write(json, "promised", card.promised);
  write(json, "trouble", card.trouble);
  write_list(json, "needs", card.needs);
  write_list(json, "tasks", card.tasks);
  write_list(json, "waits", card.waits);
  write_list(json, "reopened", card.reopened);
  write(json, "ended", card.ended);
  write_list(json, "work", card.work);
  write_list(json, "requests", card.requests);
  json.key("related").values(card.related);
  if (card.released) {
    json.key("released").value(true);
    write(json, "released_day", card.released->promised);
  }
  if (card.review) {
    json.key("reviewed").values(card.review->incidents);
    write(json, "review_by", std::optional(card.review->by));
  }
  if (card.waited != views::Waited{}) {
    json.key("waited_client").value(card.waited.client.count());
    json.key("waited_vendor").value(card.waited.vendor.count());
    json.key("waited_us").value(card.waited.us.count());
  }
  if (card.mark) {
    json.key("mark").value(card.mark->mark).key("marked").value(card.mark->at);
    json.key("marked_on").value(card.mark->request.value);
    write(json, "mark_text", card.mark->text);
  }
  if (card.is_rehearsal) json.key("rehearsal").value(true);
  write(json, "rehearsable", card.rehearsable);
  write_list(json, "runs", card.runs);
  json.key("windows").begin_array();
  for (const auto begin : card.windows) json.value(begin);
  json.end_array().end_object();
}

ChangeCard one_from(const Node& node) {
  ChangeCard card;
  card.issue = issue_at(node, "issue").value_or(base::IssueId{});
  card.client = node.text_at("client");
  card.title = node.text_at("title");
  card.state = model::state_from(node.text_at("state")).value_or(model::State::unknown);
  card.tam = assignee_at(node, "tam");
  card.holder = node.text_at("holder");
  card.done = static_cast<int>(integer_at(node, "done").value_or(0));
  card.total = static_cast<int>(integer_at(node, "total").value_or(0));
  card.forecast = date_at(node, "forecast");
  card.promised = date_at(node, "promised");
  card.trouble = node.text_at("trouble");
  card.needs = list_at<views::TodoItem>(node, "needs", need_from);
  card.tasks = list_at<CardTask>(node, "tasks", task_from);
  card.waits = list_at<CardWait>(node, "waits", wait_from);
  card.reopened = list_at<CardReopened>(node, "reopened", reopened_from);
  card.ended = instant_at(node, "ended");
  card.work = list_at<CardWork>(node, "work", work_from);
  card.related = issues_at(node, "related");
  if (flag_at(node, "released")) card.released = {date_at(node, "released_day")};
  if (const auto by = date_at(node, "review_by")) card.review = {issues_at(node, "reviewed"), *by};
  card.requests = list_at<CardRequest>(node, "requests", request_from_card);
  const auto seconds = [&](const char* key) { return base::Seconds(integer_at(node, key).value_or(0)); };
  card.waited = {seconds("waited_client"), seconds("waited_vendor"), seconds("waited_us")};
  if (const auto at = instant_at(node, "marked")) {
    card.mark = {issue_at(node, "marked_on").value_or(base::IssueId{}),
                 static_cast<int>(integer_at(node, "mark").value_or(0)), node.text_at("mark_text"), *at};
  }
  card.is_rehearsal = flag_at(node, "rehearsal");
  card.rehearsable = node.text_at("rehearsable");
  card.runs = list_at<CardRun>(node, "runs", run_from);
  card.windows = list_at<base::Instant>(node, "windows", [](const Node& item) {
    return base::parse_instant(item.text).value_or(base::Instant{});
  });
  return card;
}

}  // namespace

std::string to_json(const CardInLanguages& card) {
  JsonWriter json;
  json.begin_object().key("version").value(kCardForm);
  for (const auto& [language, one] : card) write(json.key(language), one);
  return json.end_object().text();
}

std::optional<CardInLanguages> card_from_json(std::string_view text, const std::set<std::string>& languages) {
  const auto node = document::parse_json(text, "card");
  if (!node || integer_at(*node, "version") != kCardForm) return std::nullopt;
  CardInLanguages card;
  for (const auto& language : languages) {
    const auto* found = node->find(language);
    if (found == nullptr) return std::nullopt;
    card[language] = one_from(*found);
  }
  return card;
}

}  // namespace estafeta::service
