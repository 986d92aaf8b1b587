#pragma once

class QWidget;

namespace scalescope {

void showFirstSteps(QWidget* parent);
void showAbout(QWidget* parent);

}  // namespace scalescope
