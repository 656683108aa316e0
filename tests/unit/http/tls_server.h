// A server that speaks TLS on the loopback with a certificate made for the test, and answers every request.
//
// One thread; connections one after another. Stops with the object.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

namespace estafeta::testing {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* what) const {
    Free(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;

inline Key make_key() {
  return Key(EVP_EC_gen("P-256"));
}

struct Wanted {
  std::string name;                   // of the host or the authority
  std::string address = "127.0.0.1";  // an IP address it is valid for; empty: none
  long from_day = -1;                 // days from now
  long until_day = 1;
  bool authority = false;
};

// Signed by `by`, or by itself where there is nobody.
inline Certificate make_certificate(EVP_PKEY* key, const Wanted& wanted, X509* by = nullptr,
                                    EVP_PKEY* by_key = nullptr) {
  Certificate made(X509_new());
  X509* x509 = made.get();
  X509_set_version(x509, 2);
  static long serial = 0;
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  constexpr long kDay = 24 * 60 * 60;
  X509_gmtime_adj(X509_getm_notBefore(x509), wanted.from_day * kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), wanted.until_day * kDay);
  X509_set_pubkey(x509, key);
  X509_NAME* subject = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x509, by == nullptr ? subject : X509_get_subject_name(by));
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, by == nullptr ? x509 : by, x509, nullptr, nullptr, 0);
  const auto extend = [&](int what, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
  };
  extend(NID_basic_constraints, wanted.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!wanted.authority) {
    extend(NID_subject_alt_name,
           "DNS:" + wanted.name + (wanted.address.empty() ? "" : ",IP:" + wanted.address));
  }
  X509_sign(x509, by_key == nullptr ? key : by_key, EVP_sha256());
  return made;
}

inline std::string pem_of(X509* certificate) {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

class TlsServer {
 public:
  TlsServer(X509* certificate, EVP_PKEY* key) : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context_.get(), certificate);
    SSL_CTX_use_PrivateKey(context_.get(), key);
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 16);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    place_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }

  ~TlsServer() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }

  // Host and port.
  const std::string& place() const { return place_; }
  int requests() const { return requests_; }

 private:
  using Context = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
  using Session = std::unique_ptr<SSL, FreeWith<SSL_free>>;

  void serve() {
    pollfd wait{listener_, POLLIN, 0};
    while (!stop_) {
      if (::poll(&wait, 1, 20) <= 0) continue;
      const int connection = ::accept(listener_, nullptr, nullptr);
      answer(connection);
      ::close(connection);
    }
  }

  void answer(int connection) {
    const Session session(SSL_new(context_.get()));
    SSL_set_fd(session.get(), connection);
    if (SSL_accept(session.get()) <= 0) return;
    char buffer[4096];
    if (SSL_read(session.get(), buffer, sizeof buffer) <= 0) return;
    ++requests_;
    const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    SSL_write(session.get(), text.data(), static_cast<int>(text.size()));
    SSL_shutdown(session.get());
  }

  Context context_;
  int listener_ = -1;
  std::string place_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> requests_ = 0;
  std::thread thread_;
};

}  // namespace estafeta::testing
