// An http::Client that reads everything once and writes nothing: for trying Estafeta at somebody's tracker.
//
// Only GET gets through. Answers are remembered as long as the object lives; those about issues it was told
// of stand in the store with the issue's time of last change, so that a run that was broken off goes on where
// it stopped and one with another mapping asks for nothing again. Not safe for several threads.
#pragma once

#include <map>
#include <string>

#include "connector/http/client.h"
#include "connector/store/store.h"
#include "connector/tracker/survey.h"

namespace estafeta::trial {

class ReadOnceClient : public http::Client {
 public:
  // Both must outlive it. The store must serve nothing else.
  ReadOnceClient(http::Client& inner, store::Store& store) : inner_(inner), store_(store) {}

  // An answer about that issue holds as long as this is its time of last change.
  void expect(const tracker::SurveyedRow& row) { expected_[path(row.id)] = row; }
  // How many of the issues expected are in the store already.
  base::Result<std::size_t> kept() const;

  base::Result<http::Response> send(const http::Request& request) override;
  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override;

 private:
  static std::string path(base::IssueId id) { return "/issues/" + base::to_string(id) + ".json"; }
  std::optional<base::Result<http::Response>> remembered(const http::Request& request) const;
  base::Status remember(const http::Request& request, const http::Response& response);

  http::Client& inner_;
  store::Store& store_;
  std::map<std::string, tracker::SurveyedRow> expected_;  // by path
  std::map<std::string, http::Response> answers_;         // of everything else, by path and query
};

}  // namespace estafeta::trial
