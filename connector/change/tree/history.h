// What an issue's history tells: when work began, was held and ended, and whose hand was last on something.
// Needs issues read with history. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "connector/calendar/calendar.h"
#include "connector/model/issue.h"

namespace estafeta::change {

bool has_ended(model::State state);     // done, failed, cancelled … : nobody works on it any more
bool was_done(model::State state);      // done, resolved, closed
bool is_under_way(model::State state);  // in progress, on hold or returned

struct Passage {
  model::State from = model::State::unknown;
  model::State to = model::State::unknown;
  const model::Event* event = nullptr;
};

// Every change of state, in order.
std::vector<Passage> passages(const model::Issue& issue);
// The last one into that state, or out of it.
std::optional<Passage> last_into(const model::Issue& issue, model::State state);
std::optional<Passage> last_out_of(const model::Issue& issue, model::State state);

// When work began; counted anew once the issue went back to waiting.
std::optional<base::Instant> began_at(const model::Issue& issue);
// Who last ended it, as the history names them; empty: the history does not tell, or it has not ended.
std::string ended_by(const model::Issue& issue);
// An open one that had ended: how it was opened, the last time.
std::optional<Passage> opened_again(const model::Issue& issue);
// Whether it ever could be begun, and be it that it waits again.
bool had_its_turn(const model::Issue& issue);
// When it ended, if it has.
std::optional<base::Instant> ended_at(const model::Issue& issue);
// A stretch on hold or returned, and how it was then; a change of the hold's reason begins another one.
struct Hold {
  calendar::Interval during;
  model::StatusWord as;
};
// All of them, up to `now`.
std::vector<Hold> holds_of(const model::Issue& issue, base::Instant now);
// On hold or returned after it began, up to `now`.
std::vector<calendar::Interval> held_during(const model::Issue& issue, base::Instant now);

// The last event that changed the field of that name (FieldChange::name), or null.
const model::Event* last_change_of(const model::Issue& issue, std::string_view field);
// Whether Estafeta set that last (FieldChange::name), or made the issue with it. What it put back for a
// person is the person's.
bool is_own_value(const model::Issue& issue, std::string_view field, const base::PrincipalId& account);
// Whether a person wrote last into a field that is Estafeta's alone.
bool is_overwritten(const model::Issue& issue, model::Field field);
// The last event that made that link with the other issue, be it removed since, or null.
const model::Event* link_made(const model::Issue& issue, model::LinkChange::Type type, base::IssueId other);
// The last event that removed it, be it made again since, or null.
const model::Event* last_removal_of_link(const model::Issue& issue, model::LinkChange::Type type,
                                         base::IssueId other);
// The event that removed it, or null if it never was removed or was made again since.
const model::Event* link_removed(const model::Issue& issue, model::LinkChange::Type type,
                                 base::IssueId other);
// Whether Estafeta wrote a note in that event or after it; null: ever.
bool spoke_since(const model::Issue& issue, const model::Event* event);
// The same after an entry of another issue's history.
bool spoke_after(const model::Issue& issue, base::JournalId journal);

}  // namespace estafeta::change
