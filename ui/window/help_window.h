#pragma once

#include <QDialog>

class QLineEdit;
class QTextBrowser;

namespace scalescope {

/// The folder of the documentation: beside the program as installed, else in the source tree that
/// it was built from. Empty if it is nowhere.
QString documentationFolder();

/// The documentation, beginning with the user guide; links lead from page to page, and back.
class HelpWindow : public QDialog {
  Q_OBJECT

 public:
  /// Pages in the window's language where there are such.
  explicit HelpWindow(const QString& folder, QWidget* parent = nullptr);

  void showPage(const QString& name);  ///< "inspector": of the folder
  QString page() const;
  QTextBrowser* browser() const { return browser_; }

 private:
  void findNext();

  QString folder_;
  QTextBrowser* browser_;
  QLineEdit* words_;
};

}  // namespace scalescope
