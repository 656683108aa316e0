// Every way a connection is not to be trusted: each has a sentence of its own, nothing of the request leaves
// this machine, and repeating is no use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "connector/http/curl_client.h"
#include "tests/unit/http/tls_server.h"
#include "tests/unit/http/wire_server.h"

namespace estafeta::http {
namespace {

using testing::Certificate;
using ::testing::HasSubstr;
using testing::Key;
using testing::make_certificate;
using testing::make_key;
using testing::TlsServer;
using testing::Wanted;

class Tls : public ::testing::Test {
 protected:
  Tls() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    ca_file_ =
        (std::filesystem::path(::testing::TempDir()) / (std::string("estafeta-ca-") + test->name())).string();
    write(testing::pem_of(authority_.get()));
  }
  ~Tls() override { std::filesystem::remove(ca_file_); }

  void write(const std::string& text) { std::ofstream(ca_file_) << text; }

  Certificate signed_certificate(const Wanted& wanted) {
    return make_certificate(key_.get(), wanted, authority_.get(), authority_key_.get());
  }

  static base::Result<Response> ask(const std::string& url, const std::string& ca_file) {
    CurlSettings settings;
    settings.base_url = url;
    settings.key = base::Secret("0123456789abcdef");
    settings.ca_file = ca_file;
    settings.connect_timeout = std::chrono::milliseconds(5000);
    settings.total_timeout = std::chrono::milliseconds(10'000);
    Request request;
    request.path = "/users/current.json";
    return make_curl_client(std::move(settings)).value()->send(request);
  }

  // The sentence's key, having seen that the request was not sent.
  std::string refused(X509* certificate, const std::string& ca_file) {
    TlsServer server(certificate, key_.get());
    return refused(server, "https://" + server.place(), ca_file);
  }
  static std::string refused(const TlsServer& server, const std::string& url, const std::string& ca_file) {
    const auto answer = ask(url, ca_file);
    EXPECT_EQ(server.requests(), 0);
    if (answer) return "answered";
    EXPECT_EQ(answer.error().cause(), base::Cause::tls_untrusted);
    EXPECT_TRUE(surely_not_taken(answer.error()));
    return answer.error().phrase().key;
  }

  Key authority_key_ = make_key();
  Certificate authority_ = make_certificate(authority_key_.get(), {"Our authority", "", -1, 1, true});
  Key key_ = make_key();
  std::string ca_file_;
};

TEST_F(Tls, OfAnAuthorityOfOnesOwnIsTrustedWhereItsFileIsNamed) {
  const Certificate good = signed_certificate({"tracker.example"});
  TlsServer server(good.get(), key_.get());
  const auto answer = ask("https://" + server.place(), ca_file_);
  ASSERT_TRUE(answer.has_value()) << to_string(answer.error());
  EXPECT_EQ(answer->body, "{}");
}

TEST_F(Tls, ForAnotherHostIsRefused) {
  EXPECT_EQ(refused(signed_certificate({"other.example", ""}).get(), ca_file_), "http.tls_wrong_host");
}

TEST_F(Tls, ThatHasExpiredIsRefused) {
  EXPECT_EQ(refused(signed_certificate({"tracker.example", "127.0.0.1", -3, -1}).get(), ca_file_),
            "http.tls_expired");
}

TEST_F(Tls, ThatIsNotValidYetIsRefused) {
  EXPECT_EQ(refused(signed_certificate({"tracker.example", "127.0.0.1", 1, 3}).get(), ca_file_),
            "http.tls_not_yet_valid");
}

TEST_F(Tls, ThatSignedItselfIsRefused) {
  EXPECT_EQ(refused(make_certificate(key_.get(), {"tracker.example"}).get(), ca_file_),
            "http.tls_self_signed");
}

TEST_F(Tls, OfAnAuthorityNobodyKnowsIsRefused) {
  const Key other_key = make_key();
  const Certificate other = make_certificate(other_key.get(), {"Another authority", "", -1, 1, true});
  const Certificate theirs = make_certificate(key_.get(), {"tracker.example"}, other.get(), other_key.get());
  EXPECT_EQ(refused(theirs.get(), ca_file_), "http.tls_untrusted");
}

TEST_F(Tls, WithoutTheFileOfAuthoritiesThatIsNamedIsRefusedWithItsName) {
  const Certificate good = signed_certificate({"tracker.example"});
  TlsServer server(good.get(), key_.get());
  const std::string missing = ca_file_ + "-nowhere";
  EXPECT_EQ(refused(server, "https://" + server.place(), missing), "http.tls_ca_file");
  const auto answer = ask("https://" + server.place(), missing);
  EXPECT_THAT(base::to_string(answer.error()), HasSubstr(missing));
  write("not a certificate\n");
  EXPECT_EQ(refused(server, "https://" + server.place(), ca_file_), "http.tls_ca_file");
}

TEST_F(Tls, SpokenToAServerWithoutItIsToldApart) {
  testing::WireServer plain([](const std::string&) { return "!" + testing::ok("{}"); });
  const auto answer = ask("https" + plain.url().substr(4), ca_file_);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().phrase().key, "http.tls_plain");
  EXPECT_EQ(answer.error().cause(), base::Cause::tls_untrusted);
}

TEST_F(Tls, NotSpokenToAServerThatWantsItIsToldApart) {
  // An alert is all that such a server has to say.
  testing::WireServer server(
      [](const std::string&) { return std::string("!\x15\x03\x01\x00\x02\x02\x46", 8); });
  const auto answer = ask(server.url(), ca_file_);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().phrase().key, "http.not_http") << to_string(answer.error());
}

}  // namespace
}  // namespace estafeta::http
