// Pages of the staff project that Estafeta keeps for people: read once, written when they are to say
// something else.
//
// What a page says is remembered in the store, so that a new process need not read it to know; without the
// store it is read. Mails nobody. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connector/base/time.h"
#include "connector/calendar/zone.h"
#include "connector/model/markup.h"
#include "connector/store/store.h"
#include "connector/tracker/pages.h"

namespace estafeta::service {

class KeptPages {
 public:
  KeptPages(std::string project, tracker::Pages& tracker, store::Store& store)
      : project_(std::move(project)), tracker_(tracker), store_(store) {}

  // `is_empty`: it has nothing to say, and is not made for that; one that had something to say is written.
  base::Status keep(const std::string& title, const std::string& text, bool is_empty);
  // Likewise, written once a day at most, also after the store was lost: what is news then waits for the next
  // day.
  base::Status keep_daily(const std::string& title, const std::string& text, bool is_empty,
                          const calendar::Zone& zone, base::Instant now);
  // Likewise of a page on which people write as well (page_part.h). `moved`: the heading of what they wrote
  // into the part.
  base::Status keep_part(const std::string& title, const std::string& part, const std::string& moved,
                         const model::Markup& markup, bool is_empty);

 private:
  // Whether it was written, having something else to say.
  base::Result<bool> write(const std::string& title, const std::string& text, bool is_empty);
  // As the store knows it; null: not at all.
  base::Result<const std::string*> known(const std::string& title);
  base::Status remember(const std::string& title, const std::string& text);
  // On which day it was written last; nothing: it was not.
  base::Result<std::optional<base::Date>> written_on(const std::string& title, const calendar::Zone& zone);

  const std::string project_;
  tracker::Pages& tracker_;
  store::Store& store_;
  std::map<std::string, std::string> shown_;  // by title
};

}  // namespace estafeta::service
