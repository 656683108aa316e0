// Foreign text made safe to stand in the tracker's markup.
//
// What people typed can never become markup: no link, list, heading, table, macro or mention, in Textile and
// in Markdown alike. Characters that would begin one become numeric entities, which both show as the
// character, and only there, because the text is read in plain-text mails and where people edit it; inside
// what Redmine links after formatting (#12, r12, @login, commit:…, [[page]], {{macro}}) a word joiner
// (U+2060, no width) stands as well, since newer formatters decode entities before links are made. Plain
// addresses of web pages stay as they are, so that they can be clicked. Letters, hyphens and dots inside
// words are never touched: plain-text mails stay readable. Control and direction-changing characters are
// dropped. For bodies only: subjects are no markup. Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>

namespace estafeta::tracker::redmine {

// `within_line`: words of ours stand before it on the line, so that nothing in its first line begins a list
// or a heading.
std::string escape_markup(std::string_view text, bool within_line = false);
// What people read of a text in which foreign text was made safe so.
std::string without_escapes(std::string_view text);

}  // namespace estafeta::tracker::redmine
