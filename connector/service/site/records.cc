#include "connector/service/site/records.h"

#include <set>
#include <utility>

#include "connector/sla/incident/from_issue.h"
#include "connector/sla/incident/unmapped.h"

namespace estafeta::service {

base::Result<std::vector<sla::Record>> read_records(const Site& site, tracker::IssueReader& tracker,
                                                    const std::vector<model::Issue>& issues) {
  const sla::CorrectionRules rules{site.mappings.tracker.correction, site.rules.zone};
  std::vector<sla::Record> records;
  std::set<base::IssueId> originals;
  for (const model::Issue& issue : issues) {
    records.push_back(sla::from_issue(issue, site.mappings.clients, rules));
    records.back().unmapped = sla::unmapped_words(issue, site.mappings.tracker);
    originals.insert(issue.duplicate_of.begin(), issue.duplicate_of.end());
  }
  if (originals.empty()) return records;
  const auto found = tracker.peek({originals.begin(), originals.end()});
  if (!found) return base::fail(found.error());
  for (sla::Record& record : records) sla::name_originals(record, *found, site.mappings.clients);
  return records;
}

base::Result<sla::Record> read_record(const Site& site, tracker::IssueReader& tracker,
                                      const model::Issue& issue) {
  auto records = read_records(site, tracker, {issue});
  if (!records) return base::fail(records.error());
  return std::move(records->front());
}

}  // namespace estafeta::service
