#include "ui/window/help_window.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLineEdit>
#include <QShortcut>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/style/translation.h"

namespace scalescope {

QString documentationFolder() {
  const QDir program(QCoreApplication::applicationDirPath());
  for (const QString& place :
       {program.filePath(SCALESCOPE_DOCS_FROM_PROGRAM), QString(SCALESCOPE_DOCS_SOURCE)}) {
    if (QFileInfo(place).isDir()) return QDir::cleanPath(place);
  }
  return {};
}

HelpWindow::HelpWindow(const QString& folder, QWidget* parent)
    : QDialog(parent),
      folder_(folder),
      browser_(new QTextBrowser(this)),
      words_(new QLineEdit(this)) {
  setWindowTitle(tr("User guide"));
  setWindowFlag(Qt::WindowMaximizeButtonHint);
  browser_->setOpenExternalLinks(true);
  browser_->setAccessibleName(tr("Page of the documentation"));
  browser_->document()->setDocumentMargin(16);
  browser_->setSearchPaths({folder});
  auto* row = new QHBoxLayout;
  const auto add = [&](const QString& text, const QString& tip, const QKeySequence& keys,
                       auto act) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(QString("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    button->setAutoRaise(true);
    connect(button, &QToolButton::clicked, this, act);
    connect(new QShortcut(keys, this), &QShortcut::activated, this, act);
    row->addWidget(button);
  };
  add(tr("Guide"), tr("To the first page"), QKeySequence("Alt+Home"),
      [this] { showPage(QStringLiteral("user_guide")); });
  add(tr("Back"), tr("To the page before"), QKeySequence("Alt+Left"),
      [this] { browser_->backward(); });
  add(tr("Forward"), tr("To the page after"), QKeySequence("Alt+Right"),
      [this] { browser_->forward(); });
  row->addStretch(1);
  words_->setPlaceholderText(tr("Find on this page"));
  words_->setAccessibleName(tr("Find on this page"));
  words_->setClearButtonEnabled(true);
  row->addWidget(words_);
  add(tr("Next"), tr("The next place"), QKeySequence::FindNext, [this] { findNext(); });
  connect(words_, &QLineEdit::returnPressed, this, [this] { findNext(); });
  connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, words_,
          [this] { words_->setFocus(); });
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(row);
  layout->addWidget(browser_, 1);
  resize(fontMetrics().averageCharWidth() * 145, fontMetrics().height() * 45);
}

void HelpWindow::showPage(const QString& name) {
  const QString own = name + '.' + windowLanguage() + ".md";
  const bool translated = QFileInfo::exists(QDir(folder_).filePath(own));
  browser_->setSource(QUrl::fromLocalFile(QDir(folder_).filePath(translated ? own : name + ".md")),
                      QTextDocument::MarkdownResource);
}

QString HelpWindow::page() const { return browser_->source().fileName(); }

/// From the top again where there is no further place.
void HelpWindow::findNext() {
  if (words_->text().isEmpty() || browser_->find(words_->text())) return;
  browser_->moveCursor(QTextCursor::Start);
  browser_->find(words_->text());
}

}  // namespace scalescope
