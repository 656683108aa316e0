// The register of documents and risks, as people keep it in the tracker.
#include "connector/config/register.h"

#include <gtest/gtest.h>

namespace estafeta::config {
namespace {

TEST(TheRegister, HoldsDocumentsAndRisks) {
  const auto found = read_register(
      R"({"documents":[{"project":"aurora","kind":"address-plan","title":"Addresses","link":"https://wiki.example",
          "owner":"Tina Turner","checked":"2026-06-01"},{"project":"aurora","kind":null,"title":"Scheme","link":null,
          "owner":null,"checked":null}],"risks":[{"project":"aurora","text":"Disks","on":"2026-07-15"}]})");
  ASSERT_EQ(found.documents.size(), 2U);
  EXPECT_EQ(found.documents[0],
            (model::RegisteredDocument{"aurora", "address-plan", "Addresses", "https://wiki.example",
                                       "Tina Turner", base::parse_date("2026-06-01")}));
  EXPECT_EQ(found.documents[1], (model::RegisteredDocument{"aurora", "", "Scheme", "", "", {}}));
  EXPECT_EQ(found.risks, (std::vector<model::Risk>{{"aurora", "Disks", *base::parse_date("2026-07-15")}}));
}

TEST(TheRegister, IsEmptyWhereNothingWasEnteredOrItCannotBeRead) {
  for (const char* text : {"", "{}", "[", "[]", R"({"documents":7,"risks":[{"text":"No day"}]})"})
    EXPECT_EQ(read_register(text), model::Register()) << text;
}

}  // namespace
}  // namespace estafeta::config
