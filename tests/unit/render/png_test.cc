#include "connector/render/kit/png.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace estafeta::render {
namespace {

using ::testing::StartsWith;

std::string svg(const std::string& width, const std::string& height, const std::string& shapes) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height +
         "\" viewBox=\"0 0 " + width + " " + height + "\">" + shapes + "</svg>";
}

std::uint32_t number_at(const std::string& png, std::size_t place) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(png.at(place + i));
  return number;
}
std::uint32_t width_of(const std::string& png) {
  return number_at(png, 16);
}
std::uint32_t height_of(const std::string& png) {
  return number_at(png, 20);
}

const std::string kWords = "<text x=\"4\" y=\"20\">Сеть: VLAN</text>";

TEST(APng, HasTheSizeOfItsSvgAndIsAlwaysTheSame) {
  const auto png = png_of(svg("120.5", "40", kWords));
  ASSERT_TRUE(png);
  EXPECT_THAT(*png, StartsWith("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(width_of(*png), 121U);
  EXPECT_EQ(height_of(*png), 40U);
  EXPECT_EQ(png_of(svg("120.5", "40", kWords)), png);
}

// Were there no font, or none with these letters, every word would look the same.
TEST(APng, ShowsWhatIsWritten) {
  const auto drawn = [](const std::string& word) {
    return png_of(svg("120", "40", "<text x=\"4\" y=\"20\">" + word + "</text>")).value();
  };
  EXPECT_NE(drawn("Сеть"), drawn(""));
  EXPECT_NE(drawn("Сеть"), drawn("Окно"));
  EXPECT_NE(drawn("VLAN"), drawn("SQLX"));
}

TEST(APng, OfAVeryLargePictureIsDrawnSmaller) {
  const auto wide = png_of(svg("40000", "10", ""));
  ASSERT_TRUE(wide);
  EXPECT_EQ(width_of(*wide), static_cast<std::uint32_t>(kPngSide));
  const auto large = png_of(svg("8000", "8000", ""));
  ASSERT_TRUE(large);
  EXPECT_LE(double{1} * width_of(*large) * height_of(*large), kPngArea * 1.001);
}

TEST(APng, OfWhatIsNoPictureIsRefused) {
  for (const char* text :
       {"", "<svg", "plain words", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\"/>"}) {
    const auto png = png_of(text);
    ASSERT_FALSE(png) << text;
    EXPECT_EQ(png.error().phrase().key, "render.no_png");
  }
}

}  // namespace
}  // namespace estafeta::render
