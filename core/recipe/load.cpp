#include "core/recipe/load.hpp"

#include <fmt/format.h>

#include "core/base/file.hpp"
#include "core/recipe/controls.hpp"
#include "core/recipe/expand.hpp"
#include "core/recipe/layers.hpp"
#include "core/recipe/nested.hpp"
#include "core/recipe/requires.hpp"
#include "core/recipe/sections.hpp"

namespace encore::recipe {
namespace {

void check_schema(Reader& root) {
  const auto* v = root.required("schema");
  if (v == nullptr) return;
  root.session().origin("schema", v->text, v->at);
  if (v->text == "encore.recipe/1") return;
  const bool newer = v->text.starts_with("encore.recipe/");
  root.session().diagnostics.error(
      v->at, fmt::format("schema '{}' is not known", v->text),
      newer ? "this version reads encore.recipe/1; a newer Encore may read the file"
            : "write schema: encore.recipe/1");
}

void read_authors(Reader& root, std::vector<std::string>& authors) {
  const auto* v = root.value("authors");
  if (v == nullptr) return;
  if (!v->is_list())
    return root.session().diagnostics.error(
        v->at, fmt::format("authors must be a list, not {}", v->describe()));
  for (const auto& item : v->items) {
    if (item.is_scalar()) authors.push_back(item.text);
    else if (const auto* name = item.find("name")) authors.push_back(name->text);
    else
      root.session().diagnostics.error(item.at, "an author is a name or {name: ..., orcid: ...}");
  }
}

void read_identity(Reader& root, Recipe& recipe) {
  check_schema(root);
  if (const auto* name = root.required("name")) {
    root.text("name", recipe.name);
    if (name->is_scalar() && !valid_name(recipe.name))
      root.session().diagnostics.error(name->at, fmt::format("'{}' cannot be a name", recipe.name),
                                       "use letters, digits, _ - and .");
  }
  root.text("title", recipe.title);
  root.text("license", recipe.license);
  read_authors(root, recipe.authors);
  const auto* seed = root.value("seed");
  if (seed != nullptr) {
    const auto value = seed->as_int();
    if (!value || *value < 0)
      root.session().diagnostics.error(
          seed->at, fmt::format("seed must be a whole number from 0, not {}", seed->describe()));
    else recipe.seed = static_cast<std::uint64_t>(*value);
  }
  root.session().origin("seed", std::to_string(recipe.seed),
                        seed != nullptr ? seed->at : Location{"default", 0, 0, 0});
  root.map("vars");
}

}  // namespace

Loaded load(const std::filesystem::path& file, const plugin::Catalog& plugins,
            const Machine& machine, const std::vector<std::string>& overrides) {
  base::Value tree = parse_yaml(file);
  Session session{plugins, std::filesystem::absolute(file).parent_path(), {}, {}};
  for (const auto& text : overrides) apply_override(tree, text, session.diagnostics);

  Loaded loaded;
  Recipe& recipe = loaded.recipe;
  recipe.file = file;
  recipe.text = overrides.empty() ? base::read_text(file)
                                  : text_as_run(tree, file.filename().string(), overrides);
  expand(tree, machine, session.diagnostics);
  const auto layers = expand_layers(tree, session.diagnostics);
  const auto controls = add_controls(tree, session.diagnostics);
  Reader root(&tree, "", {file.string(), 1, 1, 1}, session);
  if (!tree.is_map()) session.diagnostics.throw_if_any();
  read_identity(root, recipe);
  check_requires(root, ENCORE_VERSION);
  read_data(root, recipe.data);
  read_features(root, recipe.features);
  read_align(root, recipe.data.source.kind, recipe.align);
  read_encode(root, recipe.encode);
  for (auto& model : recipe.encode.models) {
    if (const auto found = layers.find(model.name); found != layers.end())
      model.step = found->second;
    model.if_possible = controls.contains(model.name);
  }
  recipe.data.split.must_train = recipe.encode.fitted.run.value.empty();
  read_stats(root, recipe.data.split.average_repeats, recipe.ceiling, recipe.stats);
  root.finish({"decode", "retrieve", "generate", "judge", "report"});
  cross_check(recipe, session);
  session.diagnostics.throw_if_any();
  add_nested(recipe.encode);
  add_delays(recipe.encode);
  loaded.origins = std::move(session.origins);
  loaded.warnings = session.diagnostics.list();
  return loaded;
}

}  // namespace encore::recipe
