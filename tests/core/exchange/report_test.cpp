#include "core/exchange/report.h"

#include <gtest/gtest.h>

#include "core/store/store_samples.h"
#include "support/errors.h"

namespace scalescope::test {
namespace {

class Reports : public StoreTest {
 protected:
  Reports() {
    StoreWriter writer(path_);
    ids_ = writer.begin(sampleConfig("a < b & \"c\""), sampleBackend());
    for (std::int64_t step = 0; step < 4; ++step) {
      for (const int run : {0, 1}) {
        StepRecord record = sampleStep(run, step);
        record.loss = run == 0 ? 0.25 : 0.5;
        writer.write(record);
      }
    }
    writer.write(EvaluationRecord{0, 4, 0.5, 0.75, 100, 1.0});
    writer.write(EvaluationRecord{1, 4, 0.5, 0.875, 100, 1.0});
    writer.close();
  }
  std::vector<std::int64_t> ids_;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
    ++found;
  return found;
}

TEST_F(Reports, MarkTheBestOfEachColumn) {
  const std::string html = reportHtml(StoreReader(path_), ids_).value();
  EXPECT_NE(html.find("0.25 ★"), std::string::npos);
  EXPECT_NE(html.find("87.50 % ★"), std::string::npos);
  EXPECT_EQ(html.find("75.00 % ★"), std::string::npos);
}

TEST_F(Reports, EscapeWhatPeopleWrote) {
  const std::string html = reportHtml(StoreReader(path_), ids_).value();
  EXPECT_NE(html.find("<h1>a &lt; b &amp; &quot;c&quot;</h1>"), std::string::npos);
  EXPECT_EQ(html.find("a < b"), std::string::npos);
}

TEST_F(Reports, HoldPlotsVerdictsConfigurationAndEnvironment) {
  ReportOptions options;
  options.plots = {{"Loss", "<?xml version=\"1.0\"?><!DOCTYPE svg><svg>1</svg>"}};
  const std::string html = reportHtml(StoreReader(path_), ids_, options).value();
  EXPECT_NE(html.find("<figure><svg>1</svg><figcaption>Loss</figcaption>"), std::string::npos);
  EXPECT_EQ(count(html, "<!DOCTYPE"), 1U);
  EXPECT_EQ(count(html, "<h3>"), 2U);
  EXPECT_EQ(count(html, "<details"), 1U) << "one configuration for both runs";
  EXPECT_NE(html.find("oneDNN 2.6.3"), std::string::npos);
  // It stands by itself.
  for (const char* link : {"src=", "href=", "url(", "@import"})
    EXPECT_EQ(html.find(link), std::string::npos) << link;
  EXPECT_REFUSED(reportHtml(StoreReader(path_), {99}), "99");
}

TEST_F(Reports, SpeakTheLanguageOfTheirReader) {
  ReportOptions options;
  options.language = "zh-CN";
  options.say = Phrases([](const char* english) { return "¡" + std::string(english); });
  const std::string html = reportHtml(StoreReader(path_), ids_, options).value();
  EXPECT_NE(html.find("<html lang=\"zh-CN\">"), std::string::npos);
  for (const char* tag : {"<th>", "<h2>"}) {
    EXPECT_GT(count(html, tag), 2U);
    EXPECT_EQ(count(html, tag), count(html, tag + std::string("¡"))) << tag;
  }
}

TEST_F(Reports, CanBeBrokenOff) {
  ReportOptions options;
  options.progress = [](double done) { return done < 0.5; };
  EXPECT_FALSE(reportHtml(StoreReader(path_), ids_, options));
}

}  // namespace
}  // namespace scalescope::test
