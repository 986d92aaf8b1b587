#pragma once

#include <QString>
#include <QStringList>

class QCoreApplication;

namespace scalescope {

/// A text of the window that belongs to no class with a tr() of its own. `count` stands for %n.
QString tr(const char* text, int count = -1);

/// The languages that the window speaks: "en", "zh_CN".
QStringList languages();
/// That of the system if the window speaks it, else English.
QString systemLanguage();
/// The one that useLanguage() was called with; English before.
QString windowLanguage();
/// From now on texts are in this language, those of Qt's own dialogs too; numbers and dates are
/// written as there. To be called before the first widget is made.
void useLanguage(QCoreApplication& app, const QString& language);

}  // namespace scalescope
