#include "core/data/fingerprint.h"

#include <gtest/gtest.h>

#include <cmath>

#include <set>

#include "core/data/load.h"

namespace scalescope {
namespace {

Dataset blobs() {
  DatasetConfig config;
  config.kind = "synthetic";
  config.samples = 20;
  return loadDataset(config, 1);
}

TEST(Fingerprint, IsThatOfTheContent) { EXPECT_EQ(fingerprint(blobs()), fingerprint(blobs())); }

TEST(Fingerprint, AnyChangeShows) {
  std::set<std::uint32_t> seen{fingerprint(blobs())};
  const auto isNew = [&](const auto& change) {
    Dataset data = blobs();
    change(data);
    return seen.insert(fingerprint(data)).second;
  };
  EXPECT_TRUE(isNew([](Dataset& data) { data.train.labels.back() ^= 1; }));
  EXPECT_TRUE(isNew([](Dataset& data) { data.test.labels.front() ^= 1; }));
  EXPECT_TRUE(isNew([](Dataset& data) {
    auto& last = std::get<std::vector<float>>(data.train.values).back();
    last = std::nextafter(last, 9.0F);
  }));
  EXPECT_TRUE(isNew([](Dataset& data) { data.train.shape = {1, 2}; }));
}

}  // namespace
}  // namespace scalescope
