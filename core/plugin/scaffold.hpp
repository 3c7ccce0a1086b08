// core/plugin/scaffold.hpp: `encore plugins new KIND NAME`: a plugin project of one's own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace encore::plugin {

// Where templates are: ../share/encore/templates from the program, else those of the source tree
// that the program was built from. Throws base::Error when neither exists.
std::filesystem::path template_folder(const std::filesystem::path& program);

// Writes the project `name` of a kind ("features", "regression", "retrieval", "generator") into
// `folder`, which must not exist or be empty. Returns the files. Throws base::Error: unknown kind,
// a name that is not a-z, 0-9 and dashes, a folder with files in it.
std::vector<std::filesystem::path> new_plugin(const std::string& kind, const std::string& name,
                                              const std::filesystem::path& folder,
                                              const std::filesystem::path& templates);

}  // namespace encore::plugin
