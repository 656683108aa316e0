// Requests as they come over the wire: slow, cut short, too long, a thousand at once.
#include "connector/service/listener/front.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <vector>

namespace estafeta::service {
namespace {

using ::testing::IsEmpty;
using ::testing::StartsWith;

// A client's end, which reads and writes nothing but what it is told.
class Wire {
 public:
  explicit Wire(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  Wire(Wire&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Wire& operator=(Wire&&) = delete;
  ~Wire() {
    if (socket_ >= 0) ::close(socket_);
  }

  void send(const std::string& bytes) const { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // All that comes until the other side closes.
  std::string rest() const {
    std::string text;
    char buffer[4096];
    for (ssize_t length = 0; (length = ::recv(socket_, buffer, sizeof buffer, 0)) > 0;)
      text.append(buffer, static_cast<std::size_t>(length));
    return text;
  }

 private:
  int socket_;
};

std::string post(const std::string& body) {
  return "POST /hints HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

class AtTheDoor : public ::testing::Test {
 protected:
  // Answers with how long the request was.
  std::unique_ptr<Front> open(FrontLimits limits = {}) {
    return Front::open(
               "127.0.0.1", 0, [](const auto& request) { return std::to_string(request.size()); }, limits)
        .value();
  }
};

TEST_F(AtTheDoor, ARequestIsHandedOnWhole) {
  const auto front = open();
  Wire wire(front->port());
  const auto request = post("12345");
  wire.send(request.substr(0, 10));
  wire.send(request.substr(10));
  EXPECT_EQ(wire.rest(), std::to_string(request.size()));
}

TEST_F(AtTheDoor, OneThatIsTooLongIsRefusedBeforeItHasCome) {
  const auto front = open({100, 50, 8, std::chrono::minutes(5), 1});
  Wire wire(front->port());
  wire.send("POST /hints HTTP/1.1\r\nContent-Length: 51\r\n\r\n");
  Wire endless(front->port());
  endless.send("GET /" + std::string(200, 'x'));
  EXPECT_THAT(wire.rest(), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(endless.rest(), StartsWith("HTTP/1.1 413"));
}

TEST_F(AtTheDoor, OneThatDoesNotSayHowLongItIsIsRefused) {
  const auto front = open();
  for (const std::string header :
       {"Transfer-Encoding: chunked", "content-length: -1", "Content-Length: many"}) {
    Wire wire(front->port());
    wire.send("POST /hints HTTP/1.1\r\n" + header + "\r\n\r\n");
    EXPECT_THAT(wire.rest(), StartsWith("HTTP/1.1 411")) << header;
  }
}

TEST_F(AtTheDoor, WhoAsksBeforeSendingIsToldToGoOn) {
  const auto front = open();
  Wire wire(front->port());
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
  wire.send(head);
  wire.send("ab");
  EXPECT_THAT(wire.rest(), ::testing::EndsWith(std::to_string(head.size() + 2)));
}

TEST_F(AtTheDoor, WhoNeverSendsTheRestIsLetGoWithoutAnAnswer) {
  const auto front = open({1024, 1024, 8, std::chrono::milliseconds(20), 1});
  Wire wire(front->port());
  wire.send("POST /hints HT");
  EXPECT_THAT(wire.rest(), IsEmpty());
}

TEST_F(AtTheDoor, AThousandWhoNeverSendTheRestKeepNobodyFromBeingAnswered) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const rlimit more{std::min<rlim_t>(files.rlim_max, 4096), files.rlim_max};
  if (more.rlim_cur < 2048 || setrlimit(RLIMIT_NOFILE, &more) != 0)
    GTEST_SKIP() << "too few open files allowed";
  // So long that not one of them goes by itself.
  const auto front = open({1024, 1024, 64, std::chrono::hours(1), 2});
  std::vector<Wire> slow;
  for (int i = 0; i < 1000; ++i) {
    slow.emplace_back(front->port());
    slow.back().send("POST /hints HTTP/1.1\r\nContent-Le");
    if (i % 100 == 0) {
      Wire honest(front->port());
      honest.send(post("a hint"));
      EXPECT_EQ(honest.rest(), std::to_string(post("a hint").size())) << i;
    }
  }
  Wire honest(front->port());
  honest.send(post("a hint"));
  EXPECT_EQ(honest.rest(), std::to_string(post("a hint").size()));
  setrlimit(RLIMIT_NOFILE, &files);
}

TEST_F(AtTheDoor, OneThatIsWorkedOnForLongKeepsNobodyElseWaiting) {
  std::promise<void> may_end;
  auto shared = may_end.get_future().share();
  auto front = Front::open("127.0.0.1", 0, [shared](const std::string& request) {
                 if (request.find("slow") != std::string::npos) shared.wait();
                 return std::string("done");
               }).value();
  Wire slow(front->port()), quick(front->port());
  slow.send(post("slow"));
  quick.send(post("quick"));
  EXPECT_EQ(quick.rest(), "done");
  may_end.set_value();
  EXPECT_EQ(slow.rest(), "done");
}

}  // namespace
}  // namespace estafeta::service
