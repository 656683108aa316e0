#include "connector/trial/guess_names.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace estafeta::trial {

namespace {

using model::HoldReason;
using model::State;
using Stems = std::vector<std::string_view>;

bool is_cyrillic_lead(unsigned char c) {
  return c == 0xD0 || c == 0xD1;
}

// A stem that begins with a space must begin a word.
bool holds(const std::string& padded, std::string_view stem) {
  return padded.find(stem) != std::string::npos;
}

bool holds_any(const std::string& padded, Stems stems) {
  return std::any_of(stems.begin(), stems.end(), [&](auto stem) { return holds(padded, stem); });
}

const Stems kWaiting{"wait",    "pending",  "await",   " hold",   " held",     "suspend", "paus",
                     "postpon", "deferred", " parked", "blocked", "stalled",   "ожида",   " ждем",
                     " ждет",   "приостан", "отложен", " пауз",   "заморожен", "заблокир"};
const Stems kClient{"customer", "client",   "user",        "reporter", "requester", "feedback",
                    "reply",    "response", " info",       "answer",   "author",    "отклик",
                    "клиент",   "заказчик", "пользовател", "заявител", " автор",    "инициатор",
                    "ответ",    "информац", "уточнен",     "данны"};
const Stems kVendor{"vendor", "supplier",  "third",     "3rd",          "provider", "external", "partner",
                    "вендор", "поставщик", "подрядчик", "производител", "партнер",  "третьей",  "внешн"};
const Stems kWindow{"window", "maintenance", " окн", "регламент"};
const Stems kInternal{"support", "engineer", "agent",   "internal",
                      "inhouse", "поддержк", "инженер", "внутренн"};
const Stems kAsked{"feedback",       "need info",          "needs info",
                   "need more info", "needs more info",    "more info",
                   "info required",  "info needed",        "information required",
                   "question to",    "clarification",      "обратная связь",
                   "отклик",         "уточнение",          " уточнить",
                   "нужна информац", "нужны данны",        "запрос информац",
                   "запрос данных",  "требуется информац", "вопрос к"};

struct Rule {
  State state;
  Stems stems;
};

// Tried in this order: «выполняется» before «выполнено», "reopened" before "open".
const std::array<Rule, 7> kRules{{
    {State::in_progress,
     {"reopen", "re-open", "переоткр", "возобновл", "открыт повторно", "открыта повторно",
      "повторно открыт"}},
    {State::in_progress,
     {"in progress", "in work", "выполняется", "решается", "исполняется", "в работе", "в процессе",
      "в исполнении"}},
    {State::cancelled,
     {"reject",         "cancel",          "declin",    "duplicate",    "invalid", "won't",
      "wont ",          "withdrawn",       "not a bug", " spam",        "abandon", "not reproduc",
      "can't reproduc", "cannot reproduc", "отклон",    "отмен",        "отказ",   "дублик",
      "дубль",          "не подтвержд",    "отозван",   "не воспроизв", "не будет"}},
    {State::resolved,
     {"resolv", "solved", " fixed", " done", "complet", "implemented", "finished", "deliver", "deployed",
      "answered", "решен", "выполнен", "исправлен", "сделан", " готов", "устранен", "отвечен", "завершен",
      "реализован"}},
    {State::closed, {" close", "archiv", "закрыт", "архив"}},
    {State::in_progress,
     {" progress", "assigned",  "accepted",   "acknowledg", "confirmed", "working", " doing",  "started",
      " active",   "analy",     "investigat", "diagnos",    "review",    " test",   "escalat", "approved",
      "planned",   "scheduled", "triag",      "develop",    "verif",     "work in", "в работ", "назначен",
      " принят",   "подтвержд", "анализ",     "диагност",   "тест",      "провер",  "эскал",   "соглас",
      "разраб",    "взят",      "начат",      "запланир",   "процесс"}},
    {State::fresh,
     {" new ",     " open",   "registered", "submitted", "created",     "received",     "unassigned",
      " to do",    " todo",   "backlog",    "reported",  " logged",     " нов",         " открыт",
      "зарегистр", " создан", "получен",    "поступил",  "не назначен", "не распредел", "входящ"}},
}};

std::optional<HoldReason> hold_by_name(const std::string& padded) {
  if (holds_any(padded, kWaiting)) {
    if (holds_any(padded, kClient)) return HoldReason::client;
    if (holds_any(padded, kVendor)) return HoldReason::vendor;
    if (holds_any(padded, kWindow)) return HoldReason::window;
    if (holds_any(padded, kInternal)) return HoldReason::internal;
    return HoldReason::none;
  }
  if (holds_any(padded, kAsked)) return HoldReason::client;
  return std::nullopt;
}

std::string padded(std::string_view name) {
  return " " + folded(name) + " ";
}

// The second byte of a Cyrillic letter, and both of those that change their first.
void fold_cyrillic(std::string& out, unsigned char lead, unsigned char next) {
  const auto put = [&](unsigned char a, unsigned char b) {
    out += static_cast<char>(a);
    out += static_cast<char>(b);
  };
  if (lead == 0xD0 && next >= 0x90 && next <= 0x9F) return put(0xD0, static_cast<unsigned char>(next + 0x20));
  if (lead == 0xD0 && next >= 0xA0 && next <= 0xAF) return put(0xD1, static_cast<unsigned char>(next - 0x20));
  if ((lead == 0xD0 && next == 0x81) || (lead == 0xD1 && next == 0x91)) return put(0xD0, 0xB5);
  put(lead, next);
}

void fold_ascii(std::string& out, char c) {
  const bool space = c == ' ' || c == '\t' || c == '_' || c == '/' || c == '(' || c == ')' || c == ':';
  if (!space) {
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  } else if (!out.empty() && out.back() != ' ') {
    out += ' ';
  }
}

}  // namespace

