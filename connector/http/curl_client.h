// The client that speaks to a real server, with libcurl: HTTP/1.1 with keep-alive, a few connections side by
// side.
//
// TLS peer and host are always verified; redirects are not followed, cookies not kept, proxies only as
// configured. Writes use a connection of their own: libcurl silently repeats a request on a reused connection
// that dies before answering, which for a write could mean twice. Not safe for several threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "connector/base/secret.h"
#include "connector/base/status.h"
#include "connector/http/client.h"

namespace estafeta::http {

struct CurlSettings {
  std::string base_url;  // http or https, host, port, path below which everything lies; nothing else
  std::string key_header = "X-Redmine-API-Key";
  base::Secret key;  // empty: none is sent
  // Asked when the server answers that it does not know the key (401): the key as it is now. With another one
  // the request is sent once more, so that a key can be replaced while a process runs.
  std::function<base::Result<base::Secret>()> read_key_again = {};
  std::string ca_file;  // PEM; empty: the system's
  std::string proxy;    // empty: none, whatever the environment says
  std::string user_agent = "estafeta";
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds total_timeout{60'000};
  std::size_t connections = 6;
  std::size_t body_cap = 32 << 20;  // bytes of one answer, after decompression
  // Asked while it waits for answers. Once true, reads have `last_reads` more, as have those after a write
  // that was under way, which nothing cuts off; then they fail, unavailable with Cause::stopped.
  std::function<bool()> stop_asked = {};
  std::chrono::milliseconds last_reads{1'000};
};

// invalid_argument when the address or the key cannot be used.
base::Result<std::unique_ptr<Client>> make_curl_client(CurlSettings settings);

}  // namespace estafeta::http
