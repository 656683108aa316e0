#include "connector/cli/progress_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "connector/cli/app.h"

namespace estafeta::cli {
namespace {

using ::testing::HasSubstr;

class Progress : public ::testing::Test {
 protected:
  std::ostringstream out_;
  std::ostringstream unused_;
  App app_{unused_, unused_};
  messages::Speaker speaker_ = builtin_speaker(app_);
  base::ManualClock clock_{base::parse_instant("2026-06-15T07:00:00Z").value()};
};

TEST_F(Progress, WithoutATerminalIsALineAMinute) {
  ProgressLine line(out_, false, speaker_, clock_);
  for (std::size_t read = 0; read <= 300; ++read) {
    line.show(read, 600);
    clock_.sleep(std::chrono::seconds(1));
  }
  const std::string text = out_.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5) << text;
  EXPECT_THAT(text, HasSubstr("read 300 of 600 incidents, about 6 min left\n"));
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

TEST_F(Progress, OnATerminalIsOneLineWrittenOverAndOver) {
  ProgressLine line(out_, true, speaker_, clock_);
  line.show(20, 600);
  line.show(40, 600);
  const std::string text = out_.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 0) << text;
  EXPECT_THAT(text, HasSubstr("\r\033[K"));
}

TEST_F(Progress, BeginsWithAnEstimateWhereAnythingIsToBeAskedFor) {
  ProgressLine line(out_, false, speaker_, clock_);
  line.estimate(0, 10);
  EXPECT_EQ(out_.str(), "");
  line.estimate(1340, 10);
  EXPECT_THAT(out_.str(), HasSubstr("1340 incidents to be read, about 3 min"));
}

}  // namespace
}  // namespace estafeta::cli
