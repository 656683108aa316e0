#include "connector/http/curl_client.h"

#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <map>
#include <optional>

#include "connector/base/text.h"
#include "connector/base/time.h"

namespace estafeta::http {

namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using Easy = std::unique_ptr<CURL, Freer<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Freer<curl_multi_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, Freer<curl_slist_free_all>>;
using Url = std::unique_ptr<CURLU, Freer<curl_url_cleanup>>;

// OpenSSL writes to a connection that the other side has closed; without this, the signal would end the
// process. libcurl keeps its hands off signals where CURLOPT_NOSIGNAL is set, as it must be beside threads.
void start_curl_once() {
  static const CURLcode done = [] {
    std::signal(SIGPIPE, SIG_IGN);
    return curl_global_init(CURL_GLOBAL_DEFAULT);
  }();
  static_cast<void>(done);
}

// A request under way. Stays where it is while curl knows its address.
struct Transfer {
  Easy handle;
  HeaderList headers;
  std::string body;
  Response response;
  std::array<char, CURL_ERROR_SIZE> error{};  // curl's own words; empty: none
  std::size_t cap = 0;
  bool too_long = false;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Transfer*>(user);
  const std::size_t length = size * count;
  if (exchange.response.body.size() + length > exchange.cap) {
    exchange.too_long = true;
    return 0;
  }
  exchange.response.body.append(data, length);
  return length;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Transfer*>(user);
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) exchange.response.headers.clear();  // an interim answer came before
  const auto colon = line.find(':');
  if (colon != std::string_view::npos && exchange.response.headers.size() < 200) {
    exchange.response.headers.emplace_back(lower(line.substr(0, colon)),
                                           base::trimmed(line.substr(colon + 1)));
  }
  return line.size();
}

void add_header(HeaderList& list, const std::string& line) {
  list.reset(curl_slist_append(list.release(), line.c_str()));
}

// A line break in a name or value would begin a header of somebody else's choice.
bool one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

base::Phrase trouble(const char* key, const std::string& base_url, CURLcode code) {
  return base::Phrase(key, {{"url", base_url}, {"why", std::string(curl_easy_strerror(code))}});
}

bool is_tls(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR ||
         code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_CERTPROBLEM;
}

// Why a certificate was refused, by OpenSSL's word; it says nothing of the host, which curl compares itself.
const char* why_refused(long verdict) {
  switch (verdict) {
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:  // curl's beginning: the chain held, and the host was compared before it was
                                  // noted
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "http.tls_wrong_host";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "http.tls_expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "http.tls_not_yet_valid";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "http.tls_self_signed";
    default:
      return "http.tls_untrusted";
  }
}

// What a server that does not speak TLS at all looks like to one who greets it so.
bool answered_in_plain(std::string_view why) {
  return why.find("wrong version number") != why.npos || why.find("packet length too long") != why.npos ||
         why.find("http request") != why.npos;
}

// Each way a connection is not to be trusted has its own way out.
base::Phrase tls_trouble(const Transfer& exchange, CURLcode code, const std::string& base_url,
                         const std::string& ca_file) {
  const std::string why = exchange.error[0] != 0 ? exchange.error.data() : curl_easy_strerror(code);
  const auto said = [&](const char* key) {
    return base::Phrase(key, {{"url", base_url}, {"file", ca_file}, {"why", why}});
  };
  if (code == CURLE_SSL_CACERT_BADFILE)
    return said(ca_file.empty() ? "http.tls_no_authorities" : "http.tls_ca_file");
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    long verdict = 0;
    curl_easy_getinfo(exchange.handle.get(), CURLINFO_SSL_VERIFYRESULT, &verdict);
    return said(why_refused(verdict));
  }
  return said(answered_in_plain(why) ? "http.tls_plain" : "http.tls_failed");
}

// Whether anything of the request left this machine.
bool was_sent(CURL* handle) {
  long bytes = 0;
  curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &bytes);
  return bytes > 0;
}

