// The mark a client gives to a change, written as a note on its own request: `Mark: 5 quick and without a
// hitch`, or «Оценка: 5 быстро». So it needs no right but that of writing notes, works by mail as well, and
// the history tells who gave it. Pure; no thread rule.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connector/model/issue.h"
#include "connector/views/card.h"

namespace estafeta::views {

struct WrittenMark {
  int mark = 0;      // 1 to 5
  std::string text;  // what else stands on the line

  friend bool operator==(const WrittenMark&, const WrittenMark&) = default;
};

// The last line of a note that is a mark; nothing: none is.
std::optional<WrittenMark> mark_in(std::string_view note);

// The last mark in public notes of the client on these requests, as far as they were read with their history.
std::optional<CardMark> mark_of(const std::vector<model::Issue>& requests);

}  // namespace estafeta::views
