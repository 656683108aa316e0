// The page of a digest's draft: a head and the line by which the TAM sends it, then a mark, and below the
// mark the text that the client gets.
//
// The first mark names what stands after it, so that the page itself tells whether somebody edited it. Pure;
// no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/model/markup.h"

namespace estafeta::service {

// What the TAM answers with in the line.
enum class DraftAnswer {
  no,       // not yet
  send,     // as it stands
  skip,     // there is to be none
  unclear,  // another word, or the line is gone
  sent,     // that was done
};

// The words of the line in one language.
struct DraftWords {
  std::string label;
  std::string no;
  std::string send;
  std::string skip;
};

struct DraftParts {
  std::string head;   // above the line
  std::string hints;  // between the line and the mark
  std::string text;   // for the client
};

std::string draft_page(const DraftParts& parts, const DraftWords& words, const model::Markup& markup);

struct Draft {
  DraftAnswer answer = DraftAnswer::unclear;
  std::string word;  // that stands in the line
  bool is_untouched = false;
  bool has_text = false;  // the mark above the text is there
  std::string text;       // below it
};
// `words`: of all languages in which the line may be written.
Draft read_draft(const std::string& page, const std::vector<DraftWords>& words, const model::Markup& markup);

// The page with this sentence in the place of the line.
std::string with_sent(const std::string& page, const std::string& sentence,
                      const std::vector<DraftWords>& words, const model::Markup& markup);

}  // namespace estafeta::service
