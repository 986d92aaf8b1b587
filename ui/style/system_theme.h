#pragma once

#include <QDBusVariant>
#include <QObject>

#include "ui/style/theme.h"

namespace scalescope {

/// Whether the desktop wants programs light or dark, now and as that changes: the setting
/// color-scheme of org.freedesktop.appearance, which the XDG desktop portal tells on D-Bus. Qt
/// follows it by itself from 6.5 on.
class SystemTheme : public QObject {
  Q_OBJECT

 public:
  explicit SystemTheme(QObject* parent = nullptr);

  /// Theme::system: the desktop has no wish, or nobody is there to tell it.
  Theme wanted() const { return wanted_; }

 signals:
  void changed(scalescope::Theme wanted);

 private slots:
  void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

 private:
  Theme wanted_ = Theme::system;
};

}  // namespace scalescope
