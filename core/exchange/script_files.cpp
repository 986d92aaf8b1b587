#include "core/exchange/python_text.h"
#include "core/exchange/script_plan.h"

namespace scalescope {
namespace {

constexpr const char* kRead = R"py(

def read(path):
    """A file's bytes, unpacked if gzip has packed them."""
    with open(path, "rb") as file:
        data = file.read()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
)py";

constexpr const char* kFind = R"py(

def find(*names):
    """The first of these files that is in one of the data set's folders, plain or packed."""
    for folder in FOLDERS:
        for name in names:
            for path in (os.path.join(folder, name), os.path.join(folder, name + ".gz")):
                if os.path.exists(path):
                    return path
    sys.exit(f"{names[0]} is in none of: {', '.join(FOLDERS)}")
)py";

constexpr const char* kMnist = R"py(

def read_pair(part):
    """Pixels [samples, 1, height, width] and labels of one part of the data set, as bytes."""
    images = bytearray(read(find(f"{part}-images-idx3-ubyte", f"{part}-images.idx3-ubyte")))
    labels = bytearray(read(find(f"{part}-labels-idx1-ubyte", f"{part}-labels.idx1-ubyte")))
    return (torch.frombuffer(images, dtype=torch.uint8, offset=16).view(-1, *INPUT),
            torch.frombuffer(labels, dtype=torch.uint8, offset=8).long())


def load():
    """Samples and labels for training and for the test. A pixel p means p / 255."""
    x, y = read_pair("train")
    return (x<<limit>>, y<<limit>>), read_pair("t10k")
)py";

constexpr const char* kIdx = R"py(

def read_idx(path):
    """The elements of an IDX file (big-endian), in one row."""
    data = read(path)
    code, dtype = {8: ("B", torch.uint8), 9: ("b", torch.int8), 11: ("h", torch.int16), 12: ("i", torch.int32),
                   13: ("f", torch.float32), 14: ("d", torch.float64)}[data[2]]
    elements = array.array(code, data[4 + 4 * data[3]:])
    if sys.byteorder == "little":
        elements.byteswap()
    return torch.frombuffer(elements, dtype=dtype)


def load():
    """Samples and labels for training and for the test. Of unsigned bytes, p means p / 255."""
    x, y = read_idx(IMAGES).view(-1, *INPUT), read_idx(LABELS).long()
<<test>>
    return (x<<limit>>, y<<limit>>), test
)py";

constexpr const char* kIdxTest =
    "    test = read_idx(TEST_IMAGES).view(-1, *INPUT), read_idx(TEST_LABELS).long()";
constexpr const char* kNoTest = "    test = x[:0], y[:0]  # there is none";

constexpr const char* kCifar = R"py(

def read_records(*names):
    """Pixels [samples, 3, 32, 32] as bytes and labels: a record is a label's byte and 3072 pixels."""
    data = bytearray(b"".join(read(find(name)) for name in names))
    records = torch.frombuffer(data, dtype=torch.uint8).view(-1, 3073)
    return records[:, 1:].reshape(-1, *INPUT), records[:, 0].long()


def load():
    """Samples and labels for training and for the test. A pixel p means p / 255."""
    x, y = read_records(*[f"data_batch_{number}.bin" for number in range(1, 6)])
    return (x<<limit>>, y<<limit>>), read_records("test_batch.bin")
)py";

constexpr const char* kCsv = R"py(

def number(text):
    """What a cell says, or None if it is no number."""
    try:
        return float(text)
    except ValueError:
        return None


def classes_of(words):
    """A number per label: integers (1 and 1.0 are one class) or words, in their order."""
    if number(words[0]) is not None and number(words[0]).is_integer():
        words = [int(number(word)) for word in words]
    order = {word: place for place, word in enumerate(sorted(set(words)))}
    return torch.tensor([order[word] for word in words])


def load():
    """Features and labels for training and for the test, whose rows ScaleScope draws by the seed."""
    rows = csv.reader(io.StringIO(read(PATH).decode("utf-8-sig"), newline=""))
    rows = [row for row in ([cell.strip(" \t") for cell in row] for row in rows) if row not in ([], [""])]
