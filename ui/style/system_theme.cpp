#include "ui/style/system_theme.h"

#include <QDBusConnection>
#include <QDBusMessage>

namespace scalescope {
namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kGroup = QStringLiteral("org.freedesktop.appearance");
const QString kKey = QStringLiteral("color-scheme");
constexpr int kPatience = 500;  // ms: a window must not wait for a portal that hangs

/// 1: dark is preferred, 2: light; anything else is no wish. Read() wraps its value twice.
Theme themeOf(QVariant value) {
  while (value.userType() == qMetaTypeId<QDBusVariant>())
    value = value.value<QDBusVariant>().variant();
  switch (value.toUInt()) {
    case 1:
      return Theme::dark;
    case 2:
      return Theme::light;
    default:
      return Theme::system;
  }
}

}  // namespace

SystemTheme::SystemTheme(QObject* parent) : QObject(parent) {
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
              SLOT(settingChanged(QString, QString, QDBusVariant)));
  QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, "Read");
  call << kGroup << kKey;
  const QDBusMessage answer = bus.call(call, QDBus::Block, kPatience);
  if (answer.type() == QDBusMessage::ReplyMessage && !answer.arguments().isEmpty())
    wanted_ = themeOf(answer.arguments().constFirst());
}

void SystemTheme::settingChanged(const QString& group, const QString& key,
                                 const QDBusVariant& value) {
  if (group != kGroup || key != kKey) return;
  const Theme now = themeOf(value.variant());
  if (now == wanted_) return;
  wanted_ = now;
  emit changed(now);
}

}  // namespace scalescope
