#include "tests/simulator/simulation.h"

#include "tests/simulator/people.h"

namespace estafeta::testing {

namespace {

using tracker::fake::Fault;

constexpr std::chrono::hours kDay{24};
constexpr int kCalmPasses = 2;  // after the last fault, until all is as it should be

class Simulation {
 public:
  explicit Simulation(std::uint64_t seed) : chance_(seed), people_(stage_, chance_) {}

  Day run() {
    stage_.fake.heed_audiences(people_.up_to(2) == 0);
    stage_.fake.keep_documents(people_.up_to(2) == 0);
    stage_.fake.set_hook([this](std::string_view point) { return at(point); });
    const auto end = stage_.clock.now() + kDay;
    while (stage_.clock.now() < end) {
      stage_.clock.sleep(std::chrono::seconds(1 + people_.up_to(1200)));
      if (people_.up_to(8) == 0) is_stormy_ = !is_stormy_;
      for (int n = people_.up_to(4); n > 0; --n) act();
      if (people_.up_to(5) != 0) pass();
      if (people_.up_to(60) == 0) restart();
    }
    calm_down();
    lose_the_store();
    for (const auto& one : broken_promises(stage_.fake.all())) {
      day_.broken.push_back(std::string(to_string(one.promise)) + ": " + base::reference(one.issue) + " " +
                            one.what);
    }
    for (const auto& one : stage_.fake.all()) write_down(one);
    return std::move(day_);
  }

 private:
  void write_down(const model::Issue& issue) {
    const auto line = [&](const std::string& what) {
      day_.lived.push_back(base::reference(issue.id) + " " + what);
    };
    line(std::string(to_string(issue.kind)) + " " + std::string(to_string(issue.status.state)) + " " +
         issue.subject);
    for (const auto& [field, value] : issue.fields) line(std::string(to_string(field)) + ": " + value);
    for (const auto& event : issue.events) {
      const auto at = base::format_instant(event.at) + " " + event.author.name + " ";
      if (event.status) line(at + event.status_name.value_or("?"));
      if (event.comment) line(at + event.comment->text);
      for (const auto& change : event.fields) line(at + change.name + ": " + change.to);
      for (const auto& link : event.links) line(at + (link.added ? "+" : "-") + base::to_string(link.other));
    }
  }

  void act() {
    ++day_.acts;
    people_.act();
  }

  void restart() { stage_.restart(people_.up_to(4) == 0); }

  // A pass in which everything may break, and in which people do not wait.
  void pass() {
    ++day_.passes;
    is_in_pass_ = true;
    try {
      // One that could not be made is a fault's affair.
      static_cast<void>(stage_.engine().pass());
    } catch (const tracker::fake::Killed&) {
      ++day_.kills;
      restart();
    }
    is_in_pass_ = false;
  }

  Fault at(std::string_view point) {
    day_.lived.push_back(base::format_instant(stage_.clock.now()) + " " + std::string(point));
    if (!is_in_pass_ || is_calm_) return Fault::none;
    if (people_.up_to(150) == 0) {
      is_in_pass_ = false;
      act();
      is_in_pass_ = true;
    }
    if (!is_stormy_ || people_.up_to(40) != 0) return Fault::none;
    // Who cannot be put on the watch is told later, by a second note that says how it is then.
    if (point == "before:watch") return Fault::none;
    // A death there loses the open transaction with the records in it; the store in memory has none to lose.
    if (point.ends_with(":write_fields")) return Fault::unavailable;
    constexpr Fault kBefore[] = {Fault::unavailable, Fault::denied, Fault::conflict, Fault::kill};
    constexpr Fault kAfter[] = {Fault::unavailable, Fault::kill};
    ++day_.faults;
    return point.starts_with("before:") ? kBefore[people_.up_to(4)] : kAfter[people_.up_to(2)];
  }

  // Longer than the longest time after which something is tried again.
  void calm_down() {
    is_calm_ = true;
    stage_.clock.sleep(std::chrono::minutes(61));
    for (int i = 0; i < kCalmPasses; ++i) pass();
    expect_quiet("issues are", true);
    expect_quiet("pages are", false);
  }

  // Overviews are made of what the pass before them did, so pages may come one pass later.
  void expect_quiet(const std::string& what, bool pages_may_change) {
    stage_.written.clear();
    const auto before = changed_issues();
    const auto done = stage_.engine().pass();
    if (!done) {
      day_.broken.push_back("a calm pass could not be made: " + to_string(done.error()));
    } else if (changed_issues() != before || (!pages_may_change && done->writes != 0)) {
      day_.broken.push_back("when all has been calm for a while, " + what +
                            " still written: " + all_written());
    }
  }

  int changed_issues() const {
    int calls = 0;
    for (const auto& [name, times] : stage_.fake.counters().calls)
      calls += name == "create" || name == "update" || name == "private_note" || name == "relate" ||
                       name == "unrelate" || name == "write_fields"
                   ? times
                   : 0;
    return calls;
  }

  // All it needs stands in the tracker: whatever the store knew is found again, nothing is done twice, and
  // nothing comes to light that had been left undone.
  void lose_the_store() {
    const auto notes = all_notes();
    const auto before = picture();
    stage_.restart(true);
    stage_.written.clear();
    for (int i = 0; i < kCalmPasses; ++i) pass();
    if (all_notes() != notes) day_.broken.push_back("with its store lost it made or told something again");
    if (picture() != before)
      day_.broken.push_back("with its store lost it does what it had left undone: " + all_written());
  }

  // Of each issue what must not hang on what the store remembers; dates and forecasts do, as they are moved
  // seldom.
  std::string picture() const {
    std::string text;
    for (const auto& one : stage_.fake.all()) {
      text += base::to_string(one.id) + ' ' + std::string(to_string(one.status.state)) + ' ' +
              (one.assignee ? one.assignee->name : "-");
      for (const auto field : {model::Field::sla_response, model::Field::sla_response_due,
                               model::Field::sla_resolution, model::Field::sla_resolution_due})
        text += ' ' + one.field(field);
      text += ' ' + std::to_string(one.relations.size()) + '\n';
    }
    return text;
  }

  std::string all_written() const {
    std::string text;
    for (const auto& one : stage_.written) text += "\n  " + one;
    return text;
  }

  // How many issues there are, and how many notes Estafeta has written.
  std::pair<std::size_t, std::size_t> all_notes() const {
    const auto all = stage_.fake.all();
    std::size_t notes = 0;
    for (const auto& one : all) {
      for (const auto& event : one.events) notes += event.own && event.comment ? 1 : 0;
    }
    return {all.size(), notes};
  }

  SiteStage stage_;
  std::mt19937_64 chance_;
  People people_;
  Day day_;
  bool is_stormy_ = false;
  bool is_in_pass_ = false;
  bool is_calm_ = false;
};

}  // namespace

Day simulate(std::uint64_t seed) {
  return Simulation(seed).run();
}

}  // namespace estafeta::testing
