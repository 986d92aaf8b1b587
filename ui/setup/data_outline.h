#pragma once

#include <QObject>
#include <QTimer>
#include <memory>

#include "core/data/load.h"
#include "ui/setup/config_document.h"

namespace scalescope {

/// Looks, away from the window's thread, at what the document's data set is, a moment after it was
/// edited, and whether the network fits it.
class DataOutline : public QObject {
  Q_OBJECT

 public:
  explicit DataOutline(ConfigDocument& document, QObject* parent = nullptr);
  QString problem() const {
    return problem_;
  }  ///< empty: the data is there and fits, or nobody looked yet

 signals:
  void changed(const QString& text, const QString& problem);

 private:
  void schedule();
  void look();
  void judge();

  ConfigDocument& document_;
  QTimer delay_;
  DatasetConfig looked_;
  int generation_ = 0;
  bool known_ = false;
  DatasetOutline outline_;
  QString failure_;
  QString problem_;
};

}  // namespace scalescope
