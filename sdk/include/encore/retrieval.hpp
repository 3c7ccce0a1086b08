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
// than k entries.
#pragma once

#include "encore/abi.h"
#include "encore/call.hpp"

namespace encore {
inline namespace abi1 {
namespace detail {

template <class P>
struct RetrievalTable {
  static constexpr bool saves = requires(P& p, const encore_writer& w, const encore_reader& r) {
    p.save(w);
    p.load(r);
  };

  static encore_status build(void* self, const encore_call* c, const encore_cmatrix* keys) {
    return guard(c, "build", [&] { static_cast<P*>(self)->build(Call(*c), View(*keys)); });
  }
  static encore_status search(void* self, const encore_call* c, const encore_cmatrix* queries,
                              encore_matrix* ids, encore_matrix* scores) {
    return guard(c, "search", [&] {
      if (ids->rows != queries->rows || scores->rows != queries->rows || ids->cols != scores->cols)
        throw Error::shape("ids", "ids and scores must both be queries x k");
      static_cast<P*>(self)->search(Call(*c), View(*queries), MutableView(*ids),
                                    MutableView(*scores));
    });
  }
  static encore_status save(void* self, const encore_call* c, const encore_writer* w) {
    return guard(c, "save", [&] {
      if constexpr (saves) static_cast<P*>(self)->save(*w);
    });
  }
  static encore_status load(void* self, const encore_call* c, const encore_reader* r) {
    return guard(c, "load", [&] {
      if constexpr (saves) static_cast<P*>(self)->load(*r);
    });
  }

  static constexpr encore_retrieval_vt table{sizeof(encore_retrieval_vt),
                                             0,
                                             &build,
                                             &search,
                                             saves ? &save : nullptr,
                                             saves ? &load : nullptr};
};

}  // namespace detail
}  // namespace abi1
}  // namespace encore
