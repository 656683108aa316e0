#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "connector/document/nearest.h"
#include "connector/document/node.h"
#include "connector/document/schema.h"

namespace estafeta::document {
namespace {

TEST(Nearest, SuggestsWhatOneProbablyMeant) {
  const std::vector<std::string> known{"duration", "department", "description", "needs", "os"};
  EXPECT_EQ(nearest("durration", known), "duration");
  EXPECT_EQ(nearest("deparmtent", known), "department");
  EXPECT_EQ(nearest("need", known), "needs");
  EXPECT_EQ(nearest("so", known), "os");
}

TEST(Nearest, SuggestsNothingForAnotherWord) {
  const std::vector<std::string> known{"duration", "os"};
  EXPECT_EQ(nearest("colour", known), "");
  EXPECT_EQ(nearest("x", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest(std::string(61, 'd'), known), "");
}

TEST(Brief, CutsByCodePoints) {
  Node node;
  node.kind = Node::Kind::string;
  for (int i = 0; i < 61; ++i) node.text += "ж";
  EXPECT_EQ(brief(node), node.text.substr(0, 120) + "…");
  node.text = node.text.substr(0, 120);
  EXPECT_EQ(brief(node), node.text);
}

class ReadFile : public testing::Test {
 protected:
  void SetUp() override { std::ofstream(path_) << "12345"; }
  void TearDown() override { std::remove(path_.c_str()); }
  std::string path_ = testing::TempDir() + "read_file_test.txt";
};

TEST_F(ReadFile, ReadsItWhole) {
  EXPECT_EQ(read_file(path_, 5), "12345");
}

TEST_F(ReadFile, SaysWhyNot) {
  EXPECT_EQ(read_file(path_, 4).error().phrase().key, "document.file_too_large");
  EXPECT_EQ(read_file(path_ + "x").error().code(), base::Code::not_found);
  EXPECT_EQ(read_file(testing::TempDir()).error().phrase().key, "document.file_unreadable");
}

}  // namespace
}  // namespace estafeta::document
