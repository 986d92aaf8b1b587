#pragma once

class QWidget;

namespace scalescope {

/// Each opens a dialog and returns at once; the dialog deletes itself when it is closed.
void showFirstSteps(QWidget* parent);
void showAbout(QWidget* parent);

}  // namespace scalescope
