#include "plugins/process/request.hpp"

#include <sndfile.h>

#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace process {
namespace {

using Json = nlohmann::ordered_json;

std::pair<std::string, std::string> split(const std::string& parameter) {
  const auto equals = parameter.find('=');
  if (equals == std::string::npos || equals == 0)
    throw encore::Error::param("parameters", "'" + parameter + "' is not NAME=VALUE");
  return {parameter.substr(0, equals), parameter.substr(equals + 1)};
}

Json parameters_json(const std::vector<std::string>& parameters) {
  Json out = Json::object();
  for (const auto& p : parameters) {
    const auto [name, text] = split(p);
    const Json value = Json::parse(text, nullptr, false);
    const bool plain = value.is_number() || value.is_boolean();
    out[name] = plain ? value : Json(text);
  }
  return out;
}

// A number and the clip's id, without what a file's name may not hold.
std::string name_of(std::size_t i, const std::string& id) {
  std::string digits = std::to_string(i);
  std::string out = std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + "-";
  for (const char c : id.substr(0, 100)) {
    const bool safe =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
    out += safe ? c : '_';
  }
  return out;
}

void write_wav(const encore::Clip& clip, const std::filesystem::path& file) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(clip.sample_rate());
  info.channels = static_cast<int>(clip.channels());
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  const auto frames = clip.channels() > 0 ? clip.channel(0).size() : 0;
  std::vector<float> interleaved(frames * clip.channels());
  for (unsigned c = 0; c < clip.channels(); ++c) {
    const auto samples = clip.channel(c);
    for (std::size_t i = 0; i < frames; ++i) interleaved[i * clip.channels() + c] = samples[i];
  }
  SNDFILE* out = ::sf_open(file.c_str(), SFM_WRITE, &info);
  if (out == nullptr) throw encore::Error::io(file.string(), ::sf_strerror(nullptr));
  const auto wanted = static_cast<sf_count_t>(frames);
  const bool whole = ::sf_writef_float(out, interleaved.data(), wanted) == wanted;
  const bool closed = ::sf_close(out) == 0;
  if (!whole || !closed) throw encore::Error::io(file.string(), "could not be written");
}

Json clip_json(const Asked& asked, const encore::Clip& clip, const std::string& name,
               const Scratch& scratch) {
  Json out = {{"id", clip.id()}, {"duration_s", clip.duration_s()}};
  if (!clip.path().empty()) {
    out["recording"] = clip.path();
    out["start_s"] = clip.start_s();
  }
  if (asked.audio) {
    const auto file = scratch / (name + ".wav");
    write_wav(clip, file);
    out["audio"] = file.string();
    out["sample_rate_hz"] = clip.sample_rate();
    out["channels"] = clip.channels();
  }
  if (asked.captions) out["caption"] = clip.text();
  if (asked.columns) {
    Json columns = Json::object();
    for (const auto& column : clip.column_names()) columns[column] = clip.column(column);
    out["columns"] = columns;
  }
  return out;
}

}  // namespace

void check_parameters(const std::vector<std::string>& parameters) {
  std::set<std::string> names;
  for (const auto& p : parameters)
    if (!names.insert(split(p).first).second)
      throw encore::Error::param("parameters", "'" + split(p).first + "' stands twice");
}

Place write_request(const Asked& asked, std::uint64_t seed, std::span<const encore::Clip> clips,
                    const Scratch& scratch) {
  Place place;
  place.folder = scratch / "answer";
  std::filesystem::create_directory(place.folder);
  Json list = Json::array();
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const std::string name = name_of(i, clips[i].id());
    Json clip = clip_json(asked, clips[i], name, scratch);
    clip["output"] = asked.hdf5 ? name : (place.folder / (name + ".npy")).string();
    list.push_back(clip);
    place.names.push_back(name);
  }
  Json request = {{"schema", "encore.process/1"},
                  {"format", asked.hdf5 ? "hdf5" : "npy"},
                  {"parameters", parameters_json(asked.parameters)},
                  // A double holds 53 bits: readers without whole numbers get them all.
                  {"seed", seed >> 11},
                  {"clips", list}};
  if (asked.hdf5) request["output"] = (place.folder / kHdf5File).string();
  std::ofstream file(scratch / "request.json");
  file << request.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
  if (!file.flush())
    throw encore::Error::io((scratch / "request.json").string(), "could not be written");
  return place;
}

}  // namespace process
