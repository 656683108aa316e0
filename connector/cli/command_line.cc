#include "connector/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <locale>
#include <sstream>
#include <utility>

#include "connector/document/nearest.h"

namespace estafeta::cli {

namespace {

using base::Phrase;
using Words = std::vector<std::string>;

// The parser knows only English sentences; ours go through it as they are.
class WrongValue : public CLI::ParseError {
 public:
  explicit WrongValue(Phrase what)
      : CLI::ParseError("WrongValue", what.key, CLI::ExitCodes::ValidationError), what_(std::move(what)) {}
  const Phrase& phrase() const { return what_; }

 private:
  Phrase what_;
};

CLI::Option* add_read(CLI::App& command, const std::string& flag, const std::string& help,
                      const std::string& shown, const std::string& kind,
                      const std::function<void(const std::string&)>& read) {
  auto* option = command.add_option_function<std::string>(flag, read, help)->type_name(kind);
  return shown.empty() ? option : option->default_str(shown);
}

Phrase bad_number(const std::string& flag, const std::string& text, const Whole& range) {
  std::vector<std::pair<std::string, base::PhraseValue>> values{
      {"flag", flag}, {"text", text}, {"least", range.least}};
  if (!range.most) return Phrase("cli.not_a_number_from", std::move(values));
  values.emplace_back("most", *range.most);
  return Phrase("cli.not_a_number_within", std::move(values));
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

bool is_flag(const std::string& word) {
  return word.size() > 1 && word.front() == '-';
}

std::string without_value(const std::string& word) {
  return word.substr(0, word.find('='));
}

// As people type it: `--month`, `-v` where there is no long name, or the name of a word without a flag.
std::string name_of(const CLI::Option& option) {
  if (!option.get_lnames().empty()) return "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) return "-" + option.get_snames().front();
  return option.get_name();
}

std::string upper(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return name;
}

Phrase missing(const CLI::Option& option) {
  if (option.get_positional()) return Phrase("cli.word_missing", {{"word", upper(option.get_name())}});
  return Phrase("cli.flag_required", {{"flag", name_of(option)}});
}

Phrase without_text(const CLI::Option& option) {
  return option.get_positional() ? missing(option) : Phrase("cli.value_missing", {{"flag", name_of(option)}});
}

// The commands that were chosen, from the program to the innermost.
std::vector<const CLI::App*> chain_of(const CLI::App& commands) {
  std::vector<const CLI::App*> chain{&commands};
  while (!chain.back()->get_subcommands().empty()) {
    chain.push_back(chain.back()->get_subcommands().front());
  }
  return chain;
}

class Line {
 public:
  Line(const CLI::App& commands, const Words& words) : chain_(chain_of(commands)), words_(words) {
    for (const CLI::App* command : chain_) {
      const auto more = command->get_options();
      options_.insert(options_.end(), more.begin(), more.end());
    }
  }

  std::string command() const {
    std::string name;
    for (const CLI::App* command : chain_) name += (name.empty() ? "" : " ") + command->get_name();
    return name;
  }

  std::optional<Phrase> value_missing() const {
    for (std::size_t i = 0; i < words_.size() && words_[i] != "--"; ++i) {
      const CLI::Option* option = find(words_[i]);
      if (option == nullptr || option->get_items_expected_max() == 0) continue;
      const auto equals = words_[i].find('=');
      const bool given = equals == std::string::npos
                             ? i + 1 < words_.size() && !looks_like_a_flag(words_[i + 1])
                             : equals + 1 < words_[i].size();
      if (!given) return without_text(*option);
      if (equals == std::string::npos) ++i;
    }
    const auto* blank = first([](const CLI::Option& option) {
      return option.get_items_expected_max() > 0 &&
             std::any_of(option.results().begin(), option.results().end(), is_blank);
    });
    return blank == nullptr ? std::nullopt : std::optional(without_text(*blank));
  }

  std::optional<Phrase> unknown_word() const {
    const Words unknown = chain_.front()->remaining(true);
    const auto at = std::find_first_of(words_.begin(), words_.end(), unknown.begin(), unknown.end());
    if (at == words_.end()) return std::nullopt;
    if (is_flag(*at)) return near_or_not("cli.unknown_flag", without_value(*at), flags());
    if (lacks_command()) return near_or_not("cli.unknown_command", *at, commands());
    return Phrase("cli.word_too_many", {{"text", *at}, {"command", command()}});
  }

  std::optional<Phrase> lacking() const {
    if (lacks_command()) {
      return Phrase("cli.command_missing", {{"command", command()}, {"known", commands()}});
    }
    const auto* lacks =
        first([](const CLI::Option& option) { return option.get_required() && option.count() == 0; });
    if (lacks != nullptr) return missing(*lacks);
    for (const CLI::Option* option : options_) {
      if (option->count() == 0) continue;
      for (const CLI::Option* needed : option->get_needs()) {
        if (needed->count() > 0) continue;
        return Phrase("cli.flag_needs", {{"flag", name_of(*option)}, {"needed", name_of(*needed)}});
      }
    }
    return std::nullopt;
  }

  std::optional<Phrase> too_much() const {
    const auto* twice = first([](const CLI::Option& option) {
      const int most = option.get_items_expected_max();
      return most > 0 && option.count() > static_cast<std::size_t>(most);
    });
    if (twice != nullptr) return Phrase("cli.flag_twice", {{"flag", name_of(*twice)}});
    for (const std::string& word : words_) {
      const CLI::Option* option = find(word);
      const bool valued = word.find('=') != std::string::npos;
      if (option == nullptr || option->get_items_expected_max() > 0 || !valued) continue;
      return Phrase("cli.flag_takes_no_value", {{"flag", name_of(*option)}});
    }
    return std::nullopt;
  }

 private:
  const CLI::Option* first(const std::function<bool(const CLI::Option&)>& holds) const {
    const auto found = std::find_if(options_.begin(), options_.end(),
                                    [&](const CLI::Option* option) { return holds(*option); });
    return found == options_.end() ? nullptr : *found;
  }

  // The flag that the word is, be it with a value.
  const CLI::Option* find(const std::string& word) const {
    if (!is_flag(word)) return nullptr;
    const std::string name = without_value(word);
    return first(
        [&](const CLI::Option& option) { return option.check_name(name) && !option.get_positional(); });
  }

  // A value that begins so can be given behind a sign: `--why=--project`.
  bool looks_like_a_flag(const std::string& word) const {
    return (word.size() > 2 && word.starts_with("--")) || find(word) != nullptr;
  }

  bool lacks_command() const {
    return chain_.back()->get_require_subcommand_min() > 0 && chain_.back()->get_subcommands().empty();
  }

  Words commands() const {
    Words names;
    for (const CLI::App* one : chain_.back()->get_subcommands({})) names.push_back(one->get_name());
    std::sort(names.begin(), names.end());
    return names;
  }

  // Those in the help; others are for tests.
  Words flags() const {
    Words names;
    for (const CLI::Option* option : options_) {
      if (option->get_group().empty()) continue;
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
  }

  Phrase near_or_not(const std::string& key, const std::string& text, const Words& known) const {
    const std::string near = document::nearest(text, known);
    if (near.empty()) return Phrase(key, {{"text", text}, {"command", command()}, {"known", known}});
    return Phrase(key + "_near", {{"text", text}, {"command", command()}, {"near", near}});
  }

  std::vector<const CLI::App*> chain_;
  const Words& words_;
  std::vector<const CLI::Option*> options_;
};

}  // namespace

CLI::Option* add_whole_number(CLI::App& command, const std::string& flag, std::int64_t& value, Whole range,
                              const std::string& help) {
  const auto read = [&value, flag, range](const std::string& text) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || value < range.least || (range.most && value > *range.most))
      throw WrongValue(bad_number(flag, text, range));
  };
  return add_read(command, flag, help, value == 0 ? "" : std::to_string(value), "NUMBER", read);
}

CLI::Option* add_percent(CLI::App& command, const std::string& flag, double& value, const std::string& help) {
  const auto read = [&value, flag](const std::string& text) {
    std::istringstream number(text);
    number.imbue(std::locale::classic());
    const bool whole = number >> value && number.peek() == std::istringstream::traits_type::eof();
    if (!whole || !(value >= 0 && value <= 100))
      throw WrongValue(Phrase("cli.not_a_percentage", {{"flag", flag}, {"text", text}}));
  };
  return add_read(command, flag, help, "", "PERCENT", read);
}

CLI::Option* add_checked(CLI::App& command, const std::string& flag, std::string& value,
                         std::function<std::optional<Phrase>(const std::string&)> problem,
                         const std::string& help) {
  const auto read = [&value, flag, problem = std::move(problem)](const std::string& text) {
    value = text;
    if (auto what = problem(text)) {
      what->values.emplace_back("flag", flag);
      throw WrongValue(std::move(*what));
    }
  };
  return add_read(command, flag, help, value, "TEXT", read);
}

CLI::Option* add_choice(CLI::App& command, const std::string& flag, std::string& value, Words choices,
                        const std::string& help) {
  const auto problem = [choices = std::move(choices)](const std::string& text) -> std::optional<Phrase> {
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) return std::nullopt;
    return Phrase("cli.not_one_of", {{"text", text}, {"known", choices}});
  };
  return add_checked(command, flag, value, problem, help);
}

std::string command_chosen(const CLI::App& commands) {
  return Line(commands, {}).command();
}

std::optional<Phrase> value_missing(const CLI::App& commands, const Words& words) {
  return Line(commands, words).value_missing();
}

Phrase what_is_wrong(const CLI::App& commands, const Words& words, const CLI::ParseError& error) {
  const Line line(commands, words);
  if (auto what = line.value_missing()) return std::move(*what);
  if (auto what = line.unknown_word()) return std::move(*what);
  if (const auto* value = dynamic_cast<const WrongValue*>(&error)) return value->phrase();
  if (auto what = line.too_much()) return std::move(*what);
  if (auto what = line.lacking()) return std::move(*what);
  return Phrase("cli.not_understood");
}

}  // namespace estafeta::cli
