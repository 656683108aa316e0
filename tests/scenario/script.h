// Steps of a scenario, one line each, acted in a World: `tam moves change agreed`, `wait 4h`, `settle`,
// `plan`. The words are listed in README.md beside this file.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/scenario/world.h"

namespace estafeta::change {

class Script {
 public:
  // What the change would be made from with these parameters; nothing: they are bad.
  using Expand = std::function<std::optional<model::DesiredChange>(const std::string& parameters)>;

  Script(World& world, Expand expand) : world_(world), expand_(std::move(expand)) {}

  // Fails the test when the line means nothing.
  void act(const std::string& line);
  // The text of every plan asked for so far.
  const std::string& plans() const { return plans_; }

 private:
  struct Words;
  bool act_alone(const std::string& verb, Words& words);
  void set_parameters(const std::string& parameters);
  bool set_rule(Words& words);
  bool act_as(const std::string& who, const std::string& verb, Words& words);
  bool act_on_issue(const std::string& who, const std::string& verb, const std::string& name, Words& words);

  World& world_;
  Expand expand_;
  std::string plans_;
};

}  // namespace estafeta::change
