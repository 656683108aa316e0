// The lines that a form begins with, for people to fill in: for each field its title and what it may be as a
// comment, then its name and its default.
//
// Pure; safe to call from several threads.
#pragma once

#include <string>

#include "connector/template/template.h"

namespace estafeta::tmpl {

// Of a template's parameters. Reads back by read_parameters, except for what has no default.
std::string skeleton(const Template& tmpl, const std::string& language = "en");
// Of what a task must hand over; "" for one that gives nothing.
std::string hand_over_form(const Task& task, const std::string& language);

// A parameter's default as people write it; "" where it has none.
std::string initial_value(const Parameter& parameter);
// `linux | windows`, `1–64`, `≥ 1`: what a value may be, in signs that need no translation.
std::string allowed_values(const document::Node& schema);

}  // namespace estafeta::tmpl
