// What the tracker gets to read: notes made of phrases, bodies and subjects made of segments.
//
// Bodies and notes are markup with every value escaped; subjects are plain text of at most 255 code points.
// Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/change.h"
#include "connector/model/mapping.h"
#include "connector/model/markup.h"

namespace estafeta::render {

// Times in the zone of the mapping, values escaped, the site's language. The markup must outlive it.
messages::Style tracker_style(const model::TrackerMapping& mapping, const model::Markup& markup);
// The same for a terminal and for subjects: nothing is escaped.
messages::Style plain_style(const model::TrackerMapping& mapping);

// One paragraph per phrase.
std::string note(const std::vector<base::Phrase>& paragraphs, const messages::Speaker& speaker);

// What tasks have handed over: local key -> name -> value.
using Given = std::map<std::string, std::map<std::string, std::string>>;

// Values that are not there (or a null `given`: nothing is yet) stand as "…"; over a fan-out "north: 101,
// south: 102". The default of a segment stands where no task gives it, or where none of its tasks gave
// anything.
std::string body(const model::Text& text, const Given* given, const model::Markup& markup);
std::string subject(const model::Text& text, const Given* given);

}  // namespace estafeta::render
