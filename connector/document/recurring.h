// Texts that come again and again, found by what a longer text begins with.
//
// Keeps the texts of late, each with a number of its own. A text must end where its beginning says so (a JSON
// object does): then whatever begins with it has it as its first value. Not safe for several threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace estafeta::document {

class RecurringTexts {
 public:
  struct Text {
    std::string text;
    std::uint32_t number = 0;  // from 1; never given twice
  };

  // The text that `ahead` begins with; null: none of those kept. Valid until the next call.
  const Text* find(std::string_view ahead);
  // Its number; 0: too short or too long to be worth keeping.
  std::uint32_t add(std::string_view text);

 private:
  std::vector<Text> texts_;  // those asked for often gather in front
  std::uint32_t last_ = 0;
};

}  // namespace estafeta::document
