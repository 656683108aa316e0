// A client's dossier in words. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/views/dossier.h"

namespace estafeta::render {

std::string dossier_text(const views::Dossier& dossier, const messages::Speaker& speaker);
// The speaker's style must escape for that markup.
std::string dossier_page(const views::Dossier& dossier, const messages::Speaker& speaker,
                         const model::Markup& markup);

// What the document of a dossier says in the same words.
std::string window_said(const views::DossierWindow& window, const messages::Speaker& speaker);
std::string period_said(const sla::Period& period, const messages::Speaker& speaker);
// Per cent with one decimal; empty: nothing was decided.
std::string compliance_said(const sla::Figures& figures, const messages::Speaker& speaker);

}  // namespace estafeta::render
