#pragma once

#include <string>

#include "core/exchange/log_table.h"
#include "core/store/run_import.h"

namespace scalescope {

/// Whether a file begins as a document that a run was exported as (run_document.h).
bool isRunDocument(const std::string& path);

/// The run that such a document holds, with everything but checkpoints; its rows are read from the
/// file again when they are asked for. Refused with file and place: a damaged document, one of a
/// newer version, a table or column that the store does not have, a row of another length.
ImportedRun runFromDocument(const std::string& path, const ReadProgress& progress = {});

}  // namespace scalescope
