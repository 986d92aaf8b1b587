#include "core/data/dataset_config.h"

#include "core/data/dataset.h"

namespace scalescope {
namespace {

constexpr std::int64_t kMostFeatures = 65'536;
constexpr std::int64_t kMostSamples = 10'000'000;
constexpr std::int64_t kMostValues = std::int64_t{1} << 28;  // 1 GiB as FP32

std::string pathOf(JsonReader value) {
  std::string path = value.asText();
  if (path.empty() || path.find('\0') != std::string::npos) value.refuseValue(phrase("a path"));
  return path;
}

std::optional<std::string> optionalPath(JsonReader& reader) {
  if (!reader.has("path")) return std::nullopt;
  return pathOf(reader.child("path"));
}

void parseIdx(JsonReader& reader, DatasetConfig& config) {
  config.images = pathOf(reader.child("images"));
  config.labels = pathOf(reader.child("labels"));
  if (!reader.has("test_images") && !reader.has("test_labels")) return;
  config.testImages = pathOf(reader.child("test_images"));
  config.testLabels = pathOf(reader.child("test_labels"));
}

std::string parseLabelColumn(const JsonReader& label) {
  if (label.value().is_number()) return std::to_string(label.asInteger(0));
  if (!label.value().is_string()) label.refuseValue(phrase("a column's name, or its index from 0"));
  return label.asText();
}

Shape parseImage(const JsonReader& image) {
  constexpr std::int64_t kLargestSide = 65'536;
  Shape shape;
  for (const auto& item : image.items()) shape.push_back(item.asInteger(1, kLargestSide));
  if (shape.size() != 3) image.refuseValue(phrase("the three extents [channels, height, width]"));
  if (elementCount(shape) > kMostValues)
    image.refuseValue(phrase("an image of at most 2^28 values"));
  return shape;
}

void parseCsv(JsonReader& reader, DatasetConfig& config) {
  config.path = pathOf(reader.child("path"));
  if (reader.has("label")) config.labelColumn = parseLabelColumn(reader.child("label"));
  if (reader.has("image")) config.image = parseImage(reader.child("image"));
  config.testShare = reader.number("test_share", config.testShare);
  if (config.testShare < 0 || config.testShare > 0.9) {
    reader.child("test_share").refuseValue(phrase("a number from 0 to 0.9"));
  }
}

void parseSynthetic(JsonReader& reader, DatasetConfig& config) {
  config.path = optionalPath(reader);  // of no use here, but a default configuration may carry it
  if (config.path)
    reader.child("path").refuseValue(phrase("null: synthetic data are made, not read"));
  config.generator = reader.choice("generator", config.generator, generatorNames());
  config.classes = static_cast<int>(reader.integer("classes", config.classes, 2, kMostClasses));
  config.features = static_cast<int>(reader.integer("features", config.features, 1, kMostFeatures));
  config.samples = reader.integer("samples", config.samples, 1, kMostSamples);
  config.noise = reader.number("noise", config.noise);
  if (config.noise < 0 || config.noise > 1000) {
    reader.child("noise").refuseValue(phrase("a number from 0 to 1000"));
  }
  if (config.generator == "spirals" && config.features != 2) {
    reader.child("features").refuseValue(phrase("2: spirals lie in a plane"));
  }
  if (config.samples * config.features > kMostValues) {
    reader.refuseWith({phrase("%1 samples of %2 features are more than 2^28 values"),
                       {std::to_string(config.samples), std::to_string(config.features)}});
  }
}

OrderedJson orNull(const std::string& text) {
  return text.empty() ? OrderedJson() : OrderedJson(text);
}

}  // namespace

std::vector<std::string> datasetKindNames() {
  return {"fashion-mnist", "mnist", "cifar10", "idx", "csv", "synthetic"};
}

std::vector<std::string> generatorNames() { return {"spirals", "blobs", "teacher"}; }

DatasetConfig parseDataset(JsonReader reader) {
  DatasetConfig config;
  config.kind = reader.choice("kind", config.kind, datasetKindNames());
  config.shuffle = reader.boolean("shuffle", config.shuffle);
  if (reader.has("train_limit")) config.trainLimit = reader.requiredInteger("train_limit", 1);
  if (config.kind == "idx") {
    parseIdx(reader, config);
  } else if (config.kind == "csv") {
    parseCsv(reader, config);
  } else if (config.kind == "synthetic") {
    parseSynthetic(reader, config);
  } else {
    config.path = optionalPath(reader);
  }
  reader.finish();
  return config;
}

OrderedJson toJson(const DatasetConfig& config) {
  OrderedJson json{{"kind", config.kind}};
  if (config.kind == "idx") {
    json["images"] = config.images;
    json["labels"] = config.labels;
    json["test_images"] = orNull(config.testImages);
    json["test_labels"] = orNull(config.testLabels);
  } else if (config.kind == "synthetic") {
    json["generator"] = config.generator;
    json["classes"] = config.classes;
    json["features"] = config.features;
    json["samples"] = config.samples;
    json["noise"] = config.noise;
  } else {
    json["path"] = config.path ? OrderedJson(*config.path) : OrderedJson();
  }
  if (config.kind == "csv") {
    json["label"] = config.labelColumn ? OrderedJson(*config.labelColumn) : OrderedJson();
    json["image"] = config.image ? OrderedJson(*config.image) : OrderedJson();
    json["test_share"] = config.testShare;
  }
  json["train_limit"] = config.trainLimit ? OrderedJson(*config.trainLimit) : OrderedJson();
  json["shuffle"] = config.shuffle;
  return json;
}

}  // namespace scalescope
