#include "ui/window/help_dialogs.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/style/icons.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

void showText(QWidget* parent, const QString& title, const QString& html, int width) {
  auto* dialog = new QDialog(parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(title);
  auto* label = new QLabel(html, dialog);
  label->setTextFormat(Qt::RichText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextBrowserInteraction);
  label->setMinimumWidth(width);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
  auto* layout = new QVBoxLayout(dialog);
  layout->setContentsMargins(20, 16, 20, 14);
  layout->setSpacing(14);
  layout->addWidget(label);
  layout->addWidget(buttons);
  dialog->open();
}

}  // namespace

void showFirstSteps(QWidget* parent) {
  showText(
      parent, tr("First steps"),
      tr("<h3>A first experiment</h3>"
         "<ol>"
         "<li>Press <b>Start</b> (F5). The same network trains twice, from the same weights on "
         "the "
         "same batches: "
         "once in FP32, once in FP16 with FP32 master weights and a dynamic loss scale.</li>"
         "<li>Watch <b>Loss</b>: both curves should stay together. <b>Loss scale</b> marks every "
         "skipped step, "
         "<b>Underflow share</b> shows how many values became zero in FP16.</li>"
         "<li>In <b>Setup</b>, choose the preset that casts the model to half, with no masters "
         "and "
         "no loss "
         "scale, and start again. The run before stays in <b>Runs</b>: tick it to overlay it.</li>"
         "<li>Select several runs to compare their results and configurations.</li>"
         "<li>With <b>Break on</b>, training pauses at an overflow, a change of the loss scale, "
         "or "
         "a NaN. "
         "<b>One step</b> (F10) goes on from there, step by step.</li>"
         "</ol>"),
      520);
}

void showAbout(QWidget* parent) {
  showText(parent, tr("About ScaleScope"),
           tr("<h3>ScaleScope %1</h3>"
              "<p>A desktop laboratory for mixed-precision training: where, when and why a "
              "low-precision run departs "
              "from FP32.</p>"
              "<p>Licence: GPL-3.0-or-later. Built on Qt %2, QCustomPlot, oneDNN and SQLite.</p>")
               .arg(QCoreApplication::applicationVersion(), qVersion()),
           380);
}

}  // namespace scalescope
