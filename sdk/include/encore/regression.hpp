// encore/regression.hpp: write a regression.
//
// The short form fits one block of targets at a time:
//
//   class MyRidge {
//    public:
//     static constexpr encore::Info info{...};
//     explicit MyRidge(const encore::Params&);
//     void fit(const encore::Call&, const encore::Design&, encore::View y);
//     void predict(const encore::Call&, encore::View x, encore::MutableView y_hat) const;
//   };
//
// The long form does what depends on x alone just once for all blocks:
//
//     void prepare(const encore::Call&, const encore::Design&);   // the design stays valid
//     void fit(const encore::Call&, encore::View y);
//
// Optional: predict_band(call, x, band, y_hat); inspect(call, name) -> bool (made it);
// save(const encore::Writer&) const with load(const encore::Reader&); preferred_targets() const ->
// std::int64_t, after prepare, for a fit that does much that all targets of a block share;
// memory(const encore::FitShape&) const -> std::int64_t, bytes at the peak, for the user's limit.
//
// Calls on one object never overlap but may come from different threads; two objects may work at
// once. The SDK has checked before your code runs: prepare came before fit and fit before predict,
// y has the design's rows, x its columns, y_hat the shape of x times the targets fitted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "encore/abi.h"
#include "encore/call.hpp"
#include "encore/params.hpp"
#include "encore/stream.hpp"

