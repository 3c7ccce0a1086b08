// encore/retrieval.hpp: write a search index.
//
//   class Exact {
//    public:
//     static constexpr encore::Info info{...};
//     explicit Exact(const encore::Params&);
//     void build(const encore::Call&, encore::View keys);
//     void search(const encore::Call&, encore::View queries, encore::MutableView ids,
//                 encore::MutableView scores) const;
//   };
//
// ids is int64 and scores float32, both queries x k: best first, -1 and NaN where there are fewer
// than k entries; equal scores are ordered by id. Optional: save(const encore::Writer&) const with
// load(const encore::Reader&).
//
// Calls on one object never overlap but may come from different threads; two objects may work at
// once. The SDK has checked before your code runs: build came before search, queries have the
// keys' columns, ids and scores have their shape and type.
#pragma once

#include <cstdint>
#include <string>

#include "encore/abi.h"
#include "encore/call.hpp"
#include "encore/params.hpp"
#include "encore/stream.hpp"

namespace encore {
inline namespace abi1 {
namespace detail {

template <class P>
struct RetrievalTable {
  static constexpr bool saves = saves_and_loads<P>();

  // The instance behind `self`: the author's object, and the dims of what it indexed.
  struct Holder {
    explicit Holder(const Params& p) : plugin(p) {}
    P plugin;
    std::int64_t dims = -1;  // -1: nothing was built
  };
  static Holder& holder(void* self) { return *static_cast<Holder*>(self); }

  static encore_status build(void* self, const encore_call* c, const encore_cmatrix* keys) {
    return guard(c, "build", [&] {
      auto& h = holder(self);
      h.dims = -1;
      h.plugin.build(Call(*c), View(*keys));
      h.dims = keys->cols;
    });
  }
  static encore_status search(void* self, const encore_call* c, const encore_cmatrix* queries,
                              encore_matrix* ids, encore_matrix* scores) {
    return guard(c, "search", [&] {
      if (ids->rows != queries->rows || scores->rows != queries->rows || ids->cols != scores->cols)
        throw Error::shape("ids", "ids and scores must both be queries x k");
      if (ids->dtype != ENCORE_I64 || scores->dtype != ENCORE_F32)
        throw Error::shape("ids", "ids must be int64 and scores float32");
      auto& h = holder(self);
      if (h.dims < 0) throw Error::state("search", "build was not called");
      if (queries->cols != h.dims)
        throw Error::shape("queries", "have " + std::to_string(queries->cols) +
                                          " columns, the keys " + std::to_string(h.dims));
      h.plugin.search(Call(*c), View(*queries), MutableView(*ids), MutableView(*scores));
    });
  }
  static encore_status save(void* self, const encore_call* c, const encore_writer* w) {
    return guard(c, "save", [&] {
      auto& h = holder(self);
      if (h.dims < 0) throw Error::state("save", "build was not called");
      const Writer writer(*w);
      writer.value(h.dims);
      if constexpr (saves) h.plugin.save(writer);
    });
  }
  static encore_status load(void* self, const encore_call* c, const encore_reader* r) {
    return guard(c, "load", [&] {
      auto& h = holder(self);
      h.dims = -1;
      const Reader reader(*r);
      const auto dims = reader.template value<std::int64_t>();
      if constexpr (saves) h.plugin.load(reader);
      h.dims = dims;
    });
  }

  static constexpr encore_retrieval_vt table{
      sizeof(encore_retrieval_vt), 0, &build, &search, saves ? &save : nullptr,
      saves ? &load : nullptr};
};

}  // namespace detail
}  // namespace abi1
}  // namespace encore
