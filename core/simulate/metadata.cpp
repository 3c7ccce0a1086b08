#include "core/simulate/metadata.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/text.hpp"

namespace encore::simulate {
namespace {

using Json = nlohmann::ordered_json;

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string description_text(const Preset& preset, const Design& design, std::uint64_t seed) {
  const Json json = {
      {"Name", fmt::format("SIMULATED music listening ({})", preset.name)},
      {"BIDSVersion", "1.8.0"},
      {"DatasetType", "raw"},
      {"License", "CC0"},
      {"Authors", {"encore simulate"}},
      {"Simulated", true},
      {"GeneratedBy",
       Json::array({{{"Name", "encore simulate"},
                     {"Description", "Nobody was scanned: music, brains and noise were computed."},
                     {"Preset", preset.name},
                     {"Design", design.source},
                     {"Seed", seed}}})}};
  return json.dump(2) + "\n";
}

std::string derivative_description_text() {
  const Json json = {{"Name", "SIMULATED: truth behind the data"},
                     {"BIDSVersion", "1.8.0"},
                     {"DatasetType", "derivative"},
                     {"Simulated", true},
                     {"GeneratedBy", Json::array({{{"Name", "encore simulate"}}})}};
  return json.dump(2) + "\n";
}

std::string readme_text(const Preset& preset, const Design& design, std::uint64_t seed) {
  return fmt::format(
      "SIMULATED DATA: nobody was scanned.\n\n"
      "Written by `encore simulate --preset {} --seed {}` with the design of {}: {} subjects,\n"
      "{} runs, {} recordings. The music is composed by rule and played by FluidSynth; the brain\n"
      "answers to known properties of it. What drives which region, and how well it can be\n"
      "predicted at best, stands in derivatives/truth/truth.json; the regions are in atlas.nii.gz\n"
      "and atlas.tsv (and once a subject in atlas/), the cortex in mask.nii.gz, what the music is "
      "in\n"
      "stimuli/facts.tsv, and in words in captions.csv.\n\n"
      "Use it to test methods and to learn. It says nothing about real brains.\n",
      preset.name, seed, design.source, design.subjects.size(), design.runs.size(),
      design.tracks.size());
}

std::string participants_text(const Design& design) {
  std::string out = "participant_id\tsimulated\n";
  for (const auto& subject : design.subjects) out += subject + "\tyes\n";
  return out;
}

std::string sidecar_text(const Run& run) {
  const Json json = {{"TaskName", run.task},
                     {"RepetitionTime", run.tr_s},
                     {"Simulated", true},
                     {"Manufacturer", "encore simulate"}};
  return json.dump(2) + "\n";
}

std::string facts_text(const std::map<std::string, Facts>& facts) {
  std::string out =
      "id\tgenre\ttrack\ttempo_bpm\ttempo_class\tbeats_per_bar\tkey\tmode\tswing\tlead\t"
      "lead_family\tinstruments\n";
  for (const auto& [id, f] : facts) {
    std::string instruments;
    for (const auto& i : f.instruments) instruments += (instruments.empty() ? "" : ", ") + i;
    out += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", id, f.genre, f.track,
                       base::number(f.tempo_bpm), f.tempo_class(), f.beats_per_bar,
                       tonic_name(f.tonic), name(f.mode), base::number(f.swing), f.lead,
                       f.lead_family, instruments);
  }
  return out;
}

std::string captions_text(const std::map<std::string, std::string>& captions, double clip_s) {
  std::string out = "ID,DescEN\n";
  for (const auto& [id, text] : captions)
    out += fmt::format("{}_{}s,{}\n", id, base::number(clip_s), quoted(text));
  return out;
}

}  // namespace encore::simulate
