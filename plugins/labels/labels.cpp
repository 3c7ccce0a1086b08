// encore.labels: what the events file says of a clip, as numbers.
#include <algorithm>
#include <set>

#include "encore/sdk.hpp"
#include "plugins/labels/vocabulary.hpp"

class Labels {
 public:
  static constexpr encore::Info info{
      .id = "encore.labels",
      .version = "1.0.0",
      .name = "Labels",
      .summary =
          "Columns of the events file: categories one-hot, numbers z-scored, both as the "
          "training clips have them.",
      .authors = "Encore authors",
      .license = "Apache-2.0"};
  static constexpr encore::Param params[] = {
      encore::string("column", "genre", "Column of the events file, usually genre."),
      encore::strings("columns", "[]", "Several columns, instead of `column`."),
      encore::strings("categorical", "[]",
                      "Columns to read as categories though they hold numbers, such as [track].")};

  explicit Labels(const encore::Params& p)
      : names_(p.strings("columns")), categorical_(p.strings("categorical")) {
    key_ = names_.empty() ? "column" : "columns";
    if (names_.empty()) names_.push_back(p.string("column"));
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i].empty() || std::find(names_.begin(), names_.begin() + static_cast<long>(i),
                                         names_[i]) != names_.begin() + static_cast<long>(i))
        throw encore::Error::param(key_, "column '" + names_[i] + "' is empty or stands twice");
    for (const auto& name : categorical_)
      if (std::find(names_.begin(), names_.end(), name) == names_.end())
        throw encore::Error::param("categorical", "'" + name + "' is none of the columns used");
  }

  encore::Needs needs() const { return {.columns = true}; }

  void fit(const encore::Call& call, std::span<const encore::Clip> clips) {
    if (clips.empty()) throw encore::Error::state("fit", "there are no training clips");
    columns_.clear();
    for (const auto& name : names_) {
      std::vector<std::string> values;
      for (const auto& clip : clips) values.push_back(value(clip, name));
      const bool categorical =
          std::find(categorical_.begin(), categorical_.end(), name) != categorical_.end();
      columns_.push_back(labels::learn(name, values, categorical));
      const auto& column = columns_.back();
      if (column.dims() == 0)
        throw encore::Error::param(key_, "column '" + name + "' is empty in all training clips");
      call.set_meta("labels." + name,
                    column.numeric ? "number" : std::to_string(column.dims()) + " categories");
    }
  }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    std::vector<double> values;
    for (const auto& column : columns_) {
      const std::string text = value(clip, column.name);
      bool unknown = false;
      const auto part = labels::encode(column, text, unknown);
      values.insert(values.end(), part.begin(), part.end());
      if (unknown && warned_.insert(column.name + "=" + text).second)
        call.warn("no training clip has " + column.name + " '" + text + "' (clip '" + clip.id() +
                  "'): its features are 0");
    }
    encore::write_whole(call, clip, values);
    call.set_names("features", dim_names());
  }

  void save(const encore::Writer& w) const {
    w.value(static_cast<std::uint64_t>(columns_.size()));
    for (const auto& c : columns_) {
      w.text(c.name);
      w.value(static_cast<std::uint8_t>(c.numeric));
      w.value(c.mean);
      w.value(c.sd);
      w.value(static_cast<std::uint64_t>(c.categories.size()));
      for (const auto& category : c.categories) w.text(category);
    }
  }

  void load(const encore::Reader& r) {
    columns_.clear();
    for (auto n = r.value<std::uint64_t>(); n > 0; --n) {
      labels::Column c;
      c.name = r.text();
      c.numeric = r.value<std::uint8_t>() != 0;
      c.mean = r.value<double>();
      c.sd = r.value<double>();
      for (auto k = r.value<std::uint64_t>(); k > 0; --k) c.categories.push_back(r.text());
      columns_.push_back(std::move(c));
    }
  }

 private:
  std::string value(const encore::Clip& clip, const std::string& column) const {
    if (const char* text = clip.column(column)) return labels::clean(text);
    std::string there;
    for (const auto& name : clip.column_names()) there += (there.empty() ? "" : ", ") + name;
    throw encore::Error::param(
        key_, "clip '" + clip.id() + "' has no column '" + column +
                  "'; the events file has: " + (there.empty() ? "no columns" : there));
  }

  std::vector<std::string> dim_names() const {
    std::vector<std::string> out;
    for (const auto& column : columns_) {
      if (column.numeric) out.push_back(column.name);
      for (const auto& category : column.categories) out.push_back(column.name + "=" + category);
    }
    return out;
  }

  std::vector<std::string> names_, categorical_;
  std::string key_;
  std::vector<labels::Column> columns_;
  std::set<std::string> warned_;
};

ENCORE_PLUGINS(encore::features<Labels>)
