#include <algorithm>

#include "core/exchange/python_text.h"
#include "core/exchange/script_plan.h"

namespace scalescope {
namespace {

constexpr const char* kDraws = R"py(

# ScaleScope's random numbers, so that samples come in the very same order: draw number n of a stream is a mix of n and
# the stream's key (SplitMix64's finaliser), and that key a mix of the seed and of what it is for (FNV-1a).
MASK = 2**64 - 1


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def stream(purpose):
    key = 0xCBF29CE484222325
    for byte in purpose.encode():
        key = ((key ^ byte) * 0x100000001B3) & MASK
    return mix(key ^ mix(SEED))


def draw(key, number):
    return mix((key + mix(number)) & MASK)
)py";

constexpr const char* kShuffled = R"py(

def epoch_order(count, epoch):
    """The order of all samples in an epoch: Fisher and Yates's permutation."""
    key = draw(stream("shuffle"), epoch)
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = draw(key, i) % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order
)py";

constexpr const char* kUnshuffled = R"py(

def epoch_order(count, epoch):
    return list(range(count))
)py";

constexpr const char* kBatches = R"py(

def batches(count):
    """The numbers of the samples of batch after batch, which run on across the end of an epoch."""
    epoch, order = 0, []
    while True:
        while len(order) < BATCH_SIZE:
            order += epoch_order(count, epoch)
            epoch += 1
        yield order[:BATCH_SIZE]
        del order[:BATCH_SIZE]


def to_device(x, y, device):
    """Samples in FP32, and their labels."""
    return <<pixels>>, y.to(device)
)py";

constexpr const char* kSynthetic = R"py(

def uniform(key, number):
    return (draw(key, number) >> 11) * 2.0**-53


def normal(key, number):
    """Box and Muller's, from two uniform draws."""
    radius = math.sqrt(-2 * math.log(1 - uniform(key, 2 * number)))
    return radius * math.cos(2 * math.pi * uniform(key, 2 * number + 1))

<<generator>>

def make(numbers):
    samples = [sample(number) for number in numbers]
    return torch.tensor([features for features, label in samples]), torch.tensor([label for features, label in samples])


def load():
    """Made-up samples and labels for training and for the test."""
    return make(range(<<train>>)), make(range(2**40, 2**40 + <<test>>))
)py";

constexpr const char* kSpirals = R"py(
def sample(number):
    """A point of one of the arms of a spiral; noise moves its angle."""
    label = number % CLASSES
    radius = uniform(stream("spiral radius"), number)
    turn = radius * 1.5 + label / CLASSES
    angle = 2 * math.pi * turn + NOISE * normal(stream("spiral angle"), number)
    return [radius * math.cos(angle), radius * math.sin(angle)], label
)py";

constexpr const char* kBlobs = R"py(
def sample(number):
    """A point of the cloud around its class's centre."""
    label = number % CLASSES
    centres, offsets = stream("blob centre"), stream("blob offset")
    return [2 * uniform(centres, label * FEATURES + i) - 1 + NOISE * normal(offsets, number * FEATURES + i)
            for i in range(FEATURES)], label
)py";

constexpr const char* kTeacher = R"py(
def layer(purpose, rows, columns):
    key = stream(purpose)
    return [[1.5 / math.sqrt(columns) * normal(key, row * columns + i) for i in range(columns)] for row in range(rows)]


FIRST = layer("teacher first layer", 32, FEATURES)
SECOND = layer("teacher second layer", CLASSES, 32)


def dot(start, row, values):
    """Added one by one: sum() of newer Pythons compensates rounding."""
    for weight, value in zip(row, values):
        start += weight * value
    return start


def sample(number):
    """A normal input, labelled by a random network of one hidden layer, with noise on its logits."""
    inputs, noises = stream("teacher input"), stream("teacher noise")
    features = [ctypes.c_float(normal(inputs, number * FEATURES + i)).value for i in range(FEATURES)]  # as FP32
    hidden = [math.tanh(dot(0.0, row, features)) for row in FIRST]
    logits = [dot(NOISE * normal(noises, number * CLASSES + label), row, hidden) for label, row in enumerate(SECOND)]
    return features, logits.index(max(logits))
)py";

std::string syntheticConstants(const DatasetConfig& data) {
  return filled("CLASSES, FEATURES, NOISE = <<classes>>, <<features>>, <<noise>>\n",
                {{"classes", std::to_string(data.classes)},
                 {"features", std::to_string(data.features)},
                 {"noise", pythonNumber(data.noise)}});
}

std::string syntheticLoader(const DatasetConfig& data) {
  const char* generator = data.generator == "spirals" ? kSpirals
                          : data.generator == "blobs" ? kBlobs
                                                      : kTeacher;
  const std::int64_t made = std::min(data.samples, data.trainLimit.value_or(data.samples));
  const std::int64_t tests = std::max<std::int64_t>(1, data.samples / 5);
  return filled(
      kSynthetic,
      {{"generator", generator}, {"train", std::to_string(made)}, {"test", std::to_string(tests)}});
}

}  // namespace

std::string scriptData(const ScriptPlan& plan) {
  const DatasetConfig& data = plan.config.dataset;
  const bool draws = data.shuffle || data.kind == "csv" || data.kind == "synthetic";
  const bool bytes = data.kind != "csv" && data.kind != "synthetic";
  const std::string pixels = data.kind == "idx"
                                 ? "x.to(device).float() / (255 if x.dtype == torch.uint8 else 1)"
                             : bytes ? "x.to(device).float() / 255"
                                     : "x.to(device)";
  const bool made = data.kind == "synthetic";
  return (made ? syntheticConstants(data) : scriptFileNames(plan)) + when(draws, kDraws) +
         (made ? syntheticLoader(data) : scriptFiles(plan)) +
         (data.shuffle ? kShuffled : kUnshuffled) + filled(kBatches, {{"pixels", pixels}});
}

}  // namespace scalescope