base::Status failure(const Transfer& exchange, CURLcode code, const CurlSettings& settings, bool idempotent) {
  using base::Cause;
  using base::Code;
  const std::string& base_url = settings.base_url;
  if (exchange.too_long) {
    return {Code::unavailable,
            base::Phrase("http.answer_too_long", {{"url", base_url}, {"bytes", std::int64_t(exchange.cap)}})};
  }
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY) {
    return {Code::unavailable, trouble("http.unknown_host", base_url, code), Cause::not_sent};
  }
  if (is_tls(code))
    return {Code::unavailable, tls_trouble(exchange, code, base_url, settings.ca_file), Cause::tls_untrusted};
  if (!was_sent(exchange.handle.get()))
    return {Code::unavailable, trouble("http.unreachable", base_url, code), Cause::not_sent};
  if (!idempotent) return {Code::unavailable, trouble("http.write_unanswered", base_url, code)};
  // What answers a plain greeting with TLS, or with anything else that is not HTTP.
  const bool no_http = code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY;
  if (no_http) return {Code::unavailable, trouble("http.not_http", base_url, code)};
  const char* key = code == CURLE_OPERATION_TIMEDOUT ? "http.timed_out" : "http.cut_short";
  return {Code::unavailable, trouble(key, base_url, code)};
}

class CurlClient : public Client {
 public:
  explicit CurlClient(CurlSettings settings) : settings_(std::move(settings)), multi_(curl_multi_init()) {
    const auto connections = static_cast<long>(std::max<std::size_t>(1, settings_.connections));
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  }

  base::Result<Response> send(const Request& request) override { return send_all({request}).front(); }

