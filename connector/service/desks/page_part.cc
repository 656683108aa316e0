#include "connector/service/desks/page_part.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "connector/change/steps/reconcile.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

namespace {

constexpr std::string_view kBegin = "Estafeta begins ";
constexpr std::string_view kEnd = "Estafeta ends";

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

std::string without_empty_lines_before(const std::string& text) {
  const auto first = text.find_first_not_of('\n');
  return first == std::string::npos ? "" : text.substr(first);
}

// The mark names what stands after it, so that what somebody wrote there shows without anything remembered.
std::string digest_of(const std::string& part) {
  return change::fingerprint(tracker::normalised(part));
}

std::string marked(const std::string& part, const model::Markup& markup) {
  return markup.hidden(std::string(kBegin) + digest_of(part)) + "\n" + tracker::normalised(part) + "\n\n" +
         markup.hidden(std::string(kEnd));
}

struct Pieces {
  std::string above;  // as it stands, like what is below
  std::string part;
  std::string digest;  // as the mark says it
  std::string below;
  bool has_mark = false;
};

std::size_t next_line(const std::string& text, std::size_t at) {
  const auto end = text.find('\n', at);
  return end == std::string::npos ? text.size() : end + 1;
}

std::size_t line_with(const std::string& text, std::string_view mark, std::size_t from) {
  const auto at = text.find(mark, from);
  if (at == std::string::npos) return at;
  const auto before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  return before == std::string::npos ? 0 : before + 1;
}

// Where the last mark is gone all that follows the first one may be Estafeta's.
Pieces pieces_of(const std::string& page) {
  const auto begin = line_with(page, kBegin, 0);
  if (begin == std::string::npos) return {page, "", "", "", false};
  const auto inside = next_line(page, begin);
  const auto end = std::min(line_with(page, kEnd, inside), page.size());
  const auto digest = page.find(kBegin, begin) + kBegin.size();
  const auto digest_end = page.find_first_not_of("0123456789abcdef", digest);
  return {page.substr(0, begin), without_empty_lines_before(page.substr(inside, end - inside)),
          page.substr(digest, digest_end - digest), page.substr(next_line(page, end)), true};
}

// Lines that neither stood there before nor stand there now.
std::string written_by_people(const std::string& part, const std::string& shown, const std::string& now) {
  std::set<std::string> ours;
  for (const auto& text : {shown, now}) {
    for (auto& line : lines_of(tracker::normalised(text))) ours.insert(std::move(line));
  }
  std::string theirs;
  for (const auto& line : lines_of(part)) {
    if (!line.empty() && !ours.contains(line)) theirs += line + "\n";
  }
  return theirs;
}

}  // namespace

std::string with_part(const std::string& page, const std::string& part, const std::string& shown,
                      const std::string& moved, const model::Markup& markup) {
  const auto pieces = pieces_of(page);
  std::string text = pieces.above;
  if (!pieces.has_mark && !text.empty()) text = tracker::normalised(text) + "\n\n";
  text += marked(part, markup);
  const bool is_ours = !pieces.has_mark || pieces.digest == digest_of(pieces.part);
  const auto theirs = is_ours ? "" : written_by_people(pieces.part, shown, part);
  if (!theirs.empty()) text += "\n" + markup.heading(moved) + "\n" + theirs;
  return text + pieces.below;
}

bool has_part(const std::string& page, const std::string& part, const model::Markup& markup) {
  return tracker::normalised(with_part(page, part, part, "", markup)) == tracker::normalised(page);
}

}  // namespace estafeta::service
