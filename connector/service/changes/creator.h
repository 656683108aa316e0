// Creates tasks, and what else Estafeta makes of its own accord, exactly once each, whatever breaks while it
// does.
//
// An intent is recorded before the POST. When the POST brings no proper answer, or an earlier run ended
// before it learned the outcome, the server may still be working on it: so the server's own request limit is
// waited out, then the key is searched for, and only then the POST is repeated (once). Errors as the ports'.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connector/base/time.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"
#include "connector/tracker/issue_writer.h"

namespace estafeta::service {

class Creator {
 public:
  Creator(tracker::IssueReader& reader, tracker::IssueWriter& writer, store::Store& store,
          const base::Clock& clock, base::Sleeper& sleeper, base::Seconds request_limit)
      : reader_(reader),
        writer_(writer),
        store_(store),
        clock_(clock),
        sleeper_(sleeper),
        request_limit_(request_limit) {}

  // `issue.fields` holds the task key.
  base::Result<model::Issue> create(const tracker::NewIssue& issue);
  // The same for what has no task key: the intent is kept by this key, and what an earlier POST made is found
  // so.
  using Find = std::function<base::Result<std::optional<model::Issue>>()>;
  base::Result<model::Issue> create(const tracker::NewIssue& issue, const std::string& key, const Find& find);

 private:
  base::Result<std::optional<model::Issue>> find_by_key(const std::string& key);
  // What came of an intent of an earlier run, once that is certain.
  base::Result<std::optional<model::Issue>> settle(const std::string& key, const Find& find);
  // Cause::stopped: the sleeper was woken, which means that the process is to end. The intent stays open, and
  // the next run waits.
  base::Status wait_until(base::Instant instant);

  tracker::IssueReader& reader_;
  tracker::IssueWriter& writer_;
  store::Store& store_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  base::Seconds request_limit_;
};

}  // namespace estafeta::service
