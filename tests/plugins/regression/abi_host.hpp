// tests/plugins/regression/abi_host.hpp: the smallest host of a regression plugin.
//
// Speaks the C ABI directly, so that a test sees what a plugin does with any view, type and thread
// count, without the real host's conversions. Failures throw AbiError. Not thread-safe.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "encore/abi.h"

namespace encore::testing {

using Setting = std::variant<bool, std::int64_t, double, std::string, std::vector<double>>;
using Settings = std::map<std::string, Setting>;
using MatrixF = Eigen::MatrixXf;
using MatrixD = Eigen::MatrixXd;

struct AbiError : std::runtime_error {
  AbiError(encore_status status, std::string place, const std::string& message)
      : std::runtime_error(message), code(status), where(std::move(place)) {}
  encore_status code;
  std::string where;
};

// Column-major views of Eigen matrices.
encore_cmatrix view(const MatrixF& m);
encore_cmatrix view(const MatrixD& m);

class AbiRegression {
 public:
  // Lists must be given; other parameters default as the plugin declares.
  AbiRegression(const std::string& library, const std::string& id, const Settings& settings,
                unsigned threads = 1);
  ~AbiRegression();
  AbiRegression(const AbiRegression&) = delete;
  AbiRegression& operator=(const AbiRegression&) = delete;

  // `x`, `groups` and `band_start` must outlive the object.
  void prepare(const encore_cmatrix& x, const std::vector<std::int32_t>& groups,
               const std::vector<std::int32_t>& band_start);
  // Targets that one fit takes well; 0: any number.
  std::int64_t preferred_targets() const;
  // Bytes that a fit of that shape takes, as the plugin says; 0: it does not.
  std::int64_t memory(const encore_fit_shape& shape) const;
  void fit(const encore_cmatrix& y);
  void fit(const MatrixF& y) { fit(view(y)); }
  MatrixD predict(const encore_cmatrix& x);  // float64 output
  MatrixF predict_f(const encore_cmatrix& x);
  MatrixD predict_band(const encore_cmatrix& x, std::uint32_t band);
  MatrixD inspect(const std::string& name);  // empty when the plugin does not know it
  std::string save();
  void load(const std::string& state);

  const encore_descriptor& descriptor() const { return *descriptor_; }
  const std::map<std::string, std::string>& meta() const { return lent_.meta; }
  std::vector<std::string> notices() const { return lent_.notices; }

 private:
  // What encore_call points to.
  struct Lent {
    std::map<std::string, std::vector<double>> f64;
    std::map<std::string, std::vector<float>> f32;
    std::map<std::string, encore_matrix> matrices;
    std::map<std::string, std::string> meta;
    std::vector<std::string> notices;
    std::string where, message;
  };
  static encore_call make_call(Lent& lent, unsigned threads);
  void check(encore_status status);
  const encore_regression_vt& table() const {
    return *static_cast<const encore_regression_vt*>(descriptor_->vtable);
  }

  Lent lent_;
  encore_call call_{};
  const encore_descriptor* descriptor_ = nullptr;
  void* self_ = nullptr;
  std::vector<std::string> band_names_;
  std::vector<const char*> band_name_texts_;
  Eigen::Index targets_ = 0;
};

}  // namespace encore::testing
