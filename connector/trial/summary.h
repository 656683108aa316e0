// What `try` tells in the end, on the terminal or as JSON.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/sla/statistics/report.h"
#include "connector/trial/trial.h"

namespace estafeta::trial {

struct Summary {
  bool first = true;  // no files of an earlier run
  std::string folder;
  std::vector<std::string> written;
  std::vector<base::Phrase> differences;
  base::Instant begin;
  base::Instant now;
  std::size_t read_anew = 0;
  std::vector<service::JudgedIncident> incidents;
  sla::Report report;
};

std::string text(const Summary& summary, const Proposal& proposal, const messages::Speaker& speaker);
// One line; words and keys are the same in every language.
std::string json(const Summary& summary);

}  // namespace estafeta::trial
