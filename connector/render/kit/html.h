// HTML piece by piece: every value escaped, every element closed.
//
// Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace estafeta::render {

// Safe between tags and inside double quotes; control characters are dropped.
std::string html_escape(std::string_view text);

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

// `inner` is HTML already; values of attributes are escaped here.
std::string element(std::string_view name, const Attributes& attributes, std::string_view inner);
// An element without content, `<path …/>`.
std::string empty_element(std::string_view name, const Attributes& attributes);

// A page of its own for people, which prints well; `body` is HTML already.
std::string printable_page(const std::string& title, const std::string& language, const std::string& body);

}  // namespace estafeta::render
