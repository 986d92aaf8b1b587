#include <gtest/gtest.h>

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const QTemporaryDir settings;
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QStandardPaths::setTestModeEnabled(true);
  const QApplication app(argc, argv);
  return RUN_ALL_TESTS();
}
