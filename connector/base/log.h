// The log: one line an event, to standard error, for operators. People's sentences go to the tracker.
//
// Safe to call from any thread. spdlog stands behind it and is named only in log.cc.
#pragma once

#include <string_view>

namespace estafeta::base {

enum class LogLevel { debug, info, warning, error, off };

void set_log_level(LogLevel level);
void log(LogLevel level, std::string_view text);

}  // namespace estafeta::base
