// The promise of a change in words: how it stands, how it was moved, and what a TAM may tell the client.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/model/promise.h"

namespace estafeta::render {

// Whether it holds, and every move of it, oldest first. (That it is late, and why, is a remark of the plan.)
std::vector<base::Phrase> promise_lines(const model::Promise& promise);

// For the client, in the speaker's language: whose time the delay went by, without names of departments.
// Empty while the promise holds.
std::string text_for_client(const model::Promise& promise, const std::string& title,
                            const messages::Speaker& speaker);

// The part of the plan's page: the lines, and the text for the client as a quotation to copy.
std::string promise_block(const model::Promise& promise, const std::string& client_text,
                          const messages::Speaker& speaker, const model::Markup& markup);

}  // namespace estafeta::render
