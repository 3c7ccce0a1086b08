// data.atlas: regions of the brain, and groups of them.
#include <fmt/format.h>

#include "core/recipe/sections.hpp"
#include "core/recipe/yaml.hpp"

namespace encore::recipe {
namespace {

using base::Value;

void read_group(const Value::Member& member, Session& session, std::vector<RoiGroup>& groups) {
  auto& bad = session.diagnostics;
  RoiGroup group{member.key, {}, member.key_at};
  if (!valid_name(member.key))
    return bad.error(member.key_at, fmt::format("'{}' cannot name a group", member.key),
                     "use letters, digits, _ . - and no leading dot");
  if (!member.value.is_list() || member.value.items.empty())
    return bad.error(member.value.at, fmt::format("group {} must be a list of regions, not {}",
                                                  member.key, member.value.describe()));
  for (const auto& item : member.value.items) {
    if (!item.is_scalar() || item.text.empty())
      return bad.error(item.at, fmt::format("group {} holds {}, not the name of a region",
                                            member.key, item.describe()));
    group.regions.push_back({item.text, item.at});
  }
  groups.push_back(std::move(group));
}

// A mapping here, or a file that holds one.
void read_groups(Reader& atlas, std::vector<RoiGroup>& groups) {
  const Value* v = atlas.value("groups");
  if (v == nullptr) return;
  auto& session = atlas.session();
  Value file;
  if (v->is_scalar()) {
    const std::string path = session.absolute(v->text);
    session.origin(atlas.path("groups"), path, v->at);
    try {
      file = parse_yaml(path);
    } catch (const base::DiagnosedError& e) {
      for (const auto& d : e.list()) session.diagnostics.error(d.at, d.message, d.hint);
      return;
    } catch (const base::Error& e) {
      return session.diagnostics.error(v->at, e.what(), e.hint());
    }
    v = &file;
  } else {
    session.origin(atlas.path("groups"), flow_text(*v), v->at);
  }
  if (!v->is_map())
    return session.diagnostics.error(
        v->at, fmt::format("groups of regions must be a mapping such as {{core: [A1]}}, not {}",
                           v->describe()));
  for (const auto& member : v->members) read_group(member, session, groups);
}

}  // namespace

void read_atlas(Reader& data, Atlas& atlas) {
  auto r = data.map("atlas");
  if (!data.has("atlas")) return;
  r.required("image");
  r.file("image", atlas.image);
  r.file("labels", atlas.labels);
  read_groups(r, atlas.groups);
  r.finish();
}

}  // namespace encore::recipe
