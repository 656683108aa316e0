#include "connector/render/desks/tams.h"

#include "connector/document/json_writer.h"
#include "connector/render/desks/cells.h"
#include "connector/render/desks/dossier.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using document::JsonWriter;
using messages::Speaker;
using views::Service;
using views::TamClient;
using views::TamOverview;

// A heading, a table, and a sentence on how to read it.
struct Section {
  std::string heading;
  Table table;
  std::string remark = "";
};

std::int64_t size_of(const Table& table) {
  return static_cast<std::int64_t>(table.rows.size());
}

std::string names_cell(const std::vector<std::string>& texts, const Speaker& speaker) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : ", ") + speaker.escape(one_line(text));
  return all.empty() ? speaker.say("list.none") : all;
}

// `5 of 6, 83.3%`; the share is rounded down, so that 100 % means all.
std::string share_cell(int good, int bad, const Speaker& speaker) {
  if (good + bad == 0) return speaker.say("list.none");
  const std::int64_t share = std::int64_t{1000} * good / (good + bad);
  const Phrase percent("report.percent", {{"whole", share / 10}, {"tenth", share % 10}});
  return speaker.say(Phrase(
      "tam.of",
      {{"part", std::int64_t{good}}, {"all", std::int64_t{good + bad}}, {"share", speaker.say(percent)}}));
}

std::string waited_cell(base::Seconds waited, int changes, const Speaker& speaker) {
  if (changes == 0) return speaker.say("list.none");
  constexpr std::int64_t kTenthOfADay = 8640;
  const auto tenths = (waited.count() / changes + kTenthOfADay / 2) / kTenthOfADay;
  return speaker.say(Phrase("tam.days", {{"whole", tenths / 10}, {"tenth", tenths % 10}}));
}

std::string mark_cell(const Service& service, const Speaker& speaker) {
  if (service.marks == 0) return speaker.say("list.none");
  const std::int64_t tenths = (std::int64_t{10} * service.mark_sum + service.marks / 2) / service.marks;
  return speaker.say(Phrase(
      "tam.average", {{"whole", tenths / 10}, {"tenth", tenths % 10}, {"n", std::int64_t{service.marks}}}));
}

void add_service(const Service& service, const Speaker& speaker, std::vector<std::string>& row) {
  row.push_back(std::to_string(service.changes));
  row.push_back(share_cell(service.kept, service.late, speaker));
  row.push_back(share_cell(service.clocks.met, service.clocks.breached, speaker));
  for (const auto waited : {service.waited.client, service.waited.vendor, service.waited.us})
    row.push_back(waited_cell(waited, service.changes, speaker));
  row.push_back(mark_cell(service, speaker));
}

std::vector<std::string> service_heads(std::vector<const char*> keys, const Speaker& speaker) {
  for (const char* key : {"tam.head_changes", "tam.head_kept", "tam.head_sla", "tam.head_client_waits",
                          "tam.head_vendor_waits", "tam.head_our_waits", "tam.head_mark"})
    keys.push_back(key);
  return heads(keys, speaker);
}

std::string recorded_cell(const std::optional<base::Seconds>& time, base::Seconds allowed,
                          const Speaker& speaker) {
  if (!time) return speaker.say("list.none");
  if (allowed <= base::Seconds(0)) return to_the_minute(*time, speaker);
  const Phrase said(*time > allowed ? "tam.too_much" : "tam.recorded",
                    {{"time", to_the_minute(*time, speaker)}, {"allowed", to_the_minute(allowed, speaker)}});
  return speaker.say(said);
}

Section loads(const TamOverview& view, const Speaker& speaker) {
  Table table;
  table.heads = heads({"tam.head_tam", "tam.head_clients", "tam.head_duties"}, speaker);
  for (const auto& month : {view.this_month, view.last_month})
    table.heads.push_back(speaker.say(Phrase("tam.head_recorded", {{"month", period_said(month, speaker)}})));
  bool is_recorded = false;
  for (const auto& load : view.loads) {
    is_recorded = is_recorded || load.this_month || load.last_month;
    table.rows.push_back({speaker.escape(one_line(load.person)), names_cell(load.clients, speaker),
                          std::to_string(load.duties),
                          recorded_cell(load.this_month, view.allowed_this_month, speaker),
                          recorded_cell(load.last_month, view.allowed_last_month, speaker)});
  }
  const Phrase how(is_recorded ? "tam.load_how" : "tam.load_unrecorded",
                   {{"share", std::int64_t{view.rules.share}}});
  return {speaker.say(Phrase("tam.loads", {{"n", size_of(table)}})), std::move(table), speaker.say(how)};
}

