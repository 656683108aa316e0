// Small things done to texts everywhere. Texts are UTF-8; broken sequences count as U+FFFD. Pure; safe to
// call from several threads.
#pragma once

#include <string>
#include <string_view>

namespace estafeta::base {

// Without the spaces, tabs and ends of lines around it.
std::string_view trimmed(std::string_view text);

std::u32string decode(std::string_view text);
void append(std::string& text, char32_t character);

// At most that many code points, the last of them "…" if something was cut.
std::string clip(std::string_view text, std::size_t code_points);
// Line breaks and what surrounds them become one space.
std::string one_line(std::string_view text);
// In small letters, Latin and Cyrillic: for comparing what people write.
std::string small_letters(std::string_view text);

}  // namespace estafeta::base
