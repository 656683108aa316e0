// The sentences an explained incident is told in, the same in text, HTML and JSON.
//
// Inside render/ only. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/render/incident/ledger.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {

// Whose incident it is, when it was created, by what it is judged, what is special about it.
std::vector<base::Phrase> opening(const LedgerView& view);
// A fact that somebody added by a note: what it says, or why it does not count.
struct ToldCorrection {
  base::JournalId journal;
  bool counts = false;
  std::vector<base::Phrase> sentences;
};
std::vector<ToldCorrection> told_corrections(const LedgerView& view);
// All their sentences.
std::vector<base::Phrase> corrections_of(const LedgerView& view);
// Cause and measure of a breach, or that they are missing; nothing without a breach.
std::vector<base::Phrase> lessons_of(const LedgerView& view);

// What one clock came to.
base::Phrase verdict_of(const model::ClockJudgement& clock, const sla::Ledger* ledger);
// What was promised, and what a reader must know of that time: clock changes, holidays, new cycles.
std::vector<base::Phrase> background_of(const LedgerView& view, const model::ClockJudgement& clock,
                                        const sla::Ledger& ledger);
// Where the time went: in sum, by department, and for whom it waited.
std::vector<base::Phrase> sums_of(const LedgerView& view, const sla::Ledger& ledger);

Table entries_table(const sla::Ledger& ledger, const messages::Speaker& speaker);
const sla::Ledger* find_ledger(const LedgerView& view, const std::string& clock);

}  // namespace estafeta::render