std::string rule_said(const TamOverview& view, const Speaker& speaker) {
  const std::int64_t n = view.rules.departments;
  const std::int64_t span = view.rules.months;
  if (view.upper_level.empty()) return speaker.say(Phrase("tam.rule", {{"n", n}, {"span", span}}));
  return speaker.say(Phrase("tam.rule_upper", {{"n", n}, {"span", span}, {"upper", view.upper_level}}));
}

// Of those that the rule says something else of than they have.
Section misfits(const TamOverview& view, bool is_needed, const Speaker& speaker) {
  Table table;
  const auto& key = is_needed ? "tam.needed" : "tam.not_needed";
  table.heads =
      heads({"board.head_client", "tam.head_tam", "tam.head_worked", "tam.head_departments"}, speaker);
  for (const auto& client : view.clients) {
    if (client.is_needed != is_needed || client.has_tam() == is_needed) continue;
    table.rows.push_back({speaker.escape(one_line(client.name)), names_cell(client.tams, speaker),
                          std::to_string(client.departments.size()),
                          names_cell(client.departments, speaker)});
  }
  return {speaker.say(Phrase(key, {{"n", size_of(table)}})), std::move(table), rule_said(view, speaker)};
}

Section comparison(const TamOverview& view, const Speaker& speaker) {
  Table table{service_heads({"tam.head_who"}, speaker), {}};
  const auto add = [&](const char* who, const Service& service) {
    table.rows.push_back({speaker.say(who)});
    add_service(service, speaker, table.rows.back());
  };
  add("tam.with", view.with);
  add("tam.without", view.without);
  return {speaker.say("tam.comparison"), std::move(table), speaker.say("tam.comparison_how")};
}

void add_client(const TamClient& client, const char* stretch, const Service& service, const Speaker& speaker,
                Table& table) {
  const auto day = client.since ? base::format_date(*client.since) : "";
  table.rows.push_back({speaker.escape(one_line(client.name)), speaker.say(Phrase(stretch, {{"day", day}}))});
  add_service(service, speaker, table.rows.back());
}

Section by_client(const TamOverview& view, const Speaker& speaker) {
  Table table{service_heads({"board.head_client", "tam.head_stretch"}, speaker), {}};
  bool is_unsaid = false;
  for (const auto& client : view.clients) {
    if (client.has_tam()) {
      is_unsaid = is_unsaid || !client.since;
      if (!client.before.empty()) add_client(client, "tam.before", client.before, speaker, table);
      add_client(client, client.since ? "tam.since" : "tam.with_one", client.with, speaker, table);
    } else if (!client.before.empty()) {
      add_client(client, "tam.without_one", client.before, speaker, table);
    }
  }
  return {speaker.say("tam.by_client"), std::move(table), is_unsaid ? speaker.say("tam.since_unsaid") : ""};
}

Section marks(const TamOverview& view, const Speaker& speaker) {
  Table table{heads({"tam.head_day", "board.head_client", "board.head_change", "board.head_title",
                     "tam.head_mark", "tam.head_word"},
                    speaker),
              {}};
  for (const auto& one : view.marks) {
    table.rows.push_back({speaker.instant(one.mark.at), speaker.escape(one_line(one.client)),
                          issue_cell(one.change, speaker), title_cell(one.title, speaker),
                          std::to_string(one.mark.mark), speaker.escape(one_line(one.mark.text))});
  }
  return {speaker.say(Phrase("tam.marks", {{"n", size_of(table)}})), std::move(table)};
}

