#include "connector/service/listener/front.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "connector/base/text.h"
#include "connector/base/time.h"

namespace estafeta::service {

namespace {

using std::chrono::milliseconds;

constexpr int kBacklog = 511;
constexpr std::string_view kTooLarge =
    "HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view kNoLength =
    "HTTP/1.1 411 Length Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The value of a header in the head of a request; none: it has none.
std::optional<std::string_view> header_in(std::string_view head, std::string_view name) {
  for (auto end = head.find("\r\n"); end != std::string_view::npos; end = head.find("\r\n")) {
    head.remove_prefix(end + 2);
    const auto line = head.substr(0, head.find("\r\n"));
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && equal_but_for_case(line.substr(0, colon), name))
      return base::trimmed(line.substr(colon + 1));
  }
  return std::nullopt;
}

enum class Step { more, whole, too_large, no_length };

// How far a request has come that begins with these bytes.
Step step_of(std::string_view bytes, const FrontLimits& limits) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return bytes.size() > limits.head ? Step::too_large : Step::more;
  const auto head = bytes.substr(0, end + 2);
  if (head.size() > limits.head) return Step::too_large;
  if (header_in(head, "Transfer-Encoding")) return Step::no_length;
  const auto text = header_in(head, "Content-Length").value_or("0");
  std::size_t length = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return Step::no_length;
  if (length > limits.body) return Step::too_large;
  return bytes.size() >= end + 4 + length ? Step::whole : Step::more;
}

bool waits_to_go_on(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return false;
  const auto expected = header_in(bytes.substr(0, end + 2), "Expect");
  return expected && equal_but_for_case(*expected, "100-continue");
}

}  // namespace

class Front::Desk {
 public:
  // A descriptor that is closed with its owner.
  class Descriptor {
   public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
      std::swap(number_, other.number_);
      return *this;
    }
    ~Descriptor() {
      if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }

