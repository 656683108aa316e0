// What the tracker's plugin is told of a client's dossier. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/views/dossier.h"

namespace estafeta::render {

// The values are plain text, so the speaker's words must be plain too.
std::string dossier_document(const views::Dossier& dossier, const messages::Speaker& speaker);

}  // namespace estafeta::render
