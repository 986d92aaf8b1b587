#include "ui/setup/data_outline.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPointer>
#include <QThreadPool>
#include <exception>

#include "ui/setup/network_model.h"
#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

/// "1×28×28"; a number alone would say too little.
QString sampleText(const Shape& shape) {
  if (shape.size() > 1) return shapeText(shape);
  const auto features = static_cast<qlonglong>(elementCount(shape));
  return features == 1 ? DataOutline::tr("1 feature")
                       : DataOutline::tr("%1 features").arg(features);
}

}  // namespace

DataOutline::DataOutline(ConfigDocument& document, QObject* parent)
    : QObject(parent), document_(document) {
  delay_.setSingleShot(true);
  delay_.setInterval(200);
  connect(&delay_, &QTimer::timeout, this, &DataOutline::look);
  connect(&document_, &ConfigDocument::changed, this, &DataOutline::schedule);
  delay_.start(0);
}

void DataOutline::schedule() {
  if (document_.config().dataset == looked_) {
    if (known_) judge();
    return;
  }
  delay_.start();
}

void DataOutline::look() {
  looked_ = document_.config().dataset;
  known_ = false;
  const int generation = ++generation_;
  QPointer<DataOutline> self(this);
  QThreadPool::globalInstance()->start([self, generation, config = looked_] {
    DatasetOutline outline;
    QString failure;
    try {
      outline = outlineDataset(config);
    } catch (const std::exception& error) {
      failure = errorText(error);
    }
    QMetaObject::invokeMethod(qApp, [self, generation, outline, failure] {
      if (!self || self->generation_ != generation) return;
      self->known_ = true;
      self->outline_ = outline;
      self->failure_ = failure;
      self->judge();
    });
  });
}

void DataOutline::judge() {
  problem_ = failure_;
  QString text;
  if (failure_.isEmpty()) {
    const QLocale locale;
    text = tr("%1 training and %2 test samples\n%3, %4 classes")
               .arg(locale.toString(static_cast<qlonglong>(outline_.train)),
                    locale.toString(static_cast<qlonglong>(outline_.test)),
                    sampleText(outline_.sample))
               .arg(outline_.classes);
    try {
      requireFit(document_.config(), outline_.sample, outline_.classes, "setup");
    } catch (const std::exception& error) {
      problem_ = errorText(error);
      if (problem_.startsWith("setup: ")) problem_ = problem_.mid(7);
    }
  }
  emit changed(text, problem_);
}

}  // namespace scalescope
