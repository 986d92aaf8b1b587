// The whole window in Chinese: whatever it still says in English was never marked for translation,
// or its catalogue lacks it.
#include "ui/style/translation.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTextDocument>

#include "core/base/error.h"
#include "core/diagnosis/cause.h"
#include "core/exchange/log_table.h"
#include "core/lessons/lesson_folder.h"
#include "core/train/events.h"
#include "core/train/presets.h"
#include "ui/exchange/export_dialog.h"
#include "ui/microscope/microscope_dialog.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/runs_view.h"
#include "ui/style/event_text.h"
#include "ui/style/window_phrases.h"
#include "ui/sweep/sweep_dialog.h"
#include "ui/window/help_window.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

/// Words that are the same in every language: formats, names of runs, of data, of optimizers.
bool isNoLanguage(const QString& text) {
  static const QRegularExpression chinese("\\p{Han}");
  if (text.contains(chinese)) return true;
  // Places in a configuration, files, codes of numbers.
  static const QRegularExpression place("^(/|[0-9.]+(\n0x[0-9a-f]+)?$)");
  if (text.contains(place)) return true;
  static const QRegularExpression word("[A-Za-z]{3,}");
  static const QSet<QString> names{
      "ScaleScope", "FP32", "FP16", "BF16", "FP8", "E4M3", "E5M2", "INT8", "NaN", "inf", "Adam",
      "AdamW", "SGD", "PyTorch", "English", "CSV", "JSON", "mixed", "master", "pure", "fashion",
      "mnist", "idx", "csv", "synthetic", "ulp", "amax", "eps", "INT", "Fashion", "MNIST", "CPU",
      "CUDA", "Ctrl", "Alt", "Shift", "Home", "Backspace", "Nesterov", "Beta", "CIFAR", "kaiming",
      "xavier", "normal", "uniform", "Autocast", "hybrid", "QAT", "Apex", "DeepSpeed", "Keras",
      "Megatron", "Dropout", "ReLU",
      // of the default experiment, and of what the test makes up
      "article", "CNN", "against", "processor", "driver"};
  auto found = word.globalMatch(text);
  while (found.hasNext()) {
    if (!names.contains(found.next().captured())) return false;
  }
  return true;
}

QString plain(const QString& text) {
  if (!Qt::mightBeRichText(text)) return text;
  QTextDocument document;
  document.setHtml(text);
  return document.toPlainText();
}

class Texts {
 public:
  void add(const QString& place, const QString& text) {
    if (!text.isEmpty() && !isNoLanguage(plain(text))) english_ << place + ": " + text;
  }
  void addWidget(const QWidget* widget) {
    const QString place =
        QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
    add(place + " tip", widget->toolTip());
    add(place + " name", widget->accessibleName());
    if (widget->isWindow()) add(place + " title", widget->windowTitle());
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
      add(place, button->text());
    if (const auto* label = qobject_cast<const QLabel*>(widget)) add(place, label->text());
    if (const auto* box = qobject_cast<const QGroupBox*>(widget)) add(place, box->title());
    if (const auto* edit = qobject_cast<const QLineEdit*>(widget))
      add(place, edit->placeholderText());
    if (const auto* dock = qobject_cast<const QDockWidget*>(widget))
      add(place, dock->windowTitle());
    if (const auto* combo = qobject_cast<const QComboBox*>(widget)) {
      for (int i = 0; i < combo->count(); ++i) add(place, combo->itemText(i));
    }
    if (const auto* table = qobject_cast<const QTableView*>(widget); table && table->model()) {
      for (int i = 0; i < table->model()->columnCount(); ++i)
        add(place, table->model()->headerData(i, Qt::Horizontal).toString());
    }
    for (const QAction* action : widget->actions()) {
      add(place + " action", action->text());
      add(place + " action tip", action->toolTip());
    }
  }
  void addAll(const QWidget* top) {
    addWidget(top);
    for (const QWidget* each : top->findChildren<QWidget*>()) addWidget(each);
  }
  const QStringList& english() const { return english_; }

 private:
  QStringList english_;
};

class ChineseWindowTest : public WindowTest {
 protected:
  void TearDown() override { EXPECT_EQ(english_.english().join('\n').toStdString(), ""); }

  Texts english_;
};

TEST_F(ChineseWindowTest, SaysNothingInEnglish) {
  const auto window = makeWindow();
  for (QAction* top : window->menuBar()->actions()) english_.add("menu", top->text());
  english_.addAll(window.get());
  EXPECT_EQ(window->actions().start->text(), "开始(&S)");
}

TEST_F(ChineseWindowTest, NothingTakesTheKeysOfMenus) {
  const auto window = makeWindow();
  expectMenusKeepTheirKeys(*window);
}

