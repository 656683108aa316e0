// What a task's hand-over field says, read once: what was checked is what is handed over.
//
// Read by template/ from what the task gives, used by change/. Plain data; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"

namespace estafeta::model {

struct HandOver {
  struct Value {
    std::string name;  // of a value that is asked for; of anything else as the person wrote it
    std::string text;
    // A number, a yes or no, a choice: a newer one stands in its place. A newer text may be only what was
    // added.
    bool single = false;

    friend bool operator==(const Value&, const Value&) = default;
  };
  std::vector<Value> values;           // those that are there and right, in the order of the field
  std::vector<std::string> remarks;    // lines without a name, as the person wrote them
  std::vector<base::Phrase> problems;  // what is missing, or cannot be used, by line

  // Null: there is none of that name.
  const std::string* find(const std::string& name) const;

  friend bool operator==(const HandOver&, const HandOver&) = default;
};

// What the field said from that entry of the history on.
struct PastHandOver {
  base::JournalId since{0};  // 0: from when the issue was made
  HandOver said;
};

}  // namespace estafeta::model
