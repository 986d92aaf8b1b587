#include "ui/window/file_commands.h"

#include <QFileDialog>
#include <QFileInfo>
#include <exception>

#include "ui/setup/config_document.h"
#include "ui/window/config_files.h"
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
    showError(window_, tr("The configuration cannot be opened"),
              QString::fromStdString(error.what()));
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
    showError(window_, tr("The configuration cannot be saved"),
              QString::fromStdString(error.what()));
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

}  // namespace scalescope
