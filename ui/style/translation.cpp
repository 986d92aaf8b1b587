#include "ui/style/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

/// Resources of a static library are there once this was called, outside of any namespace.
static void initCatalogues() { Q_INIT_RESOURCE(translations); }

namespace scalescope {
namespace {

constexpr const char* kEnglish = "en";
constexpr const char* kChinese = "zh_CN";
constexpr const char* kProperty = "scalescope-language";

void install(QCoreApplication& app, const QString& name, const QString& folder) {
  auto* translator = new QTranslator(&app);
  if (translator->load(name, folder)) {
    QCoreApplication::installTranslator(translator);
  } else {
    delete translator;
  }
}

}  // namespace

QString tr(const char* text, int count) {
  return QCoreApplication::translate("scalescope", text, nullptr, count);
}

QStringList languages() { return {kEnglish, kChinese}; }

QString systemLanguage() {
  for (const QString& wanted : QLocale::system().uiLanguages()) {
    const QLocale locale(wanted);
    // Who reads traditional characters reads English rather than simplified ones.
    if (locale.language() == QLocale::Chinese && locale.script() == QLocale::SimplifiedHanScript)
      return kChinese;
    if (locale.language() == QLocale::English) return kEnglish;
  }
  return kEnglish;
}

QString windowLanguage() {
  const QVariant language = QCoreApplication::instance()->property(kProperty);
  return language.isValid() ? language.toString() : QString(kEnglish);
}

void useLanguage(QCoreApplication& app, const QString& language) {
  initCatalogues();
  app.setProperty(kProperty, language);
  const QLocale system = QLocale::system();
  const bool same = QLocale(language).language() == system.language();
  QLocale::setDefault(same ? system : QLocale(language));
  // English has a catalogue too, of its plurals.
  install(app, QStringLiteral("scalescope_") + language, QStringLiteral(":/translations"));
  if (language != kEnglish) {
    install(app, QStringLiteral("qtbase_") + language,
            QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  }
}

}  // namespace scalescope
