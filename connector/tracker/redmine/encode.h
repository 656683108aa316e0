// Estafeta's words to the JSON that Redmine takes. Pure: what must be looked up is in the codec's names.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/tracker/redmine/codec.h"

namespace estafeta::tracker::redmine {

// The attributes of an issue, and `{"issue": …}` with them, of a POST or PUT; ids are found in `codec`, of
// which `missing` gets what has none.
std::string encode_issue(const Codec& codec, const NewIssue& issue, std::vector<base::Phrase>& missing);
std::string encode(const Codec& codec, const NewIssue& issue, std::vector<base::Phrase>& missing);
struct UploadToken {
  std::string token;
  std::string name;
  std::string content_type;
};
std::string encode_issue(const Codec& codec, model::Kind kind, const IssueUpdate& change,
                         const std::vector<UploadToken>& uploads, std::vector<base::Phrase>& missing);
std::string encode(const Codec& codec, model::Kind kind, const IssueUpdate& change,
                   const std::vector<UploadToken>& uploads, std::vector<base::Phrase>& missing);
// What the entries of a history call those parts of an issue (tracker/concurrent_edit.h).
std::vector<std::string> columns_of(const Codec& codec, const std::set<std::string>& parts);
std::string encode_private_note(const std::string& text);
std::string encode_journal(const std::string& notes);
std::string encode_relation(base::IssueId blocked);
std::string encode_watcher(const base::PrincipalId& who);
std::string encode_page(const std::string& text, std::optional<std::int64_t> version,
                        const std::vector<UploadToken>& uploads = {});

// The name people know a field by.
std::string field_name(const model::TrackerMapping& mapping, model::Field field);
std::optional<std::int64_t> status_id(const Codec& codec, model::Kind kind, model::State state);
// The one that is written; none where no name of the mapping is known.
std::optional<std::int64_t> tracker_id(const Codec& codec, model::Kind kind);
// All that mean that kind, as a filter takes them: `4|7`; empty: none.
std::string tracker_ids(const Codec& codec, model::Kind kind);

}  // namespace estafeta::tracker::redmine
