// core/data/tracks.hpp: what a person knows of the recordings: artist, track, faults.
//
// A TSV or CSV with a column `clip` (or `id`) and at least one of `artist`, `track` and `faulty`:
//
//   clip          artist           track      faulty
//   jazz.00040    John Coltrane    giant      exact repetition of jazz.00067
//
// Empty cells and n/a are unknown. Clips of the same `track` are the same music, be it in other
// recordings. `faulty` is a reason, or yes; empty, n/a, no, 0 and false say that nothing is wrong.
#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.hpp"

namespace encore::data {

// Of one clip; "" is unknown.
struct Track {
  bool listed = false;
  std::string artist, track, fault;
};

// One for each of DataSet::clips. Ids are equal as they stand, without a clip's "@start", or with
// the number at the end read as a number. Throws base::Error for a table that cannot be read, lacks
// these columns, says two different things of one clip, or names none of the clips.
std::vector<Track> read_tracks(const std::string& file, const std::vector<Clip>& clips);

}  // namespace encore::data
