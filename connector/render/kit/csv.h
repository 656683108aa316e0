// Cells of a table for spreadsheets (RFC 4180). Pure; no thread rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace estafeta::render {

// Quoted where it must be; what a spreadsheet would take for a formula is made plain text.
std::string csv_cell(std::string_view text);
// With its end.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace estafeta::render
