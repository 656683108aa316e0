// What a name in somebody's tracker probably means, by the words in it: English and Russian. Pure.
//
// Names are compared without case, ё as е. Nothing recognised is an answer too: callers then look at flags
// and use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/model/issue.h"

namespace estafeta::trial {

// Small letters, ё as е, one space between words, none around them.
std::string folded(std::string_view name);

std::optional<model::StatusWord> status_by_name(std::string_view name);

enum class TrackerMeaning { incident, like_incident, other };  // like_incident: support, bug, request …
TrackerMeaning tracker_by_name(std::string_view name);

// low, normal, high, urgent or immediate.
std::optional<std::string> priority_by_name(std::string_view name);

// Of a role.
std::optional<model::Actor> role_by_name(std::string_view name);

// How a tracker calls who wrote something and is no user any more, or never was one.
bool is_anonymous(std::string_view name);

// en or ru: of most of these names.
std::string language_of(const std::vector<std::string>& names);

}  // namespace estafeta::trial
