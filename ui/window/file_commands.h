#pragma once

#include <QObject>
#include <QString>

#include "ui/bridge/latest_task.h"

class QWidget;

namespace scalescope {

class ConfigDocument;
class WindowSettings;

/// The File menu's work on configurations: open, save, and say what went wrong.
class FileCommands : public QObject {
  Q_OBJECT

 public:
  FileCommands(ConfigDocument& document, WindowSettings& settings, QWidget* window);

  const QString& path() const { return path_; }
  void setPath(const QString& path);
  bool open(const QString& given);  ///< false: refused, and said so
  bool save(const QString& path);

  void askOpen();
  void saveCurrent();
  void askSaveAs();
  QString askStore();  ///< empty: called off
  QString askExportFolder();
  /// The equivalent PyTorch script, and its initial weights beside it; says what goes wrong, and
  /// which runs it had to leave out.
  void exportScript(const QString& path);
  void askExportScript();

 signals:
  void pathChanged(const QString& path);
  void scriptWritten(const QString& path);

 private:
  void remember(const QString& path);

  ConfigDocument& document_;
  WindowSettings& settings_;
  QWidget* window_;
  LatestTask scripts_{*this};  ///< writes them
  QString path_;
};

}  // namespace scalescope
