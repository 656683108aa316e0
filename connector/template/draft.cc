#include "connector/template/draft.h"

#include <algorithm>
#include <array>

#include "connector/base/time.h"
#include "connector/document/json.h"
#include "connector/document/node.h"

namespace estafeta::tmpl {

namespace {

std::string quoted(const std::string& text) {
  document::Node node;
  node.kind = document::Node::Kind::string;
  node.text = text;
  return document::to_json(node);
}

// Whether the lines may stand as they are below a `|`.
bool is_block(const std::string& text) {
  const bool several = text.find('\n') != std::string::npos;
  const auto is_odd = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; };
  return several && text.front() != ' ' && text.front() != '\n' && text.back() != '\n' &&
         text.find(" \n") == std::string::npos && std::none_of(text.begin(), text.end(), is_odd);
}

class Writer {
 public:
  std::string run(const Draft& draft) {
    text_ = "# yaml-language-server: $schema=template.schema.json\n";
    if (!draft.comments.empty()) text_ += "#\n";
    for (const auto& comment : draft.comments) text_ += "# " + comment + "\n";
    text_ += "template: " + draft.name + "\nversion: 1\ntitle: " + quoted(draft.title) + "\n";
    parameters(draft);
    text_ += "\ntasks:\n";
    for (std::size_t at = 0; at < draft.tasks.size(); ++at) {
      if (at > 0) text_ += "\n";
      task(draft.tasks[at]);
    }
    return std::move(text_);
  }

 private:
  void parameters(const Draft& draft) {
    if (draft.parameters.empty() && draft.parameter_comments.empty()) return;
    text_ += "\n";
    if (!draft.parameters.empty()) text_ += "parameters:\n";
    for (const auto& parameter : draft.parameters) {
      text_ += "  " + parameter.id + ": { type: " + parameter.type + " }";
      text_ += parameter.comment.empty() ? "\n" : "  # " + parameter.comment + "\n";
    }
    for (const auto& comment : draft.parameter_comments) text_ += "# " + comment + "\n";
  }

  void line(const std::string& rest) { text_ += "    " + rest + "\n"; }

  void task(const DraftTask& task) {
    text_ += "  " + task.id + ":\n";
    for (const auto& comment : task.comments) line("# " + comment);
    kind(task);
    if (!task.department.empty()) line("department: " + task.department);
    if (task.owner != model::Owner::department) line("owner: " + std::string(to_string(task.owner)));
    if (task.join == model::Join::any) line("join: any");
    needs(task);
    line("title: " + quoted(task.title));
    description(task);
    if (!task.checklist.empty()) line("checklist:");
    for (const auto& item : task.checklist) line("  - " + quoted(item));
    if (takes_time(task.kind)) {
      line("duration: " + base::format_duration(task.duration));
      if (task.estimate.count() > 0) line("estimate: " + base::format_duration(task.estimate));
    }
    if (task.maintenance_window) line("window: maintenance");
    if (task.begins_late) line("begin: late");
    gives(task);
  }

  void kind(const DraftTask& task) {
    switch (task.kind) {
      case model::TaskKind::task:
      case model::TaskKind::rollback:
        return;
      case model::TaskKind::milestone:
        return line("kind: milestone");
      case model::TaskKind::approval:
        line("kind: approval");
        return line("approver: " + task.approver);
      case model::TaskKind::check:
        return line("kind: check");
    }
  }

  void needs(const DraftTask& task) {
    if (task.needs.empty()) return;
    std::string list;
    for (const auto& need : task.needs) list += (list.empty() ? "" : ", ") + need_text(need);
    line("needs: [" + list + "]");
  }
  static std::string lag_text(const char* key, base::Seconds lag, const std::string& lag_calendar) {
    if (lag.count() == 0) return "";
    std::string text = ", " + std::string(key) + ": " + base::format_duration(lag);
    if (!lag_calendar.empty()) text += "@" + lag_calendar;
    return text;
  }
  static std::string need_text(const DraftNeed& need) {
    const auto lag = lag_text("lag", need.lag, need.lag_calendar);
    const auto most = lag_text("max_lag", need.max_lag, need.max_lag_calendar);
    if (lag.empty() && most.empty() && need.on == model::On::done) return need.task;
    std::string text = "{ task: " + need.task + lag + most;
    if (need.on != model::On::done) text += ", on: " + std::string(to_string(need.on));
    return text + " }";
  }