std::string folded(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (is_cyrillic_lead(c) && i + 1 < name.size()) {
      fold_cyrillic(out, c, static_cast<unsigned char>(name[++i]));
    } else {
      fold_ascii(out, name[i]);
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::optional<model::StatusWord> status_by_name(std::string_view name) {
  const std::string text = padded(name);
  // What waits for the provider itself is work that goes on.
  if (const auto reason = hold_by_name(text)) {
    if (*reason == HoldReason::internal) return model::StatusWord{State::in_progress, HoldReason::none};
    return model::StatusWord{State::on_hold, *reason};
  }
  for (const Rule& rule : kRules) {
    if (holds_any(text, rule.stems)) return model::StatusWord{rule.state, HoldReason::none};
  }
  return std::nullopt;
}

TrackerMeaning tracker_by_name(std::string_view name) {
  const std::string text = padded(name);
  if (holds_any(text, {"incident", "инцидент"})) return TrackerMeaning::incident;
  if (holds_any(text,
                {"support", "request",  "ticket",    " bug",     "defect",       "problem",   "failure",
                 "fault",   " issue",   "question",  "helpdesk", "service desk", "complaint", "поддержк",
                 "заявк",   "обращени", "запрос",    "тикет",    "ошибк",        "дефект",    "проблем",
                 " сбой",   "авари",    "неисправн", "вопрос",   "жалоб"})) {
    return holds_any(text, {"feature request", "change request", "запрос на изменен"})
               ? TrackerMeaning::other
               : TrackerMeaning::like_incident;
  }
  return TrackerMeaning::other;
}

std::optional<std::string> priority_by_name(std::string_view name) {
  const std::string text = padded(name);
  const std::array<std::pair<const char*, Stems>, 5> words{{
      {"immediate",
       {"immediate", "critical", "blocker", "emergency", "disaster", "немедлен", "критич", "авари",
        "блокир"}},
      {"urgent", {"urgent", "срочн"}},
      {"high", {" high", "major", "important", " высок", "важн", "повышен"}},
      {"low", {" low", "minor", "trivial", " низк", "незначит", "тривиал"}},
      {"normal",
       {"normal", "medium", "standard", "average", "default", "нормал", "средн", "обычн", "стандарт"}},
  }};
  for (const auto& [word, stems] : words) {
    if (holds_any(text, stems)) return word;
  }
  return std::nullopt;
}

std::optional<model::Actor> role_by_name(std::string_view name) {
  const std::string text = padded(name);
  if (holds_any(text, {"customer", "client", "reporter", "requester", "guest", "external", " user",
                       "заказчик", "клиент", "репорт", "заявител", "пользовател", "гость", "внешн"}))
    return model::Actor::customer;
  if (holds_any(text, {"manager",    "develop",    "engineer",   "admin",      "support",  "staff",
                       "agent",      "operator",   "duty",       "technician", "менеджер", "разработ",
                       "инженер",    "админ",      "поддержк",   "сотрудник",  "оператор", "дежурн",
                       "исполнител", "специалист", "руководител"}))
    return model::Actor::staff;
  return std::nullopt;
}

bool is_anonymous(std::string_view name) {
  const std::string text = folded(name);
  return text.starts_with("anon") || text.starts_with("anón") || text.starts_with("anôn") ||
         text.starts_with("аноним") || text == "匿名";
}

std::string language_of(const std::vector<std::string>& names) {
  const auto russian = std::count_if(names.begin(), names.end(), [](const std::string& name) {
    return std::any_of(name.begin(), name.end(),
                       [](char c) { return is_cyrillic_lead(static_cast<unsigned char>(c)); });
  });
  return 2 * static_cast<std::size_t>(russian) > names.size() ? "ru" : "en";
}

}  // namespace estafeta::trial
