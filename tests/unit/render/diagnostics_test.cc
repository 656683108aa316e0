#include "connector/render/kit/diagnostics.h"

#include <gtest/gtest.h>

#include "connector/document/node.h"
#include "connector/render/json.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using base::Diagnostic;
using base::Phrase;
using base::Severity;

Diagnostic problem(int line, int column, Severity severity = Severity::error) {
  return {severity, Phrase("state.done"), {"a.yaml", line, column}};
}

std::optional<std::string> source(const std::string& file) {
  if (file != "a.yaml") return std::nullopt;
  return "первая: x\r\n\tтретья: \x1B[0m\n";
}

TEST(DiagnosticsText, ShowsTheLineAndACaret) {
  EXPECT_EQ(diagnostics_text({problem(1, 9), problem(2, 2, Severity::warning)}, plain(), source, false),
            "a.yaml:1:9: error: done\n"
            "    первая: x\n"
            "            ^\n"
            "a.yaml:2:2: warning: done\n"
            "     третья: .[0m\n"
            "     ^\n");
}

TEST(DiagnosticsText, DoesWithoutWhatIsNotKnown) {
  EXPECT_EQ(diagnostics_text({problem(9, 1)}, plain("ru"), source, false), "a.yaml:9:1: ошибка: выполнено\n");
  EXPECT_EQ(diagnostics_text({problem(1, 1)}, plain(), nullptr, false), "a.yaml:1:1: error: done\n");
  EXPECT_EQ(diagnostics_text({{Severity::error, Phrase("state.done"), {}}}, plain(), source, false),
            "error: done\n");
  EXPECT_EQ(
      diagnostics_text({{Severity::error, Phrase("state.done"), {"b.yaml", 1, 1}}}, plain(), source, false),
      "b.yaml:1:1: error: done\n");
}

TEST(DiagnosticsText, IsColouredOnlyWhenAsked) {
  EXPECT_EQ(diagnostics_text({problem(0, 0)}, plain(), nullptr, true),
            "a.yaml: \033[1;31merror:\033[0m done\n");
}

TEST(DiagnosticsText, AsksForEachFileOnce) {
  int asked = 0;
  const SourceOf counting = [&](const std::string& file) {
    ++asked;
    return source(file);
  };
  diagnostics_text({problem(1, 1), problem(2, 1)}, plain(), counting, false);
  EXPECT_EQ(asked, 1);
}

TEST(DiagnosticsJson, NamesPlaceKeyAndSentence) {
  EXPECT_EQ(diagnostics_json({problem(1, 9)}, plain()),
            R"([{"file":"a.yaml","line":1,"column":9,"severity":"error","key":"state.done","text":"done"}])"
            "\n");
  EXPECT_EQ(diagnostics_json({}, plain()), "[]\n");
}

TEST(StatusText, IsOneSentence) {
  EXPECT_EQ(status_text({base::Code::unavailable, Phrase("state.failed")}, plain(), false),
            "error: failed\n");
}

}  // namespace
}  // namespace estafeta::render
