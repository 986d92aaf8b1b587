#pragma once

#include <QObject>
#include <QString>

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

 signals:
  void pathChanged(const QString& path);

 private:
  void remember(const QString& path);

  ConfigDocument& document_;
  WindowSettings& settings_;
  QWidget* window_;
  QString path_;
};

}  // namespace scalescope
