// JSON over the http port: the few shapes of calls Redmine's REST interface is made of.
//
// Errors are those of errors.h. Not safe for several threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/document/node.h"
#include "connector/http/client.h"

namespace estafeta::tracker::redmine {

std::string issue_path(base::IssueId id);
// One issue with all that its page shows.
http::Request history_request(base::IssueId id);

class Rest {
 public:
  Rest(http::Client& http, const base::Clock& clock) : http_(http), clock_(clock) {}

  base::Result<document::Node> get(const std::string& path, http::Pairs query = {});
  std::vector<base::Result<document::Node>> get_all(const std::vector<http::Request>& requests);
  // Every item of a list that does not change while it is read, such as the members of a project.
  base::Result<std::vector<document::Node>> list(const std::string& path, const std::string& key,
                                                 http::Pairs query = {});
  // `body` is JSON; the answer's JSON, or a null node where there is none.
  base::Result<document::Node> write(http::Method method, const std::string& path, std::string body);
  // A file's content; the token it can be attached with.
  base::Result<std::string> upload(const std::string& name, const std::string& content);
  base::Result<std::string> download(const std::string& path);

  // How often something was sent that may have changed the server.
  std::size_t writes() const { return writes_; }
  // Of what people entered in the plugin's pages, as an answer told it last; empty: none did.
  const std::string& entered_version() const { return entered_version_; }
  // The server's clock as of the last answer.
  base::Instant server_time() const;
  // The server just gave this time to what was written: what is believed where it sends no Date.
  void told_by_write(base::Instant now);
  // How far this machine's clock is ahead of the server's; none: the server has not told the time lately.
  std::optional<base::Seconds> clock_ahead() const;

 private:
  base::Result<http::Response> send(const http::Request& request);
  void heard_time(base::Instant now);
  base::Result<document::Node> understood(const http::Request& request, base::Result<http::Response> answer);

  http::Client& http_;
  const base::Clock& clock_;
  std::size_t writes_ = 0;
  std::string entered_version_;
  std::optional<base::Instant> server_time_;
  // The server's time, and what the steady clock said then: corrected or not, this machine's clock has no
  // part in it.
  std::optional<std::pair<base::Instant, std::chrono::milliseconds>> server_date_;
};

}  // namespace estafeta::tracker::redmine
