// The command line itself: flags whose values are checked as they are read, and what is wrong with a line, in
// sentences of ours.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/phrase.h"

namespace CLI {
class App;
class Option;
class ParseError;
}  // namespace CLI

namespace estafeta::cli {

struct Whole {
  std::int64_t least = 0;
  std::optional<std::int64_t> most = {};
};

// Each throws a ParseError while the line is parsed, whose phrase what_is_wrong() finds again. What is there
// already is shown as the default. `value` must outlive the parsing.
CLI::Option* add_whole_number(CLI::App& command, const std::string& flag, std::int64_t& value, Whole range,
                              const std::string& help);
// From 0 to 100, decimals behind a point.
CLI::Option* add_percent(CLI::App& command, const std::string& flag, double& value, const std::string& help);
// `problem` answers the phrase for a value that cannot be; the flag's name is added to it as `flag`.
CLI::Option* add_checked(CLI::App& command, const std::string& flag, std::string& value,
                         std::function<std::optional<base::Phrase>(const std::string&)> problem,
                         const std::string& help);
CLI::Option* add_choice(CLI::App& command, const std::string& flag, std::string& value,
                        std::vector<std::string> choices, const std::string& help);

// The command that was chosen, with its groups: `estafeta sla report`.
std::string command_chosen(const CLI::App& commands);

// What the parser takes and nobody means: a flag in the place of a value, or a value without any text. None:
// nothing. `words` are the line without the program's name.
std::optional<base::Phrase> value_missing(const CLI::App& commands, const std::vector<std::string>& words);

// Why that line was refused. What nobody knows comes before what is lacking: a misspelt flag is often the one
// that is missing.
base::Phrase what_is_wrong(const CLI::App& commands, const std::vector<std::string>& words,
                           const CLI::ParseError& error);

}  // namespace estafeta::cli
