// The tracker's text formatting, as provisioning found it and wrote it beside the ids: no REST call tells it.
//
// Plain data; no thread rule.
#pragma once

#include <string>

#include "connector/model/mapping.h"

namespace estafeta::config {

struct TextFormatting {
  enum class Kind {
    unprovisioned,  // there is no file of ids yet
    unsaid,         // the file comes from a provisioning that did not note it
    textile,
    markdown,
    none,    // the tracker shows texts as they were typed
    foreign  // a plugin's: which markup it reads is for people to say
  };
  Kind kind = Kind::unprovisioned;
  std::string name = {};  // as the tracker calls it

  friend bool operator==(const TextFormatting&, const TextFormatting&) = default;
};

// From the file that `ids_file` of the settings names. A file that cannot be read, or is no such file, counts
// as unprovisioned: who needs the ids says what is wrong with it.
TextFormatting read_text_formatting(const std::string& ids_file);

// Whether texts in that markup can be read there, as far as is known.
bool shows(const TextFormatting& formatting, model::MarkupKind markup);

}  // namespace estafeta::config
