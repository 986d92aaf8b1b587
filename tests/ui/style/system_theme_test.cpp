#include "ui/style/system_theme.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QSignalSpy>
#include <QThread>

#include "ui/style/colours.h"

namespace scalescope {
namespace {

constexpr const char* kService = "org.freedesktop.portal.Desktop";
constexpr const char* kPath = "/org/freedesktop/portal/desktop";
constexpr const char* kInterface = "org.freedesktop.portal.Settings";

/// A desktop that prefers what it is told to.
class Portal : public QDBusVirtualObject {
 public:
  explicit Portal(uint scheme) : scheme_(scheme) {}

  QString introspect(const QString& /*path*/) const override { return {}; }
  bool handleMessage(const QDBusMessage& call, const QDBusConnection& bus) override {
    if (call.member() != "Read") return false;
    const QVariant inner = QVariant::fromValue(QDBusVariant(scheme_));
    return bus.send(call.createReply(QVariant::fromValue(QDBusVariant(inner))));
  }

 private:
  uint scheme_;
};

/// Until the session's connection knows who has the name now: a change that it hears of later would
/// make it miss the signals of the next portal.
void settle() {
  const QDBusConnection bus = QDBusConnection::sessionBus();
  QCoreApplication::processEvents();  // Qt holds signals back until events are processed
  // The answer comes behind what was sent before; the second one behind its handling.
  for (int i = 0; i < 2; ++i) bus.interface()->isServiceRegistered(kService);
}

/// The portal on a connection and a thread of its own, as another program would be.
class Desktop : public QThread {
 public:
  explicit Desktop(uint scheme) : scheme_(scheme) {
    start();
    while (!ready_) QThread::msleep(1);
    settle();
  }
  ~Desktop() override {
    quit();
    wait();
    settle();
  }
  void prefer(uint scheme) {
    QDBusMessage signal = QDBusMessage::createSignal(kPath, kInterface, "SettingChanged");
    signal << "org.freedesktop.appearance"
           << "color-scheme" << QVariant::fromValue(QDBusVariant(scheme));
    QDBusConnection("desktop").send(signal);
  }

 private:
  void run() override {
    QDBusConnection bus =
        QDBusConnection::connectToBus(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"), "desktop");
    Portal portal(scheme_);
    bus.registerVirtualObject(kPath, &portal);
    bus.registerService(kService);
    ready_ = true;
    exec();
    bus.unregisterService(kService);
    QDBusConnection::disconnectFromBus("desktop");
  }

  uint scheme_;
  std::atomic<bool> ready_{false};
};

TEST(SystemThemes, AreUnknownWhereNobodyTells) { EXPECT_EQ(SystemTheme().wanted(), Theme::system); }

TEST(SystemThemes, AreAsTheDesktopTells) {
  if (!QDBusConnection::sessionBus().isConnected()) GTEST_SKIP() << "there is no bus";
  {
    const Desktop desktop(1);
    EXPECT_EQ(SystemTheme().wanted(), Theme::dark);
  }
  const Desktop desktop(2);
  EXPECT_EQ(SystemTheme().wanted(), Theme::light);
}

TEST(SystemThemes, FollowTheDesktopAsItChanges) {
  if (!QDBusConnection::sessionBus().isConnected()) GTEST_SKIP() << "there is no bus";
  Desktop desktop(0);
  SystemTheme theme;
  EXPECT_EQ(theme.wanted(), Theme::system);
  QSignalSpy changed(&theme, &SystemTheme::changed);
  desktop.prefer(1);
  ASSERT_TRUE(changed.wait(5000));
  EXPECT_EQ(theme.wanted(), Theme::dark);
  applyTheme(*qApp, theme.wanted());
  EXPECT_TRUE(isDark(QApplication::palette()));
  applyTheme(*qApp, Theme::system);
  EXPECT_FALSE(isDark(QApplication::palette()));
}

TEST(ThemeWords, ComeBackAsThemes) {
  for (const Theme theme : {Theme::system, Theme::light, Theme::dark})
    EXPECT_EQ(themeOf(wordOf(theme)), theme);
  EXPECT_EQ(themeOf("purple"), Theme::system);
}

}  // namespace
}  // namespace scalescope

/// The bus is there before Qt looks for it; without a daemon there is none, and tests are skipped.
int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  QProcess daemon;
  daemon.start("dbus-daemon", {"--session", "--nofork", "--print-address"});
  qputenv("DBUS_SESSION_BUS_ADDRESS", daemon.waitForStarted() && daemon.waitForReadyRead(10'000)
                                          ? daemon.readLine().trimmed()
                                          : QByteArray("unix:path=/nonexistent"));
  const QApplication app(argc, argv);
  const int result = RUN_ALL_TESTS();
  daemon.kill();
  daemon.waitForFinished();
  return result;
}
