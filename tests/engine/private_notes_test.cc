// A service account whose role may not set notes private: Redmine would save them public.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/site/pauses.h"
#include "tests/engine/site_stage.h"
#include "tests/fake/passing.h"

namespace estafeta::testing {
namespace {

using model::State;

// Whatever is written to an issue is told as a private note: the engine's own plans hold none yet.
class Whispering : public tracker::fake::PassingWriter {
 public:
  using PassingWriter::PassingWriter;
  base::Status update(base::IssueId id, const tracker::IssueUpdate&) override {
    return private_note(id, "meant for staff");
  }
};

TEST(PrivateNotes, ThatWouldBePublicStopTheProjectAndNobodySeesThem) {
  SiteStage stage;
  const auto change = stage.open_change("landscape", "system: Wrong!\n", State::draft);
  stage.fake.allow_private_notes(false);
  Whispering whispering(stage.fake);
  service::Engine engine(bundled_site(),
                         {stage.fake, stage.fake, whispering, stage.fake, stage.fake, stage.fake},
                         *stage.store, stage.clock, stage.clock, stage, false);
  ASSERT_TRUE(engine.pass());
  ASSERT_FALSE(stage.troubles.empty());
  EXPECT_THAT(stage.troubles.front().phrase().key, ::testing::StartsWith("tracker.note_public"));
  for (const auto& event : stage.issue(change).events) {
    EXPECT_FALSE(event.comment && !event.comment->is_private && !event.comment->text.empty())
        << event.comment->text;
  }
  EXPECT_TRUE(service::Pauses::read(bundled_site(), stage.fake)->why("aurora"));
}

}  // namespace
}  // namespace estafeta::testing
