#include "core/recipe/sections.hpp"

namespace encore::recipe {

void read_evaluate(Reader& encode, Evaluate& evaluate) {
  auto r = encode.map("evaluate");
  evaluate.at = r.at();
  r.choice(
      "kind", evaluate.kind,
      {{"fixed", Evaluate::Kind::fixed}, {"leave-clips-out", Evaluate::Kind::leave_clips_out}});
  if (evaluate.kind == Evaluate::Kind::leave_clips_out) {
    r.choice("group", evaluate.group,
             {{"clip", Evaluate::Group::clip},
              {"run", Evaluate::Group::run},
              {"artist", Evaluate::Group::artist},
              {"column", Evaluate::Group::column}});
    if (evaluate.group == Evaluate::Group::column) r.text("column", evaluate.column);
    const auto by_default = [&](const char* key, const char* value) {
      r.session().origin(r.path(key), value, std::string("default"));
    };
    if (evaluate.group == Evaluate::Group::column && !r.has("folds")) {
      evaluate.folds = 0;
      by_default("folds", "one for each value");
    } else {
      r.integer("folds", evaluate.folds, 2, 1000);
    }
    if (r.has("gap_tr")) r.integer("gap_tr", evaluate.gap_tr, 0, 100000);
    else by_default("gap_tr", "the longest delay");
    r.integer("seed", evaluate.seed, 0, 2147483647);
  }
  r.finish();
}

void read_controls(Reader& encode, Controls& controls) {
  const auto* v = encode.value("controls");
  auto& session = encode.session();
  if (v == nullptr) return session.origin("encode.controls", "auto", std::string("default"));
  if (v->is_map()) {
    auto r = encode.map("controls");
    if (v->members.empty()) r.required("without");
    if (r.has("add") && r.has("without"))
      session.diagnostics.error(v->at, "encode.controls has both add and without",
                                "add names all that are added, without all that are not: take one");
    if (r.has("add")) r.texts("add", controls.added);
    if (r.has("without")) r.texts("without", controls.without);
    return r.finish();
  }
  if (!v->is_scalar()) {
    controls.kind = Controls::Kind::named;
    return encode.texts("controls", controls.models);
  }
  encode.choice("controls", controls.kind,
                {{"auto", Controls::Kind::automatic},
                 {"add", Controls::Kind::automatic},
                 {"none", Controls::Kind::none}});
}

}  // namespace encore::recipe
