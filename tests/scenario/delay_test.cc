// Whose days a delay is: stories of one chain, and the shares they must come to.
#include "connector/change/schedule/delay.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/scenario/script.h"

namespace estafeta::change {
namespace {

model::DesiredTask task(const std::string& key, const std::string& department, int hours,
                        const std::string& needs = "") {
  model::DesiredTask made;
  made.key = made.id = key;
  made.department = department;
  made.title.emplace_back().text = key;
  made.duration = std::chrono::hours(hours);
  if (!needs.empty()) made.needs.emplace_back().task = needs;
  return made;
}

// network Monday 9-17, vms Monday 17 to Tuesday 12, accept Tuesday 12 to Wednesday 11: promised for
// Wednesday.
World chain() {
  World world;
  auto& desired = world.situation.desired.emplace();
  desired.template_name = "chain";
  desired.hash = std::string(64, 'a');
  desired.tasks = {task("network", "network", 8), task("vms", "vmware", 4, "network"),
                   task("accept", "", 8, "vms")};
  desired.tasks.back().owner = model::Owner::client;
  return world;
}

// `side department cause days`, one after another.
std::string shares(const model::Delay& delay) {
  std::ostringstream text;
  for (const auto& share : delay.shares) {
    if (share.days == 0) continue;
    text << (text.str().empty() ? "" : ", ") << to_string(share.side);
    if (!share.department.empty()) text << ' ' << share.department;
    text << ' ' << to_string(share.cause) << ' ' << share.days;
  }
  return text.str();
}

struct Story {
  const char* name;
  std::vector<const char*> steps;
  const char* promised;
  const char* expected;
};

class DelayOf : public ::testing::TestWithParam<Story> {};

TEST_P(DelayOf, AStory) {
  auto world = chain();
  Script script(world, [](const std::string&) { return std::nullopt; });
  script.act("tam moves change agreed");
  script.act("settle");
  for (const auto* step : GetParam().steps) script.act(step);
  script.act(std::string("tam promises ") + GetParam().promised + " - -");
  const auto plan = world.plan();
  ASSERT_TRUE(plan.promise);
  EXPECT_EQ(plan.promise->delay ? shares(*plan.promise->delay) : "in time", GetParam().expected);
}

constexpr const char* kWednesday = "2026-06-17";

INSTANTIATE_TEST_SUITE_P(
    Table, DelayOf,
    ::testing::Values(
        Story{"nothing_happened", {}, kWednesday, "in time"},
        Story{"promised_too_early", {}, "2026-06-15", "us plan 2"},
        Story{"begun_late", {"wait 48h"}, kWednesday, "us network late 2"},
        Story{"client_on_hold",
              {"ivan moves network in_progress", "wait 1h", "ivan moves network on_hold client", "wait 48h",
               "ivan moves network in_progress"},
              kWednesday,
              "client held 2"},
        Story{"vendor_on_hold",
              {"ivan moves network in_progress", "wait 1h", "ivan moves network on_hold vendor", "wait 48h",
               "ivan moves network in_progress"},
              kWednesday,
              "vendor held 2"},
        Story{"own_hold",
              {"ivan moves network in_progress", "wait 1h", "ivan moves network on_hold internal", "wait 48h",
               "ivan moves network in_progress"},
              kWednesday,
              "us network held 2"},
        Story{"reason_changed_on_the_way",
              {"ivan moves network in_progress", "wait 1h", "ivan moves network on_hold client", "wait 24h",
               "ivan moves network on_hold vendor", "wait 24h", "ivan moves network in_progress"},
              kWednesday,
              "client held 1, vendor held 1"},
        Story{"question_to_the_client",
              {"ivan moves network in_progress", "wait 1h", "ivan moves network returned",
               "ivan assigns network carol", "wait 48h", "ivan moves network ready",
               "ivan moves network in_progress"},
              kWednesday,
              "client question 2"},
        Story{"question_to_us",
              {"ivan moves network in_progress", "wait 1h", "ivan moves network returned", "wait 48h",
               "ivan moves network ready", "ivan moves network in_progress"},
              kWednesday,
              "us question 2"},
        Story{"whole_change_on_hold",
              {"ivan moves network in_progress", "wait 1h", "tam moves change on_hold client", "wait 48h",
               "tam moves change in_progress"},
              kWednesday,
              "client held 2"},
        Story{"acceptance_takes_long",
              {"ivan moves network in_progress", "wait 8h", "ivan moves network done", "settle",
               "olga moves vms in_progress", "wait 19h", "olga moves vms done", "settle",
               "tam moves accept in_progress", "wait 72h"},
              kWednesday,
              "client longer 2"},
        Story{"done_and_reopened",
              {"ivan moves network in_progress", "wait 8h", "ivan moves network done", "settle", "wait 40h",
               "ivan moves network in_progress"},
              kWednesday,
              "us network reopened 2"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace estafeta::change
