#include <fmt/format.h>

#include <cmath>

#include "core/base/error.hpp"
#include "core/plugin/instance_impl.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin {

struct Retrieval::State {
  State(const PluginInfo& plugin, const Params& params, CallOptions options)
      : instance(plugin, params, std::move(options), ENCORE_KIND_RETRIEVAL),
        table(copy_struct<encore_retrieval_vt>(instance.vtable())) {}
  Instance instance;
  encore_retrieval_vt table;
  base::Index entries = -1;  // -1: unknown, loaded from a state

  void check(const Hits& hits) const;
};

Retrieval::Retrieval(const PluginInfo& plugin, const Params& params, CallOptions options)
    : state_(std::make_unique<State>(plugin, params, std::move(options))) {}
Retrieval::~Retrieval() = default;
Retrieval::Retrieval(Retrieval&&) noexcept = default;

void Retrieval::build(base::ConstRefF keys) {
  auto& s = *state_;
  const encore_cmatrix view = view_of(keys);
  CallContext call(s.instance.options());
  s.instance.finish("build", s.table.build(s.instance.self(), call.raw(), &view), call);
  s.entries = keys.rows();
}

// Ids exist, are best first, and pads are pads.
void Retrieval::State::check(const Hits& hits) const {
  for (base::Index q = 0; q < hits.ids.rows(); ++q) {
    for (base::Index j = 0; j < hits.ids.cols(); ++j) {
      const auto id = hits.ids(q, j);
      const float score = hits.scores(q, j);
      if (id < -1 || (entries >= 0 && id >= entries))
        instance.misbehaved("search", fmt::format("found entry {} of {}", id, entries));
      if ((id == -1) != std::isnan(score))
        instance.misbehaved("search", fmt::format("gave entry {} the score {}", id, score));
      const bool falls = j == 0 || id == -1 || hits.scores(q, j - 1) >= score;
      if (!falls) instance.misbehaved("search", "did not put the best first");
    }
  }
}

Retrieval::Hits Retrieval::search(base::ConstRefF queries, int k) {
  auto& s = *state_;
  const auto poison = GuardedMatrix::Fill::poison;
  GuardedMatrix ids(queries.rows(), k, ENCORE_I64, poison),
      scores(queries.rows(), k, ENCORE_F32, poison);
  encore_matrix ids_view = ids.view(), scores_view = scores.view();
  const encore_cmatrix view = view_of(queries);
  CallContext call(s.instance.options());
  const auto status = s.table.search(s.instance.self(), call.raw(), &view, &ids_view, &scores_view);
  s.instance.finish("search", status, call);
  s.instance.check_written("search", "ids", ids);
  s.instance.check_written("search", "scores", scores);
  Hits hits;
  hits.ids = Eigen::Map<const decltype(hits.ids)>(ids.data<std::int64_t>(), queries.rows(), k);
  hits.scores = to_float(scores);
  s.check(hits);
  return hits;
}

std::string Retrieval::save() { return state_->instance.save(state_->table.save); }
void Retrieval::load(const std::string& bytes) {
  state_->instance.load(state_->table.load, bytes);
  state_->entries = -1;
}
const std::map<std::string, std::string>& Retrieval::meta() const {
  return state_->instance.meta();
}

}  // namespace encore::plugin
