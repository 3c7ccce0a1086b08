// core/plan/shapes.hpp: the shapes that a plan's estimates stand on, each looked up once.
#pragma once

#include <map>

#include "core/plan/plan.hpp"

namespace encore::plan {

// Borrows its arguments; not thread-safe.
class Shapes {
 public:
  Shapes(const Plan& plan, const Study& study, const features::Log& log)
      : plan_(plan), study_(study), log_(log) {}

  // Of a subject's mask. Before there is one: a third of the grid, or a surface whole.
  base::Index voxels(std::size_t subject);
  // Of a model's design, delays included.
  base::Index columns(std::size_t model);
  // Of a feature. 0 where the plugin fails: its task will say so, and the rest of the run goes on.
  base::Index dims(std::size_t feature);

 private:
  base::Index count_voxels(std::size_t subject) const;
  base::Index count_dims(std::size_t feature) const;

  const Plan& plan_;
  const Study& study_;
  const features::Log& log_;
  std::map<std::size_t, base::Index> voxels_, dims_;
};

}  // namespace encore::plan
