// A GPT-2 trunk in one call: all layers forward, all layers backward, activations in one arena.
#pragma once
#include "ops.h"
#include <vector>

namespace rlhf {

struct GptShape {
  long layers, heads, c, ctx, v;
};

// Weights in GPT-2's order: wte, wpe, 12 per layer, ln_f weight and bias.
struct Weights {
  int64_t id, version;
  std::vector<const float*> arrays;
  enum InLayer { ln1_w, ln1_b, qkv_w, qkv_b, proj_w, proj_b, ln2_w, ln2_b, fc_w, fc_b, out_w, out_b, per_layer };
  static int index(long layer, InLayer which) { return static_cast<int>(2 + layer * per_layer + which); }
  const float* at(long layer, InLayer which) const { return arrays[static_cast<size_t>(index(layer, which))]; }
  const float* wte() const { return arrays[0]; }
  const float* wpe() const { return arrays[1]; }
  const float* ln_f(int which) const { return arrays[arrays.size() - 2 + static_cast<size_t>(which)]; }
  // Packed for x W (transposed false) or dy W^T (true); matrix sizes follow from the shape.
  WeightPack packed(const GptShape& s, long layer, InLayer which, bool transposed, bool keep = true) const;
};

// What one layer keeps between forward and backward. What comes after attention is of the places alone in the last layer.
struct LayerActivations {
  float *x, *mean1, *rstd1, *qkv, *lse, *mid, *mean2, *rstd2;
  void *normed1, *attended, *normed2, *slope, *act; // operand rows; slope: of GELU at what it read
};

// What a forward leaves for its backward. `inputs`: what entered each layer, from which the backward computes the rest
// again, to the same bits: one more forward of time for a tenth of the memory.
enum class Keep { nothing, everything, inputs };

// The tokens whose hidden states are wanted, rising. What only other tokens need of the last layer (its second half: three
// quarters of its products) is not computed; every row that is has the bits it would have beside all others.
struct Places {
  bool all = true;
  std::vector<int32_t> at; // when not all
};

struct Trunk {
  GptShape shape;
  long n, b;
  Keep keep;
  Places places;
  long m; // places, or n
  std::vector<LayerActivations> layer;
  float *last, *mean_f, *rstd_f; // [M, C]
  Bytes arena;
  Trunk(const GptShape& shape, long n, long b, Keep keep, Places places = {});
  bool halved(long l) const { return !places.all && l + 1 == shape.layers; }
  long past_attention(long l) const { return halved(l) ? m : n; } // tokens of a layer's second half
};

// Called with (layer, qkv of all tokens) as soon as they are known: the decoder copies keys and values.
struct QkvSink {
  virtual void take(long layer, const float* qkv) = 0;
  virtual ~QkvSink() = default;
};

// hidden, dhidden: [M, C]
void trunk_forward(Trunk& t, const Weights& w, const TokenRows& rows, float* hidden, QkvSink* sink = nullptr);
void trunk_backward(Trunk& t, const Weights& w, const TokenRows& rows, const float* dhidden,
                    const std::vector<float*>& dweights, bool add_to_wte = false); // to what dweights[0] holds

// y = act(x W + bias) + residual for one of a layer's matrices; y float or yo operand.
struct LayerProduct {
  Rows x;
  const void* packed;
  const float* bias;
  long n, k, m;
  Activation activation = Activation::none;
  void* slope = nullptr; // of GELU, operand rows ldyo apart
  const float* residual = nullptr;
  float* y = nullptr;
  void* yo = nullptr;
  long ldyo = 0;
};
void layer_product(const LayerProduct& p);

} // namespace rlhf