<<label>>
    x = torch.tensor([[float(cell) for i, cell in enumerate(row) if i != label] for row in rows]).view(-1, *INPUT)
<<image>>    y = classes_of([row[label] for row in rows])

    tests = min(int(TEST_SHARE * len(rows) + 0.5), len(rows) - 1)
    order, key = list(range(len(rows))), stream("csv split")
    for i in range(tests):
        j = i + draw(key, i) % (len(rows) - i)
        order[i], order[j] = order[j], order[i]
    test, train = sorted(order[:tests]), sorted(order[tests:])<<limit>>
    return (x[train], y[train]), (x[test], y[test])
)py";

constexpr const char* kLabelByName = R"py(    label = rows[0].index(<<name>>)
    rows = rows[1:]  # the first names the columns)py";

constexpr const char* kLabelByIndex = R"py(    label = <<index>>
    if all(number(cell) is None for i, cell in enumerate(rows[0]) if i != label):
        rows = rows[1:]  # it names the columns)py";

constexpr const char* kCsvImage =
    R"py(    if x.max() > 1 and ((x >= 0) & (x <= 255) & (x == x.floor())).all():
        x = x / 255  # they are pixels
)py";

/// Where files are looked for.
std::string folders(const std::optional<std::string>& path, const std::string& name,
                    const std::vector<std::string>& within) {
  if (!path) {
    return filled(
        R"py(OWN_DATA = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
FOLDERS = [os.path.join(OWN_DATA, "datasets/<<name>>"), "/usr/local/share/datasets/<<name>>",
           "/usr/share/datasets/<<name>>"]
)py",
        {{"name", name}});
  }
  std::string text = "FOLDERS = [" + pythonString(*path);
  for (const std::string& each : within) text += ", " + pythonString(*path + "/" + each);
  return text + "]\n";
}

std::string fileNames(const DatasetConfig& data) {
  if (data.kind == "idx") {
    const auto assignment = [](const char* name, const std::string& path) {
      return path.empty() ? "" : name + std::string(" = ") + pythonString(path) + "\n";
    };
    return assignment("IMAGES", data.images) + assignment("LABELS", data.labels) +
           assignment("TEST_IMAGES", data.testImages) + assignment("TEST_LABELS", data.testLabels);
  }
  if (data.kind == "csv") {
    return "PATH = " + pythonString(data.path.value_or("")) +
           "\nTEST_SHARE = " + pythonNumber(data.testShare) + "\n";
  }
  if (data.kind == "cifar10") return folders(data.path, data.kind, {"cifar-10-batches-bin"});
  return folders(data.path, data.kind, {"raw", "MNIST/raw"});
}

std::string csvLoader(const DatasetConfig& data, const std::string& limit) {
  const std::string column = data.labelColumn.value_or("len(rows[0]) - 1");
  const bool named =
      data.labelColumn && column.find_first_not_of("0123456789") != std::string::npos;
  const std::string label = named ? filled(kLabelByName, {{"name", pythonString(column)}})
                                  : filled(kLabelByIndex, {{"index", column}});
  return filled(
      kCsv,
      {{"label", label}, {"image", when(data.image.has_value(), kCsvImage)}, {"limit", limit}});
}

std::string fileLoader(const DatasetConfig& data) {
  const std::string limit =
      data.trainLimit ? "[:" + std::to_string(*data.trainLimit) + "]" : std::string();
  if (data.kind == "csv") return kRead + csvLoader(data, limit);
  if (data.kind == "idx") {
    const bool tested = !data.testImages.empty();
    return kRead + filled(kIdx, {{"limit", limit}, {"test", tested ? kIdxTest : kNoTest}});
  }
  const char* text = data.kind == "cifar10" ? kCifar : kMnist;
  return std::string(kRead) + kFind + filled(text, {{"limit", limit}});
}

}  // namespace

std::string scriptFileNames(const ScriptPlan& plan) { return fileNames(plan.config.dataset); }

std::string scriptFiles(const ScriptPlan& plan) { return fileLoader(plan.config.dataset); }

}  // namespace scalescope
