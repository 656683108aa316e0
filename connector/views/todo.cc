#include "connector/views/todo.h"

#include <array>

namespace estafeta::views {
namespace {

constexpr std::array<std::string_view, kTodoKinds> kWords{
    "question", "at_risk",  "breached", "unanswered", "unjudged", "unmapped", "stopped", "decision",
    "returned", "window",   "approval", "promise",    "review",   "risk",     "values",  "request",
    "repeats",  "proposal", "draft",    "promised",   "silent",   "absent",   "cause",   "digest"};

}  // namespace

std::string_view to_string(TodoKind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

std::optional<TodoKind> todo_kind_from(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<TodoKind>(i);
  }
  return std::nullopt;
}

}  // namespace estafeta::views