namespace encore {
inline namespace abi1 {

// Training features: rows x columns, with the run of each row and the bands of the columns.
class Design {
 public:
  explicit Design(const encore_design& raw) : raw_(raw) {}
  View x() const { return View(raw_.x); }
  std::int64_t rows() const { return raw_.x.rows; }
  std::int64_t cols() const { return raw_.x.cols; }
  std::span<const std::int32_t> groups() const {
    return {raw_.group, static_cast<std::size_t>(raw_.x.rows)};
  }
  std::uint32_t bands() const { return raw_.n_bands; }
  std::int32_t band_start(std::uint32_t b) const { return raw_.band_start[b]; }
  std::int32_t band_size(std::uint32_t b) const {
    return raw_.band_start[b + 1] - raw_.band_start[b];
  }
  std::string band_name(std::uint32_t b) const { return raw_.band_names[b]; }

 private:
  encore_design raw_;
};

// What a fit will look like, before there is any data.
struct FitShape {
  std::int64_t rows = 0, cols = 0;  // of the training features
  std::int64_t targets = 0;         // in the largest block
  std::int64_t new_rows = 0;        // that predict gets at once
  std::uint32_t groups = 0, bands = 0;
  unsigned max_threads = 1;
};

namespace detail {
template <class P>
struct RegressionTable {
  static constexpr bool prepares = requires(P & p, const Call& c, const Design& d) {
    p.prepare(c, d);
  };
  static constexpr bool banded = requires(const P& p, const Call& c, View x, MutableView y) {
    p.predict_band(c, x, 0u, y);
  };
  static constexpr bool inspects = requires(P & p, const Call& c, std::string_view name) {
    p.inspect(c, name);
  };
  static constexpr bool saves = saves_and_loads<P>();
  static constexpr bool prefers = requires(const P& p) { std::int64_t{p.preferred_targets()}; };
  static constexpr bool knows_memory = requires(const P& p, const FitShape& s) {
    std::int64_t{p.memory(s)};
  };

  // The instance behind `self`: the author's object, and how far its life has come.
  struct Holder {
    explicit Holder(const Params& p) : plugin(p) {}
    P plugin;
    std::optional<Design> design;
    bool fitted = false;
    std::int64_t cols = -1, targets = -1;  // of the last fit

    void check_predict(const char* what, const encore_cmatrix* x, const encore_matrix* y) const {
      if (!fitted) throw Error::state(what, "fit was not called");
      if (x->cols != cols)
        throw Error::shape("x", "has " + std::to_string(x->cols) + " columns, the fit had " +
                                    std::to_string(cols));
      if (y->rows != x->rows || y->cols != targets)
        throw Error::shape("y_hat",
                           "must be " + std::to_string(x->rows) + " x " + std::to_string(targets));
    }
  };
  static Holder& holder(void* self) { return *static_cast<Holder*>(self); }

  static encore_status prepare(void* self, const encore_call* c, const encore_design* d) {
    return guard(c, "prepare", [&] {
      require_size(d, "design");
      auto& h = holder(self);
      h.fitted = false;
      h.design.emplace(*d);
      if constexpr (prepares) h.plugin.prepare(Call(*c), *h.design);
    });
  }
  static encore_status fit(void* self, const encore_call* c, const encore_cmatrix* y) {
    return guard(c, "fit", [&] {
      auto& h = holder(self);
      if (!h.design) throw Error::state("fit", "prepare was not called");
      if (y->rows != h.design->rows())
        throw Error::shape("y", "has " + std::to_string(y->rows) + " rows, the design has " +
                                    std::to_string(h.design->rows()));
      h.fitted = false;
      if constexpr (prepares) h.plugin.fit(Call(*c), View(*y));
      else h.plugin.fit(Call(*c), *h.design, View(*y));
      h.fitted = true;
      h.cols = h.design->cols();
      h.targets = y->cols;
    });
  }
  static encore_status predict(void* self, const encore_call* c, const encore_cmatrix* x,
                               encore_matrix* y) {
    return guard(c, "predict", [&] {
      holder(self).check_predict("predict", x, y);
      holder(self).plugin.predict(Call(*c), View(*x), MutableView(*y));
    });
  }
  static encore_status predict_band(void* self, const encore_call* c, const encore_cmatrix* x,
                                    std::uint32_t band, encore_matrix* y) {
    return guard(c, "predict_band", [&] {
      holder(self).check_predict("predict_band", x, y);
      if constexpr (banded)
        holder(self).plugin.predict_band(Call(*c), View(*x), band, MutableView(*y));
    });
  }
  static encore_status inspect(void* self, const encore_call* c, const char* name) {
    return guard(c, "inspect", [&] {
      if (!holder(self).fitted) throw Error::state("inspect", "fit was not called");
      if constexpr (inspects) {
        if (holder(self).plugin.inspect(Call(*c), std::string_view(name))) return;
      }
      throw Error(ENCORE_E_UNSUPPORTED, name, "");
    });
  }
  static encore_status save(void* self, const encore_call* c, const encore_writer* w) {
    return guard(c, "save", [&] {
      auto& h = holder(self);
      if (!h.fitted) throw Error::state("save", "fit was not called");
      const Writer writer(*w);
      writer.value(h.cols);
      writer.value(h.targets);
      if constexpr (saves) h.plugin.save(writer);
    });
  }
  static encore_status load(void* self, const encore_call* c, const encore_reader* r) {
    return guard(c, "load", [&] {
      auto& h = holder(self);
      h.fitted = false;
      const Reader reader(*r);
      h.cols = reader.template value<std::int64_t>();
      h.targets = reader.template value<std::int64_t>();
      if constexpr (saves) h.plugin.load(reader);
      h.fitted = true;
    });
  }

  static std::int64_t preferred_targets(void* self) noexcept {
    try {
      if constexpr (prefers) return holder(self).plugin.preferred_targets();
    } catch (...) {
    }
    return 0;
  }

  static std::int64_t memory(void* self, const encore_fit_shape* s) noexcept {
    try {
      if constexpr (knows_memory)
        return holder(self).plugin.memory(FitShape{s->rows, s->cols, s->targets, s->new_rows,
                                                   s->n_groups, s->n_bands, s->max_threads});
    } catch (...) {
    }
    return 0;
  }

  static constexpr encore_regression_vt table{sizeof(encore_regression_vt),
                                              0,
                                              &prepare,
                                              &fit,
                                              &predict,
                                              banded ? &predict_band : nullptr,
                                              &inspect,
                                              saves ? &save : nullptr,
                                              saves ? &load : nullptr,
                                              prefers ? &preferred_targets : nullptr,
                                              knows_memory ? &memory : nullptr};
};
}  // namespace detail

}  // namespace abi1
}  // namespace encore
