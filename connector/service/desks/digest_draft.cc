#include "connector/service/desks/digest_draft.h"

#include <optional>
#include <string_view>

#include "connector/base/text.h"
#include "connector/change/steps/reconcile.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

namespace {

constexpr std::string_view kDraft = "Estafeta draft ";
constexpr std::string_view kSent = "Estafeta sent";
constexpr std::string_view kText = "Estafeta sends what is below";

// Where a line begins and where the next one does.
struct Line {
  std::size_t begin = 0;
  std::size_t next = 0;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view page) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < page.size();) {
    const auto end = std::min(page.find('\n', at), page.size());
    const auto next = std::min(end + 1, page.size());
    lines.push_back({at, next, base::trimmed(page.substr(at, end - at))});
    at = next;
  }
  return lines;
}

std::string digest_of(std::string_view rest) {
  return change::fingerprint(tracker::normalised(std::string(base::trimmed(rest))));
}

// People make words bold, and end lines with a full stop.
std::string_view bare(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n*_.:“”\"«»";
  const auto first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

// What stands behind the label; nothing: it is another line.
std::optional<std::string> word_in(std::string_view line, const DraftWords& words) {
  const auto stripped = bare(line);
  if (!stripped.starts_with(words.label)) return std::nullopt;
  return std::string(bare(stripped.substr(words.label.size())));
}

DraftAnswer answer_of(const std::string& word, const std::vector<DraftWords>& all) {
  const auto small = base::small_letters(word);
  for (const auto& words : all) {
    if (small == words.no) return DraftAnswer::no;
    if (small == words.send) return DraftAnswer::send;
    if (small == words.skip) return DraftAnswer::skip;
  }
  return DraftAnswer::unclear;
}

struct AnswerLine {
  Line line;
  std::string word;
};

// Only above the text: below, it is the client's.
std::optional<AnswerLine> find_answer(const std::vector<Line>& lines, const std::vector<DraftWords>& all) {
  for (const auto& line : lines) {
    if (line.text.find(kText) != std::string_view::npos) break;
    for (const auto& words : all) {
      if (auto word = word_in(line.text, words)) return AnswerLine{line, std::move(*word)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string draft_page(const DraftParts& parts, const DraftWords& words, const model::Markup& markup) {
  const std::string rest = parts.head + "\n" + words.label + ": " + words.no + "\n\n" + parts.hints + "\n" +
                           markup.hidden(std::string(kText)) + "\n" + parts.text;
  return markup.hidden(std::string(kDraft) + digest_of(rest)) + "\n" + rest;
}

Draft read_draft(const std::string& page, const std::vector<DraftWords>& words, const model::Markup& markup) {
  Draft draft;
  const auto lines = lines_of(page);
  for (const auto& line : lines) {
    if (line.text == base::trimmed(markup.hidden(std::string(kSent)))) draft.answer = DraftAnswer::sent;
    const auto rest = std::string_view(page).substr(line.next);
    if (line.text.find(kDraft) != std::string_view::npos) {
      const auto mark = markup.hidden(std::string(kDraft) + digest_of(rest));
      draft.is_untouched = draft.is_untouched || line.text == base::trimmed(mark);
    }
    if (line.text != base::trimmed(markup.hidden(std::string(kText)))) continue;
    draft.has_text = true;
    draft.text = std::string(base::trimmed(rest));
    break;
  }
  if (draft.answer == DraftAnswer::sent) return draft;
  if (const auto found = find_answer(lines, words)) {
    draft.word = found->word;
    draft.answer = answer_of(found->word, words);
  }
  return draft;
}

std::string with_sent(const std::string& page, const std::string& sentence,
                      const std::vector<DraftWords>& words, const model::Markup& markup) {
  const auto found = find_answer(lines_of(page), words);
  if (!found) return page;
  return page.substr(0, found->line.begin) + sentence + "\n\n" + markup.hidden(std::string(kSent)) + "\n" +
         page.substr(found->line.next);
}

}  // namespace estafeta::service
