// A change and its tasks as one graph: what the template wants, matched with the issues that are there, with
// what people added by hand, every need judged. Made anew for each decision; points into its Situation.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/change/tree/situation.h"
#include "connector/change/tree/stamp.h"
#include "connector/model/check.h"

namespace estafeta::change {

// What the answer to an approval is worth.
enum class Vote {
  none,     // no approval, or not answered yet
  counts,   // yes or no by who may say so
  foreign,  // the answer of somebody else
  own,      // of who set the change to agreed: nobody approves the own plan
  void_,    // given to another plan than the one that holds now
};

// What stands between a task and one it needs.
enum class LinkVerdict {
  ended,       // it ended as the need asks
  released,    // others may go on, said its holder
  overridden,  // the TAM decided not to wait
  passed,      // was satisfied once, and the task has begun since
  joined,      // the task needs only one of several, and another one is there
  open,
  lag,
  values_missing,
  unapproved,  // an answer that does not count
  cancelled,
  failed,
  lost,
  unheard,  // the link or the needed revision came when the task had begun, or the link against the word of
            // the TAM: it holds nothing back
  begun,    // it is worked on, which is all that the need asks
};
bool is_satisfied(LinkVerdict verdict);

// An issue outside the change that blocks one of its tasks: the tracker lets nobody close the task before it
// is closed.
struct OutsideNeed {
  const model::Issue* issue = nullptr;
  base::RelationId relation;
  const model::Event* linked_late = nullptr;  // as of a Link
  LinkVerdict verdict = LinkVerdict::open;
};

struct Node {
  std::string key;                             // local; `#57` for a task somebody made by hand
  const model::DesiredTask* wanted = nullptr;  // null: nothing in the template asks for it
  const model::Issue* issue = nullptr;         // null: not made yet, or gone
  const model::HandOver* hand_over = nullptr;  // null: not made yet, or not read
  std::string revises;                         // key of the task it makes up for after a change of parameters
  bool lost = false;                           // it was made once and is no longer in the change
  model::Owner owner = model::Owner::department;
  std::string department;  // resolved id; empty: none known
  Vote vote = Vote::none;
  std::vector<std::size_t> needs;  // indexes of links
  std::vector<std::size_t> needed_by;
  std::vector<OutsideNeed> outside;

  // A check that ended with the result “fail” has failed, whatever its status says.
  model::State state() const;
  // Of a check that is done; and the word on it, empty: none.
  std::optional<model::CheckResult> check_result() const;
  std::string check_remark() const;
  bool exists() const { return issue != nullptr; }
  bool is_revision() const { return !revises.empty(); }
  // Somebody is or was at work on it, and it has not ended well or been cancelled.
  bool has_begun() const;
  // Open, and who works on it says that others may go on.
  bool is_released() const;
  model::TaskKind kind() const { return wanted == nullptr ? model::TaskKind::task : wanted->kind; }
  bool is_undo() const { return kind() == model::TaskKind::rollback; }
  bool is_approval() const { return kind() == model::TaskKind::approval; }
  // Answered, but the answer is worth nothing.
  bool is_answered_in_vain() const { return vote != Vote::none && vote != Vote::counts; }
};

struct Link {
  std::size_t needed = 0;
  std::size_t needing = 0;
  model::Edge edge;
  bool by_hand = false;
  std::optional<base::RelationId> relation;
  // Somebody without the right to it removed the relation; the need stands.
  bool removed_by_other = false;
  // Who linked it by hand when the needing task had left waiting already; null: nobody, or not known.
  const model::Event* linked_late = nullptr;
  bool alternative = false;  // one of several of which the task needs only one
  LinkVerdict verdict = LinkVerdict::open;
  std::optional<base::Instant> lag_until;
};

struct Tree {
  Stamp stamp;
  std::vector<Node> nodes;                   // the template's order, then hand-made ones by id
  std::map<std::string, std::size_t> index;  // key -> node
  std::vector<Link> links;
  bool rolling_back = false;  // the TAM decided so: what was done is taken back, nothing else goes on
  std::vector<const model::Issue*> twins;  // further issues with a key that is taken, by id
  // Tasks of another change that came along when that one was copied, by id: nobody's work here.
  std::vector<const model::Issue*> copies;

  const Node* find(const std::string& key) const;
  // What counts now of a task and the tasks for the difference made for it since: the newest that was not
  // given up. Null if there is no such task.
  const Node* newest(const std::string& key) const;
  // A task for the difference that the plan being agreed to asks for: the stamp does not know it yet.
  bool is_new_revision(const Node& node) const {
    return node.is_revision() && !stamp.tasks.contains(node.key);
  }
};

// Left to itself this need never comes true: only the TAM can move it.
bool is_lost(LinkVerdict verdict);
// Whether what it needs will never be there unless somebody decides.
bool is_stuck(const Tree& tree, const Node& node);

// An alternative that will never be there, where another one still may.
bool is_dropped(const Tree& tree, const Node& node, const Link& link);

// Whether there is something to take back: it was begun or ended other than by cancelling.
bool was_worked_on(const Node& node);

// Among the words told: the TAM decided that what was begun on this task goes on though it was opened again.
// Names the instant, so that it does not hold for the next time. Empty: it was not opened again.
std::string going_on_token(const Node& node);
bool goes_on_regardless(const Tree& tree, const Node& node);

Tree build_tree(const Rules& rules, const Situation& situation);

// Whether who made the change made this child in the same go, as one does who copies a change with its tasks.
// One that somebody moved or copied here later is a task made by hand.
bool was_made_with(const Situation& situation, const model::Issue& child);
// The key of a child within its change; empty: it has none, or another change's.
std::string local_key(const Situation& situation, const Stamp& stamp, const model::Issue& child);

bool is_tam(const Situation& situation, const model::Event& event);
// A failed task whose failure nobody has answered yet, so that nothing new may begin.
bool awaits_decision(const Tree& tree, const Node& node);
// Its department's calendar, the owner's, or round the clock.
std::string calendar_of(const Rules& rules, const Node& node);
std::string calendar_of(const Rules& rules, model::Owner owner, const std::string& department);
std::string title_of(const Node& node);

}  // namespace estafeta::change
