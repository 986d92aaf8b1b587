#include "ui/window/config_files.h"

#include <QFileInfo>
#include <QMessageBox>
#include <QSaveFile>

#include "core/base/error.h"
#include "core/train/config_paths.h"

namespace scalescope {

void writeExperiment(const QString& path, const ExperimentConfig& config) {
  QSaveFile file(path);
  const ExperimentConfig portable =
      withPathsRelativeTo(config, QFileInfo(path).absolutePath().toStdString());
  const QByteArray text = QByteArray::fromStdString(toJson(portable).dump(2)) + '\n';
  if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
    fail(path.toStdString(), {phrase("cannot be written: %1"), {file.errorString().toStdString()}});
  }
}

void showError(QWidget* parent, const QString& title, const QString& message) {
  auto* box =
      new QMessageBox(QMessageBox::Warning, QString("ScaleScope"), title, QMessageBox::Ok, parent);
  box->setInformativeText(message);
  box->setTextInteractionFlags(Qt::TextSelectableByMouse);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->open();
}

}  // namespace scalescope
