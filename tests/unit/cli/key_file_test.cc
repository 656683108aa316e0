// The file of the API key: refused where others could read or replace it, with the command to type.
#include "connector/cli/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

namespace estafeta::cli {
namespace {

class KeyFile : public ::testing::Test {
 protected:
  KeyFile() { folder_.write("api.key", "0123456789abcdef\n"); }

  std::string key_with(mode_t mode) {
    chmod(path_.c_str(), mode);
    const auto key = read_key(path_);
    return key ? std::string(key->reveal()) : key.error().phrase().key;
  }

  testing::TemporaryFolder folder_;
  std::string path_ = folder_.file("api.key");
};

TEST_F(KeyFile, ThatOnlyItsOwnerMayReadIsTaken) {
  EXPECT_EQ(key_with(0600), "0123456789abcdef");
  EXPECT_EQ(key_with(0400), "0123456789abcdef");
}

TEST_F(KeyFile, ThatOthersMayReadOrWriteIsRefused) {
  for (const mode_t mode : {0644U, 0604U, 0602U, 0601U, 0620U, 0660U, 0666U}) {
    EXPECT_EQ(key_with(mode), "cli.key_readable") << std::oct << mode;
  }
  const auto refused = read_key(path_);
  EXPECT_EQ(refused.error().code(), base::Code::failed_precondition);
  EXPECT_THAT(to_string(refused.error()), ::testing::HasSubstr("mode=0666"));
}

// So systemd's credentials and administrators hand it to a service.
TEST_F(KeyFile, OfRootMayBeReadByAGroup) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can make a file of root's";
  EXPECT_EQ(key_with(0440), "0123456789abcdef");
  EXPECT_EQ(key_with(0640), "0123456789abcdef");
}

TEST_F(KeyFile, ThatTheManagerHandsOverStandsForTheOneInTheSettings) {
  folder_.write("handed/api.key", "handed-over");
  chmod(folder_.file("handed/api.key").c_str(), 0400);
  setenv("CREDENTIALS_DIRECTORY", folder_.file("handed").c_str(), 1);
  const auto handed = read_key("/etc/estafeta/api.key"), other = read_key(path_ + "s");
  unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(handed);
  EXPECT_EQ(handed->reveal(), "handed-over");
  EXPECT_FALSE(other) << "it hands over nothing of that name";
}

TEST_F(KeyFile, OfSomebodyElseIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  ASSERT_EQ(chown(path_.c_str(), 12345, 12345), 0);
  EXPECT_EQ(key_with(0600), "cli.key_of_another");
}

TEST_F(KeyFile, OfAPasswordMayHoldAnyCharacterAndIsRefusedAsAKeyIs) {
  const auto password_of = [this](const std::string& text, mode_t mode) {
    folder_.write("store.password", text);
    const auto file = folder_.file("store.password");
    chmod(file.c_str(), mode);
    const auto read = read_password(file);
    return read ? std::string(read->reveal()) : read.error().phrase().key;
  };
  EXPECT_EQ(password_of(" two words 'и кавычки'\\ \r\n", 0600), " two words 'и кавычки'\\ ");
  EXPECT_EQ(password_of("\xEF\xBB\xBFone", 0400), "one");
  EXPECT_EQ(password_of("first\nsecond\n", 0600), "first");
  EXPECT_EQ(password_of("\n", 0600), "cli.empty_password");
  EXPECT_EQ(password_of("one", 0644), "cli.password_readable");
  EXPECT_EQ(read_password(folder_.file("none")).error().phrase().key, "cli.no_password");
  EXPECT_EQ(read_password(folder_.path()).error().phrase().key, "cli.password_is_folder");
}

TEST_F(KeyFile, ThatIsMissingOrEmptyIsNamed) {
  EXPECT_EQ(read_key(folder_.file("none")).error().phrase().key, "cli.no_key");
  folder_.write("empty", " \n");
  chmod(folder_.file("empty").c_str(), 0600);
  EXPECT_EQ(read_key(folder_.file("empty")).error().phrase().key, "cli.empty_key");
}

TEST_F(KeyFile, MayHaveAMarkOfItsEncodingAndBlanksAroundTheKey) {
  for (const char* text :
       {"\xEF\xBB\xBF"
        "0123456789abcdef\r\n",
        "  0123456789abcdef", "\n\t0123456789abcdef \n\n", "\xEF\xBB\xBF \n0123456789abcdef"}) {
    folder_.write("api.key", text);
    EXPECT_EQ(key_with(0600), "0123456789abcdef");
  }
  folder_.write("api.key", "\xEF\xBB\xBF\r\n");
  EXPECT_EQ(key_with(0600), "cli.empty_key");
}

TEST_F(KeyFile, WithACharacterThatCannotBelongToAKeySaysWhichAndWhereAndNotTheKey) {
  struct Case {
    std::string text;
    const char* kind;
    int place;
  };
  const std::vector<Case> cases{{"\"0123456789abcdef\"\n", "quote", 1},
                                {"'0123456789abcdef'\n", "quote", 1},
                                {"0123 456789abcdef", "blank", 5},
                                {"01234\t56789abcdef", "blank", 6},
                                {"0123456789abcdef\nsecond\n", "line_break", 17},
                                {"0123456789abcdef\r\nsecond\n", "line_break", 17},
                                {std::string("\0"
                                             "1\0"
                                             "2",
                                             4),
                                 "control", 1},
                                {"\xFF\xFE"
                                 "0",
                                 "foreign", 1},
                                {"\xEF\xBB\xBF"
                                 "01\xE2\x80\x9D"
                                 "23",
                                 "foreign", 3},
                                {"0123\xC2\xA0"
                                 "4567",
                                 "foreign", 5},
                                {"<0123456789abcdef>", "sign", 1},
                                {"key:0123456789abcdef", "sign", 4}};
  for (const auto& one : cases) {
    folder_.write("api.key", one.text);
    ASSERT_EQ(key_with(0600), "cli.key_character") << one.text;
    const std::string said = to_string(read_key(path_).error());
    EXPECT_THAT(said, ::testing::HasSubstr("kind=" + std::string(one.kind))) << one.text;
    EXPECT_THAT(said, ::testing::HasSubstr("place=" + std::to_string(one.place))) << one.text;
    EXPECT_THAT(said, ::testing::Not(::testing::HasSubstr("456789")));
  }
}

TEST_F(KeyFile, OfAnyTokenIsTaken) {
  folder_.write("api.key", "aZ09-._~+/==\n");
  EXPECT_EQ(key_with(0600), "aZ09-._~+/==");
}

TEST_F(KeyFile, ThatIsAFolderIsCalledSo) {
  for (const mode_t mode : {0755U, 0700U}) {
    chmod(folder_.path().c_str(), mode);
    const auto refused = read_key(folder_.path());
    EXPECT_EQ(refused.error().phrase().key, "cli.key_is_folder");
    EXPECT_EQ(refused.error().code(), base::Code::invalid_argument);
  }
}

}  // namespace
}  // namespace estafeta::cli
