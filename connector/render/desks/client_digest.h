// A client's digest in words: the text that the client gets, what its TAM reads above it in the draft, and
// the digest as a document outside of the tracker.
//
// The text speaks the client's language, all else the site's. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/views/client_digest.h"

namespace estafeta::render {

// `June 2026`, or the days of a week.
std::string digest_period(const sla::Period& period, const messages::Speaker& speaker);

// What the client gets.
std::string client_digest_text(const views::ClientDigest& digest, const messages::Speaker& speaker,
                               const model::Markup& markup);
// What stands above the line by which it is sent.
std::string digest_draft_head(const views::ClientDigest& digest, const messages::Speaker& speaker,
                              const model::Markup& markup);
// What stands between that line and the text; ends with the text's heading.
std::string digest_draft_hints(const views::ClientDigest& digest, const messages::Speaker& speaker,
                               const model::Markup& markup);

// The first heading is that of the document.
std::string digest_plain(const std::vector<model::Block>& blocks);
// A page of its own that prints well.
std::string digest_html(const std::vector<model::Block>& blocks, const std::string& language);

}  // namespace estafeta::render
