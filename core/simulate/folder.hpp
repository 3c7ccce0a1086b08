// core/simulate/folder.hpp: the right to write into a folder, and what an earlier attempt left.
#pragma once

#include <filesystem>
#include <string>

namespace encore::simulate {

enum class Claim {
  fresh,     // empty, or emptied
  resumed,   // the same simulation was interrupted: its finished files stay
  complete,  // the same simulation is there already
};

// Makes the folder and marks it as holding the simulation that `identity` describes (JSON). A
// folder with other things in it is refused, and one with another simulation is unless `force`,
// which removes that simulation. Removes half-written files.
Claim claim(const std::filesystem::path& folder, const std::string& identity, bool force);

// The file that is written last.
std::filesystem::path description_of(const std::filesystem::path& folder);

// Throws base::Error (exit 3) when the disk has no room for so many bytes.
void check_room(const std::filesystem::path& folder, double bytes);

}  // namespace encore::simulate
