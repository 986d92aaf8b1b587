#include "ui/inspector/inspector_service.h"

#include <QFile>
#include <QSignalSpy>

#include "ui/inspector/made_up_step.h"

namespace scalescope {
namespace {

class InspectorServiceTest : public testing_inspector::InspectedStore {
 protected:
  InspectorServiceTest() {
    QObject::connect(&service_, &InspectorService::timelineRead,
                     [this](const TimelinePtr& timeline) { timelines_ << timeline; });
    QObject::connect(&service_, &InspectorService::stepsRead,
                     [this](const QList<StepPtr>& steps) { answers_ << steps; });
    QObject::connect(&service_, &InspectorService::historyRead,
                     [this](const HistoryPtr& history) { history_ = history; });
  }

  QList<TimelinePtr> timelines_;
  QList<QList<StepPtr>> answers_;
  HistoryPtr history_;
  InspectorService service_;
};

TEST_F(InspectorServiceTest, ReadsWhatARunHasAndLaterWhatCameSince) {
  StoreWriter writer(path());
  const auto ids = writer.begin(config(), BackendInfo{"cpu", "a processor", "oneDNN", 1});
  write(writer, 0, 10);
  service_.setStore(path());
  service_.readTimeline(ids[1]);
  ASSERT_TRUE(QTest::qWaitFor([this] { return timelines_.size() == 1; }));
  EXPECT_EQ(timelines_[0]->steps, (std::vector<std::int64_t>{0, 2, 4, 6, 8}));
  EXPECT_EQ(timelines_[0]->skipped, std::vector<std::int64_t>{4});
  EXPECT_EQ(timelines_[0]->layers, (std::vector<std::string>{"linear", "relu", "linear"}));
  EXPECT_EQ(timelines_[0]->tensors.size(), 9U);
  write(writer, 10, 3);
  service_.readTimeline(ids[1]);
  ASSERT_TRUE(QTest::qWaitFor([this] { return timelines_.size() == 2; }));
  EXPECT_EQ(timelines_[1]->steps.back(), 12);
  EXPECT_EQ(timelines_[1]->steps.size(), 7U);
  EXPECT_EQ(timelines_[1]->skipped.size(), 1U);
}

TEST_F(InspectorServiceTest, ReadsStepsOfSeveralRunsInTheOrderAsked) {
  const auto ids = fill(10);
  service_.setStore(path());
  service_.readSteps({{ids[1], 4}, {ids[0], 4}, {ids[0], 3}});
  ASSERT_TRUE(QTest::qWaitFor([this] { return answers_.size() == 1; }));
  ASSERT_EQ(answers_[0].size(), 3);
  EXPECT_EQ(answers_[0][0]->run, ids[1]);
  EXPECT_EQ(answers_[0][0]->row.scale, 65536.0);
  EXPECT_FALSE(answers_[0][0]->row.applied);
  EXPECT_EQ(answers_[0][0]->counted.scale, 65536.0);
  EXPECT_EQ(answers_[0][1]->run, ids[0]);
  EXPECT_EQ(answers_[0][2], nullptr);  // has no statistics
}

TEST_F(InspectorServiceTest, AnswersTheNewestOfManyRequests) {
  const auto ids = fill(200);
  service_.setStore(path());
  for (qint64 step = 0; step < 200; step += 2) service_.readSteps({{ids[1], step}});
  ASSERT_TRUE(QTest::qWaitFor([this] { return service_.idle(); }));
  ASSERT_FALSE(answers_.isEmpty());
  EXPECT_LE(answers_.size(), 2);  // the one in work, and the last
  EXPECT_EQ(answers_.back()[0]->row.step, 198);
}

TEST_F(InspectorServiceTest, AnswersAtOnceWhatItReadLately) {
  const auto ids = fill(10);
  service_.setStore(path());
  service_.readSteps({{ids[1], 4}});
  ASSERT_TRUE(QTest::qWaitFor([this] { return answers_.size() == 1; }));
  service_.readSteps({{ids[1], 4}});
  ASSERT_EQ(answers_.size(), 2);
  EXPECT_EQ(answers_[0][0], answers_[1][0]);
  service_.forget(ids[1]);
  service_.readSteps({{ids[1], 4}});
  EXPECT_EQ(answers_.size(), 2);
  ASSERT_TRUE(QTest::qWaitFor([this] { return answers_.size() == 3; }));
}

TEST_F(InspectorServiceTest, ReadsTheHistoryOfATensor) {
  const auto ids = fill(10);
  service_.setStore(path());
  service_.readHistory({ids[1], "layers.0.weight.grad", {6}, {0, 4, 8, 9}});
  ASSERT_TRUE(QTest::qWaitFor([this] { return history_ != nullptr; }));
  EXPECT_EQ(history_->steps, (std::vector<std::int64_t>{0, 4, 8}));
  EXPECT_FLOAT_EQ(history_->shares[0][static_cast<std::size_t>(15 - kLeastExponent)], 0.5F);
  EXPECT_FLOAT_EQ(history_->shares[1][static_cast<std::size_t>(16 - kLeastExponent)], 0.5F);
}

TEST_F(InspectorServiceTest, ReportsAStoreThatCannotBeRead) {
  QSignalSpy failed(&service_, &InspectorService::failed);
  service_.setStore(path());
  service_.readTimeline(1);
  ASSERT_TRUE(failed.wait(10'000));
  EXPECT_TRUE(failed[0][1].toString().contains("runs.sqlite"));
  const auto ids = fill(4);  // and goes on once it can
  service_.readTimeline(ids[0]);
  ASSERT_TRUE(QTest::qWaitFor([this] { return timelines_.size() == 1; }));
}

TEST_F(InspectorServiceTest, HandsOverNothingOfAStoreThatWasClosed) {
  const auto ids = fill(10);
  service_.setStore(path());
  service_.readSteps({{ids[0], 2}});
  service_.readTimeline(ids[0]);
  service_.setStore(path() + ".other");
  ASSERT_TRUE(QTest::qWaitFor([this] { return service_.idle(); }));
  EXPECT_TRUE(answers_.isEmpty());
  EXPECT_TRUE(timelines_.isEmpty());
}

}  // namespace
}  // namespace scalescope
