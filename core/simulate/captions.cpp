#include "core/simulate/captions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "core/base/random.hpp"

namespace encore::simulate {
namespace {

using Words = std::vector<std::string_view>;

std::string one_of(const Words& words, base::Random& random) {
  return std::string(words[static_cast<std::size_t>(random.below(words.size()))]);
}

std::string with_article(const std::string& noun) {
  const bool vowel = std::string("aeiou").find(noun.front()) != std::string::npos;
  return (vowel ? "an " : "a ") + noun;
}

std::string capital(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

std::string pace(const Facts& facts, base::Random& random) {
  if (facts.tempo_class() == "slow") return one_of({"slow", "unhurried", "leisurely"}, random);
  if (facts.tempo_class() == "fast") return one_of({"fast", "quick", "driving"}, random);
  return one_of({"moderate", "medium-paced", "steady"}, random);
}

std::string mood(const Facts& facts, base::Random& random) {
  switch (facts.mode) {
    case Mode::major: return one_of({"bright", "cheerful", "open"}, random);
    case Mode::minor: return one_of({"dark", "melancholy", "serious"}, random);
    case Mode::dorian: return one_of({"cool", "wistful"}, random);
    case Mode::mixolydian: return one_of({"relaxed", "easy-going"}, random);
    case Mode::blues: return one_of({"bluesy", "soulful"}, random);
  }
  return "plain";
}

std::string genre_word(const std::string& genre) { return genre == "hiphop" ? "hip hop" : genre; }

std::string opening(const Facts& f, base::Random& random) {
  const std::string speed = pace(f, random), colour = mood(f, random), genre = genre_word(f.genre);
  switch (random.below(3)) {
    case 0:
      return fmt::format("{} {} piece with a {} mood.", capital(with_article(speed)), genre,
                         colour);
    case 1:
      return fmt::format("This is {} music at a {} pace, and its mood is {}.", genre, speed,
                         colour);
    default:
      return fmt::format("{} {}, {} and {}.", capital(genre), one_of({"tune", "number"}, random),
                         speed, colour);
  }
}

std::string key_sentence(const Facts& f, base::Random& random) {
  const std::string scale = f.mode == Mode::blues
                                ? "the blues scale of " + std::string(tonic_name(f.tonic))
                                : fmt::format("{} {}", tonic_name(f.tonic), name(f.mode));
  if (random.uniform() < 0.5)
    return fmt::format("It is in {}, with {} beats to the bar.", scale, f.beats_per_bar);
  return fmt::format("The music stays in {} at about {:.0f} beats per minute.", scale, f.tempo_bpm);
}

// Layers that sound in at least one phrase.
bool heard(const Score& score, Layer layer) {
  return std::any_of(score.phrases.begin(), score.phrases.end(),
                     [&](const Phrase& p) { return p.plays[static_cast<std::size_t>(layer)]; });
}

std::string lead_sentence(const Score& score, base::Random& random) {
  const std::string& comp = score.parts[1].instrument;
  if (!heard(score, Layer::melody))
    return fmt::format("There is no tune, only {} over the bass.", with_article(comp));
  const std::string verb =
      one_of({"plays the melody", "carries the tune", "takes the lead"}, random);
  if (!heard(score, Layer::chords))
    return capital(fmt::format("{} {}.", with_article(score.facts.lead), verb));
  return capital(fmt::format("{} {} while {} {} the chords.", with_article(score.facts.lead), verb,
                             with_article(comp), one_of({"plays", "provides"}, random)));
}

std::string rhythm_sentence(const Score& score, base::Random& random) {
  const std::string& bass = score.parts[2].instrument;
  const bool drums = heard(score, Layer::drums), low = heard(score, Layer::bass);
  const std::string feel = score.facts.swing > 0.15 ? "a swinging" : "an even";
  if (drums && low)
    return fmt::format("Drums with {} beat {} {}.", feel, one_of({"join", "support"}, random),
                       with_article(bass));
  if (drums) return fmt::format("The drums keep {} beat.", feel);
  if (low) return capital(fmt::format("{} plays without drums.", with_article(bass)));
  return "There is no drum or bass.";
}

}  // namespace

std::string caption(const Score& score, std::uint64_t seed) {
  base::Random random(base::seed_for(seed, "caption/" + score.facts.id()));
  std::vector<std::string> middle = {lead_sentence(score, random), rhythm_sentence(score, random),
                                     key_sentence(score.facts, random)};
  random.shuffle(middle);
  std::string out = opening(score.facts, random);
  for (const auto& sentence : middle) out += " " + sentence;
  return out;
}

}  // namespace encore::simulate
