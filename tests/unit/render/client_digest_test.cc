// A client's digest in words, and as a document.
#include "connector/render/desks/client_digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using model::Block;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TheDocumentOfADigest, IsAPageOfItsOwnWithNothingOfItsTextTakenForMarkup) {
  const std::vector<Block> blocks{{Block::Type::heading, "Aurora <b>"},
                                  {Block::Type::paragraph, "one\ntwo & three"},
                                  {Block::Type::item, "first"},
                                  {Block::Type::item, "second"},
                                  {Block::Type::heading, "Done"}};
  EXPECT_THAT(digest_html(blocks, "ru"),
              AllOf(HasSubstr("<html lang=\"ru\">"), HasSubstr("<title>Aurora &lt;b&gt;</title>"),
                    HasSubstr("<h1>Aurora &lt;b&gt;</h1>"), HasSubstr("<p>one<br>\ntwo &amp; three</p>"),
                    HasSubstr("<ul>\n<li>first</li>\n<li>second</li>\n</ul>\n<h2>Done</h2>"),
                    HasSubstr("@media print"), Not(HasSubstr("<script"))));
  EXPECT_EQ(digest_plain(blocks),
            "Aurora <b>\n----------\n\none\ntwo & three\n\n- first\n- second\n\nDone\n----\n");
}

TEST(TheTextOfADigest, LeavesOutWhatIsEmptyAndSaysTheRestInBothLanguages) {
  const auto day = [](const char* text) { return *base::parse_date(text); };
  views::ClientDigest digest;
  digest.client = "Aurora Retail";
  digest.period = sla::month_of(day("2026-06-15"));
  digest.done = {{{10}, "A shop", day("2026-06-20"), day("2026-06-19")},
                 {{11}, "A till", day("2026-06-21"), {}}};
  digest.needs = {{{12}, "A certificate", day("2026-06-03")}};
  const auto english = client_digest_text(digest, escaping("en"), textile());
  EXPECT_THAT(english,
              AllOf(HasSubstr("h3. Aurora Retail: digest, June 2026"),
                    HasSubstr("Done: 2. Waiting for you: 1. Promised dates kept: 0 of 1."),
                    HasSubstr("* #10 A shop: done on 2026-06-20, later than promised (2026-06-19)\n"),
                    HasSubstr("* #11 A till: done on 2026-06-21\n"),
                    HasSubstr("* #12 A certificate: we have been waiting for you since 2026-06-03\n"),
                    Not(HasSubstr("h3. SLA")), Not(HasSubstr("h3. Under way"))));
  EXPECT_THAT(client_digest_text(digest, escaping("ru"), textile()),
              AllOf(HasSubstr("сводка, июнь 2026"), HasSubstr("позже обещанного (2026-06-19)"),
                    HasSubstr("нужно ваше участие, ждём с 2026-06-03")));
}

}  // namespace
}  // namespace estafeta::render
