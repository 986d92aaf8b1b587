#include "ui/setup/layer_fields.h"

#include <gtest/gtest.h>

namespace scalescope {
namespace {

TEST(LayerFields, SettingsTextReadsBackForEveryType) {
  for (int i = static_cast<int>(LayerType::conv2d); i <= static_cast<int>(LayerType::flatten);
       ++i) {
    const LayerConfig fresh = freshLayer(static_cast<LayerType>(i));
    for (const LayerField& field : fieldsOf(fresh.type)) {
      LayerConfig layer = fresh;
      const double other = field.kind == LayerField::Kind::flag     ? 1.0 - field.get(layer)
                           : field.kind == LayerField::Kind::number ? 0.25
                                                                    : 7.0;
      field.set(layer, other);
      LayerConfig read = fresh;
      EXPECT_EQ(readSettings(settingsText(layer), read), QString());
      EXPECT_EQ(read, layer) << settingsText(layer).toStdString();
    }
  }
}

TEST(LayerFields, MistakesNameTheWordAndChangeNothing) {
  LayerConfig layer = freshLayer(LayerType::conv2d);
  const LayerConfig before = layer;
  EXPECT_TRUE(readSettings("out 3, color 5", layer).contains("color"));
  EXPECT_TRUE(readSettings("out many", layer).contains("out many"));
  EXPECT_TRUE(readSettings("out 2.5", layer).contains("2.5"));
  EXPECT_TRUE(readSettings("out 0", layer).contains("out"));
  EXPECT_EQ(layer, before);
}

TEST(LayerFields, APoolsStrideFollowsItsKernel) {
  LayerConfig pool = freshLayer(LayerType::maxpool2d);
  const LayerField kernel = fieldsOf(pool.type)[0];
  setField(pool, kernel, 3);
  EXPECT_EQ(pool.stride, 3);
  pool.stride = 1;
  setField(pool, kernel, 5);
  EXPECT_EQ(pool.stride, 1);
  EXPECT_EQ(readSettings("kernel 4", pool), QString());
  EXPECT_EQ(pool.stride, 4);
}

}  // namespace
}  // namespace scalescope
