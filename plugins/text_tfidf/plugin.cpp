// encore.text-tfidf: the words of captions, weighted, on the axes of latent semantic analysis.
#include <cstdio>

#include "encore/sdk.hpp"
#include "plugins/text_tfidf/lsa.hpp"
#include "plugins/text_tfidf/vocabulary.hpp"
#include "plugins/text_tfidf/words.hpp"

namespace {
constexpr const char* norms[] = {"l2", "l1", "none"};
}

class TextTfidf {
 public:
  static constexpr encore::Info info{
      .id = "encore.text-tfidf",
      .version = "1.0.0",
      .name = "TF-IDF of captions",
      .summary =
          "Words of the captions weighted by TF-IDF, reduced by latent semantic analysis; learnt "
          "from training captions.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .citation =
          "Deerwester et al. 1990, doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-"
          "ASI1>3.0.CO;2-9",
      .flags = ENCORE_DF_DETERMINISTIC | ENCORE_DF_USES_BLAS};
  static constexpr encore::Param params[] = {
      encore::integer("components", "64", 0, 4096,
                      "Components of latent semantic analysis; 0 keeps a column for each term."),
      encore::integer("min_df", "1", 1, 1e6,
                      "Training captions that a term must stand in; 2 leaves single finds out."),
      encore::real("max_df", "1", 0, 1, "Share of training captions that a term may stand in."),
      encore::integer("ngram_min", "1", 1, 8, "Words in the shortest terms."),
      encore::integer("ngram_max", "1", 1, 8, "Words in the longest terms; 2 adds pairs."),
      encore::boolean("sublinear_tf", "false", "Count a term as 1 + ln(count)."),
      encore::choice("norm", "l2", norms, "Length of every caption's row of weights."),
      encore::boolean("lowercase", "true", "Read capitals as small letters."),
      encore::strings("stop_words", "[]", "Words to leave out, such as [the, and].")};

  explicit TextTfidf(const encore::Params& p)
      : wanted_(static_cast<std::size_t>(p.integer("components"))) {
    weighting_.min_df = p.integer("min_df");
    weighting_.max_df = p.real("max_df");
    weighting_.sublinear_tf = p.boolean("sublinear_tf");
    const std::string norm = p.choice("norm");
    weighting_.norm = norm == "l2"   ? tfidf::Norm::l2
                      : norm == "l1" ? tfidf::Norm::l1
                                     : tfidf::Norm::none;
    rules_.lowercase = p.boolean("lowercase");
    rules_.ngram_min = static_cast<std::size_t>(p.integer("ngram_min"));
    rules_.ngram_max = static_cast<std::size_t>(p.integer("ngram_max"));
    if (rules_.ngram_max < rules_.ngram_min)
      throw encore::Error::param("ngram_max", "must not be less than ngram_min");
    for (const auto& word : p.strings("stop_words")) rules_.stop_words.insert(word);
  }

  encore::Needs needs() const { return {.text = true}; }

  // Clips without a caption say nothing about words: they count in no frequency.
  void fit(const encore::Call& call, std::span<const encore::Clip> clips) {
    std::vector<tfidf::Terms> captions;
    for (const auto& clip : clips)
      if (!blank(clip.text())) captions.push_back(tfidf::terms(clip.text(), rules_));
    if (captions.empty()) throw encore::Error::io("captions", "no training clip has one");
    words_ = tfidf::Vocabulary(captions, weighting_);
    if (words_.size() == 0) leaves_nothing(captions);
    call.set_meta("captions", std::to_string(captions.size()));
    call.set_meta("terms", std::to_string(words_.size()));
    if (wanted_ > 0) reduce(call, captions);
  }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    const auto row = words_.weigh(tfidf::terms(clip.text(), rules_), weighting_);
    if (blank(clip.text())) call.warn("a clip without a caption gets zeros");
    else if (row.empty()) call.warn("a caption without a known word gets zeros");
    std::vector<double> values;
    if (wanted_ > 0) values = tfidf::project(row, loadings_);
    else values.assign(words_.size(), 0.0);
    if (wanted_ == 0)
      for (const auto& [term, weight] : row) values[term] = weight;

    encore::write_whole(call, clip, values);
    call.set_names("features", dim_names());
  }

  void save(const encore::Writer& w) const {
    w.value(static_cast<std::uint64_t>(words_.size()));
    for (const auto& name : words_.names()) w.text(name);
    w.list(words_.idf());
    w.value(static_cast<std::uint64_t>(loadings_.n_cols));
    w.list(std::vector<double>(loadings_.begin(), loadings_.end()));
  }

  void load(const encore::Reader& r) {
    tfidf::Terms names;
    for (auto n = r.value<std::uint64_t>(); n > 0; --n) names.push_back(r.text());
    auto idf = r.list<double>();
    const auto columns = r.value<std::uint64_t>();
    const auto loadings = r.list<double>();
    if (names.empty() || idf.size() != names.size() || loadings.size() != columns * names.size())
      throw encore::Error::io("state", "is damaged");
    loadings_ = arma::mat(loadings.data(), columns > 0 ? names.size() : 0, columns);
    words_ = tfidf::Vocabulary(std::move(names), std::move(idf));
  }

 private:
  static bool blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
  }

  // Says which parameter it was.
  [[noreturn]] void leaves_nothing(const std::vector<tfidf::Terms>& captions) const {
    const std::string what =
        "leaves no term of " + std::to_string(captions.size()) + " training captions";
    const auto any = [&](tfidf::Weighting rule) {
      return tfidf::Vocabulary(captions, rule).size() > 0;
    };
    if (any({.min_df = weighting_.min_df})) throw encore::Error::param("max_df", what);
    if (any({})) throw encore::Error::param("min_df", what);
    throw encore::Error::param("ngram_min", what + " (with stop_words)");
  }

  void reduce(const encore::Call& call, const std::vector<tfidf::Terms>& captions) {
    std::vector<tfidf::Row> rows;
    for (const auto& caption : captions) rows.push_back(words_.weigh(caption, weighting_));
    const auto found = tfidf::components(rows, words_.size(), wanted_);
    loadings_ = found.loadings;
    if (loadings_.n_cols < wanted_)
      call.warn("the training captions span " + std::to_string(loadings_.n_cols) +
                " components, not the " + std::to_string(wanted_) + " asked for");
    char share[16];
    std::snprintf(share, sizeof share, "%.4f", found.share);
    call.set_meta("components_share", share);
  }

  std::vector<std::string> dim_names() const {
    if (wanted_ == 0) return words_.names();
    std::vector<std::string> out;
    for (arma::uword i = 0; i < loadings_.n_cols; ++i) out.push_back("lsa" + std::to_string(i + 1));
    return out;
  }

  std::size_t wanted_;
  tfidf::Weighting weighting_;
  tfidf::WordRules rules_;
  tfidf::Vocabulary words_;
  arma::mat loadings_;
};

ENCORE_PLUGINS(encore::features<TextTfidf>)
