#include "core/io/gifti_walk.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <cstring>
#include <exception>
#include <memory>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/io/unpack.hpp"

namespace encore::io {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = 1 << 20;

[[noreturn]] void bad(const fs::path& file, const std::string& why, const std::string& hint) {
  throw base::Error(fmt::format("{}: {}", file.string(), why), hint);
}

// What the parser has seen. Nothing may be thrown through expat, so failures wait here.
class Walk {
 public:
  Walk(const fs::path& file, const GiftiVisitor& visitor) : file_(file), visitor_(visitor) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
  }

  GiftiFile all() {
    Unpacker in(file_);
    std::vector<char> piece(kPiece);
    for (std::size_t n = kPiece; n == kPiece && !enough_;) {
      base::check_stop();
      n = in.read(piece.data(), kPiece);
      const auto status = XML_Parse(parser_.get(), piece.data(), static_cast<int>(n), n < kPiece);
      if (failure_) std::rethrow_exception(failure_);
      if (status == XML_STATUS_ERROR && !enough_) not_xml();
    }
    if (in.state() != Unpacker::State::good) bad(file_, "is damaged or truncated", "copy it again");
    if (!root_) bad(file_, "is not a GIFTI file", "a .gii file of values on a surface is expected");
    return std::move(out_);
  }

 private:
  [[noreturn]] void not_xml() {
    bad(file_,
        fmt::format("line {}: {}", XML_GetCurrentLineNumber(parser_.get()),
                    XML_ErrorString(XML_GetErrorCode(parser_.get()))),
        root_ ? "the file is damaged or truncated; copy it again" : "a GIFTI file is expected");
  }

  static std::string attribute(const char** attributes, const char* name) {
    for (; *attributes != nullptr; attributes += 2)
      if (std::strcmp(attributes[0], name) == 0) return attributes[1];
    return "";
  }

  void start(const std::string& name, const char** attributes) {
    if (name == "GIFTI") root_ = true;
    if (name == "DataArray") begin_array(attributes);
    if (name == "Label") label_key_ = key_of(attributes);
    text_.clear();
    keep_ = name == "Name" || name == "Value" || name == "Label" ||
            (name == "Data" && inside_ && visitor_.wants(index_));
  }

  long long key_of(const char** attributes) const {
    std::string key = attribute(attributes, "Key");
    if (key.empty()) key = attribute(attributes, "Index");  // GIFTI 1.0 before 2010
    const auto number = number_in<long long>(key);
    if (!number) bad(file_, fmt::format("a label has the key '{}', which is no number", key), "");
    return *number;
  }

  void begin_array(const char** attributes) {
    inside_ = true;
    array_ = {};
    array_.intent = attribute(attributes, "Intent");
    array_.type = attribute(attributes, "DataType");
    array_.encoding = attribute(attributes, "Encoding");
    array_.endian = attribute(attributes, "Endian");
    const auto dimensions = number_in<int>(attribute(attributes, "Dimensionality")).value_or(0);
    if (dimensions < 1 || dimensions > 6)
      bad(file_, fmt::format("array {} has {} dimensions", index_ + 1, dimensions), "");
    for (int d = 0; d < dimensions; ++d) {
      const std::string text = attribute(attributes, fmt::format("Dim{}", d).c_str());
      const Index n = number_in<Index>(text).value_or(0);
      if (n < 1 || n > 1'000'000'000)
        bad(file_, fmt::format("array {} has a dimension of '{}'", index_ + 1, text), "");
      array_.dims.push_back(n);
    }
  }

  void end(const std::string& name) {
    if (name == "Name") name_ = text_;
    if (name == "Value") (inside_ ? array_.meta : out_.meta)[name_] = text_;
    if (name == "Label") out_.labels[label_key_] = text_;
    if (name == "Data" && keep_) array_.text = std::move(text_);
    keep_ = false;
    if (name != "DataArray") return;
    inside_ = false;
    if (visitor_.visit(index_++, array_)) return;
    enough_ = true;
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  template <class Call>
  void guarded(const Call& call) {
    if (failure_ || enough_) return;
    try {
      call();
    } catch (...) {
      failure_ = std::current_exception();
      XML_StopParser(parser_.get(), XML_FALSE);
    }
  }

  static void on_start(void* self, const char* name, const char** attributes) {
    auto& walk = *static_cast<Walk*>(self);
    walk.guarded([&] { walk.start(name, attributes); });
  }
  static void on_end(void* self, const char* name) {
    auto& walk = *static_cast<Walk*>(self);
    walk.guarded([&] { walk.end(name); });
  }
  static void on_text(void* self, const char* text, int n) {
    auto& walk = *static_cast<Walk*>(self);
    walk.guarded([&] {
      if (walk.keep_) walk.text_.append(text, static_cast<std::size_t>(n));
    });
  }

  const fs::path& file_;
  const GiftiVisitor& visitor_;
  std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_{XML_ParserCreate(nullptr),
                                                                  XML_ParserFree};
  GiftiFile out_;
  GiftiArray array_;
  Index index_ = 0;
  long long label_key_ = 0;
  bool root_ = false, inside_ = false, keep_ = false, enough_ = false;
  std::string name_, text_;
  std::exception_ptr failure_;
};

}  // namespace

GiftiFile walk_gifti(const fs::path& file, const GiftiVisitor& visitor) {
  if (!fs::is_regular_file(file))
    throw base::Error(fmt::format("there is no surface file {}", file.string()));
  return Walk(file, visitor).all();
}

}  // namespace encore::io
