#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <random>

#include "connector/document/nearest.h"
#include "connector/document/node.h"
#include "connector/document/schema.h"
#include "connector/document/source.h"
#include "connector/document/value.h"

namespace estafeta::document {
namespace {

TEST(Source, FindsPlacesInAnyOrderAndTheWayBack) {
  const std::string text = "ab\nЖд{}\n\n€uro\xF0\x9F\x98\x80 end";
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); i += sequence_length(text, i)) starts.push_back(i);
  const Source ordered(text, "f");
  std::vector<base::Location> places;
  for (const auto start : starts) places.push_back(ordered.at_offset(start));
  EXPECT_EQ(places[4], (base::Location{"f", 2, 2}));
  EXPECT_EQ(places.back(), (base::Location{"f", 4, 9}));
  std::mt19937 random(20260615);
  for (int round = 0; round < 500; ++round) {
    const auto i = random() % starts.size();
    EXPECT_EQ(ordered.at_offset(starts[i]), places[i]);
    EXPECT_EQ(ordered.offset_of(places[i]), starts[i]);
  }
}

TEST(Source, PlacesOutsideTheTextMeanItsEnd) {
  const Source source("ab\nc", "f");
  EXPECT_EQ(source.at_offset(99), (base::Location{"f", 2, 2}));
  EXPECT_EQ(source.offset_of({"f", 9, 1}), 4U);
  EXPECT_EQ(source.offset_of({"f", 1, 9}), 2U);
  EXPECT_EQ(source.offset_of({"f", 0, 0}), 0U);
}

TEST(Source, OnlyWellFormedUtf8HasALength) {
  const std::vector<std::pair<std::string, std::size_t>> rows{{"a", 1},
                                                              {"\xC3\xA9", 2},
                                                              {"\xE2\x82\xAC", 3},
                                                              {"\xF0\x9F\x98\x80", 4},
                                                              {"\x80", 0},
                                                              {"\xC0\x80", 0},
                                                              {"\xC3", 0},
                                                              {"\xE0\x80\x80", 0},
                                                              {"\xED\xA0\x80", 0},
                                                              {"\xF4\x90\x80\x80", 0},
                                                              {"\xF5\x80\x80\x80", 0},
                                                              {"\xE2\x82(", 0}};
  for (const auto& [text, length] : rows)
    EXPECT_EQ(sequence_length(text, 0), length) << testing::PrintToString(text);
}

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