std::vector<Section> sections_of(const TamOverview& view, const Speaker& speaker) {
  std::vector<Section> sections;
  const auto needed = misfits(view, true, speaker);
  auto not_needed = misfits(view, false, speaker);
  // The rule is said once.
  if (!needed.table.rows.empty()) not_needed.remark.clear();
  for (auto& section : {loads(view, speaker), needed, not_needed, comparison(view, speaker),
                        by_client(view, speaker), marks(view, speaker)}) {
    if (!section.table.rows.empty()) sections.push_back(section);
  }
  return sections;
}

Phrase about(const char* key, const TamOverview& view) {
  return Phrase(
      key, {{"from", base::format_date(view.period.from)}, {"until", base::format_date(view.period.until)}});
}

std::string show(const TamOverview& view, const Speaker& speaker, const Layout& layout) {
  std::string text;
  for (const auto& section : sections_of(view, speaker)) {
    text += "\n" + layout.heading(section.heading) + "\n" + layout.table(section.table);
    if (!section.remark.empty()) text += "\n" + section.remark + "\n";
  }
  return text;
}

void write(JsonWriter& json, const char* key, const Service& service) {
  json.key(key).object([&] {
    json.key("changes")
        .value(service.changes)
        .key("kept")
        .value(service.kept)
        .key("late")
        .value(service.late);
    json.key("met").value(service.clocks.met).key("breached").value(service.clocks.breached);
    json.key("waited_client").value(service.waited.client.count());
    json.key("waited_vendor").value(service.waited.vendor.count());
    json.key("waited_us").value(service.waited.us.count());
    json.key("marks").value(service.marks).key("mark_sum").value(service.mark_sum);
  });
}

void write(JsonWriter& json, const char* key, const std::optional<base::Seconds>& time) {
  if (time) json.key(key).value(time->count());
}

}  // namespace

std::string tams_text(const TamOverview& view, const Speaker& speaker) {
  if (view.empty()) return speaker.say("tam.nothing") + "\n";
  return speaker.say(about("tam.heading", view)) + "\n" + show(view, speaker, Layout());
}

std::string tams_page(const TamOverview& view, const Speaker& speaker, const model::Markup& markup) {
  return speaker.say(about("tam.title", view)) + "\n" + show(view, speaker, Layout(markup));
}

std::string tams_document(const TamOverview& view, const std::vector<std::string>& readers,
                          const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("title").value(speaker.say(about("tam.heading", view)));
  json.key("readers").values(readers);
  json.key("sections").list(sections_of(view, speaker), [&](const Section& section) {
    json.object([&] {
      json.key("title").value(section.heading).key("remark").value(section.remark);
      json.key("heads").values(section.table.heads);
      json.key("rows").list(section.table.rows, [&](const auto& row) {
        json.begin_array();
        for (const auto& cell : row) json.value(cell);
        json.end_array();
      });
    });
  });
  return json.end_object().text();
}

std::string tams_json(const TamOverview& view) {
  JsonWriter json;
  json.begin_object().key("from").value(base::format_date(view.period.from));
  json.key("until").value(base::format_date(view.period.until));
  json.key("allowed_this_month").value(view.allowed_this_month.count());
  json.key("allowed_last_month").value(view.allowed_last_month.count());
  json.key("loads").list(view.loads, [&](const auto& load) {
    json.object([&] {
      json.key("person").value(load.person).key("clients").values(load.clients);
      json.key("duties").value(load.duties);
      write(json, "recorded_this_month", load.this_month);
      write(json, "recorded_last_month", load.last_month);
    });
  });
  json.key("clients").list(view.clients, [&](const TamClient& client) {
    json.object([&] {
      json.key("client").value(client.id).key("name").value(client.name);
      json.key("tams").values(client.tams).key("deputies").values(client.deputies);
      json.key("since").value(client.since ? base::format_date(*client.since) : "");
      json.key("departments").values(client.departments).key("needed").value(client.is_needed);
      write(json, "before", client.before);
      write(json, "with", client.with);
    });
  });
  write(json, "with", view.with);
  write(json, "without", view.without);
  json.key("marks").list(view.marks, [&](const auto& one) {
    json.object([&] {
      json.key("client").value(one.client).key("change").value(one.change).key("mark").value(one.mark.mark);
      json.key("text").value(one.mark.text).key("at").value(one.mark.at);
      json.key("request").value(one.mark.request);
    });
  });
  return json.end_object().text();
}

}  // namespace estafeta::render