TEST_F(ChineseWindowTest, SaysNothingInEnglishAfterTraining) {
  const auto window = makeWindow();
  setSteps(*window, 300);
  QSignalSpy finished(&window->session(), &ExperimentSession::finished);
  window->startTraining();
  ASSERT_TRUE(finished.wait(30'000));
  QTRY_COMPARE(window->runs().rowCount(), 2);
  window->findChild<RunsView*>()->table()->selectAll();
  QTRY_VERIFY(window->plots().settled());
  english_.addAll(window.get());
  ASSERT_GT(window->log().rowCount(), 0);
  for (int row = 0; row < window->log().rowCount(); ++row) {
    // The engine of this test says what no other says.
    for (int column = 0; column < LogModel::messageColumn; ++column)
      english_.add("log", window->log().index(row, column).data().toString());
  }
}

TEST_F(ChineseWindowTest, SaysNothingInEnglishInDialogs) {
  const SweepDialog sweep(defaultExperiment(), {});
  english_.addAll(&sweep);
  const HelpWindow help(documentationFolder());
  english_.addAll(&help);
  const ExportDialog exporting({"a", "b"}, "/tmp");
  english_.addAll(&exporting);
  MicroscopeDialog microscope;
  english_.addAll(&microscope);
}

TEST_F(ChineseWindowTest, HasTheLessonsInChinese) {
  const auto lessons = readLessons(lessonsFolder(), "zh_CN");
  ASSERT_GE(lessons.size(), 10U);
  for (const Lesson& lesson : lessons) {
    english_.add("lesson " + QString::fromStdString(lesson.name),
                 QString::fromStdString(lesson.title + lesson.summary));
    for (const LessonStep& step : lesson.steps)
      english_.add("page", QString::fromStdString(step.text));
    for (const LessonOutcome& outcome : lesson.outcomes)
      english_.add("outcome", QString::fromStdString(outcome.text));
  }
}

TEST_F(ChineseWindowTest, TellsEventsThatTheStoreKeepsInEnglish) {
  StepRecord record;
  record.step = 7;
  record.overflow = 201;
  record.scale = 0.5;
  for (const bool applied : {false, true}) {
    for (const std::uint64_t count : {1U, 201U}) {
      record.applied = applied;
      record.overflow = count;
      english_.add("event", eventText(overflowMessage(record, "")));
      english_.add("event", eventText(overflowMessage(record, "layers.0.weight.grad")));
    }
  }
  for (const ScaleChange change :
       {ScaleChange::grew, ScaleChange::backedOff, ScaleChange::scripted})
    english_.add("event", eventText(scaleMessage(change, 0.25F, 65536.0F)));
  english_.add("event", eventText(collapseMessage("")));
  english_.add("event", eventText(collapseMessage("layers.0.output")));
  english_.add("event", eventText(floorMessage(record)));
  EXPECT_EQ(eventText(evaluationMessage(0.8432, 0.4125)), "准确率 84.32 %，损失 0.4125");
  EXPECT_EQ(eventText(scaleMessage(ScaleChange::grew, 1.5F, 3.25F) + ". More."),
            "缩放从 1.5 增长到 3.25. More.");
  EXPECT_EQ(eventText("skipped: 2 values overflowed, first in w (scale 4). Why.", "因为。"),
            eventText("skipped: 2 values overflowed, first in w (scale 4)") + "。因为。");
  for (const char* message :
       {"paused before the update: 201 values overflowed or are not finite, the first in "
        "layers.0.output",
        "paused before the update: 1 value is NaN or infinite", "running", "stopped",
        "paused before the update: this is the step that was asked for",
        "set by hand from 65536 to 2^-12", "injected: loss scale set to 0.5",
        "changed by hand: learning rate 0.25"}) {
    english_.add("event", eventText(message));
  }
  EXPECT_EQ(eventText("paused before the update: the loss is not finite"),
            "在更新之前暂停：损失不是有限数");
  EXPECT_EQ(eventText("a word of another program"), "a word of another program");
}

/// What is told of an experiment that is refused.
QString refusalOf(const std::string& json) {
  try {
    parseExperiment(parseJson(json, "a.json"), "a.json");
  } catch (const Error& error) {
    return errorText(error);
  }
  return {};
}

TEST_F(ChineseWindowTest, TellsErrors) {
  QStringList told{refusalOf("[]"), refusalOf("{\"scalescope\": 99}")};
  for (const char* change :
       {R"({"op": "replace", "path": "/steps", "value": "many"})",
        R"({"op": "replace", "path": "/steps", "value": -1})",
        R"({"op": "replace", "path": "/batch_size", "value": 1.5})",
        R"({"op": "replace", "path": "/runs", "value": []})",
        R"({"op": "replace", "path": "/runs/1/precision", "value": "fp17"})",
        R"({"op": "add", "path": "/runs/1/scaler/init", "value": 0})",
        R"({"op": "add", "path": "/colour", "value": 1})",
        R"({"op": "remove", "path": "/network"})",
        R"({"op": "replace", "path": "/network/layers/0/kernel", "value": 99})",
        R"({"op": "replace", "path": "/network/layers/0/type", "value": "conv4d"})"}) {
    const Json patch = Json::array({Json::parse(change)});
    const Json whole = Json::parse(toJson(defaultExperiment()).dump());
    told << refusalOf(whole.patch(patch).dump());
  }
  for (const char* text : {"", "a;b\n1;2\n", "step,loss\n0,x\n", "step,loss\n0\n"}) {
    QFile log(file("log.csv"));
    ASSERT_TRUE(log.open(QIODevice::WriteOnly));
    log.write(text);
    log.close();
    try {
      readLog(file("log.csv").toStdString());
    } catch (const Error& error) {
      told << errorText(error).remove(file("log.csv"));
    }
  }
  EXPECT_GE(told.size(), 14);
  static const QRegularExpression words("[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}");
  static const QRegularExpression chinese("\\p{Han}");
  for (const QString& each : told) {
    EXPECT_TRUE(each.contains(chinese)) << each.toStdString();
    EXPECT_FALSE(each.contains(words)) << each.toStdString();
  }
}

TEST_F(ChineseWindowTest, SpeaksForTheDiagnosis) {
  EXPECT_EQ(labelOf(Cause::scaleTooHigh, windowPhrases()), "损失缩放过高");
}

}  // namespace
}  // namespace scalescope

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const QTemporaryDir settings;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  QStandardPaths::setTestModeEnabled(true);
  QApplication app(argc, argv);
  scalescope::useLanguage(app, "zh_CN");
  return RUN_ALL_TESTS();
}
