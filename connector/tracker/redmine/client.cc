#include "connector/tracker/redmine/client.h"

#include "connector/tracker/redmine/directory.h"
#include "connector/tracker/redmine/documents.h"
#include "connector/tracker/redmine/entered.h"
#include "connector/tracker/redmine/pages.h"
#include "connector/tracker/redmine/reader.h"
#include "connector/tracker/redmine/session.h"
#include "connector/tracker/redmine/writer.h"

namespace estafeta::tracker::redmine {

namespace {

class Client : public Backend {
 public:
  Client(http::Client& http, const base::Clock& clock, Settings settings)
      : session_(http, clock, std::move(settings)) {}

  Tracker ports() override { return {directory_, reader_, writer_, pages_, documents_, entered_}; }

 private:
  Session session_;
  RedmineReader reader_{session_};
  RedmineWriter writer_{session_, reader_};
  RedmineDirectory directory_{session_, reader_};
  RedminePages pages_{session_.rest};
  RedmineDocuments documents_{session_.rest, session_.plugin, session_.settings.mapping.zone};
  RedmineEntered entered_{session_.rest, session_.plugin};
};

}  // namespace

std::unique_ptr<Backend> make_tracker(http::Client& http, const base::Clock& clock, Settings settings) {
  return std::make_unique<Client>(http, clock, std::move(settings));
}

}  // namespace estafeta::tracker::redmine
