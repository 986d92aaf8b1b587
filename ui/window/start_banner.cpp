#include "ui/window/start_banner.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "ui/setup/config_document.h"
#include "ui/style/icons.h"

namespace scalescope {

StartBanner::StartBanner(QAction* start, QAction* firstSteps, ConfigDocument& document,
                         QWidget* parent)
    : QFrame(parent), document_(document), start_(start), text_(new QLabel(this)) {
  setFrameShape(QFrame::NoFrame);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::AlternateBase);
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::RichText);
  auto* begin = new QPushButton(icon(Symbol::start), tr("Start"), this);
  begin->setToolTip(start->toolTip());
  begin->setEnabled(start->isEnabled());
  connect(begin, &QPushButton::clicked, start, &QAction::trigger);
  connect(start, &QAction::changed, begin, [begin, start] {
    begin->setEnabled(start->isEnabled());
    begin->setToolTip(start->toolTip());
  });
  auto* help = new QPushButton(tr("First steps"), this);
  help->setFlat(true);
  connect(help, &QPushButton::clicked, firstSteps, &QAction::trigger);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(14, 10, 14, 10);
  layout->setSpacing(10);
  layout->addWidget(text_, 1);
  layout->addWidget(help);
  layout->addWidget(begin);
  connect(&document_, &ConfigDocument::changed, this, &StartBanner::follow);
  connect(start, &QAction::changed, this, &StartBanner::follow);
  follow();
}

/// The window's least height knows nothing of text that wraps.
void StartBanner::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  setMinimumHeight(layout()->heightForWidth(width()));
}

void StartBanner::follow() {
  QStringList names;
  for (const RunConfig& run : document_.config().runs)
    names << QString::fromStdString(run.name).toHtmlEscaped();
  if (names.size() == 1 && start_->isEnabled()) {
    text_->setText(
        tr("<b>%1</b> is ready: %2, for %3 steps. Press Start, or change the setup first.")
            .arg(QString::fromStdString(document_.config().name).toHtmlEscaped(), names.front())
            .arg(document_.config().steps));
    return;
  }
  text_->setText(
      (start_->isEnabled()
           ? tr("<b>%1</b> is ready: %2, side by side, for %3 steps. Press Start, or change the "
                "setup first.")
           : tr("<b>%1</b>: %2, side by side, for %3 steps. It cannot start yet: see the end of "
                "the setup."))
          .arg(QString::fromStdString(document_.config().name).toHtmlEscaped(), names.join(", "))
          .arg(document_.config().steps));
}

}  // namespace scalescope
