// The writing ports of a tracker, with every write told of, and in a dry run none made.
//
// A real pass and a dry run describe their writes by the same code, so that the one says beforehand exactly
// what the other then does. It also holds the limit of writes a pass: past it every write is refused with
// failed_precondition with Cause::write_limit, and the engine stops that change. A write that failed counts
// as one that mailed where it may have done so. Asked to stop, it begins no further write (unavailable
// with Cause::stopped), so that a change of many tasks does not hold up the end.
#pragma once

#include <functional>
#include <map>

#include "connector/base/phrase.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

// One write, as people are told of it.
struct WriteReport {
  base::Phrase what;
  std::optional<base::IssueId> issue;  // none: not created yet (dry run)
  bool mails = false;                  // whether the tracker tells somebody of it by its own notifications
  bool tells = false;                  // a note of its own, for people to read
};

struct PassLimits {
  int writes = 200;
  int mails = 100;
};

// Of what is given up because the process was asked to end.
base::Status stopped();

class WatchedWrites : public tracker::IssueWriter, public tracker::Pages, public tracker::Documents {
 public:
  using Sink = std::function<void(const WriteReport&)>;

  WatchedWrites(tracker::Tracker inner, bool dry_run, PassLimits limits, Sink sink)
      : inner_(inner), dry_run_(dry_run), limits_(limits), sink_(std::move(sink)) {}

  // The tracker with these writes in the place of its own.
  tracker::Tracker ports() { return {inner_.directory, inner_.reader, *this, *this, *this, inner_.entered}; }

  void stop_when(std::function<bool()> asked) { stop_asked_ = std::move(asked); }
  void begin_pass();
  // Asked in this pass before each write after the first, until the answer is that it knows; where it fails,
  // no further write is made.
  void check_after_first_write(std::function<base::Result<bool>()> check) { check_ = std::move(check); }
  int writes() const { return writes_; }
  int mailing_writes() const { return mailing_; }
  bool dry_run() const { return dry_run_; }
  // Whether that many more are within the limits of this pass: asked before what must not end half way.
  base::Status room_for(int writes, int mails) const;

  base::Result<model::Issue> create(const tracker::NewIssue& issue) override;
  base::Status update(base::IssueId id, const tracker::IssueUpdate& change) override;
  std::vector<base::Status> write_fields(const std::vector<tracker::FieldWrite>& writes) override;
  base::Status private_note(base::IssueId id, const std::string& text) override;
  base::Status watch(base::IssueId id, const base::PrincipalId& who) override;
  base::Status unwatch(base::IssueId id, const base::PrincipalId& who) override;
  base::Result<model::Relation> relate(base::IssueId blocker, base::IssueId blocked) override;
  base::Status unrelate(base::RelationId id) override;
  bool heeds_audiences() override;
  base::Result<std::string> page(const std::string& project, const std::string& title) override;
  base::Result<tracker::PageVersion> page_version(const std::string& project,
                                                  const std::string& title) override;
  base::Status write_page(const std::string& project, const std::string& title,
                          const std::string& text) override;
  base::Status replace_page(const std::string& project, const std::string& title, const std::string& before,
                            const std::string& text) override;
  base::Result<std::vector<model::Attachment>> page_files(const std::string& project,
                                                          const std::string& title) override;
  base::Status attach_to_page(const std::string& project, const std::string& title,
                              const tracker::Upload& file) override;
  base::Status remove_from_page(const model::Attachment& file) override;
  // Documents are no writes that anybody is told of: a dry run only has none.
  bool keeps_documents() override { return !dry_run_ && inner_.documents.keeps_documents(); }
  base::Result<std::map<std::string, std::string>> digests() override { return inner_.documents.digests(); }
  base::Status publish(const std::vector<tracker::Document>& documents,
                       const std::vector<std::string>& dropped, base::Instant seen) override;

 private:
  base::Status admit(bool mails);
  // Whether the tracker mails anybody of a write for that audience.
  bool tells(tracker::Audience audience);
  void check_again();
  // Of a write that mails people; it may have done so all the same.
  base::Status failed(base::Status status);
  void report(base::Phrase what, std::optional<base::IssueId> issue, bool mails, bool tells = false);
  std::string name(base::IssueId id) const;

  tracker::Tracker inner_;
  bool dry_run_;
  PassLimits limits_;
  Sink sink_;
  std::function<bool()> stop_asked_;
  std::function<base::Result<bool>()> check_;
  base::Status refused_;  // what it found
  int writes_ = 0;
  int mailing_ = 0;
  // What a dry run pretended to create, by its made-up id (negative): the subject.
  std::map<base::IssueId, std::string> pretended_;
};

}  // namespace estafeta::service
