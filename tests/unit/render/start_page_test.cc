#include "connector/render/desks/start_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::HasSubstr;

views::StartPage page() {
  views::StartPage made;
  made.desks = {{"Aurora", "Desk-aurora"}, {"Meridian", "Desk-meridian"}};
  made.departments = {{"Network [core]|edge", "Department-network"}};
  views::TemplateView landscape{"landscape", 3, "Landscape …", "Servers for a *new* system", {}, {}};
  landscape.parameters = {{"vms", "Virtual machines", "", "{}", false, "1–64", "2"},
                          {"system", "", "small letters, for example *vega*", "{}", true, "", ""}};
  made.templates = {landscape, {"reboot", 1, "Reboot …", "", {}, {}}};
  return made;
}

TEST(StartPage, LeadsToDesksAndDepartmentsAndListsTheTemplatesWithTheirParameters) {
  const auto text = start_page(page(), escaping(), textile());
  EXPECT_THAT(text, HasSubstr("h3. Desks of the TAMs\n\n"
                              "* [[Desk-aurora|Aurora]]\n"
                              "* [[Desk-meridian|Meridian]]\n"));
  EXPECT_THAT(text, HasSubstr("* [[Department-network|Network &#91;core&#93;&#124;edge]]\n"));
  EXPECT_THAT(text, HasSubstr("h3. landscape\n"
                              "\n"
                              "Servers for a &#42;new&#42; system\n"
                              "\n"
                              "{{collapse(Parameters: 2)\n"
                              "\n"
                              "|_. Parameter|_. What it is|_. Allowed|_. Default|\n"
                              "|vms|Virtual machines|1–64|2|\n"
                              "|system| |small letters, for example &#42;vega&#42;|to be filled in|\n"));
  EXPECT_THAT(text, HasSubstr("h3. reboot\n\nReboot …\n\nIt asks for nothing.\n"));
}

TEST(StartPage, BeginsWithWhatTheFilesSayThatIsNotInForce) {
  auto refused = page();
  refused.refused = {{"policies.yaml:12:5", "“8x5” is not a calendar."}};
  const auto text = start_page(refused, escaping(), textile());
  EXPECT_THAT(text, HasSubstr("* policies.yaml:12:5: “8x5” is not a calendar.\n"));
  EXPECT_LT(text.find("policies.yaml"), text.find("Desks of the TAMs"));
  EXPECT_EQ(start_page(page(), escaping(), textile()).find("configuration"), std::string::npos);
}

TEST(StartPage, SpeaksRussian) {
  const auto text = start_page(page(), escaping("ru"), markdown());
  EXPECT_THAT(text, HasSubstr("### Столы ТАМ\n\n* [[Desk-aurora|Aurora]]\n* [[Desk-meridian|Meridian]]\n"));
  EXPECT_THAT(text, HasSubstr("| vms | Virtual machines | 1–64 | 2 |"));
}

}  // namespace
}  // namespace estafeta::render
