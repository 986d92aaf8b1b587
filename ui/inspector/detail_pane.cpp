#include "ui/inspector/detail_pane.h"

#include <QLabel>
#include <QTabBar>
#include <QVBoxLayout>

#include "ui/inspector/histogram_view.h"
#include "ui/inspector/history_view.h"
#include "ui/inspector/scale_bar.h"

namespace scalescope {

DetailPane::DetailPane(QWidget* parent)
    : QWidget(parent),
      tabs_(new QTabBar(this)),
      caption_(new QLabel(this)),
      histogram_(new HistogramView(this)),
      scale_(new ScaleBar(this)),
      historyCaption_(new QLabel(tr("Over time"), this)),
      history_(new HistoryView(this)) {
  tabs_->addTab(tr("Histogram"));
  tabs_->addTab(tr("Over time"));
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  tabs_->setAccessibleName(tr("What to show of the selected tensor"));
  tabs_->setTabToolTip(0, tr("The exponents of the selected tensor in this step, of every run"));
  tabs_->setTabToolTip(1, tr("The exponents of the selected tensor over the stored steps"));
  caption_->setTextFormat(Qt::RichText);
  caption_->setWordWrap(true);
  caption_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  for (QLabel* label : {caption_, historyCaption_}) label->setContentsMargins(8, 2, 8, 0);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(tabs_);
  layout->addWidget(caption_);
  layout->addWidget(histogram_, 3);
  layout->addWidget(scale_);
  layout->addWidget(historyCaption_);
  layout->addWidget(history_, 2);
  connect(tabs_, &QTabBar::currentChanged, this, &DetailPane::arrange);
  arrange();
}

void DetailPane::setCaption(const QString& html) { caption_->setText(html); }

void DetailPane::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

void DetailPane::arrange() {
  const bool both = height() >= roomForBoth;
  const bool histogram = both || tabs_->currentIndex() == 0;
  tabs_->setVisible(!both);
  histogram_->setVisible(histogram);
  scale_->setVisible(histogram);
  historyCaption_->setVisible(both);
  history_->setVisible(both || !histogram);
}

}  // namespace scalescope
