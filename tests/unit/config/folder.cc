#include "tests/unit/config/folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/support/source_dir.h"

namespace estafeta::config {

Folder::Folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string("estafeta-") + test->test_suite_name() + "-" + test->name();
  std::replace(name.begin(), name.end(), '/', '-');
  path_ = std::filesystem::path(::testing::TempDir()) / name;
  std::filesystem::remove_all(path_);
  std::filesystem::copy(std::filesystem::path(tests::source_dir()) / "mappings", path_,
                        std::filesystem::copy_options::recursive);
}

Folder::~Folder() {
  std::filesystem::remove_all(path_);
}

void Folder::write(const std::string& file, const std::string& text) const {
  std::filesystem::create_directories((path_ / file).parent_path());
  std::ofstream(path_ / file) << text;
}

void Folder::replace(const std::string& file, const std::string& from, const std::string& to) const {
  std::stringstream text;
  text << std::ifstream(path_ / file).rdbuf();
  std::string content = text.str();
  const std::size_t at = content.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  write(file, content.replace(at, from.size(), to));
}

void Folder::remove(const std::string& file) const {
  std::filesystem::remove_all(path_ / file);
}

std::vector<std::string> listed(const base::Diagnostics& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) {
    base::Location where = problem.where;
    where.file = std::filesystem::path(where.file).filename().string();
    lines.push_back(to_string(where) + " " + to_string(problem.what));
  }
  return lines;
}

}  // namespace estafeta::config
