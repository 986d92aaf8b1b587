#include "core/backend/double_article.h"

namespace scalescope::reference {
namespace {

const Conv2dSpec kFirst{32, 3, 1, 0, 1};
const Conv2dSpec kSecond{64, 3, 1, 0, 1};
const PoolSpec kPool{true, 7, 7, 0};

}  // namespace

DoubleArticle::DoubleArticle(std::vector<Array> initial, double rate, double momentum)
    : values_(std::move(initial)), rate_(rate), decay_(momentum) {
  for (const Array& value : values_) momentum_.emplace_back(value.shape);
}

double DoubleArticle::step(const Array& x, const std::vector<std::int32_t>& labels) {
  const auto& v = values_;
  const Array c1 = conv2d(x, v[0], v[1], kFirst);
  const Array a1 = relu(c1);
  const Array c2 = conv2d(a1, v[2], v[3], kSecond);
  const Array a2 = relu(c2);
  Array pooled = pool2d(a2, kPool);
  const Shape image = pooled.shape;
  pooled.shape = {image[0], elementCount(image) / image[0]};
  const Array l1 = linear(pooled, v[4], v[5]);
  const Array a3 = relu(l1);
  const Array logits = linear(a3, v[6], v[7]);

  const auto g4 = linearBackward(a3, v[6], lossBackward(logits, labels, LossKind::crossEntropy));
  const auto g3 = linearBackward(pooled, v[4], reluBackward(l1, g4.input));
  Array dPool = g3.input;
  dPool.shape = image;
  const Array dA2 = pool2dBackward(a2, dPool, kPool);
  const auto g2 = conv2dBackward(a1, v[2], reluBackward(c2, dA2), kSecond);
  const auto g1 = conv2dBackward(x, v[0], reluBackward(c1, g2.input), kFirst);
  const double before = loss(logits, labels, LossKind::crossEntropy);
  apply({&g1.weight, &g1.bias, &g2.weight, &g2.bias, &g3.weight, &g3.bias, &g4.weight, &g4.bias});
  return before;
}

void DoubleArticle::apply(const std::vector<const Array*>& gradients) {
  for (std::size_t p = 0; p < values_.size(); ++p) {
    for (std::int64_t i = 0; i < values_[p].size(); ++i) {
      momentum_[p][i] = decay_ * momentum_[p][i] + (*gradients[p])[i];
      values_[p][i] -= rate_ * momentum_[p][i];
    }
  }
}

}  // namespace scalescope::reference