   private:
    int number_;
  };

  // Two processes never share a port, or half of the hints would reach neither.
  static Descriptor listen_at(const std::string& host, int port) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0) return Descriptor();
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, freeaddrinfo);
    for (const auto* one = found; one != nullptr; one = one->ai_next) {
      Descriptor made(
          ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
      const int yes = 1;
      if (made.get() < 0) continue;
      ::setsockopt(made.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
      if (::bind(made.get(), one->ai_addr, one->ai_addrlen) == 0 && ::listen(made.get(), kBacklog) == 0)
        return made;
    }
    return Descriptor();
  }

  Desk(Descriptor listening, Answer answer, FrontLimits limits)
      : listening_(std::move(listening)),
        news_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        answer_(std::move(answer)),
        limits_(limits),
        port_(port_of(listening_)) {
    for (int i = 0; i < limits_.threads; ++i) workers_.emplace_back([this] { work(); });
    thread_ = std::thread([this] { look_after(); });
  }

  ~Desk() {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    work_.notify_all();
    tell_news();
    thread_.join();
    for (auto& worker : workers_) worker.join();
  }

  int port() const { return port_; }

 private:
  static int port_of(const Descriptor& listening) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    std::array<char, NI_MAXSERV> port{};
    if (::getsockname(listening.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        ::getnameinfo(reinterpret_cast<sockaddr*>(&address), size, nullptr, 0, port.data(), port.size(),
                      NI_NUMERICSERV) != 0)
      return 0;
    return std::atoi(port.data());
  }

  // Who leaves was refused while still sending: closed at once, the kernel would take the answer back.
  enum class At { sending, worked_on, taking, leaving };
  struct Connection {
    Descriptor socket;
    milliseconds until{0};
    At at = At::sending;
    bool may_go_on = false;
    std::string bytes;  // of the request, then of the answer
    std::size_t sent = 0;
  };
  using Connections = std::list<Connection>;  // the oldest first; workers hold on to one while others go

  void tell_news() const {
    const std::uint64_t one = 1;
    // Full, it has news already.
    [[maybe_unused]] const auto written = ::write(news_.get(), &one, sizeof one);
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_.wait(lock, [this] { return ends_ || !whole_.empty(); });
      if (ends_) return;
      Connection* one = whole_.front();
      whole_.pop_front();
      lock.unlock();
      one->bytes = answer_(one->bytes);
      lock.lock();
      answered_.push_back(one);
      tell_news();
    }
  }

  void look_after() {
    while (true) {
      {
        const std::lock_guard lock(mutex_);
        if (ends_) return;
        for (auto* one : answered_) {
          one->at = At::taking;
          one->until = now() + limits_.time;
        }
        answered_.clear();
      }
      wait();
      std::uint64_t count = 0;
      [[maybe_unused]] const auto emptied = ::read(news_.get(), &count, sizeof count);
      for (auto one = connections_.begin(); one != connections_.end();) {
        const bool stays = one->at == At::worked_on || (one->until > now() && go_on_with(*one));
        one = stays ? std::next(one) : connections_.erase(one);
      }
      take_new();
    }
  }

  milliseconds now() const { return base::system_clock().steady(); }

  // Until something can be done, or somebody's time is up.
  void wait() {
    std::vector<pollfd> all{{news_.get(), POLLIN, 0}};
    if (has_room()) all.push_back({listening_.get(), POLLIN, 0});
    auto left = milliseconds(-1);
    for (const auto& one : connections_) {
      if (one.at == At::worked_on) continue;
      all.push_back({one.socket.get(), static_cast<short>(one.at == At::taking ? POLLOUT : POLLIN), 0});
      const auto until = std::max(one.until - now(), milliseconds(0));
      left = left.count() < 0 ? until : std::min(left, until);
    }
    ::poll(all.data(), all.size(), static_cast<int>(left.count()));
  }

  // False: it is over with it.
  bool go_on_with(Connection& one) {
    switch (one.at) {
      case At::sending:
        return read_some(one);
      case At::taking:
        return write_some(one);
      case At::leaving:
        return let_go(one);
      case At::worked_on:
        break;
    }
    return true;
  }

  static bool let_go(Connection& one) {
    std::array<char, 16 * 1024> buffer;
    const auto length = ::recv(one.socket.get(), buffer.data(), buffer.size(), 0);
    return length > 0 || (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
  }

  bool read_some(Connection& one) {
    std::array<char, 16 * 1024> buffer;
    const auto length = ::recv(one.socket.get(), buffer.data(), buffer.size(), 0);
    if (length < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    if (length == 0) return false;
    one.bytes.append(buffer.data(), static_cast<std::size_t>(length));
    switch (step_of(one.bytes, limits_)) {
      case Step::more:
        if (!one.may_go_on && waits_to_go_on(one.bytes)) {
          one.may_go_on = true;
          ::send(one.socket.get(), kGoOn.data(), kGoOn.size(), MSG_NOSIGNAL);
        }
        return true;
      case Step::whole:
        hand_on(one);
        return true;
      case Step::too_large:
        return refuse(one, kTooLarge);
      case Step::no_length:
        return refuse(one, kNoLength);
    }
    return false;
  }

  void hand_on(Connection& one) {
    const std::lock_guard lock(mutex_);
    one.at = At::worked_on;
    whole_.push_back(&one);
    work_.notify_one();
  }

  static bool refuse(Connection& one, std::string_view answer) {
    ::send(one.socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
    ::shutdown(one.socket.get(), SHUT_WR);
    one.at = At::leaving;
    return true;
  }

  static bool write_some(Connection& one) {
    while (one.sent < one.bytes.size()) {
      const auto length =
          ::send(one.socket.get(), one.bytes.data() + one.sent, one.bytes.size() - one.sent, MSG_NOSIGNAL);
      if (length < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
      one.sent += static_cast<std::size_t>(length);
    }
    return false;
  }

  static bool may_go(const Connection& one) { return one.at == At::sending || one.at == At::leaving; }

  bool has_room() const {
    return connections_.size() < limits_.connections ||
           std::any_of(connections_.begin(), connections_.end(), may_go);
  }

  bool make_room() {
    const auto oldest = std::find_if(connections_.begin(), connections_.end(), may_go);
    if (oldest == connections_.end()) return false;
    connections_.erase(oldest);
    return true;
  }

  void take_new() {
    // As many as there may be: who sends without pause keeps nobody else waiting.
    for (std::size_t taken = 0; taken < limits_.connections; ++taken) {
      if (connections_.size() >= limits_.connections && !make_room()) return;
      Descriptor socket(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (socket.get() < 0) {
        if ((errno == EMFILE || errno == ENFILE) && make_room()) continue;
        return;
      }
      connections_.push_back({std::move(socket), now() + limits_.time, At::sending, false, "", 0});
    }
  }

  Descriptor listening_, news_;
  const Answer answer_;
  const FrontLimits limits_;
  const int port_;
  Connections connections_;  // of the thread that looks after them, but for those that are worked on
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Connection*> whole_;      // to be answered
  std::vector<Connection*> answered_;  // by now
  bool ends_ = false;
  std::thread thread_;
  std::vector<std::thread> workers_;
};

base::Result<std::unique_ptr<Front>> Front::open(const std::string& host, int port, Answer answer,
                                                 FrontLimits limits) {
  auto listening = Desk::listen_at(host, port);
  if (listening.get() < 0) {
    return base::fail(base::Code::unavailable,
                      base::Phrase("listener.cannot_listen", {{"host", host}, {"port", std::int64_t{port}}}));
  }
  return std::unique_ptr<Front>(
      new Front(std::make_unique<Desk>(std::move(listening), std::move(answer), limits)));
}

Front::Front(std::unique_ptr<Desk> desk) : desk_(std::move(desk)) {}

Front::~Front() = default;

int Front::port() const {
  return desk_->port();
}

}  // namespace estafeta::service