  std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) override {
    auto answers = send_once(requests);
    if (std::none_of(answers.begin(), answers.end(), key_is_unknown) || !take_other_key()) return answers;
    std::vector<Request> refused;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (key_is_unknown(answers[i])) refused.push_back(requests[i]);
    }
    auto again = send_once(refused);
    auto next = again.begin();
    for (auto& answer : answers) {
      if (key_is_unknown(answer)) answer = std::move(*next++);
    }
    return answers;
  }

 private:
  // A request that was refused so did nothing, a write neither.
  static bool key_is_unknown(const base::Result<Response>& answer) { return answer && answer->status == 401; }

  bool take_other_key() {
    if (!settings_.read_key_again) return false;
    auto key = settings_.read_key_again();
    if (!key || key->empty() || !one_line(key->reveal()) || key->reveal() == settings_.key.reveal())
      return false;
    settings_.key = std::move(*key);
    return true;
  }

  std::vector<base::Result<Response>> send_once(const std::vector<Request>& requests) {
    std::vector<std::unique_ptr<Transfer>> exchanges;
    std::map<CURL*, CURLcode> results;
    for (const Request& request : requests) {
      exchanges.push_back(prepare(request));
      curl_multi_add_handle(multi_.get(), exchanges.back()->handle.get());
    }
    const bool only_reads = std::all_of(requests.begin(), requests.end(), is_idempotent);
    const bool cut_off = run(results, only_reads);
    std::vector<base::Result<Response>> answers;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const bool is_cut = cut_off && !results.contains(exchanges[i]->handle.get());
      answers.push_back(is_cut ? stopped() : finish(requests[i], *exchanges[i], results));
      curl_multi_remove_handle(multi_.get(), exchanges[i]->handle.get());
    }
    return answers;
  }

  std::unique_ptr<Transfer> prepare(const Request& request) const {
    auto exchange = std::make_unique<Transfer>();
    exchange->handle.reset(curl_easy_init());
    exchange->cap = settings_.body_cap;
    exchange->body = request.body;
    CURL* handle = exchange->handle.get();
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, exchange->error.data());
    curl_easy_setopt(handle, CURLOPT_URL, address(request).c_str());
    set_safety(handle);
    set_times(handle, request);
    set_method(handle, request, *exchange);
    set_headers(handle, request, *exchange);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, exchange.get());
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, exchange.get());
    return exchange;
  }

  std::string address(const Request& request) const {
    std::string out = settings_.base_url + request.path;
    char separator = '?';
    for (const auto& [name, value] : request.query) {
      out += separator + escape(name) + "=" + escape(value);
      separator = '&';
    }
    return out;
  }

  void set_safety(CURL* handle) const {
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings_.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, settings_.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_PROXY, settings_.proxy.c_str());  // empty: not even the environment's
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // nor is a name server waited for that does not answer
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(handle, CURLOPT_USERAGENT, settings_.user_agent.c_str());
  }

  void set_times(CURL* handle, const Request& request) const {
    const auto total = request.timeout.count() > 0 ? request.timeout : settings_.total_timeout;
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(total.count()));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  }

  static void set_method(CURL* handle, const Request& request, const Transfer& exchange) {
    if (request.method == Method::get) return;
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, std::string(to_string(request.method)).c_str());
    if (request.method == Method::del) return;
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(exchange.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, exchange.body.c_str());
  }

  void set_headers(CURL* handle, const Request& request, Transfer& exchange) const {
    add_header(exchange.headers, "Accept: application/json");
    add_header(exchange.headers, "Expect:");
    if (!settings_.key.empty()) {
      add_header(exchange.headers, settings_.key_header + ": " + settings_.key.reveal());
    }
    for (const auto& [name, value] : request.headers) {
      if (one_line(name) && one_line(value)) add_header(exchange.headers, name + ": " + value);
    }
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, exchange.headers.get());
  }

  static base::Result<Response> stopped() {
    return base::fail(base::Code::unavailable, base::Phrase("http.stopped"), base::Cause::stopped);
  }

  bool is_time_to_stop() {
    if (!settings_.stop_asked || !settings_.stop_asked()) return false;
    const auto now = base::system_clock().steady();
    if (!last_writing_) last_writing_ = now;
    return now - *last_writing_ > settings_.last_reads;
  }

  // Whether it was cut off.
  bool run(std::map<CURL*, CURLcode>& results, bool only_reads) {
    constexpr int kLook = 200;  // milliseconds
    int running = 1;
    while (running > 0) {
      if (only_reads && is_time_to_stop()) return true;
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) break;
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg == CURLMSG_DONE) results[message->easy_handle] = message->data.result;
      }
      if (running > 0 && curl_multi_poll(multi_.get(), nullptr, 0, kLook, nullptr) != CURLM_OK) break;
    }
    if (!only_reads) last_writing_ = base::system_clock().steady();
    return false;
  }

  base::Result<Response> finish(const Request& request, Transfer& exchange,
                                const std::map<CURL*, CURLcode>& results) const {
    const auto result = results.find(exchange.handle.get());
    const CURLcode code = result == results.end() ? CURLE_GOT_NOTHING : result->second;
    if (code != CURLE_OK) {
      return base::fail(failure(exchange, code, settings_, is_idempotent(request)));
    }
    long status = 0;
    curl_easy_getinfo(exchange.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    return std::move(exchange.response);
  }

  CurlSettings settings_;
  Multi multi_;
  std::optional<std::chrono::milliseconds> last_writing_;  // or when it was first asked to stop
};

bool has_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  const bool there = curl_url_get(url, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return there;
}

bool usable(const std::string& address) {
  const Url url(curl_url());
  if (!address.starts_with("http://") && !address.starts_with("https://")) return false;
  if (!one_line(address) || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK)
    return false;
  return !has_part(url.get(), CURLUPART_USER) && !has_part(url.get(), CURLUPART_PASSWORD) &&
         !has_part(url.get(), CURLUPART_QUERY) && !has_part(url.get(), CURLUPART_FRAGMENT);
}

}  // namespace

base::Result<std::unique_ptr<Client>> make_curl_client(CurlSettings settings) {
  start_curl_once();
  while (settings.base_url.ends_with('/')) settings.base_url.pop_back();
  if (!usable(settings.base_url)) {
    return base::fail(base::Code::invalid_argument,
                      base::Phrase("http.bad_address", {{"url", settings.base_url}}));
  }
  if (!one_line(settings.key.reveal())) {
    return base::fail(base::Code::invalid_argument, base::Phrase("http.bad_key"));
  }
  return std::make_unique<CurlClient>(std::move(settings));
}

}  // namespace estafeta::http