  void description(const DraftTask& task) {
    if (task.description.empty()) return;
    if (!is_block(task.description)) return line("description: " + quoted(task.description));
    line("description: |-");
    std::size_t at = 0;
    while (at < task.description.size()) {
      const auto end = std::min(task.description.find('\n', at), task.description.size());
      const auto one = task.description.substr(at, end - at);
      text_ += one.empty() ? "\n" : "      " + one + "\n";
      at = end + 1;
    }
  }

  void gives(const DraftTask& task) {
    if (!task.gives.empty()) line("gives:");
    for (const auto& give : task.gives) {
      const auto title = give.title.empty() ? "" : ", title: " + quoted(give.title);
      line("  " + give.name + ": { type: " + give.type + title + " }");
    }
  }

  std::string text_;
};

// Letters, digits and what stands for letters beyond ASCII.
bool is_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
         byte >= 0x80 || byte == '_';
}

// Also a part of 10.20.14.0/24 is not a word of its own.
bool is_joined(const std::string& text, std::size_t at, std::size_t beyond) {
  const auto is_joint = [](char c) { return c == '.' || c == '-' || c == '/' || c == ':'; };
  const bool before = is_joint(text[at]) && beyond < text.size() && is_of_word(text[beyond]);
  return is_of_word(text[at]) || before;
}

bool stands_alone(const std::string& text, std::size_t begin, std::size_t end) {
  const bool left = begin > 0 && is_joined(text, begin - 1, begin >= 2 ? begin - 2 : text.size());
  const bool right = end < text.size() && is_joined(text, end, end + 1);
  return !left && !right;
}

// а … я, ё; capitals alike.
std::string latin(char32_t letter) {
  static constexpr std::array<const char*, 32> kLetters{
      "a", "b", "v", "g", "d", "e", "zh", "z",  "i",  "y",   "k", "l", "m", "n", "o",  "p",
      "r", "s", "t", "u", "f", "h", "c",  "ch", "sh", "sch", "",  "y", "",  "e", "yu", "ya"};
  if (letter == U'ё' || letter == U'Ё') return "e";
  if (letter >= U'а' && letter <= U'я') return kLetters[letter - U'а'];
  if (letter >= U'А' && letter <= U'Я') return kLetters[letter - U'А'];
  return "-";
}

std::string transliterated(const std::string& words) {
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto byte = static_cast<unsigned char>(words[at]);
    if (byte >= 'A' && byte <= 'Z') {
      text += static_cast<char>(byte - 'A' + 'a');
    } else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
      text += words[at];
    } else if ((byte == 0xD0 || byte == 0xD1) && at + 1 < words.size()) {
      const auto next = static_cast<unsigned char>(words[++at]);
      text += latin(static_cast<char32_t>((byte & 0x1FU) << 6U | (next & 0x3FU)));
    } else {
      text += '-';
    }
  }
  return text;
}

}  // namespace

std::string write(const Draft& draft) {
  return Writer().run(draft);
}

std::string without_placeholders(std::string text) {
  for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at)) text.insert(at + 1, " ");
  return text;
}

bool put_placeholder(std::string& text, const std::string& value, const std::string& name) {
  bool any = false;
  if (value.empty()) return any;
  const auto shown = "{{ " + name + " }}";
  std::size_t at = 0;
  while ((at = text.find(value, at)) != std::string::npos) {
    const auto open = text.rfind("{{", at);
    const auto close = text.rfind("}}", at);
    const bool inside = open != std::string::npos && (close == std::string::npos || close < open);
    if (inside || !stands_alone(text, at, at + value.size())) {
      ++at;
      continue;
    }
    text.replace(at, value.size(), shown);
    at += shown.size();
    any = true;
  }
  return any;
}

std::string id_from(const std::string& words) {
  constexpr std::size_t kLong = 24;
  std::string id;
  for (const char c : transliterated(words)) {
    if (c != '-' || (!id.empty() && id.back() != '-')) id += c;
  }
  const auto first = id.find_first_not_of("0123456789-");
  id.erase(0, first == std::string::npos ? id.size() : first);
  if (id.size() > kLong) {
    const auto end = id.rfind('-', kLong);
    id.resize(end == std::string::npos ? kLong : end);
  }
  while (id.ends_with('-')) id.pop_back();
  return id;
}

}  // namespace estafeta::tmpl
