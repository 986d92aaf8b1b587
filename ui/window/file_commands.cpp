#include "ui/window/file_commands.h"

#include <QFileDialog>
#include <QFileInfo>
#include <exception>

#include "core/exchange/pytorch_script.h"
#include "ui/setup/config_document.h"
#include "ui/style/window_phrases.h"
#include "ui/window/config_files.h"
#include "ui/window/script_export.h"
#include "ui/window/window_settings.h"

namespace scalescope {

FileCommands::FileCommands(ConfigDocument& document, WindowSettings& settings, QWidget* window)
    : QObject(window), document_(document), settings_(settings), window_(window) {}

void FileCommands::setPath(const QString& path) {
  path_ = path;
  emit pathChanged(path);
}

void FileCommands::remember(const QString& path) {
  settings_.setLastFolder(QFileInfo(path).absolutePath());
}

bool FileCommands::open(const QString& given) {
  const QString path = QFileInfo(given).absoluteFilePath();
  try {
    document_.load(readExperiment(path.toStdString()));
  } catch (const std::exception& error) {
    showError(window_, tr("The configuration cannot be opened"), errorText(error));
    return false;
  }
  document_.undoStack()->setClean();
  remember(path);
  setPath(path);
  return true;
}

bool FileCommands::save(const QString& path) {
  try {
    writeExperiment(path, document_.config());
  } catch (const std::exception& error) {
    showError(window_, tr("The configuration cannot be saved"), errorText(error));
    return false;
  }
  document_.undoStack()->setClean();
  remember(path);
  setPath(path);
  return true;
}

void FileCommands::askOpen() {
  const QString path =
      QFileDialog::getOpenFileName(window_, tr("Open configuration"), settings_.lastFolder(),
                                   tr("Configurations (*.json);;All files (*)"));
  if (!path.isEmpty()) open(path);
}

void FileCommands::saveCurrent() { path_.isEmpty() ? askSaveAs() : static_cast<void>(save(path_)); }

void FileCommands::askSaveAs() {
  const QString suggested = path_.isEmpty() ? settings_.lastFolder() + "/experiment.json" : path_;
  QString path = QFileDialog::getSaveFileName(window_, tr("Save configuration"), suggested,
                                              tr("Configurations (*.json)"));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += ".json";
  save(path);
}

QString FileCommands::askStore() {
  return QFileDialog::getSaveFileName(window_, tr("Open or create a store"), settings_.storePath(),
                                      tr("Stores (*.sqlite);;All files (*)"), nullptr,
                                      QFileDialog::DontConfirmOverwrite);
}

QString FileCommands::askExportFolder() {
  return QFileDialog::getExistingDirectory(window_, tr("Export plots into"),
                                           settings_.lastFolder());
}

void FileCommands::exportScript(const QString& path) {
  const ExperimentConfig config = document_.config();
  const std::vector<InexpressibleRun> leftOut = inexpressibleRuns(config);
  if (!leftOut.empty() && leftOut.size() < config.runs.size()) {
    QStringList lines;
    for (const InexpressibleRun& each : leftOut) {
      lines << QString("%1: %2").arg(QString::fromStdString(each.run),
                                     QString::fromStdString(each.reason.in(windowPhrases())));
    }
    showError(window_, tr("The script leaves out what torch.amp cannot express"), lines.join("\n"));
  }
  scripts_.run([this, config, path]() -> LatestTask::Delivery {
    try {
      writeScriptWithWeights(config, path);
      return [this, path] {
        remember(path);
        emit scriptWritten(path);
      };
    } catch (const std::exception& error) {
      const QString problem = errorText(error);
      return [this, problem] {
        showError(window_, tr("The PyTorch script cannot be saved"), problem);
      };
    }
  });
}

void FileCommands::askExportScript() {
  const QString name = path_.isEmpty() ? "experiment" : QFileInfo(path_).completeBaseName();
  QString path = QFileDialog::getSaveFileName(window_, tr("Export as PyTorch script"),
                                              settings_.lastFolder() + "/" + name + ".py",
                                              tr("Python scripts (*.py)"));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += ".py";
  exportScript(path);
}

}  // namespace scalescope
