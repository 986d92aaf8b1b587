#pragma once

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAction>
#include <QLabel>
#include <QMenuBar>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "ui/bridge/fake_engine.h"
#include "ui/window/main_window.h"

namespace scalescope {

/// Alt and a letter opens a menu at the first press only if nothing else in the window has it.
inline void expectMenusKeepTheirKeys(const MainWindow& window) {
  QSet<QKeySequence> taken;
  for (const QAction* top : window.menuBar()->actions())
    taken.insert(QKeySequence::mnemonic(top->text()));
  EXPECT_EQ(taken.size(), 5);
  const auto expectFree = [&](const QString& text) {
    const QKeySequence key = QKeySequence::mnemonic(text);
    EXPECT_TRUE(key.isEmpty() || !taken.contains(key)) << text.toStdString();
  };
  for (const QLabel* label : window.findChildren<QLabel*>())
    if (label->buddy() && label->window() == &window) expectFree(label->text());
  for (const QAbstractButton* button : window.findChildren<QAbstractButton*>())
    if (button->window() == &window) expectFree(button->text());
}

/// A window with settings and a store of its own, and a fake engine that stores what it emits.
class WindowTest : public testing::Test {
 protected:
  QString file(const QString& name) const { return directory_.filePath(name); }

  WindowOptions options() {
    WindowOptions options;
    options.settingsFile = file("settings.ini");
    options.store = file("runs.sqlite");
    options.devices = {{"cpu", "a processor", true, "", ""},
                       {"cuda", "", false, "no driver", "install it"}};
    options.engine = [this](const ExperimentConfig& config, std::shared_ptr<StoreHandle> store) {
      return engine(config, std::move(store));
    };
    return options;
  }

  EngineFactory engine(const ExperimentConfig& config, std::shared_ptr<StoreHandle> store) {
    return [=, rate = rate_,
            commands = commands_](EngineListener listener) -> std::unique_ptr<Engine> {
      const std::shared_ptr<StoreWriter> writer = store->writer();
      listener.runs(writer->begin(config, BackendInfo{"cpu", "a processor", "a library", 1}));
      const RecordListener toWindow = listener.record;
      listener.record = [writer, toWindow](const Record& record) {
        writer->write(record);
        toWindow(record);
      };
      return std::make_unique<FakeEngine>(std::move(listener), config.steps, rate, commands);
    };
  }

  static void setSteps(MainWindow& window, std::int64_t steps) {
    window.document().edit("steps", [steps](ExperimentConfig& config) { config.steps = steps; });
  }

  /// A window that may start: its data set has been looked at.
  std::unique_ptr<MainWindow> makeWindow() {
    auto window = std::make_unique<MainWindow>(options());
    window->show();
    return window;
  }

  double rate_ = 2'000.0;  ///< records a second
  std::shared_ptr<FakeCommands> commands_ = std::make_shared<FakeCommands>();

 private:
  QTemporaryDir directory_;
};

}  // namespace scalescope
