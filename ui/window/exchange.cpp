// Runs that come from elsewhere and go elsewhere: import, export, reports, and files that are
// dropped on the window.
#include <QAction>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QStatusBar>
#include <exception>

#include "core/base/file.h"
#include "core/base/new_file.h"
#include "core/exchange/report.h"
#include "ui/exchange/background_work.h"
#include "ui/exchange/export_dialog.h"
#include "ui/exchange/file_kind.h"
#include "ui/exchange/import_dialog.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/run_label.h"
#include "ui/runs/runs_view.h"
#include "ui/style/translation.h"
#include "ui/style/window_phrases.h"
#include "ui/window/config_files.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/report_plots.h"

namespace scalescope {
namespace {

constexpr int kShown = 8000;  ///< ms, of what was written

QStringList localFiles(const QMimeData* data) {
  QStringList paths;
  for (const QUrl& url : data->urls()) {
    if (url.isLocalFile()) paths << url.toLocalFile();
  }
  return paths;
}

}  // namespace

void MainWindow::addExchangeActions(QMenu* file) {
  const auto add = [this](QMenu* menu, const QString& text, const QString& tip,
                          const QKeySequence& keys, auto act) {
    QAction* action = menu->addAction(text);
    action->setShortcut(keys);
    action->setToolTip(QString("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    action->setWhatsThis(tip);
    connect(action, &QAction::triggered, this, act);
  };
  add(file, tr("&Import runs…"),
      tr("Put logs of other programs (CSV, JSON, TensorBoard), or exported runs, into the store"),
      QKeySequence("Ctrl+I"), [this] { askImport(); });
  add(file, tr("E&xport runs…"),
      tr("Write the selected runs, or those in the plots, for other programs"),
      QKeySequence("Ctrl+Alt+E"), [this] { askExport(); });
  add(file, tr("Save &report…"),
      tr("Write a page about the selected runs, or those in the plots: results, plots, verdicts"),
      QKeySequence("Ctrl+Shift+P"), [this] { askReport(); });
  setAcceptDrops(true);
}

std::vector<qint64> MainWindow::chosenRuns() const {
  std::vector<qint64> chosen = runsView_->selectedRuns();
  if (!chosen.empty()) return chosen;
  for (const auto& run : plots_->model().runs()) {
    if (run->visible && run->key > 0 && !run->look.noiseOf) chosen.push_back(run->key);
  }
  return chosen;
}

void MainWindow::askImport() {
  const QStringList paths = QFileDialog::getOpenFileNames(
      this, tr("Import runs"), settings_.lastFolder(),
      tr("Logs and exported runs (*.csv *.json *.jsonl *.ndjson *tfevents*);;All files (*)"));
  if (!paths.isEmpty()) importFiles(paths);
}

void MainWindow::importFiles(const QStringList& paths) {
  std::vector<std::string> files;
  for (const QString& path : paths) files.push_back(path.toStdString());
  settings_.setLastFolder(QFileInfo(paths.front()).absolutePath());
  try {
    std::optional<std::vector<ImportSource>> sources;
    workInBackground(this, tr("Reading"),
                     [&](const WorkProgress& progress) { sources = readSources(files, progress); });
    if (!sources) return;
    MappingMemory memory(settings_.imports());
    ImportDialog dialog(std::move(*sources), memory, this);
    if (dialog.exec() != QDialog::Accepted) return;
    dialog.remember(memory);
    settings_.saveImports(memory.remembered());
    const std::vector<ImportedRun> runs = runsFromSources(dialog.sources(), dialog.labels());
    std::vector<std::int64_t> ids;
    workInBackground(this, tr("Importing"), [&](const WorkProgress& progress) {
      ids = importRuns(store_->path(), runs, progress);
    });
    overlayOnceRead(ids);
    service_.refresh();
  } catch (const std::exception& error) {
    showError(this, tr("Nothing was imported"), errorText(error));
  }
}

/// They are in the plots as soon as the list of runs knows them.
void MainWindow::overlayOnceRead(const std::vector<std::int64_t>& ids) {
  auto* once = new QObject(this);
  connect(&service_, &RunsService::runsRead, once, [this, once, ids](const RunList& runs) {
    const bool there = std::all_of(ids.begin(), ids.end(), [&](std::int64_t id) {
      return std::any_of(runs->begin(), runs->end(),
                         [id](const RunInfo& run) { return run.id == id; });
    });
    if (!there) return;
    once->deleteLater();
    // After whoever else hears of the list: the table has to know them.
    QMetaObject::invokeMethod(
        this,
        [this, ids] {
          for (const std::int64_t id : ids) runs_.setOverlaid(id, true);
        },
        Qt::QueuedConnection);
  });
}

void MainWindow::askExport() {
  const std::vector<qint64> chosen = chosenRuns();
  if (chosen.empty()) return sayNoRuns();
  QStringList names;
  for (const qint64 id : chosen) {
    if (const RunInfo* run = runs_.find(id)) names << runLabel(*run);
  }
  ExportDialog dialog(names, settings_.lastFolder(), this);
  if (dialog.exec() == QDialog::Accepted) exportRuns(chosen, dialog.format(), dialog.folder());
}

void MainWindow::exportRuns(const std::vector<qint64>& chosen, ExportFormat format,
                            const QString& folder) {
  std::size_t files = 0;
  try {
    workInBackground(this, tr("Exporting"), [&](const WorkProgress& progress) {
      const StoreReader reader(store_->path());
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        const auto part = [&](double done) {
          return progress((static_cast<double>(i) + done) / static_cast<double>(chosen.size()));
        };
        const auto written =
            exportRun(reader, reader.run(chosen[i]), format, folder.toStdString(), part);
        if (!written) return;
        files += written->size();
      }
    });
  } catch (const std::exception& error) {
    return showError(this, tr("The runs cannot be exported"), errorText(error));
  }
  settings_.setLastFolder(folder);
  statusBar()->showMessage(tr("Written into %1: %2")
                               .arg(QDir::toNativeSeparators(folder))
                               .arg(files == 1 ? tr("1 file") : tr("%1 files").arg(files)),
                           kShown);
}

void MainWindow::askReport() {
  if (chosenRuns().empty()) return sayNoRuns();
  QString path = QFileDialog::getSaveFileName(
      this, tr("Save report"), settings_.lastFolder() + "/report.html", tr("Pages (*.html)"));
  if (path.isEmpty()) return;
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (suffix.isEmpty()) path += ".html";
  if (suffix == "pdf") {
    return showError(this, tr("The report cannot be saved"),
                     tr("A report is a page: choose a name that ends in .html. A browser prints it "
                        "as PDF."));
  }
  saveReport(path);
}

bool MainWindow::saveReport(const QString& path) {
  try {
    ReportOptions options;
    options.say = windowPhrases();
    options.language = windowLanguage().replace('_', '-').toStdString();
    const std::vector<qint64> chosen = chosenRuns();
    if (showsJust(plots_->model(), chosen)) {
      options.plots = drawShown(*plots_);
    } else {
      std::vector<PlottedRun> runs;
      workInBackground(this, tr("Writing the report"), [&](const WorkProgress&) {
        runs = readPlottedRuns(StoreReader(store_->path()), chosen);
      });
      options.plots = drawRuns(*plots_, runs);
    }
    std::optional<std::string> page;
    workInBackground(this, tr("Writing the report"), [&](const WorkProgress& progress) {
      options.progress = progress;
      page = reportHtml(StoreReader(store_->path()), {chosen.begin(), chosen.end()}, options);
    });
    if (!page) return false;
    replaceFile(path.toStdString(), *page);
  } catch (const std::exception& error) {
    showError(this, tr("The report cannot be saved"), errorText(error));
    return false;
  }
  settings_.setLastFolder(QFileInfo(path).absolutePath());
  statusBar()->showMessage(tr("Written: %1").arg(QDir::toNativeSeparators(path)), kShown);
  return true;
}

void MainWindow::sayNoRuns() {
  showError(this, tr("There are no runs to write"),
            tr("Select runs in the table, or tick them so that the plots show them."));
}

void MainWindow::openFiles(const QStringList& paths) {
  QStringList logs;
  for (const QString& path : paths) {
    switch (fileKind(path.toStdString())) {
      case FileKind::store:
        openStore(path);
        break;
      case FileKind::noStore:
        showError(this, tr("This is no store"), tr("%1: expected an SQLite database").arg(path));
        break;
      case FileKind::configuration:
        files_->open(path);
        break;
      case FileKind::log:
        logs << path;
        break;
    }
  }
  if (!logs.isEmpty()) importFiles(logs);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (!session_.active() && !localFiles(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QStringList paths = localFiles(event->mimeData());
  event->acceptProposedAction();
  // Whoever drags waits until this has returned; a dialog would make them wait.
  QMetaObject::invokeMethod(
      this, [this, paths] { openFiles(paths); }, Qt::QueuedConnection);
}

}  // namespace scalescope
